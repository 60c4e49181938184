"""SMAA: how robust a ranking (SMAA-2) or a sorting into categories (SMAA-TRI) is when weights and scores are not known exactly.

``smaa2`` ranks, ``smaa_tri`` sorts; ``WeightSpace`` says what is known of the weights, ``Uniform``, ``Normal``, ``LogNormal``,
``BetaPert`` and ``Place`` what is known of a score. See docs/methods/smaa.md.
"""

from protect.methods.smaa.measurements import BetaPert, Cell, LogNormal, Normal, Place, Scores, Uniform
from protect.methods.smaa.models import Model, PrometheeII, Topsis, WeightedSum
from protect.methods.smaa.simulate import smaa2, smaa2_recorded
from protect.methods.smaa.summary import Acceptability, entropy, standard_error
from protect.methods.smaa.tree import smaa2_tree, tree_weights
from protect.methods.smaa.tri import OutrankingCriterion, Sorting, smaa_tri
from protect.methods.smaa.weights import SAMPLING, Sampler, WeightSpace, sampler

__all__ = [
    "SAMPLING",
    "Acceptability",
    "BetaPert",
    "Cell",
    "LogNormal",
    "Model",
    "Normal",
    "OutrankingCriterion",
    "Place",
    "PrometheeII",
    "Sampler",
    "Scores",
    "Sorting",
    "Topsis",
    "Uniform",
    "WeightSpace",
    "WeightedSum",
    "entropy",
    "sampler",
    "smaa2",
    "smaa2_recorded",
    "smaa2_tree",
    "smaa_tri",
    "standard_error",
    "tree_weights",
]
