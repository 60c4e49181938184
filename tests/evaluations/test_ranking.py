"""The ranking, worked out by hand, and how sure it is."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from protect.evaluations import services
from protect.evaluations.queries import ranking
from tests.evaluations.town import USUAL, candidate, draft, judged, town

pytestmark = pytest.mark.django_db


@pytest.fixture
def w(db):
    return town()


def by_name(found):
    return {one.candidate.name: one for one in found.rows}


def test_value_and_rank_by_hand(w):
    # Weights .3 .3 .4; Amber 4 4 1 -> .3 + .3 + .1 = .70; Blue 2 2 4 -> .15 + .15 + .4 = .70; Coral 3 3 2 -> .65.
    rows = by_name(ranking.ranked(judged(w), w.viewer))
    assert {name: (one.rank, one.value, one.coverage) for name, one in rows.items()} == {
        "Amber": (1, 70, 100), "Blue": (1, 70, 100), "Coral": (3, 65, 100)}  # fmt: skip
    assert rows["Amber"].parts == {"performance": 60, "cost": 10} and rows["Blue"].levels == {
        "performance": 50,
        "cost": 100,
    }


def test_below_a_coverage_of_seventy_nobody_is_ranked(w):
    # Without price Amber is scored in 60 of 100, without proof Blue in 70 of 100.
    found = by_name(ranking.ranked(judged(w, scores={**USUAL, "Amber": (4, 4, None), "Blue": (2, None, 4)}), w.lead))
    assert (found["Amber"].rank, found["Amber"].coverage, found["Amber"].value) == (0, 60, 100)
    assert found["Blue"].rank == 1 and found["Blue"].coverage == 70
    # (.3 * .5 + .4 * 1) / .7
    assert found["Blue"].value == 79


def test_a_knock_out_is_listed_and_not_ranked(w):
    evaluation = judged(w)
    with pytest.raises(ValidationError):
        services.check_knock_out(candidate(evaluation, "Blue"), "lawful", passed=False, reason="", by=w.lead)
    services.check_knock_out(
        candidate(evaluation, "Blue"), "lawful", passed=False, reason="the decree of May", by=w.lead
    )
    found = ranking.ranked(evaluation, w.lead)
    assert by_name(found)["Blue"].rank == 0 and by_name(found)["Blue"].failed == ["Lawful"]
    assert [one.candidate.name for one in found.ranked] == ["Amber", "Coral"] and found.rows[
        -1
    ].candidate.name == "Blue"


def test_which_weight_would_have_to_change_for_another_winner(w):
    evaluation = judged(w, scores={**USUAL, "Blue": (2, 2, 3)})  # Blue .3 + .3 = .60, Amber .70 first
    found = ranking.ranked(evaluation, w.lead)
    # Amber 1.0 and .25, Blue .5 and .75, Coral .75 and .5: level with both where cost counts half.
    assert {one.code: (one.weight, one.low, one.high) for one in found.intervals} == {
        "performance": (60, 50, 100), "cost": (40, 0, 50)}  # fmt: skip
    assert found.moved == 10 and found.rival in {"Blue", "Coral"}


def test_acceptability_over_the_weights_that_the_group_accepts(w):
    evaluation = judged(w, scores={**USUAL, "Blue": (3, 3, 3)})
    # A fifth up and down: cost 32 to 48, so performance 52 to 68. Blue is worth .75 with all of them, Amber more from two
    # thirds on: 1.33 of 16 parts.
    found = by_name(ranking.ranked(evaluation, w.lead))
    assert 6 <= found["Amber"].first <= 11 and found["Amber"].first + found["Blue"].first in (99, 100, 101)
    assert sum(found["Coral"].acceptability) in range(98, 103)


def test_ranges_of_stakeholders_decide_how_sure_it_is(w):
    evaluation = judged(w, scores={**USUAL, "Blue": (2, 2, 3)})
    services.new_version(evaluation, "the traders were not asked", by=w.lead)
    for name, cost in (("Traders", 90), ("Police", 10)):
        one = services.add_stakeholder(evaluation, name)
        services.weigh(one, draft(evaluation), "groups", "points", {"performance": 100 - cost, "cost": cost})
    assert by_name(ranking.ranked(evaluation, w.lead))["Amber"].first >= 89  # the frozen version still counts
    frozen = draft(evaluation)
    frozen.frozen_at = frozen.created_at
    frozen.save()
    # Cost from 10 to 90 of 100, Amber first up to 50: half of the cases.
    assert 46 <= by_name(ranking.ranked(evaluation, w.lead))["Amber"].first <= 54


def test_other_methods_stand_beside_it(w):
    found = ranking.ranked(judged(w), w.lead)
    assert set(found.rows[0].others) == {"TOPSIS", "PROMETHEE II"} and found.common == 3


def test_weights_can_be_tried(w):
    evaluation = judged(w)
    found = ranking.ranked(evaluation, w.lead, points={"performance": 10, "cost": 90}, robust=False)
    assert found.first.candidate.name == "Blue" and found.weights == {"performance": 10, "cost": 90}
    assert ranking.ranked(evaluation, w.lead, points={"performance": 0, "cost": 0}, robust=False).weights["cost"] == 40
