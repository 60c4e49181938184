"""What of an evaluation the search finds, each for whoever sees it. Not scores: they are sealed until a round ends."""

from __future__ import annotations

from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from protect.evaluations.models import Selected
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
        Kind(
            104, "evaluations.selected", _("Selected solutions"), _("selected solution"), ("name",), ("provider", "summary"),
            page=lambda thing: f"{reverse('evaluations:selected')}?{urlencode({'q': thing.name})}#s{thing.pk}",
            place=lambda thing: thing.provider, is_open=True,
            seen=lambda reader: Selected.objects.visible_to(reader).filter(withdrawn_at=None),  # type: ignore[attr-defined]
        ),
    )  # fmt: skip
