"""What is known of the weights, and drawing weights evenly from all that fit."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from protect.methods.parameters import Mark, ParameterSet, Value
from protect.methods.smaa.walks import EXACT

Floats = NDArray[np.float64]
SAMPLING = ParameterSet(
    "smaa sampling",
    "1",
    {
        "burn_in": Value(20, "steps x criteria", "our default: steps before the first draw of a walk", Mark.DEFAULT),
        "thinning": Value(
            2, "steps x criteria", "our default: steps from one draw of a walk to its next", Mark.DEFAULT
        ),
        "walks": Value(1024, "walks", "our default: side by side, each independent of the others", Mark.DEFAULT),
        "accepted": Value(0.02, "share", "our default: with fewer draws that fit, walks replace trying", Mark.DEFAULT),
        "pilot": Value(4096, "draws", "our default: tries to see which share fits", Mark.DEFAULT),
    },
)
_SLACK = 1e-12


@dataclass(frozen=True)
class WeightSpace:
    """Weights that are not negative, sum to one, and fit what is said of them. Nothing said: every weighting counts alike.

    ``order``: chains of criteria (indices), most important first; ``bounds``: criterion to (lowest, highest) weight. Both may be
    given for some criteria only. ValueError if no weighting fits; it names the statements that cannot hold together.

    >>> WeightSpace(3, order=[(2, 0)], bounds={1: (0.1, 0.4)}).statements
    ('weight 1 >= 0.1', 'weight 1 <= 0.4', 'weight 2 >= weight 0')
    """

    criteria: int
    order: Sequence[Sequence[int]] = ()
    bounds: Mapping[int, tuple[float, float]] = field(default_factory=dict)
    name: str = "all"

    def __post_init__(self) -> None:
        if self.criteria < 1:
            raise ValueError("criteria: one or more")
        for number in [*self.bounds, *itertools.chain.from_iterable(self.order)]:
            if not 0 <= number < self.criteria:
                raise ValueError(f"criterion {number} is not one of 0 to {self.criteria - 1}")
        for number, (low, high) in self.bounds.items():
            if not 0 <= low <= high <= 1:
                raise ValueError(f"bounds of criterion {number}: 0 <= lowest <= highest <= 1, not {low} and {high}")
        object.__setattr__(self, "order", tuple(tuple(chain) for chain in self.order))
        object.__setattr__(self, "bounds", dict(self.bounds))
        conflict = self._conflict()
        if conflict:
            raise ValueError(f"no weights fit {self.name}: {', '.join(conflict)}, and a sum of 1, cannot hold together")

    def rows(self) -> tuple[Floats, Floats, tuple[str, ...]]:
        """What is said as ``a @ w <= b`` with a sentence for each row."""
        said: list[tuple[Floats, float, str]] = []
        unit = np.eye(self.criteria)
        for number, (low, high) in self.bounds.items():
            if low > 0:
                said.append((-unit[number], -low, f"weight {number} >= {low:g}"))
            if high < 1:
                said.append((unit[number], high, f"weight {number} <= {high:g}"))
        for chain in self.order:
            for more, less in itertools.pairwise(chain):
                said.append((unit[less] - unit[more], 0.0, f"weight {more} >= weight {less}"))
        a, b = np.array([one[0] for one in said]).reshape(-1, self.criteria), np.array([one[1] for one in said])
        return a, b, tuple(one[2] for one in said)

    @property
    def statements(self) -> tuple[str, ...]:
        """What is said of the weights, in words."""
        return self.rows()[2]

    def _conflict(self) -> list[str]:
        """Statements none of which can be left out of the contradiction; empty where weights fit."""
        a, b, words = self.rows()

        def fits(kept: list[int]) -> bool:
            from scipy.optimize import linprog  # loaded when asked: a server that only reads needs none of it

            found = linprog(
                np.zeros(self.criteria), a[kept] if kept else None, b[kept] if kept else None,
                np.ones((1, self.criteria)), [1.0], bounds=(0, 1), method="highs", options=EXACT,
            )  # fmt: skip
            return bool(found.status == 0)

        kept = list(range(len(words)))
        if fits(kept):
            return []
        for row in range(len(words)):
            fewer = [one for one in kept if one != row]
            if not fits(fewer):
                kept = fewer
        return [words[row] for row in kept]

    @property
    def ordered(self) -> tuple[int, ...] | None:
        """The whole order, most important first, where that is all that is said."""
        if not self.bounds and len(self.order) == 1 and sorted(self.order[0]) == list(range(self.criteria)):
            return tuple(self.order[0])
        return None


@dataclass(frozen=True)
class Sampler:
    """``draw(n)`` gives weights (n, criteria); ``way`` says how, ``inflation`` how many draws carry as much as one that is
    independent of the others (1 but for walks)."""

    draw: Callable[[int], Floats]
    way: str
    inflation: float = 1.0


def sampler(
    space: WeightSpace,
    generator: np.random.Generator,
    *,
    low_discrepancy: bool = False,
    parameters: ParameterSet = SAMPLING,
) -> Sampler:
    """Even draws from a space.

    Free: normalised exponentials, Dirichlet(1), exact. A whole order: the same, sorted, exact. Otherwise draws that do not fit
    are thrown away (exact) while a share of ``accepted`` fits, and beyond that hit-and-run walks with the burn-in and thinning
    of the parameter set. ``low_discrepancy``: scrambled Sobol points, free or wholly ordered spaces only (ValueError otherwise).
    """
    from scipy.stats import qmc  # loaded when asked: a server that only reads needs none of it

    k, place = space.criteria, space.ordered
    if low_discrepancy:
        if space.statements and place is None:
            raise ValueError("low_discrepancy needs a free space or a whole order of the criteria; leave it out here")
        if k > 1:
            points = _Points(qmc.Sobol(k - 1, rng=generator))
            return Sampler(lambda n: _placed(_simplex_of(points.take(n)), place), "Sobol points, scrambled")
    if not space.statements or place is not None:
        way = "exact: Dirichlet(1)" if place is None else "exact: sorted Dirichlet(1)"
        return Sampler(lambda n: _placed(_dirichlet(generator, n, k), place), way)
    a, b, _words = space.rows()
    inside = _fits(_dirichlet(generator, int(parameters["pilot"]), k), a, b).mean()
    if inside >= parameters["accepted"]:
        return Sampler(lambda n: _tried(generator, n, k, a, b, float(inside)), f"exact: {inside:.0%} of draws fit")
    return _walks(space, generator, parameters)


class _Points:
    """Sobol points, fetched in powers of two as their balance asks, handed out as wanted."""

    def __init__(self, engine: Any) -> None:
        self._engine = engine
        self._left: Floats = np.zeros((0, engine.d))

    def take(self, n: int) -> Floats:
        while len(self._left) < n:
            more = self._engine.random(4096)
            self._left = np.concatenate([self._left, more])
        found, self._left = self._left[:n], self._left[n:]
        return found


def _dirichlet(generator: np.random.Generator, n: int, k: int) -> Floats:
    drawn = generator.standard_exponential((n, k))
    drawn /= drawn.sum(axis=1, keepdims=True)
    return drawn


def _simplex_of(cube: Floats) -> Floats:
    """Gaps between sorted points of the unit interval are even on the simplex."""
    n = len(cube)
    ends = np.hstack([np.zeros((n, 1)), np.sort(cube, axis=1), np.ones((n, 1))])
    return np.diff(ends, axis=1)


def _placed(weights: Floats, order: tuple[int, ...] | None) -> Floats:
    if order is None:
        return weights
    found = np.empty_like(weights)
    found[:, list(order)] = -np.sort(-weights, axis=1)
    return found


def _fits(weights: Floats, a: Floats, b: Floats) -> NDArray[np.bool_]:
    return np.asarray((weights @ a.T <= b + _SLACK).all(axis=1))


def _tried(generator: np.random.Generator, n: int, k: int, a: Floats, b: Floats, share: float) -> Floats:
    kept: list[Floats] = []
    missing = n
    while missing > 0:
        drawn = _dirichlet(generator, int(missing / share * 1.1) + 16, k)
        good = drawn[_fits(drawn, a, b)][:missing]
        kept.append(good)
        missing -= len(good)
    return np.concatenate(kept)


def _walks(space: WeightSpace, generator: np.random.Generator, parameters: ParameterSet) -> Sampler:
    """Hit-and-run: from a point along a random line to an even point of the chord, many walks side by side."""
    from protect.methods.smaa.walks import Walks

    walks = Walks(space, generator, int(parameters["walks"]), parameters["burn_in"], parameters["thinning"])
    return Sampler(walks.draw, walks.way, walks.inflation)
