"""What of events the search finds, each for whoever sees it."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from protect.events.models import Session
from protect.search import kinds
from protect.search.kinds import Kind


def _sessions_of(event: Any) -> Any:
    return Session.objects.filter(event=event.pk).values_list("pk", flat=True)


def register() -> None:
    kinds.add(
        Kind(
            94, "events.event", _("Seminars and webinars"), _("seminar or webinar"), ("title",),
            ("summary", "about", "venue", "city", "target_groups", "partners"),
            page=lambda thing: reverse("events:event", args=[thing.pk]), is_open=True, languages=("languages",),
        ),
        Kind(
            95, "events.session", _("Sessions"), _("session"), ("title",), ("abstract",),
            page=lambda thing: reverse("events:session", args=[thing.pk]), related=("event",),
            place=lambda thing: thing.event.title, owner="event__organisation", is_open=True,
            # Of what does not say its language it is one of the event's.
            languages=("language", "event__languages"), fed_by={"events.event": _sessions_of},
        ),
        Kind(
            96, "events.speaker", _("Speakers"), _("speaker"), ("name",), ("role", "works_for"),
            page=lambda thing: reverse("events:speaker", args=[thing.pk]), is_open=True,
        ),
    )  # fmt: skip
