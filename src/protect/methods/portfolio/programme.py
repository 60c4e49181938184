"""The best plan of several years where effects do not simply add up, by a mixed-integer programme, with the gap that is proven.

Bounds are added where the programme's plan stands until value and bound are as close as was asked. Where some gap is allowed and
the problem is large, ``search`` is asked first: it is much faster and proves a little less.
"""

from __future__ import annotations

import math
import time
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from protect.methods.portfolio.form import Form
from protect.methods.portfolio.model import Model
from protect.methods.portfolio.search import search

Bools = NDArray[np.bool_]
#: Measures by bent scenarios by years from which on a plan is searched first.
LARGE = 10_000


@dataclass(frozen=True)
class Solved:
    """``stands`` (measures, years), or None where no plan fits; its ``value``; ``bound``: no plan is worth more."""

    stands: Bools | None
    value: float
    bound: float

    @property
    def gap(self) -> float:
        """How far the best plan could still lie above this one, as a share of it."""
        if self.stands is None:
            return math.inf
        above = self.bound - self.value
        return 0.0 if above <= 1e-12 * abs(self.bound) else above / max(abs(self.value), 1e-300)


def solve(model: Model, *, gap: float = 1e-7, seconds: float = 60.0) -> Solved:
    """The best plan, proven to ``gap`` (a share of its value) or as far as ``seconds`` allow.

    Raises ValueError where time ran out before any plan was found.
    """
    ends = time.monotonic() + seconds
    best: Solved | None = None
    bound = math.inf
    if gap >= 0.001 and len(model.purchase) * len(model.bent) * model.years >= LARGE:
        found = search(model, gap, seconds * 0.8)
        if found is None:
            return Solved(None, -math.inf, -math.inf)
        stands, bound = found
        if stands is not None:
            best = Solved(stands, model.worth(stands), bound)
            if best.gap <= gap:
                return best
    form = Form(model)
    while True:
        solved = form.solve(gap / 2, max(ends - time.monotonic(), 0.05))
        if solved is None:
            return best or Solved(None, -math.inf, -math.inf)
        stands, limit = solved
        bound = min(bound, limit)
        if stands is not None and model.fits(stands):
            value = model.worth(stands)
            if best is None or value > best.value:
                best = Solved(stands, value, bound)
        if best is None:
            raise ValueError("no plan was found in the time allowed; give more seconds")
        best = Solved(best.stands, best.value, max(bound, best.value))
        if best.gap <= gap or time.monotonic() >= ends or stands is None or not form.refine(stands):
            return best
