"""What of answers the search finds: opened ones, for whoever may read them. Before the opening there is nothing to find."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from protect.search import kinds
from protect.search.kinds import Kind


def register() -> None:
    kinds.add(
        Kind(
            74, "answers.openedanswer", _("Opened answers"), _("opened answer"), ("solution", "provider_name"),
            ("said", "reason", "feedback"),
            page=lambda thing: reverse("answers:opened", args=[thing.call_id, thing.number]), related=("call",),
            place=lambda thing: thing.call.title, owner="call__organisation",
        ),
        Kind(
            75, "answers.clarification", _("Questions about calls"), _("question about a call"), ("question",), ("answer",),
            page=lambda thing: reverse("calls:public", args=[thing.publication_id]), related=("publication",),
            place=lambda thing: thing.publication.title,
        ),
    )  # fmt: skip
