"""What the team's scores say together: the level of each criterion with its spread, after each round."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from protect.evaluations.models import Candidate, Consensus, CriteriaSet, Evaluation, KnockOut, Round, Score
from protect.evaluations.models.setting_up import HIGHEST
from protect.methods.agreement import Reading, reading, spread_of

Floats = Any


def current_set(evaluation: Evaluation) -> CriteriaSet:
    """The frozen version that results stand on; before the first scoring, the draft."""
    sets = list(evaluation.criteria_sets.all())
    return next((one for one in sets if one.is_frozen), sets[0])


def draft_set(evaluation: Evaluation) -> CriteriaSet:
    """The latest version, frozen or not."""
    found = evaluation.criteria_sets.first()
    assert found is not None, "an evaluation has criteria from the beginning"
    return found


@dataclass
class Standing:
    """``best``, ``low``, ``high``: levels 0..4, (candidates, criteria), ``nan`` where nobody scored.

    ``from_round``: the round each level comes from. ``failed``: by candidate, labels of knock-out criteria it fails.
    """

    candidates: list[Candidate]
    criteria: list[dict[str, Any]]
    criteria_set: CriteriaSet
    best: Floats
    low: Floats
    high: Floats
    from_round: dict[tuple[int, str], Round]
    failed: dict[int, list[str]] = field(default_factory=dict)

    @property
    def shares(self) -> Floats:
        """Levels as shares of the highest, for the methods."""
        return self.best / HIGHEST


def revealed(evaluation: Evaluation) -> list[Round]:
    return list(evaluation.rounds.filter(revealed_at__isnull=False).order_by("revealed_at", "pk"))


def standing(evaluation: Evaluation, user: Any, rounds: list[Round] | None = None) -> Standing:
    """Of the rounds whose scores are open (all without ``rounds``): a later round replaces what it scored again.

    The level is what was agreed on, else the median of those who scored; low and high are the spread of the single scores and
    of what was agreed on.
    """
    criteria_set = current_set(evaluation)
    candidates = list(Candidate.objects.visible_to(user).filter(evaluation=evaluation))  # type: ignore[attr-defined]
    criteria = criteria_set.criteria
    row = {one.pk: number for number, one in enumerate(candidates)}
    column = {one["code"]: number for number, one in enumerate(criteria)}
    shape = (len(candidates), len(criteria))
    best, low, high = (np.full(shape, np.nan) for _unused in range(3))
    origin: dict[tuple[int, str], Round] = {}
    for one in revealed(evaluation) if rounds is None else rounds:
        given = levels_given(one, user)
        agreed = {(c.candidate_id, c.criterion): c for c in Consensus.objects.visible_to(user).filter(round=one)}  # type: ignore[attr-defined]
        for key in {**given, **agreed}:
            if key[0] not in row or key[1] not in column:
                continue
            values = [value for _evaluator, value in given.get(key, []) if value is not None]
            said = agreed.get(key)
            if said is not None and said.value is not None:
                values = [*values, said.value]
            elif said is not None:
                values = []  # agreed that nobody can tell
            if not values and said is None:
                continue
            place = (row[key[0]], column[key[1]])
            spread = spread_of(values) if values else None
            best[place] = np.nan if spread is None else said.value if said is not None else spread.median
            low[place], high[place] = (np.nan, np.nan) if spread is None else (spread.low, spread.high)
            origin[key] = one
    return Standing(candidates, criteria, criteria_set, best, low, high, origin, failed(evaluation, criteria_set, user))


def levels_given(round_: Round, user: Any) -> dict[tuple[int, str], list[tuple[int, int | None]]]:
    """As ``single_scores`` without the words: (evaluator, level) of each."""
    found: dict[tuple[int, str], list[tuple[int, int | None]]] = {}
    rows = _handed_in(round_, user).values_list("pairing__candidate_id", "criterion", "pairing__evaluator_id", "value")
    for candidate, criterion, evaluator, value in rows:
        found.setdefault((candidate, criterion), []).append((evaluator, value))
    return found


def _handed_in(round_: Round, user: Any) -> Any:
    return Score.objects.visible_to(user).filter(pairing__round=round_, pairing__handed_in_at__isnull=False)  # type: ignore[attr-defined]


def single_scores(round_: Round, user: Any, candidate: Candidate | None = None) -> dict[tuple[int, str], list[Score]]:
    """Handed-in scores that the reader may see, by candidate and criterion; of one candidate, or of all."""
    found: dict[tuple[int, str], list[Score]] = {}
    seen = _handed_in(round_, user)
    if candidate is not None:
        seen = seen.filter(pairing__candidate=candidate)
    for one in seen.select_related("pairing__evaluator__user"):
        found.setdefault((one.pairing.candidate_id, one.criterion), []).append(one)
    return found


def failed(evaluation: Evaluation, criteria_set: CriteriaSet, user: Any) -> dict[int, list[str]]:
    labels = {one["code"]: one["label"] for one in criteria_set.knock_outs}
    found: dict[int, list[str]] = {}
    seen = KnockOut.objects.visible_to(user).filter(candidate__evaluation=evaluation, passed=False)  # type: ignore[attr-defined]
    for one in seen:
        if one.code in labels:
            found.setdefault(one.candidate_id, []).append(labels[one.code])
    return found


def agreement(round_: Round, user: Any) -> Reading | None:
    """How far the evaluators of an open round agree, over every criterion of every candidate; None where nobody scored."""
    given = levels_given(round_, user)
    keys = sorted(given)
    people = sorted({evaluator for scores in given.values() for evaluator, _value in scores})
    if not keys or len(people) < 2:
        return None
    ratings = np.full((len(people), len(keys)), np.nan)
    for number, key in enumerate(keys):
        for evaluator, value in given[key]:
            if value is not None:
                ratings[people.index(evaluator), number] = value
    return reading(ratings, generator=np.random.default_rng(round_.pk), draws=300)
