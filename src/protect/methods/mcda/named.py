"""Every ranking method by a name, with the preparation it asks for: what a program offers where people bring a table.

A method takes the matrix, weights and directions, and in ``more`` what else it asks of each criterion: rows (criteria,) such as
``low`` and ``high`` (published ends of a criterion), ``ideal``, ``anti_ideal``, ``reference``; ``balance`` is one number.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from protect.methods.mcda import additive, electre, moora, promethee, reference
from protect.methods.mcda.problem import Bools, Floats, Ranking, min_max, ranking
from protect.methods.mcda.weighting import shares

More = Mapping[str, Any]
Run = Callable[[Floats, Floats, Bools, More], Ranking]


@dataclass(frozen=True)
class Named:
    """``title``: what the field calls it; ``needs``: rows of ``more`` without which it cannot be run."""

    title: str
    run: Run
    needs: tuple[str, ...] = ()


def _plain(method: Callable[..., Ranking]) -> Run:
    return lambda x, w, up, _more: method(x, w, up)


def _shared(method: Callable[..., Ranking]) -> Run:
    """With weights that sum to one."""
    return lambda x, w, up, _more: method(x, shares(w), up)


def _unit(method: Callable[..., Ranking]) -> Run:
    """With columns of length 1."""
    return lambda x, w, up, _more: method(x / np.sqrt((x**2).sum(axis=0)), w, up)


def _ends(more: More) -> Floats:
    return np.column_stack([more["low"], more["high"]])


def _spotis(x: Floats, w: Floats, up: Bools, more: More) -> Ranking:
    ends = _ends(more)
    return reference.spotis(x, w, ends, more.get("ideal", np.where(up, ends[:, 1], ends[:, 0])))


def _rim(x: Floats, w: Floats, _up: Bools, more: More) -> Ranking:
    return reference.rim(x, w, _ends(more), np.column_stack([more["ideal_low"], more["ideal_high"]]))


def _kernel(x: Floats, w: Floats, up: Bools, _more: More) -> Ranking:
    """1 for whoever nobody outranks, 2 for the others: ELECTRE I chooses and does not order."""
    found = electre.electre_1(x / x.sum(axis=0), shares(w), up)
    return ranking(found.kernel.astype(float))


def _electre_2(x: Floats, w: Floats, up: Bools, _more: More) -> Ranking:
    found = electre.electre_2(x / x.sum(axis=0), shares(w), up)
    return Ranking(found.score, found.ranks, more_is_better=False)


def _weighted_product(x: Floats, w: Floats, up: Bools, _more: More) -> Ranking:
    return additive.weighted_product(x / x.sum(axis=0), shares(w), up)


METHODS: dict[str, Named] = {
    "weighted_sum_of_shares": Named("Weighted sum of column shares", _shared(additive.sum_of_shares)),
    "weighted_product": Named("Weighted product", _weighted_product),
    "product_of_shares": Named("Weighted product of column shares", _plain(additive.product_of_shares)),
    "topsis": Named("TOPSIS", _plain(reference.topsis)),
    "topsis_min_max": Named("TOPSIS, columns from worst to best", _plain(reference.topsis_min_max)),
    "promethee_2": Named("PROMETHEE II", _plain(promethee.promethee_2)),
    "vikor": Named("VIKOR", _plain(reference.vikor)),
    "aras": Named("ARAS", lambda x, w, up, more: additive.aras(x, w, up, ideal=more.get("ideal"))),
    "cocoso": Named("CoCoSo", lambda x, w, up, _more: additive.cocoso(min_max(x, up), w)),
    "cocoso_ready": Named("CoCoSo of scores from 0 to 1", lambda x, w, _up, _more: additive.cocoso(x, w)),
    "codas": Named("CODAS", _plain(reference.codas)),
    "copras": Named("COPRAS", _plain(additive.copras)),
    "edas": Named("EDAS", _plain(additive.edas)),
    "ervd": Named("ERVD", lambda x, w, up, more: reference.ervd(x, w, up, more["reference"]), ("reference",)),
    "lmaw": Named("LMAW", _plain(additive.lmaw)),
    "mabac": Named("MABAC", _plain(additive.mabac)),
    "ratio_moora": Named("MOORA, ratio system", _unit(moora.ratio_system)),
    "reference_point_moora": Named("MOORA, reference point", _unit(moora.reference_point)),
    "full_multiplicative": Named("Full multiplicative form", _unit(moora.full_multiplicative)),
    "multimoora": Named("MULTIMOORA", _unit(moora.multimoora)),
    "probid": Named("PROBID", _plain(reference.probid)),
    "simplified_probid": Named("Simplified PROBID", _plain(reference.simplified_probid)),
    "rafsi": Named(
        "RAFSI", lambda x, w, up, more: additive.rafsi(x, w, up, more["ideal"], more["anti_ideal"]), ("ideal", "anti_ideal")
    ),
    "rim": Named("RIM", _rim, ("low", "high", "ideal_low", "ideal_high")),
    "spotis": Named("SPOTIS", _spotis, ("low", "high")),
    "waspas": Named(
        "WASPAS of scores from 0 to 1", lambda x, w, _up, more: additive.waspas(x, w, float(more.get("balance", 0.5)))
    ),
    "electre_1": Named("ELECTRE I (who is outranked by nobody)", _kernel),
    "electre_2": Named("ELECTRE II", _electre_2),
}  # fmt: skip


def rank(method: str, matrix: ArrayLike, weights: ArrayLike, higher: ArrayLike, more: More | None = None) -> Ranking:
    """The ranking by the method called so. ValueError for another name, a row that it needs, or numbers it cannot use.

    >>> rank("topsis", [[5, 8], [7, 6]], [0.5, 0.5], [True, True]).ranks.tolist()
    [2, 1]
    """
    if method not in METHODS:
        raise ValueError(f"there is no method '{method}'")
    given = dict(more or {})
    missing = [one for one in METHODS[method].needs if one not in given]
    if missing:
        raise ValueError(f"{METHODS[method].title} needs a row for each of: {', '.join(missing)}")
    return METHODS[method].run(
        np.asarray(matrix, dtype=float), np.asarray(weights, dtype=float), np.asarray(higher, dtype=bool), given
    )
