"""Overlays as their reader filters and sorts them; what other pages and the calendar tell of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from protect.assessments.models import State as Version
from protect.assessments.queries.overview import versions_of
from protect.organisations.access import Reach
from protect.organisations.lists import key_of, one_of
from protect.organisations.models import Organisation, User
from protect.overlays.models import EventOverlay
from protect.overlays.states import State
from protect.spaces.history import Moment
from protect.spaces.models import Space

WHEN = {"coming": _("To come"), "now": _("Now"), "past": _("Past")}
SORTS = {"newest": ("-begins_at", "-pk"), "oldest": ("begins_at", "pk"), "name": ("name", "-begins_at")}
SORT_WORDS = {"newest": _("Latest first"), "oldest": _("Earliest first"), "name": _("Name")}


@dataclass(frozen=True)
class Listing:
    reader: Any
    text: str = ""
    state: str = ""
    when: str = ""
    organisation: str = ""
    sort: str = "newest"

    @classmethod
    def of(cls, reader: Any, parameters: Mapping[str, str]) -> Listing:
        """Unknown values count as "no filter": an old bookmark still opens a list."""
        return cls(
            reader,
            parameters.get("q", "").strip()[:100],
            one_of(parameters, "state", State.values),
            one_of(parameters, "when", WHEN),
            key_of(parameters, "organisation"),
            one_of(parameters, "sort", SORTS, "newest"),
        )

    def found(self) -> QuerySet[EventOverlay]:
        now = timezone.now()
        found = EventOverlay.objects.visible_to(self.reader)
        if self.text:
            found = found.filter(Q(name__icontains=self.text) | Q(assessment__space__name__icontains=self.text))
        if self.state:
            found = found.filter(state=self.state)
        if self.organisation:
            found = found.filter(organisation=self.organisation)
        if self.when == "coming":
            found = found.filter(begins_at__gt=now)
        elif self.when == "now":
            found = found.filter(begins_at__lte=now, ends_at__gte=now)
        elif self.when == "past":
            found = found.filter(ends_at__lt=now)
        related = found.select_related("organisation", "assessment__space").prefetch_related("measures")
        return related.defer("assessment__space__wkb").order_by(*SORTS[self.sort])

    def organisations(self) -> list[tuple[int, str]]:
        owners = EventOverlay.objects.visible_to(self.reader).order_by().values("organisation_id")
        return list(Organisation.objects.filter(pk__in=owners).values_list("pk", "name"))

    @property
    def is_filtered(self) -> bool:
        return bool(self.text or self.state or self.when or self.organisation)


def on_space_page(request: HttpRequest, space: Space) -> dict[str, Any]:
    """Ways to its events and to a new one, from the versions the page has read: it asks the database nothing more."""
    standing = {Version.APPROVED, Version.EXPIRED}
    base = next((one for one in versions_of(request, space) if one.state in standing), None)
    may = base is not None and space.archived_at is None and request.user.has_perm("overlays.begin", base)
    return {"space": space, "base": base, "may_begin": may}


def told_of(reader: Any, space: Space) -> list[Moment]:
    """For the time line of a space."""
    found = EventOverlay.objects.visible_to(reader).filter(assessment__space=space)
    return [
        Moment(
            one.begins_at, "overlay", f"{one.name} ({one.get_state_display()})", one.about,
            reverse("overlays:detail", args=[one.pk]),
        )
        for one in found
    ]  # fmt: skip


@dataclass(frozen=True)
class Date:
    """One thing of the calendar: an event, a set-up or a removal."""

    uid: str
    overlay: EventOverlay
    begins: dt.datetime
    ends: dt.datetime
    #: What it is, with and without names.
    named: str
    unnamed: str


def dates(person: User) -> Iterator[Date]:
    """Of the person's own organisations, as long as they are not over; set-ups and removals by their moment."""
    own = sorted(Reach.of(person).reading)
    found = EventOverlay.objects.visible_to(person).filter(
        organisation__in=own, state=State.SIGNED, ends_at__gt=timezone.now() - dt.timedelta(days=30)
    )
    for one in found.select_related("assessment__space", "organisation").prefetch_related("measures"):
        yield Date(f"overlay-{one.pk}", one, one.begins_at, one.ends_at, one.name, _now("An event on a space"))
        for measure in one.measures.all():
            for word, at, plain in (
                (_now("Set up: %(name)s"), measure.set_up_at, _now("Set-up for an event")),
                (_now("Remove: %(name)s"), measure.remove_at, _now("Removal after an event")),
            ):
                code = "up" if at == measure.set_up_at else "down"
                named = word % {"name": f"{measure.name} ({one.name})"}
                yield Date(f"overlay-measure-{measure.pk}-{code}", one, at, at, named, plain)
