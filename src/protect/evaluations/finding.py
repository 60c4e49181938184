"""What of an evaluation the search finds, each for whoever sees it. Not scores: they are sealed until a round ends."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from protect.search import kinds
from protect.search.kinds import Kind


def register() -> None:
    kinds.add(
        Kind(
            60, "evaluations.evaluation", _("Evaluations"), _("evaluation"), ("title",), ("note",),
            page=lambda thing: reverse("evaluations:detail", args=[thing.pk]),
        ),
        Kind(
            61, "evaluations.candidate", _("Candidates of evaluations"), _("candidate"), ("name",), ("summary",),
            page=lambda thing: reverse("evaluations:candidates", args=[thing.evaluation_id]), related=("evaluation",),
            place=lambda thing: thing.evaluation.title, owner="evaluation__organisation",
        ),
    )  # fmt: skip
