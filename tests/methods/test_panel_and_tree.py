"""Even panels, weights of people, and criteria in groups."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from protect.methods import mcda, panel, smaa


@settings(max_examples=40)
@given(
    st.integers(1, 7),
    st.lists(st.sets(st.sampled_from(["cost", "legal"])), min_size=3, max_size=7),
    st.sets(st.tuples(st.integers(0, 6), st.integers(0, 6)), max_size=6),
)
def test_panels_are_complete_even_and_free_of_conflicts(candidates, expertise, blocked):
    people = len(expertise)
    blocked = {(e, c) for e, c in blocked if e < people and c < candidates}
    short = [c for c in range(candidates) if people - sum((e, c) in blocked for e in range(people)) < 3]
    if short:
        with pytest.raises(ValueError, match=f"candidate {short[0]}:"):
            panel.assign(candidates, expertise, blocked=blocked)
        return
    found = panel.assign(candidates, expertise, blocked=blocked)
    assert not set(found) & blocked and len(set(found)) == len(found)
    assert all(sum(one == c for _e, one in found) == 3 for c in range(candidates))
    if not blocked:
        loads = [sum(one == e for one, _c in found) for e in range(people)]
        assert max(loads) - min(loads) <= 1


def test_every_candidate_gets_somebody_who_knows_where_that_is_even():
    found = panel.assign(3, [{"legal"}, set(), set(), {"legal"}, set(), {"legal"}])
    assert all(any(e in {0, 3, 5} for e, one in found if one == c) for c in range(3))


def test_what_is_paired_already_is_kept():
    assert (0, 1) in panel.assign(2, [set()] * 4, fixed=[(0, 1)])
    # Four by hand are not taken away to make three.
    assert sum(c == 0 for _e, c in panel.assign(1, [set()] * 5, fixed=[(e, 0) for e in range(4)])) == 4


def test_points_add_up_and_lose_less_than_one_each():
    weights = np.array([0.335, 0.335, 0.33])
    points = mcda.in_points(weights)
    assert sum(points) == 100 and np.abs(np.array(points) - 100 * weights).max() < 1


def test_weights_of_several_people_by_hand():
    found = mcda.of_group([[0.6, 0.4], [0.2, 0.8]])
    assert np.allclose([found.low, found.mean, found.high], [[0.2, 0.4], [0.4, 0.6], [0.6, 0.8]])
    for wrong in ([], [[0.5, 0.4]], [[-0.1, 1.1]]):
        with pytest.raises(ValueError):
            mcda.of_group(wrong)
    with pytest.raises(ValueError):
        mcda.around([0.5, 0.5], 1.5)


def test_steps_become_reciprocal_comparisons():
    # The matrix of METHODS 4: 3, 5 and 3 times more.
    matrix = mcda.reciprocal([[0, 2, 4], [0, 0, 2], [0, 0, 0]])
    assert matrix.tolist() == [[1, 3, 5], [1 / 3, 1, 3], [1 / 5, 1 / 3, 1]]
    assert mcda.ahp(matrix).weights.round(4).tolist() == [0.637, 0.2583, 0.1047]
    assert mcda.reciprocal([[0, -2], [0, 0]])[0, 1] == pytest.approx(1 / 3)
    with pytest.raises(ValueError):
        mcda.reciprocal([[0, 9], [0, 0]])


def test_over_scored_by_hand():
    found = mcda.additive_over_scored([[1, np.nan, 0], [0.5, 0.5, 0.5], [np.nan] * 3], [5, 3, 2])
    assert found.value[:2].tolist() == [pytest.approx(5 / 7), 0.5] and np.isnan(found.value[2])
    assert found.coverage.tolist() == pytest.approx([0.7, 1, 0]) and found.ranks.tolist() == [1, 2, 0]
    assert found.parts.sum(axis=1).tolist() == pytest.approx([5 / 7, 0.5, 0])
    assert mcda.additive_over_scored([[1], [0]], [1], excluded=[True, False]).ranks.tolist() == [0, 1]
    with pytest.raises(ValueError):
        mcda.additive_over_scored([[2]], [1])


def test_a_tree_of_weights_is_the_product_of_its_levels():
    inside = [smaa.WeightSpace(2, bounds={0: (0.25, 0.25), 1: (0.75, 0.75)}), smaa.WeightSpace(1)]
    drawn = smaa.tree_weights(smaa.WeightSpace(2, bounds={0: (0.4, 0.6)}), inside, np.random.default_rng(1), 2000)
    assert drawn.sum(axis=1) == pytest.approx(np.ones(2000))
    assert np.allclose(drawn[:, 0] * 3, drawn[:, 1]) and drawn[:, 2].min() >= 0.4 and drawn[:, 2].max() <= 0.6
    assert drawn[:, 2].mean() == pytest.approx(0.5, abs=0.01)
    with pytest.raises(ValueError):
        smaa.tree_weights(smaa.WeightSpace(3), inside, np.random.default_rng(1), 10)


def test_acceptability_of_a_tree_by_hand():
    """A is worth the first group, B the second; with its weight even from .2 to .6, B is ahead in three quarters."""
    space = smaa.WeightSpace(2, bounds={0: (0.2, 0.6), 1: (0.0, 1.0)})
    found = smaa.smaa2_tree(
        [[1.0, 0.0], [0.0, 1.0]], space, [smaa.WeightSpace(1)] * 2, generator=np.random.default_rng(3), n=20_000
    )
    assert found.acceptability[1, 0] == pytest.approx(0.75, abs=0.01)


def test_a_method_says_what_it_needs():
    with pytest.raises(ValueError, match="low, high"):
        mcda.named.rank("spotis", [[1, 2]], [1, 1], [True, True])
    with pytest.raises(ValueError, match="no method"):
        mcda.named.rank("magic", [[1, 2]], [1, 1], [True, True])
