"""What of a study the search finds, each for whoever sees it."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from protect.search import kinds
from protect.search.kinds import Kind


def register() -> None:
    kinds.add(
        Kind(
            80, "portfolios.study", _("Studies of measures"), _("study of measures"), ("name",), ("note",),
            page=lambda thing: reverse("portfolios:detail", args=[thing.pk]),
        ),
        Kind(
            81, "portfolios.candidate", _("Candidate measures"), _("candidate measure"), ("name",), ("note",),
            page=lambda thing: reverse("portfolios:candidate", args=[thing.study_id, thing.pk]), related=("study",),
            place=lambda thing: thing.study.name, owner="study__organisation",
        ),
    )  # fmt: skip
