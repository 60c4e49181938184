"""What of an exercise the search finds, each for whoever sees it."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from protect.exercises.models import Finding
from protect.plans import origins
from protect.search import kinds
from protect.search.kinds import Kind


def page_of_lesson(key: int, reader: Any) -> str:
    """Of the report it stands in; empty where the reader may not see it."""
    found = Finding.objects.visible_to(reader).select_related("run").filter(pk=key).first()  # type: ignore[attr-defined]
    return reverse("exercises:report", args=[found.run.exercise_id, found.run_id]) if found else ""


def register() -> None:
    origins.add("lesson", _("Lesson of an exercise"), page_of_lesson)
    kinds.add(
        Kind(
            87, "exercises.exercise", _("Exercises"), _("exercise"), ("title",),
            ("situation", "objectives", "solution", "rules"),
            page=lambda thing: reverse("exercises:detail", args=[thing.pk]),
        ),
        Kind(
            88, "exercises.finding", _("Findings of exercises"), _("finding of an exercise"), (), ("text",),
            page=lambda thing: reverse("exercises:report", args=[thing.run.exercise_id, thing.run_id]),
            related=("run__exercise",), unnamed=lambda thing: thing.text[:80],
            place=lambda thing: thing.run.exercise.title, owner="run__exercise__organisation",
        ),
    )  # fmt: skip
