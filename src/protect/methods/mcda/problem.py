"""What goes into every ranking method, checked once, and what comes out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Ints = NDArray[np.int_]
#: Scores closer than this, relative to the largest, are a tie: the last bits of a sum decide nothing.
TIE = 1e-12


@dataclass(frozen=True)
class Ranking:
    """``scores`` and ``ranks`` (1 is best, ties share the better rank), both (alternatives,).

    ``more_is_better`` says how to read the scores; ``parts`` holds what the method computes on its way, by its usual names.
    """

    scores: Floats
    ranks: Ints
    more_is_better: bool = True
    parts: Mapping[str, NDArray[np.generic]] = field(default_factory=dict)

    @property
    def winners(self) -> list[int]:
        """Indices of the alternatives in the first place: more than one if they are tied."""
        return [int(number) for number in np.flatnonzero(self.ranks == 1)]


def ranking(scores: ArrayLike, *, more_is_better: bool = True, **parts: ArrayLike) -> Ranking:
    """Ranks of scores of shape (alternatives,); equal up to rounding is a tie.

    >>> ranking([0.2, 0.9, 0.1 + 0.1]).ranks.tolist()
    [2, 1, 2]
    """
    given = np.asarray(scores, dtype=float)
    whole = {name: np.asarray(part) for name, part in parts.items()}
    return Ranking(given, ranks_of(given, more_is_better), more_is_better, MappingProxyType(whole))


def ranks_of(scores: Floats, more_is_better: bool = True) -> Ints:
    """1 is best; scores that differ by rounding only share the better rank."""
    from scipy.stats import rankdata  # loaded when asked: a server that only reads needs none of it

    order = np.argsort(-scores if more_is_better else scores, kind="stable")
    ordered = scores[order]
    finite = np.abs(ordered[np.isfinite(ordered)])
    step = TIE * max(1.0, float(finite.max()) if finite.size else 1.0)
    with np.errstate(invalid="ignore"):
        new = np.abs(np.diff(ordered)) > step
    group = np.concatenate([[0], np.cumsum(new)])
    ranks = np.empty(len(scores), dtype=np.int_)
    ranks[order] = rankdata(group, method="min").astype(np.int_)
    return ranks


def checked(matrix: ArrayLike, weights: ArrayLike, higher: ArrayLike) -> tuple[Floats, Floats, Bools]:
    """The three as arrays. Raises ValueError naming what does not fit: shapes, missing values, negative weights."""
    x = np.asarray(matrix, dtype=float)
    w = np.asarray(weights, dtype=float)
    up = np.asarray(higher)
    if x.ndim != 2 or not x.size:
        raise ValueError("matrix has two dimensions, alternatives and criteria, and at least one of each")
    if not np.isfinite(x).all():
        row, column = np.argwhere(~np.isfinite(x))[0]
        raise ValueError(
            f"matrix[{row}, {column}] is missing or infinite; methods on raw numbers need every score "
            "(values.additive_with_gaps handles missing ones)"
        )
    if w.shape != (x.shape[1],):
        raise ValueError(f"weights has shape {w.shape}; there are {x.shape[1]} criteria")
    if not np.isfinite(w).all() or (w < 0).any() or w.sum() <= 0:
        raise ValueError("weights are numbers that are not negative, at least one above 0")
    if up.shape != w.shape or up.dtype != np.bool_:
        raise ValueError("higher has one True (more is better) or False for each criterion")
    return x, w, up


def needs_positive(x: Floats, method: str) -> None:
    """Raises ValueError where a method that divides or takes logarithms meets a number that is not above 0."""
    if (x <= 0).any():
        row, column = np.argwhere(x <= 0)[0]
        raise ValueError(f"{method} needs numbers above 0, but matrix[{row}, {column}] is {x[row, column]:g}")


def spans(x: Floats) -> Floats:
    """Largest less smallest of each criterion; 1 where all are alike, so that they differ by 0 and not by 0/0."""
    wide = np.ptp(x, axis=0)
    return np.where(wide == 0, 1.0, wide)


def min_max(x: Floats, up: Bools) -> Floats:
    """0 is the worst and 1 the best of each criterion; 0 where all are alike."""
    share = (x - x.min(axis=0)) / spans(x)
    return np.where(up, share, np.where(np.ptp(x, axis=0) == 0, 0.0, 1 - share))
