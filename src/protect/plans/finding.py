"""What of the plans the search finds, each for whoever sees it."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from protect.search import kinds
from protect.search.kinds import Kind


def _where(thing: Any) -> str:
    return str(thing.space) if thing.space_id else ""


def register() -> None:
    kinds.add(
        Kind(
            83, "plans.action", _("Actions"), _("action"), ("title",),
            ("description", "responsible_name", "partners", "funding", "progress_note", "source_words"),
            page=lambda thing: reverse("plans:action", args=[thing.pk]), related=("space",), place=_where,
        ),
        Kind(
            84, "plans.evidence", _("Evidence of actions"), _("evidence"), ("title",), ("description",),
            page=lambda thing: reverse("plans:action", args=[thing.action_id]), related=("action",),
            place=lambda thing: thing.action.title, owner="action__organisation",
        ),
        Kind(
            85, "plans.plansection", _("Security plans"), _("section of a security plan"), ("title",), ("text",),
            page=lambda thing: reverse("plans:document", args=[thing.plan_id]) + f"#section-{thing.code}",
            related=("plan__space",), place=lambda thing: str(thing.plan.space), owner="plan__organisation",
        ),
    )  # fmt: skip
