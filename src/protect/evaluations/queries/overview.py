"""The path of an evaluation: where it stands, and what comes next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from protect.evaluations.models import CriteriaSet, Evaluation, RoundKind
from protect.evaluations.queries.standing import draft_set
from protect.evaluations.rules import HANDLING
from protect.organisations.models import AUTHORITY_KINDS, Organisation
from protect.reference.wording import translate


def organisations_of(user: Any) -> QuerySet[Organisation]:
    """Authorities in which this person handles evaluations."""
    return Organisation.objects.filter(
        memberships__user=user, memberships__role__in=HANDLING, kind__in=AUTHORITY_KINDS
    ).distinct()


@dataclass(frozen=True)
class Step:
    """``state``: done, next, open or off; ``told``: what the platform sees of it; ``page``: where one goes on, or empty."""

    key: str
    title: str
    why: str
    done_when: str
    note: str
    state: str
    told: str
    page: str


def _facts(evaluation: Evaluation) -> dict[str, tuple[bool, str, str]]:
    """Of each check: whether it is met, in words, and the name of the page."""
    rounds = {one.kind: one for one in evaluation.rounds.all()}
    candidates = evaluation.candidates.count()
    criteria_set = draft_set(evaluation)
    first = rounds.get(RoundKind.INFORMATION)
    later = [one for kind, one in rounds.items() if kind != RoundKind.INFORMATION]
    decision = evaluation.decisions.first()
    told = (
        _("Version %(number)d with %(count)d criteria, frozen.")
        if criteria_set.is_frozen
        else _("Version %(number)d with %(count)d criteria, still open to change.")
    )
    return {
        "by_hand": (False, "", ""),
        "criteria": (
            criteria_set.is_frozen, told % {"number": criteria_set.version, "count": len(criteria_set.criteria)}, "criteria",
        ),
        "gather": (candidates > 1, _("%(count)d on the list.") % {"count": candidates}, "candidates"),
        "information": (bool(first and first.revealed_at), _state_of(first), "rounds"),
        "scenarios": (
            bool(later) and all(one.revealed_at for one in later), "; ".join(f"{one}: {_state_of(one)}" for one in later),
            "rounds",
        ),
        "decide": (decision is not None, str(decision) if decision else _("Nothing is decided yet."), "ranking"),
    }  # fmt: skip


def _state_of(round_: Any) -> str:
    if round_ is None:
        return _("Not begun.")
    if round_.revealed_at:
        return _("The scores are open.")
    return _("Scores are being given.") if round_.opened_at else _("Evaluators are being assigned.")


def path(evaluation: Evaluation) -> list[Step]:
    facts = _facts(evaluation)
    found: list[Step] = []
    next_is_told = False
    for one in evaluation.steps:
        met, told, page = facts[one["check"]]
        done = bool(one["done_on"]) or met
        state = "off" if one["off"] else "done" if done else "open" if next_is_told else "next"
        next_is_told |= state == "next"
        found.append(
            Step(
                one["key"],
                translate(one["title"]),
                translate(one["why"]),
                translate(one["done_when"]),
                one["note"],
                state,
                told,
                reverse(f"evaluations:{page}", args=[evaluation.pk]) if page else "",
            )  # fmt: skip
        )
    return found


def in_words(criteria_set: CriteriaSet) -> dict[str, Any]:
    """Groups and knock-out criteria in the reader's language."""
    groups = [
        {
            **group, "label": translate(group["label"]), "help": translate(group["help"]),
            "criteria": [
                {**one, "label": translate(one["label"]), "question": translate(one["question"]),
                 "levels": list(enumerate(map(translate, one["anchors"])))}
                for one in group["criteria"]
            ],
        }
        for group in criteria_set.groups
    ]  # fmt: skip
    knock_outs = [
        {**one, "label": translate(one["label"]), "question": translate(one["question"])}
        for one in criteria_set.knock_outs
    ]
    return {"groups": groups, "knock_outs": knock_outs}
