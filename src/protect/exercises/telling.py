"""What exercises tell on the time line of a space: each time one was played."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from protect.exercises.models import Run
from protect.spaces.history import Moment
from protect.spaces.models import Space


def of_space(reader: Any, space: Space) -> list[Moment]:
    found: Any = Run.objects.visible_to(reader)  # type: ignore[attr-defined]
    return [
        Moment(
            one.begun_at, "exercise", f"{one.exercise.title}: {one.get_arm_display()} ({one.get_state_display()})",
            one.summary, reverse("exercises:run", args=[one.exercise_id, one.pk]),
        )
        for one in found.filter(exercise__space=space, begun_at__isnull=False).select_related("exercise")
    ]  # fmt: skip
