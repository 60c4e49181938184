"""Hit-and-run walks in a part of the weight simplex, side by side.

From a point a line in a random direction is laid; the next point is even on the part of it inside. In the limit the points are
even over the whole part (Smith 1984; for weights Tervonen, van Valkenhoef, Basturk, Postmus 2013).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from protect.methods.smaa.weights import WeightSpace

Floats = NDArray[np.float64]
_SLACK = 1e-10
#: HiGHS is content with 1e-7 otherwise, and a weight known to be exactly that is taken for none.
EXACT = {"primal_feasibility_tolerance": 1e-10, "dual_feasibility_tolerance": 1e-10}


class Walks:
    """``burn_in`` and ``thinning`` in steps per criterion of the space. ``inflation`` is measured: ``(1 + r)/(1 - r)`` with the
    largest correlation r, over criteria, between one draw of a walk and its next."""

    def __init__(
        self, space: WeightSpace, generator: np.random.Generator, walks: int, burn_in: float, thinning: float
    ) -> None:
        from scipy.linalg import null_space  # loaded when asked: a server that only reads needs none of it

        k = space.criteria
        said, limits, _words = space.rows()
        a, b = np.vstack([said, -np.eye(k)]), np.concatenate([limits, np.zeros(k)])
        # What is an equality in all but name (a weight given exactly) leaves no room to walk: it is held fixed.
        room = np.array([_largest_slack(a, b, row) for row in range(len(b))])
        held = room < _SLACK
        equal = np.vstack([np.ones((1, k)), a[held]])
        self._basis = null_space(equal)
        self._generator = generator
        self._start = _middle(a[~held], b[~held], equal, np.concatenate([[1.0], b[held]]), self._basis)
        self._a, self._b = a[~held] @ self._basis, b[~held] - a[~held] @ self._start
        dimensions = self._basis.shape[1]
        self._points: Floats = np.zeros((walks, dimensions))
        self._shape: Floats = np.eye(dimensions)
        self._steps = max(int(thinning * k), 1)
        self._left: Floats = np.zeros((0, k))
        self.inflation = 1.0
        self.way = "one point: every weight is given"
        if dimensions:
            self._settle(int(burn_in * k))
            self.way = (
                f"hit-and-run: {walks} walks, burn-in {2 * int(burn_in * k)}, thinning {self._steps} steps, "
                f"{self.inflation:.2f} draws carry as much as one independent draw"
            )

    def draw(self, n: int) -> Floats:
        """Weights (n, criteria)."""
        kept, have = [self._left], len(self._left)
        while have < n:
            if self._basis.shape[1]:
                self._walk(self._steps)
            kept.append(self._weights())
            have += len(kept[-1])
        whole = np.concatenate(kept)
        self._left = whole[n:]
        return whole[:n]

    def _weights(self) -> Floats:
        found = np.clip(self._start + self._points @ self._basis.T, 0.0, 1.0)
        return np.asarray(found / found.sum(axis=1, keepdims=True))

    def _settle(self, steps: int) -> None:
        self._walk(steps)
        # Directions drawn in the shape of the part itself: a long thin one is not walked across its short side only.
        spread = np.atleast_2d(np.cov(self._points.T))
        size, turned = np.linalg.eigh(spread)
        self._shape = turned * np.sqrt(np.maximum(size, size.max() * 1e-12))
        self._walk(steps)
        before = self._weights()
        self._walk(self._steps)
        after = self._weights()
        moving = before.std(axis=0) > _SLACK
        alike = [np.corrcoef(before[:, c], after[:, c])[0, 1] for c in np.flatnonzero(moving)]
        r = min(max([0.0, *alike]), 0.99)
        self.inflation = (1 + r) / (1 - r)

    def _walk(self, steps: int) -> None:
        for _step in range(steps):
            ways = self._generator.standard_normal(self._points.shape) @ self._shape.T
            rate = ways @ self._a.T
            left = np.maximum(self._b - self._points @ self._a.T, 0.0)
            with np.errstate(divide="ignore", invalid="ignore"):
                reach = left / rate
            far = np.where(rate > 0, reach, np.inf).min(axis=1)
            back = np.where(rate < 0, reach, -np.inf).max(axis=1)
            self._points += (back + (far - back) * self._generator.random(len(ways)))[:, None] * ways


def _largest_slack(a: Floats, b: Floats, row: int) -> float:
    from scipy.optimize import linprog  # loaded when asked: a server that only reads needs none of it

    found = linprog(a[row], a, b, np.ones((1, a.shape[1])), [1.0], bounds=(0, 1), method="highs", options=EXACT)
    return float(b[row] - found.fun)


def _middle(a: Floats, b: Floats, equal: Floats, sums: Floats, basis: Floats) -> Floats:
    """Centre of the largest ball inside, within the subspace that is left."""
    from scipy.optimize import linprog  # loaded when asked: a server that only reads needs none of it

    k = equal.shape[1]
    wide = np.linalg.norm(a @ basis, axis=1) if basis.shape[1] else np.zeros(len(b))
    cost = np.concatenate([np.zeros(k), [-1.0]])
    inequalities = np.hstack([a, wide[:, None]]) if len(b) else None
    found = linprog(
        cost, inequalities, b if len(b) else None, np.hstack([equal, np.zeros((len(equal), 1))]), sums,
        bounds=[(0, 1)] * k + [(0, 1)], method="highs", options=EXACT,
    )  # fmt: skip
    return np.asarray(found.x[:k])
