"""What a demonstration tells the evaluation of its candidate."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from protect.demonstrations.models import Demonstration
from protect.evaluations.evidence import Evidence
from protect.evaluations.models import Candidate
from protect.spaces.history import Moment
from protect.spaces.models import Space


def told_of(candidate: Candidate, reader: Any) -> list[Evidence]:
    """What the demonstrations of a candidate measured, for the sheets of its evaluators: figures, and nobody's name."""
    from protect.demonstrations import results  # with numpy, which the job worker need not load

    found: Any = Demonstration.objects.visible_to(reader)  # type: ignore[attr-defined]
    shown = []
    for one in found.filter(candidate=candidate).prefetch_related("metrics", "runs"):
        lines = [
            " ".join(filter(None, (f"{row.metric}: {row.difference}.", row.sentence, row.spread)))
            for row in results.rows(one)
            if row.found
        ]
        if one.limits:
            lines.append(_("Limits: %(limits)s") % {"limits": one.limits})
        title = _("Demonstration: what was measured")
        shown.append(Evidence(title, lines, reverse("demonstrations:detail", args=[one.pk])))
    return shown


def of_space(reader: Any, space: Space) -> list[Moment]:
    """For the time line of a space: what was tried there, and when."""
    found: Any = Demonstration.objects.visible_to(reader)  # type: ignore[attr-defined]
    return [
        Moment(
            one.begins_at, "demonstration", f"{one.title} ({one.get_state_display()})", one.lessons,
            reverse("demonstrations:detail", args=[one.pk]),
        )
        for one in found.filter(space=space, begins_at__isnull=False)
    ]  # fmt: skip
