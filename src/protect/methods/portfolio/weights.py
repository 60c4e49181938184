"""What is known of the weights of several effects, as the corners of the set of weights that are possible."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
_NEAR = 1e-9


def corners(criteria: int, at_least: Sequence[tuple[ArrayLike, float]] = ()) -> Floats:
    """Corners (corners, criteria) of the weights that are not negative, sum to one, and keep ``a @ w >= b`` for each (a, b).

    A linear function of the weights is largest and smallest in a corner: corners are all that dominance has to be asked about.
    Raises ValueError where no weights fit, or for statements on more than eight criteria.

    >>> corners(3, [([1, -1, 0], 0), ([0, 1, -1], 0)]).round(2).tolist()
    [[0.33, 0.33, 0.33], [0.5, 0.5, 0.0], [1.0, 0.0, 0.0]]
    """
    if criteria >= 1 and not at_least:
        return np.eye(criteria)
    if not 1 <= criteria <= 8:
        raise ValueError("criteria are one to eight where something is said of their weights: choose those that matter")
    rows = [np.asarray(a, dtype=float) for a, _b in at_least]
    if any(row.shape != (criteria,) for row in rows):
        raise ValueError(f"each statement has one number for each of the {criteria} criteria")
    sides = np.vstack([np.eye(criteria), *rows]) if rows else np.eye(criteria)
    limits = np.concatenate([np.zeros(criteria), [float(b) for _a, b in at_least]])
    found: list[Floats] = []
    for tight in combinations(range(len(sides)), criteria - 1):
        system = np.vstack([np.ones(criteria), sides[list(tight)]])
        if abs(np.linalg.det(system)) < 1e-12:
            continue
        corner = np.linalg.solve(system, np.concatenate([[1.0], limits[list(tight)]]))
        if (sides @ corner >= limits - _NEAR).all() and not any(np.allclose(corner, one, atol=_NEAR) for one in found):
            found.append(np.maximum(corner, 0.0))
    if not found:
        raise ValueError("no weights keep all that is said of them; take one statement back")
    return np.array(sorted(found, key=lambda corner: corner.tolist()))
