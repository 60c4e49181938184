"""Criteria in groups: SMAA where weights are known of the groups, and inside each group.

A tree of criteria has two levels. What people say of weights they say level by level, so each level has a space of its own,
and the weight of a criterion is the product of both. Spaces of a handful of weights are drawn from in milliseconds; one
space of twenty-five with narrow bounds takes many seconds.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from protect.methods.parameters import ParameterSet
from protect.methods.smaa.measurements import Cell, Scores
from protect.methods.smaa.models import Floats, Model
from protect.methods.smaa.simulate import smaa2_recorded
from protect.methods.smaa.summary import Acceptability
from protect.methods.smaa.weights import SAMPLING, WeightSpace, sampler


def tree_weights(
    groups: WeightSpace,
    inside: Sequence[WeightSpace],
    generator: np.random.Generator,
    n: int,
    *,
    parameters: ParameterSet = SAMPLING,
) -> Floats:
    """``n`` weightings of all criteria, (n, criteria), in the order of the groups; each row sums to 1.

    ``inside``: one space for each group, of its criteria. ValueError for another number of spaces than groups.

    >>> drawn = tree_weights(WeightSpace(2), [WeightSpace(1), WeightSpace(3)], np.random.default_rng(1), 10)
    >>> drawn.shape, bool(np.allclose(drawn.sum(axis=1), 1))
    ((10, 4), True)
    """
    if len(inside) != groups.criteria:
        raise ValueError(f"inside has {len(inside)} spaces; there are {groups.criteria} groups")
    above = sampler(groups, generator, parameters=parameters).draw(n)
    parts = [
        above[:, [number]] * sampler(one, generator, parameters=parameters).draw(n) for number, one in enumerate(inside)
    ]
    return np.asarray(np.hstack(parts))


def smaa2_tree(
    scores: Sequence[Sequence[Cell]],
    groups: WeightSpace,
    inside: Sequence[WeightSpace],
    *,
    generator: np.random.Generator,
    model: Model | None = None,
    n: int = 4_000,
) -> Acceptability:
    """SMAA-2 over the weights of a tree and uncertain scores, of which more is better, (alternatives, criteria).

    ValueError as ``smaa2``.
    """
    weights = tree_weights(groups, inside, generator, n)
    table = Scores(scores)
    drawn = table.draw(generator, n)
    return smaa2_recorded(drawn if drawn.ndim == 3 else np.broadcast_to(drawn, (n, *drawn.shape)), weights, model=model)
