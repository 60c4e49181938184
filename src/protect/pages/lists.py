"""The kinds of KC box. Each asks as a visitor: ``visible_to(None)``."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from protect.calls.models import Publication
from protect.catalogue.models import Entry
from protect.catalogue.models import Kind as EntryKind
from protect.catalogue.models import State as EntryState
from protect.evaluations.models import Selected
from protect.events.queries import public_events
from protect.events.states import ON
from protect.library import queries as library
from protect.pages.boxes import Row, box
from protect.pages.models import MapPlace, NewsItem
from protect.pages.queries.drawing import Map, drawn
from protect.practices import queries as practising
from protect.practices.states import State as PracticeState
from protect.watching import queries as watching


@box("events", _("Next events"), more="events:list")
def next_events(most: int, topic: str) -> list[Row]:
    rows = public_events().filter(state__in=ON, ends_at__gte=timezone.now()).order_by("begins_at", "pk")
    if topic:
        rows = rows.filter(title__icontains=topic) | rows.filter(summary__icontains=topic)
    return [
        Row(
            one.title, reverse("events:event", args=[one.pk]),
            f"{one.get_kind_display()} · {one.city or one.venue or (_('online') if one.is_online else '')}".strip(" ·"),
            one.begins_at.astimezone(one.zone).date(),  # at the place: by the clock of the server it may be another one
        )
        for one in rows[:most]
    ]  # fmt: skip


@box("selected", _("Selected solutions"), more="evaluations:selected")
def selected(most: int, topic: str) -> list[Row]:
    rows: Any = Selected.objects.visible_to(None).filter(withdrawn_at=None).select_related("organisation")  # type: ignore[attr-defined]
    if topic:
        rows = rows.filter(name__icontains=topic) | rows.filter(summary__icontains=topic)
    page = reverse("evaluations:selected")
    return [
        Row(one.name, f"{page}#s{one.pk}", f"{one.provider}, {one.organisation.name}", one.published_at.date())
        for one in rows.order_by("-published_at", "-pk")[:most]
    ]


@box("calls", _("Open calls"), more="calls:public_list")
def open_calls(most: int, topic: str) -> list[Row]:
    rows: Any = Publication.objects.visible_to(None).select_related("organisation").defer("document")  # type: ignore[attr-defined]
    rows = rows.filter(answers_until__gt=timezone.now(), withdrawn_at=None)
    if topic:
        rows = rows.filter(title__icontains=topic)
    return [
        Row(one.title, reverse("calls:public", args=[one.pk]), one.organisation.name, one.answers_until)
        for one in rows.order_by("answers_until", "pk")[:most]
    ]


@box("practices", _("Good practices"), more="practices:list")
def practices(most: int, topic: str) -> list[Row]:
    rows = practising.shown_to(None).filter(state=PracticeState.PUBLISHED).select_related("organisation")
    if topic:
        rows = rows.filter(title__icontains=topic)
    return [
        Row(one.title, reverse("practices:practice", args=[one.pk]), str(one.organisation), one.published_at)
        for one in rows.order_by("-published_at", "-pk")[:most]
    ]


@box("recordings", _("Latest recordings"), more="watching:list")
def recordings(most: int, topic: str) -> list[Row]:
    rows = watching.published(None)
    if topic:
        rows = rows.filter(title__icontains=topic) | rows.filter(about__icontains=topic)
    return [
        Row(
            one.recording.title, reverse("watching:watch", args=[one.recording.pk]), one.recording.event.title,
            one.recording.published_at, one.poster,
        )
        for one in watching.shown(None, rows.order_by("-published_at", "-pk")[:most])
    ]  # fmt: skip


@box("documents", _("Guidelines and documents"), more="library:list")
def documents(most: int, topic: str) -> list[Row]:
    rows = library.shown_to(None)
    if topic:
        rows = rows.filter(title__icontains=topic) | rows.filter(about__icontains=topic)
    return [
        Row(one.title, reverse("library:document", args=[one.pk]), str(one.organisation), one.dated)
        for one in rows.select_related("organisation").order_by(*library.NEWEST)[:most]
    ]


@box("solutions", _("Solutions on the market"), more="catalogue:list")
def solutions(most: int, topic: str) -> list[Row]:
    rows: Any = Entry.objects.visible_to(None).filter(kind=EntryKind.SOLUTION, state=EntryState.PUBLISHED)  # type: ignore[attr-defined]
    if topic:
        rows = rows.filter(name__icontains=topic) | rows.filter(summary__icontains=topic)
    return [
        Row(one.name, reverse("catalogue:detail", args=[one.pk]), one.summary[:160])
        for one in rows.order_by("-pk")[:most]
    ]


@box("news", _("News"))
def news(most: int, topic: str) -> list[Row]:
    rows = NewsItem.objects.live().public().filter(locale__language_code=translation.get_language())
    if topic:
        rows = rows.filter(title__icontains=topic) | rows.filter(lead__icontains=topic)
    rows = rows.select_related("locale").order_by("-date", "-pk")
    return [Row(one.title, one.url, one.lead, one.date) for one in rows[:most]]


@box("map", _("Participating cities"), template="pages/boxes/map.html")
def cities(most: int, topic: str) -> list[Map]:
    """One drawing of all cities, however many are asked for."""
    places = list(MapPlace.objects.select_related("organisation"))
    return [drawn(places)] if places else []
