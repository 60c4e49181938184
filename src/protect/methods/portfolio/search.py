"""Large plans: a proven bound in a fraction of a second, and a plan close to it.

The bound (Frank and Wolfe 1956): the effect is concave in fractions of measures, so from any point x no plan is worth more than
``f(x) + max of gradient (v - x)`` over the v that keep to budgets and rules, a small linear programme without scenarios. The
plan: the best of those v in whole measures, exchanged measure for measure while that helps; again from other points between the
bound and the best plan so far.
"""

from __future__ import annotations

import math
import time

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, milp
from scipy.sparse import csr_array

from protect.methods.portfolio.form import Form
from protect.methods.portfolio.linear import constraint
from protect.methods.portfolio.model import WHOLE, Model

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
STEPS = 80
#: Times that the bound is sharpened by caps around what is nearly chosen.
ROUNDS = 2
#: Where plans begin between the point of the bound (0) and the best plan (1), and seconds for the beginning of one, a year.
BETWEEN, SHORT = (0.0, 0.3, 0.5, 0.7, 1.0), 0.5
#: Beginnings in vain after which nothing better is looked for.
IDLE = 200
#: Exchanges that are looked at in full, best first, before the plan counts as the best near it.
TRIED = 60


def search(model: Model, gap: float, seconds: float) -> tuple[Bools | None, float] | None:
    """A plan (None if none was found) and a bound that no plan exceeds; None where no plan fits."""
    ends = time.monotonic() + seconds
    ground = _Ground(model)
    found = ground.bound(gap / 20, ends)
    if found is None:
        return None
    bound, x, gradient = found
    best = ground.whole(gradient, seconds / 4)
    if best is None or not model.fits(best):
        return None, bound
    near = _Near(model)
    best = near.improved(best, ends)
    value = model.worth(best)
    for _round in range(ROUNDS):
        if value > 0 and bound - value > gap / 2 * value and time.monotonic() < ends:
            ground.form.refine(x)
            sharper = ground.form.relaxed(0.0, max(ends - time.monotonic(), 0.05))
            if sharper is None or sharper[0] is None:
                break
            x, bound = sharper[0], min(bound, sharper[1])
    chance = np.random.default_rng(0)
    idle = 0
    while value > 0 and bound - value > gap * value and time.monotonic() < ends and idle < IDLE:
        idle += 1
        # From somewhere between the bound and the best plan, in a direction that is a little off.
        share = float(chance.choice(BETWEEN))
        start = ground.whole(
            ground.marginal((1 - share) * x + share * best) * chance.uniform(0.9, 1.1, ground.columns),
            SHORT * model.years,
        )
        if start is None or not model.fits(start):
            continue
        tried = near.improved(start, ends)
        worth = model.worth(tried)
        if worth > value:
            best, value, idle = tried, worth, 0
    return best, bound


class _Ground:
    """Budgets and rules, without scenarios, as one programme that is asked again and again."""

    def __init__(self, model: Model) -> None:
        form = self.form = Form(model, ())
        self.model, self.log, self.measures = model, form.log, form.first_pair
        self.share = np.minimum(model.share[:, model.bent], WHOLE)
        self.weight = model.weight[model.bent][:, None]
        self.rules = constraint(form.plain, form.first_u)
        self.plain = np.concatenate([np.repeat(model.straight, model.years), np.repeat(model.pairs, model.years)])
        self.columns = form.first_u

    def bound(self, near: float, ends: float) -> tuple[float, Floats, Floats] | None:
        """The bound, the point that gives it with fractions of measures, and the gradient there; None where nothing fits."""
        shape = (-1, self.model.years)
        x, bound = np.zeros(self.columns), math.inf
        for step in range(STEPS):
            u = self.log.T @ x[: self.measures].reshape(shape)
            gradient = self.plain.copy()
            gradient[: self.measures] += (self.log @ (self.weight * np.exp(-u))).ravel()
            solved = milp(-gradient, bounds=Bounds(0, 1), constraints=self.rules)
            if solved.x is None:
                return None
            value = float((self.weight * (1 - np.exp(-u))).sum() + self.plain @ x)
            bound = min(bound, value + float(-solved.fun - gradient @ x))
            if step and (bound - value <= near * abs(value) or time.monotonic() > ends or step == STEPS - 1):
                break
            x = x + self._length(u, solved.x - x) * (solved.x - x) if step else np.asarray(solved.x)
        return bound / self.model.years, x[: self.measures].reshape(shape), gradient

    def _length(self, u: Floats, way: Floats) -> float:
        """How far to go: where the effect along the way is greatest."""
        change = self.log.T @ way[: self.measures].reshape(-1, self.model.years)
        least, most = 0.0, 1.0
        for _ in range(25):
            middle = (least + most) / 2
            slope = float((self.weight * np.exp(-(u + middle * change)) * change).sum() + self.plain @ way)
            least, most = (middle, most) if slope > 0 else (least, middle)
        return least

    def marginal(self, plan: Floats) -> Floats:
        """What one measure more adds where fractions are read as chances: kinder to several measures against one scenario."""
        gradient = self.plain.copy()
        inside = gradient[: self.measures].reshape(-1, self.model.years)
        for year in range(self.model.years):
            left = 1 - self.share * plan[:, year][:, None]
            inside[:, year] += (self.share / left) @ (self.weight[:, 0] * left.prod(axis=0))
        return gradient

    def whole(self, gradient: Floats, seconds: float) -> Bools | None:
        """The best plan of whole measures by a gradient."""
        kinds = np.zeros(self.columns)
        kinds[: self.measures] = 1
        solved = milp(
            -gradient, integrality=kinds, bounds=Bounds(0, 1), constraints=self.rules,
            options={"mip_rel_gap": 0.03, "time_limit": seconds},
        )  # fmt: skip
        return None if solved.x is None else np.asarray(solved.x[: self.measures].reshape(-1, self.model.years) > 0.5)


class _Near:
    """Plans near a plan: one measure more, or one in another year or in the place of another one."""

    def __init__(self, model: Model) -> None:
        self.model = model
        measures = len(model.purchase)
        share = np.minimum(model.share, 1 - 1e-9)
        self.worth = csr_array(model.share * model.weight)
        #: What leaves with a measure, as a share of what it left: 1 / (1 - share) - 1.
        self.back = csr_array(1 / (1 - share) - 1)
        self.both = np.zeros((measures, measures))
        for (a, b), value in zip(model.logic.together, model.pairs, strict=True):
            self.both[a, b] = self.both[b, a] = value
        self.barred = np.zeros(measures, dtype=bool)
        self.barred[list(model.logic.never)] = True

    def improved(self, stands: Bools, ends: float) -> Bools:
        value = self.model.worth(stands)
        while time.monotonic() < ends:
            better = self._better(stands, value)
            if better is None:
                break
            stands, value = better
        return stands

    def _better(self, stands: Bools, value: float) -> tuple[Bools, float] | None:
        """The best of the plans near it that fit, if it is better."""
        change, outs = self._changes(stands)
        flat = change.ravel()
        some = np.argpartition(-flat, min(TRIED, flat.size - 1))[:TRIED]
        for place in some[np.argsort(-flat[some])]:
            if flat[place] <= 1e-9 * abs(value):
                return None
            out, into, year = np.unravel_index(place, change.shape)
            tried = stands.copy()
            if outs[out] >= 0:
                tried[outs[out]] = False
            tried[into, year:] = True
            if self.model.fits(tried):
                return tried, self.model.worth(tried)
        return None

    def _changes(self, stands: Bools) -> tuple[Floats, list[int]]:
        """What each exchange changes, (out, in, year), minus infinity where money or openness forbid it; and who goes out."""
        model, years = self.model, self.model.years
        bought = np.flatnonzero(stands[:, -1])
        outs = [-1, *bought.tolist()]
        shape = (len(outs), len(stands), years)
        gain = np.empty(shape)
        lost = np.zeros((len(outs), years))
        stood = np.zeros((len(outs), years))
        stood[1:] = stands[bought]
        back = self.back[bought].toarray()
        left = model.left(stands)
        mates = self.both @ stands
        for year in range(years):
            here = stands[bought, year][:, None]
            without = np.vstack([left[:, year], left[:, year] * (1 + back * here)])
            gain[:, :, year] = (self.worth @ without.T).T + model.points + mates[:, year]
            gain[1:, :, year] -= self.both[bought] * here
            lost[:, year] = (left[:, year] - without) @ model.weight
            lost[1:, year] -= (model.points[bought] + mates[bought, year]) * here[:, 0]
        change = np.cumsum(gain[:, :, ::-1], axis=2)[:, :, ::-1] + lost.sum(axis=1)[:, None, None]
        first = stood - np.hstack([np.zeros((len(outs), 1)), stood[:, :-1]])
        to_buy, to_run = model.slack(stands)
        price = np.concatenate([[0.0], model.purchase[bought]])[:, None]
        rooms = [
            (model.purchase, _least_ahead(to_buy + price * stood) if model.carry else to_buy + price * first),
            (model.yearly, _least_ahead(to_run + np.concatenate([[0.0], model.yearly[bought]])[:, None] * stood)),
        ]
        for side, least in zip(model.sides, model.least, strict=True):
            mine = np.concatenate([[0.0], side[bought]])[:, None]
            rooms.append((-side, _least_ahead(side @ stands - mine * stood - least)))
        for use, room in rooms:
            change[use[None, :, None] > room[:, None, :] + 1e-9 * max(float(np.abs(use).sum()), 1e-300)] = -math.inf
        free = ~self.barred & ~stands[:, -1]
        mine = np.zeros(shape[:2], dtype=bool)
        mine[np.arange(1, len(outs)), bought] = True
        change[~(free[None, :] | mine)] = -math.inf
        return change / years, outs


def _least_ahead(by_year: Floats) -> Floats:
    return np.asarray(np.minimum.accumulate(by_year[:, ::-1], axis=1)[:, ::-1])
