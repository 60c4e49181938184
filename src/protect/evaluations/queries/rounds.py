"""Rounds as people look at them: who judges what, what is pending, where they differ."""

from __future__ import annotations

from typing import Any

import numpy as np
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from protect.evaluations.models import Candidate, Consensus, Evaluation, Pairing, Round
from protect.evaluations.queries.overview import in_words
from protect.evaluations.queries.standing import agreement, single_scores
from protect.methods.agreement import AGREEMENT, spreads
from protect.reference.wording import translate


def at_a_glance(evaluation: Evaluation, user: Any) -> list[dict[str, Any]]:
    """Each round with how many pairs are done of how many."""
    found = []
    for one in Round.objects.visible_to(user).filter(evaluation=evaluation):  # type: ignore[attr-defined]
        pairs = list(one.pairings.all())
        found.append({"round": one, "done": sum(pair.is_done for pair in pairs), "all": len(pairs)})
    return found


def board(round_: Round, user: Any) -> list[dict[str, Any]]:
    """Each candidate of the evaluation with its pairs; nothing of what was scored."""
    seen = Pairing.objects.visible_to(user).filter(round=round_).select_related("evaluator__user", "candidate", "round")  # type: ignore[attr-defined]
    pairs: dict[int, list[Pairing]] = {}
    for one in seen:
        pairs.setdefault(one.candidate_id, []).append(one)
    listed = Candidate.objects.visible_to(user).filter(evaluation=round_.evaluation_id)  # type: ignore[attr-defined]
    return [{"candidate": one, "pairs": pairs.get(one.pk, [])} for one in listed]


def side_by_side(round_: Round, candidate: Candidate, user: Any) -> list[dict[str, Any]]:
    """Criterion by criterion all scores with their reasons, the spread, and what was agreed; widest spread first."""
    given = single_scores(round_, user, candidate)
    agreed = {
        one.criterion: one
        for one in Consensus.objects.visible_to(user).filter(round=round_, candidate=candidate)  # type: ignore[attr-defined]
    }
    rows = []
    for group in in_words(round_.criteria_set)["groups"]:
        for one in group["criteria"]:
            scores = given.get((candidate.pk, one["code"]), [])
            values = [score.value for score in scores if score.value is not None]
            spread = spreads(np.array([values], dtype=float).T)[0] if values else None
            apart = spread is not None and spread.count > 1 and spread.range >= AGREEMENT["apart"]
            rows.append(
                {
                    "criterion": one, "group": group["label"], "scores": scores, "agreed": agreed.get(one["code"]),
                    "low": int(spread.low) if spread else None, "high": int(spread.high) if spread else None,
                    "apart": apart, "range": spread.range if spread else 0.0,
                    "dots": [{"x": 12 + 44 * value, "value": value} for value in sorted(set(values))],
                }
            )  # fmt: skip
    return sorted(rows, key=lambda row: -float(row["range"]))


def agreed_on(round_: Round, candidate: Candidate, code: str, user: Any) -> Consensus | None:
    seen = Consensus.objects.visible_to(user)  # type: ignore[attr-defined]
    found: Consensus | None = seen.filter(round=round_, candidate=candidate, criterion=code).first()
    return found


WORDS = {
    "rely": lambda: _("The evaluators agree well enough to rely on it."),
    "tentative": lambda: _("The evaluators agree only so far that conclusions are tentative."),
    "discuss": lambda: _("The evaluators disagree; talk before you use the figures."),
    "unknown": lambda: _("Too few scores lie side by side to say how far the evaluators agree."),
}


def agreement_in_words(round_: Round, user: Any) -> list[str]:
    found = agreement(round_, user)
    if found is None:
        return [WORDS["unknown"]()]
    said = [WORDS[found.word]()]
    if found.word != "unknown":
        said.append(
            _("Krippendorff's alpha: %(alpha)s (1 is full agreement, 0 what chance gives).")
            % {"alpha": f"{found.alpha:.2f}"}
        )
    if found.spread_instead:
        said.append(_("With so few scores alpha alone says little; look at the spread."))
    if found.discuss:
        count = len(found.discuss)
        said.append(
            ngettext(
                "In %d place two evaluators are two levels apart or more.",
                "In %d places two evaluators are two levels apart or more.", count,
            ) % count
        )  # fmt: skip
    return said


def labels(round_: Round) -> dict[str, str]:
    return {one["code"]: translate(one["label"]) for one in round_.criteria_set.criteria}
