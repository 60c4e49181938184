"""What of events the search finds, each for whoever sees it."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from protect.search import kinds
from protect.search.kinds import Kind


def register() -> None:
    kinds.add(
        Kind(
            94, "events.event", _("Seminars and webinars"), _("seminar or webinar"), ("title",),
            ("summary", "about", "venue", "city", "target_groups", "partners"),
            page=lambda thing: reverse("events:event", args=[thing.pk]), is_open=True, language="languages",
        ),
        Kind(
            95, "events.session", _("Sessions"), _("session"), ("title",), ("abstract",),
            page=lambda thing: reverse("events:session", args=[thing.pk]), related=("event",),
            place=lambda thing: thing.event.title, owner="event__organisation", is_open=True, language="language",
        ),
        Kind(
            96, "events.speaker", _("Speakers"), _("speaker"), ("name",), ("role", "works_for"),
            page=lambda thing: reverse("events:speaker", args=[thing.pk]), is_open=True,
        ),
    )  # fmt: skip
