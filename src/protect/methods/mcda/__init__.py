"""Decisions by several criteria: value functions, weights, ranking methods, and how robust the first place is.

The default is the weighted sum of values with published reference levels (``values``, ``additive.weighted_sum``, weights by
swing). The other methods are for cross-checks and for panels that published them beforehand.

Everywhere: ``matrix`` has shape (alternatives, criteria), ``weights`` (criteria,), ``higher`` (criteria,) of bool, True where
more is better. A ``Ranking`` comes back. What does not fit raises ValueError with the name of the argument.

>>> from protect.methods import mcda
>>> price, speed = mcda.ValueFunction(200_000, 100_000), mcda.ValueFunction(32, 80)
>>> mcda.weighted_sum(mcda.valued([[142_000, 64], [118_000, 48]], [price, speed]), [0.5, 0.5]).ranks.tolist()
[1, 2]
"""

from protect.methods.mcda import (
    additive,
    electre,
    moora,
    named,
    price,
    promethee,
    reference,
    robustness,
    values,
    weighting,
)
from protect.methods.mcda.additive import weighted_sum
from protect.methods.mcda.electre import Threshold, electre_3
from protect.methods.mcda.price import PricePoints
from protect.methods.mcda.problem import Ranking
from protect.methods.mcda.promethee import Preference, promethee_1, promethee_2
from protect.methods.mcda.reference import topsis, vikor
from protect.methods.mcda.robustness import (
    rank_reversals,
    topple_any,
    topple_pair,
    topple_within,
    tornado,
    weight_intervals,
)
from protect.methods.mcda.values import ValueFunction, additive_over_scored, additive_with_gaps, valued
from protect.methods.mcda.weighting import (
    ahp,
    around,
    best_worst,
    critic,
    entropy,
    in_points,
    of_group,
    reciprocal,
    shares,
    swing,
)

__all__ = [
    "Preference",
    "PricePoints",
    "Ranking",
    "Threshold",
    "ValueFunction",
    "additive",
    "additive_over_scored",
    "additive_with_gaps",
    "ahp",
    "around",
    "best_worst",
    "critic",
    "electre",
    "electre_3",
    "entropy",
    "in_points",
    "moora",
    "named",
    "of_group",
    "price",
    "promethee",
    "promethee_1",
    "promethee_2",
    "rank_reversals",
    "reciprocal",
    "reference",
    "robustness",
    "shares",
    "swing",
    "topple_any",
    "topple_pair",
    "topple_within",
    "topsis",
    "tornado",
    "valued",
    "values",
    "vikor",
    "weight_intervals",
    "weighted_sum",
    "weighting",
]
