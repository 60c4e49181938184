"""Which places to assess first: plain factors, weights, and how robust the order is (METHODOLOGY 3.3, our own default).

A longlist orders places by how much they need an assessment. It says nothing of how an attack would do there. Factors are
scored 1 to ``levels``; ``nan`` is "not known", which is never counted as low: it leaves a range.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
_SAME = 1e-12


def values(scores: ArrayLike, levels: int, rising: ArrayLike) -> Floats:
    """Scores as 0 to 1, 1 being the greatest need. ``(s - 1) / (levels - 1)``, turned round where ``rising`` is False.

    ``scores``: (places, factors), ``nan`` where not known; ``rising``: (factors,) whether a higher score means more need.
    Raises ValueError for scores outside 1 to ``levels`` or shapes that do not fit.
    """
    given, up = np.array(scores, dtype=float), np.array(rising, dtype=bool)
    if given.ndim != 2 or up.shape != (given.shape[1],):
        raise ValueError("scores are places by factors, and rising has one entry for each factor")
    if levels < 2 or np.any((given < 1) | (given > levels)):
        raise ValueError(f"scores lie between 1 and {levels}")
    found = (given - 1) / (levels - 1)
    return np.asarray(np.where(up, found, 1 - found), dtype=float)


def shares(weights: ArrayLike) -> Floats:
    """Weights that add up to 1. Raises ValueError for negative ones, or if all are 0."""
    given = np.array(weights, dtype=float)
    if given.ndim != 1 or not np.all(np.isfinite(given)) or np.any(given < 0) or given.sum() <= 0:
        raise ValueError("weights are not negative, and at least one is above 0")
    return np.asarray(given / given.sum(), dtype=float)


@dataclass(frozen=True)
class Need:
    """Need of each place, all (places,) between 0 and 1. ``low``/``high``: if all that is not known were least or most;
    ``middle``: half way, by which the list is ordered; ``known``: share of the weight that is scored."""

    low: Floats
    middle: Floats
    high: Floats
    known: Floats


def need(valued: ArrayLike, weights: ArrayLike) -> Need:
    """Weighted sum ``sum(w_j v_ij)`` with what is not known at 0, at 1, and half way. ValueError for shapes that do not fit."""
    v, w = np.array(valued, dtype=float), shares(weights)
    if v.ndim != 2 or v.shape[1] != w.size:
        raise ValueError("values are places by factors, one weight for each factor")
    missing = np.isnan(v)
    low = np.where(missing, 0.0, v) @ w
    gap = missing @ w
    return Need(low, low + gap / 2, low + gap, 1 - gap)


def order(found: Need) -> NDArray[np.intp]:
    """Indices from the greatest need; equal ones in the order given."""
    return np.argsort(-np.round(found.middle, 12), kind="stable")


@dataclass(frozen=True)
class Robustness:
    """``top``: (places,) share of the drawn weightings in which the place is among the first ``k``; ``error``: its standard
    error, ``sqrt(p (1 - p) / draws)``; ``ahead``: (places, places) share in which row is strictly before column."""

    top: Floats
    error: Floats
    ahead: Floats
    draws: int


def robustness(valued: ArrayLike, k: int, rng: np.random.Generator, draws: int = 10_000) -> Robustness:
    """How the order holds if the weights were any others: drawn evenly from all that add up to 1 (exponential spacings),
    with what is not known drawn evenly from 0 to 1. Places that tie for the last seat share it.
    ValueError for shapes that do not fit."""
    v = np.array(valued, dtype=float)
    places, factors = v.shape
    if not 1 <= k <= places:
        raise ValueError(f"k lies between 1 and {places}, the number of places")
    top, ahead = np.zeros(places), np.zeros((places, places))
    left = draws
    while left:
        batch = min(left, max(1, 4_000_000 // max(1, places * places)))
        w = rng.exponential(size=(batch, factors))
        w /= w.sum(axis=1, keepdims=True)
        filled = np.where(np.isnan(v), rng.random((batch, places, factors)), v) if np.isnan(v).any() else v[None]
        scored = np.round(np.einsum("bpf,bf->bp", np.broadcast_to(filled, (batch, places, factors)), w), 12)
        ahead += (scored[:, :, None] > scored[:, None, :]).sum(axis=0)
        limit = -np.partition(-scored, k - 1, axis=1)[:, k - 1 : k]
        above, tied = scored > limit, scored == limit
        seats = (k - above.sum(axis=1)) / tied.sum(axis=1)
        top += (above + tied * seats[:, None]).sum(axis=0)
        left -= batch
    p = top / draws
    return Robustness(p, np.sqrt(np.clip(p * (1 - p), 0, None) / draws), ahead / draws, draws)


def smallest_shift(first: ArrayLike, second: ArrayLike, weights: ArrayLike) -> float | None:
    """Least weight (of 1) to move between factors until ``second`` is level with ``first``; None if no shift does it.

    Exact: with ``d = first - second`` and ``D = sum(w d) >= 0``, weight moved from factor i to the factor with the smallest
    ``d`` lowers D by ``d_i - min d``; moving from the largest ``d_i`` first needs least. ``first`` and ``second``: (factors,)
    without ``nan``. 0.0 where they are level already; ValueError if ``second`` is ahead.
    """
    w = shares(weights)
    d = np.array(first, dtype=float) - np.array(second, dtype=float)
    if d.shape != w.shape or np.isnan(d).any():
        raise ValueError("both places need a value for each factor")
    lead = float(d @ w)
    if lead < -_SAME:
        raise ValueError("the second place is ahead already")
    if lead <= _SAME:
        return 0.0
    target = d.min()
    if target > -_SAME:  # the first is at least as high in everything: no weights put the second above it
        return None if target > _SAME or not np.any(d <= _SAME) else float(1 - w[np.abs(d) <= _SAME].sum())
    moved: float = 0.0
    for i in np.argsort(-d):
        gain = d[i] - target
        if gain <= _SAME:
            break
        step = min(float(w[i]), lead / gain)
        moved, lead = moved + step, lead - step * gain
        if lead <= _SAME:
            return float(moved)
    return None
