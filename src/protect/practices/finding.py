"""What of practices the search finds, each for whoever sees it."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from protect.practices.models import Practice
from protect.search import kinds
from protect.search.kinds import Kind


def register() -> None:
    kinds.add(
        Kind(
            112, "practices.practice", _("Good practices"), _("practice"), ("title",),
            ("summary", "city", *Practice.TEXTS), page=lambda thing: reverse("practices:practice", args=[thing.pk]),
            languages=("language",),
            is_open=True,
        ),
        Kind(
            113, "practices.trial", _("Tried elsewhere, too"), _("report of a trial"), ("where",), ("differed",),
            page=lambda thing: f"{reverse('practices:practice', args=[thing.practice_id])}#tried",
            place=lambda thing: thing.practice.title, related=("practice",), is_open=True,
        ),
        Kind(
            114, "practices.remark", _("Said of practices"), _("comment on a practice"), (), ("text",),
            page=lambda thing: f"{reverse('practices:practice', args=[thing.practice_id])}#said",
            place=lambda thing: thing.practice.title, unnamed=lambda thing: thing.practice.title,
            related=("practice",), is_open=True,
        ),
    )  # fmt: skip
