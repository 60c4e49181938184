"""Risk from ordinal scales with honest uncertainty: spread, pool, push through the matrix exactly (METHODS 3).

Levels count from 1. Distributions are arrays of shape ``(levels,)`` or ``(rows, levels)`` that sum to one along the last
axis. All sums are exact enumerations (25 cells for a 5 x 5 matrix, 16 pairs of bands): there is no sampling error.
Sources: Cox, Risk Analysis 28 (2008); Krisper (2021); linear opinion pool with equal weights.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from protect.methods.parameters import Mark, ParameterSet, Value
from protect.methods.scales import Matrix

Floats = NDArray[np.float64]

#: Two distributions closer than this sum to one.
TOLERANCE = 1e-9
#: What the platform uses unless a town says otherwise.
RISK = ParameterSet(
    "risk",
    "1",
    {
        "improvement_chance": Value(
            0.8, "chance", "our default: an improvement is claimed only above it", Mark.DEFAULT
        ),
        "share_to_neighbour": Value(0.1, "share", "our default: assessors of one organisation err alike", Mark.DEFAULT),
        "line_of_negative_correlation": Value(0.75, "P + C", "Cox 2008, after his example", Mark.COMPUTED),
    },
)


def spread(level: int, n_levels: int, weights: tuple[float, float]) -> Floats:
    """One stated level as a distribution of shape ``(n_levels,)``.

    ``weights`` = (share that stays on the level, share that goes to each neighbour), from the confidence stated. At the
    end of the scale the share of the neighbour that does not exist stays on the level. Raises ValueError for a level off
    the scale or shares that do not sum to one (``own + 2 * neighbour``).
    """
    own, neighbour = weights
    if not 1 <= level <= n_levels:
        raise ValueError(f"level {level} is not on the scale of 1 to {n_levels}")
    if own < 0 or neighbour < 0 or abs(own + 2 * neighbour - 1) > TOLERANCE:
        raise ValueError(f"shares {own} and twice {neighbour} do not sum to one")
    found = np.zeros(n_levels)
    found[level - 1] = own
    for other in (level - 2, level):
        found[other if 0 <= other < n_levels else level - 1] += neighbour
    return found


def spreads(levels: ArrayLike, n_levels: int, own: ArrayLike, neighbour: ArrayLike) -> Floats:
    """Many stated levels at once: ``spread`` for whole arrays.

    ``levels``: whole numbers of any shape, 1 to ``n_levels``; ``own`` and ``neighbour``: shares of the same shape, or one for
    all. Returns ``levels.shape + (n_levels,)``. Raises ValueError as ``spread`` does.

    >>> spreads([1, 3], 3, 0.6, 0.2).tolist()
    [[0.8, 0.2, 0.0], [0.0, 0.2, 0.8]]
    """
    given = np.asarray(levels)
    stay, go = np.broadcast_to(own, given.shape), np.broadcast_to(neighbour, given.shape)
    if given.size and (given.min() < 1 or given.max() > n_levels or (given != np.floor(given)).any()):
        raise ValueError(f"levels are whole numbers from 1 to {n_levels}")
    if (stay < 0).any() or (go < 0).any() or (np.abs(stay + 2 * go - 1) > TOLERANCE).any():
        raise ValueError("a share is negative, or own and twice neighbour do not sum to one")
    place = given.astype(np.intp) - 1
    found = np.zeros((*given.shape, n_levels))
    flat, rows = found.reshape(-1, n_levels), np.arange(given.size)
    flat[rows, place.ravel()] = stay.ravel()
    for step in (-1, 1):
        # Off the end of the scale there is nobody: the share stays.
        flat[rows, np.clip(place + step, 0, n_levels - 1).ravel()] += go.ravel()
    return found


def pool(distributions: Iterable[ArrayLike]) -> Floats:
    """Linear pool with equal weights: the mean of the distributions (shape kept). ValueError if there is none."""
    stacked = np.array(list(distributions), dtype=float)
    if not stacked.size:
        raise ValueError("nothing to pool: nobody judged")
    return np.asarray(stacked.mean(axis=0))


def logarithmic_pool(distributions: Iterable[ArrayLike]) -> Floats:
    """Geometric mean, scaled to sum to one: ``prod q_i^(1/n) / sum``. A zero of one assessor is a veto; ours is ``pool``.

    ValueError where nobody judged, or no level is possible for all.

    >>> logarithmic_pool([[0.1, 0.9], [0.5, 0.5]]).round(2).tolist()
    [0.25, 0.75]
    """
    stacked = _distribution(np.array(list(distributions), dtype=float))
    if stacked.ndim < 2:
        raise ValueError("nothing to pool: nobody judged")
    product = np.exp(np.log(np.maximum(stacked, 1e-300)).mean(axis=0)) * (stacked > 0).all(axis=0)
    total = product.sum(axis=-1, keepdims=True)
    if (total == 0).any():
        raise ValueError("the assessors exclude each other's levels: no level is possible for all; use the linear pool")
    return np.asarray(product / total)


def widen_by_neighbour(distribution: ArrayLike, share: float = RISK["share_to_neighbour"]) -> Floats:
    """Move ``share`` of every level's probability to each neighbour (ends keep what has nowhere to go).

    Our default [D] where all assessors come from one organisation: their errors are correlated, the pool is too narrow.
    """
    given = _distribution(distribution)
    wider = given * (1 - 2 * share)
    wider[..., 1:] += share * given[..., :-1]
    wider[..., :-1] += share * given[..., 1:]
    wider[..., 0] += share * given[..., 0]
    wider[..., -1] += share * given[..., -1]
    return np.asarray(wider)


def band_probabilities(matrix: Matrix, probability: ArrayLike, consequence: ArrayLike) -> Floats:
    """Probability of each band: ``P(band k) = sum over cells of band k of P(p) P(c)``.

    ``probability`` has shape ``(..., p_levels)``, ``consequence`` ``(..., c_levels)``; the result ``(..., bands)``.
    ValueError where a distribution has another number of levels than the matrix, or does not sum to one.
    """
    p, c = _distribution(probability), _distribution(consequence)
    rows, columns = matrix.shape
    if p.shape[-1] != rows or c.shape[-1] != columns:
        raise ValueError(
            f"the matrix is {rows} x {columns}, the distributions have {p.shape[-1]} and {c.shape[-1]} levels"
        )
    cells = np.asarray(matrix.cells)
    joint = p[..., :, None] * c[..., None, :]
    found = np.stack([(joint * (cells == band)).sum(axis=(-2, -1)) for band in range(len(matrix.bands))], axis=-1)
    return np.asarray(found)


def chance_higher(a_bands: ArrayLike, b_bands: ArrayLike) -> float:
    """Chance that A falls in a higher band than B, both independent: ``sum over i > j of A_i B_j``."""
    a, b = _distribution(a_bands), _distribution(b_bands)
    return float(np.tril(np.outer(a, b), -1).sum())


def chances_higher(bands: ArrayLike) -> Floats:
    """All pairs at once: shape ``(rows, bands)`` in, ``(rows, rows)`` out; entry (i, j) is the chance that i is higher."""
    given = _distribution(bands)
    below = np.concatenate([np.zeros((len(given), 1)), np.cumsum(given, axis=1)[:, :-1]], axis=1)
    return np.asarray(given @ below.T)


def improved(before: ArrayLike, after: ArrayLike, chance: float = RISK["improvement_chance"]) -> bool:
    """An improvement is claimed only where a lower band has more than ``chance`` of being true (0.8 is our default [D])."""
    # Above, and not level with it by the last bits of a sum.
    return chance_higher(before, after) > chance + TOLERANCE


def _distribution(values: ArrayLike) -> Floats:
    given = np.array(values, dtype=float)
    if given.ndim == 0 or (given < -TOLERANCE).any() or (np.abs(given.sum(axis=-1) - 1) > 1e-6).any():
        raise ValueError("a distribution has no negative share and sums to one")
    return given


@dataclass(frozen=True)
class CoxReport:
    """What a matrix can and cannot tell (Cox 2008), with shares of random pairs of risks.

    ``tied``, ``right``, ``inverted``: of pairs drawn uniformly from the unit square, the share put in one band, in the
    right order, in the wrong order; ``*_negative``: the same on the line P + C = 0.75 (negative correlation).
    """

    weakly_consistent: bool
    low_never_beside_top: bool
    no_top_in_first_row_or_column: bool
    no_step_skips_a_band: bool
    tied: float
    right: float
    inverted: float
    tied_negative: float
    right_negative: float
    inverted_negative: float

    @property
    def passed(self) -> bool:
        """Whether all four checks hold."""
        return (
            self.weakly_consistent
            and self.low_never_beside_top
            and self.no_top_in_first_row_or_column
            and self.no_step_skips_a_band
        )


def cox_checks(matrix: Matrix, points: int = 240) -> CoxReport:
    """The four checks on any matrix, and its resolution by a deterministic grid of ``points`` x ``points`` midpoints.

    Quantitative risk is ``P * C`` on the unit square cut into equal levels. Weak consistency: every risk in the top band
    is larger than every risk in the lowest band. The grid is made to fit into the cells (a few points more), so the share of ties
    is exact. Source: Cox (2008).
    """
    rows, columns = matrix.shape
    # Every cell gets equally many points, whatever the number of levels.
    fitting = math.lcm(rows, columns)
    points = -(-points // fitting) * fitting
    cells = np.asarray(matrix.cells)
    top = int(cells.max())
    low = int(cells.min())
    i, j = np.arange(rows)[:, None], np.arange(columns)[None, :]
    largest_low = (((i + 1) / rows) * ((j + 1) / columns))[cells == low].max()
    smallest_top = ((i / rows) * (j / columns))[cells == top].min()
    steps = np.concatenate([np.abs(np.diff(cells, axis=0)).ravel(), np.abs(np.diff(cells, axis=1)).ravel()])
    beside = _beside(cells, low, top)
    middle = (np.arange(points) + 0.5) / points
    p, c = np.meshgrid(middle, middle, indexing="ij")
    whole = _resolution(matrix, p.ravel(), c.ravel())
    end = RISK["line_of_negative_correlation"]
    line = end * (np.arange(points * 20) + 0.5) / (points * 20)
    negative = _resolution(matrix, line, end - line)
    return CoxReport(
        weakly_consistent=bool(top == low or largest_low <= smallest_top + TOLERANCE),
        low_never_beside_top=bool(top == low or not beside),
        no_top_in_first_row_or_column=bool(top == low or ((cells[0] != top).all() and (cells[:, 0] != top).all())),
        no_step_skips_a_band=bool((steps <= 1).all()) if steps.size else True,
        tied=whole[0],
        right=whole[1],
        inverted=whole[2],
        tied_negative=negative[0],
        right_negative=negative[1],
        inverted_negative=negative[2],
    )


def _beside(cells: NDArray[np.int_], low: int, top: int) -> bool:
    pairs = [(cells[:-1], cells[1:]), (cells[:, :-1], cells[:, 1:])]
    return any((((a == low) & (b == top)) | ((a == top) & (b == low))).any() for a, b in pairs)


def _resolution(matrix: Matrix, p: Floats, c: Floats) -> tuple[float, float, float]:
    """Shares (tied, right, inverted) over all pairs of the points, counted band against band by sorted risk."""
    rows, columns = matrix.shape
    cells = np.asarray(matrix.cells)
    band = cells[np.minimum((p * rows).astype(int), rows - 1), np.minimum((c * columns).astype(int), columns - 1)]
    risk = p * c
    total = len(risk) ** 2
    by_band = [np.sort(risk[band == index]) for index in range(len(matrix.bands))]
    tied = sum(len(group) ** 2 for group in by_band)
    right = 0.0
    for lower in range(len(by_band)):
        for higher in range(lower + 1, len(by_band)):
            below = np.searchsorted(by_band[lower], by_band[higher], side="left")
            level = np.searchsorted(by_band[lower], by_band[higher], side="right") - below
            right += 2 * float(below.sum() + level.sum() / 2)
    return tied / total, right / total, (total - tied - right) / total


@dataclass(frozen=True)
class Barrier:
    """A barrier on a branch of a bow-tie. ``guard`` names who or what works it; one guard counts once on a path.

    ``failure``: probability of failure on demand, 0..1. ``condition`` works, weak, broken or unknown; a barrier that is
    broken or unknown is not credited: missing is never safe.
    """

    guard: str
    failure: float
    condition: str = "works"


def bow_tie(frequency: float, barriers: Sequence[Barrier]) -> float:
    """Frequency after independent barriers: ``f0 * product of failure probabilities``, each guard credited once (its best).

    Units: those of ``frequency`` (per year). Raises ValueError for a failure probability outside 0..1.
    """
    best: dict[str, float] = {}
    for barrier in barriers:
        if not 0 <= barrier.failure <= 1:
            raise ValueError(f"{barrier.guard}: failure probability {barrier.failure} is outside 0 to 1")
        if barrier.condition in {"works", "weak"}:
            best[barrier.guard] = min(best.get(barrier.guard, 1.0), barrier.failure)
    return frequency * float(np.prod(list(best.values()))) if best else frequency


@dataclass(frozen=True)
class BowTie:
    """Frequencies in the unit given: ``top`` of the event in the middle, ``consequence`` of the outcome on the right."""

    top: float
    consequence: float


def bow_tie_through(frequency: float, prevent: Sequence[Barrier], limit: Sequence[Barrier]) -> BowTie:
    """From cause to outcome: ``f_top = f0 prod PFD_i`` over what prevents, ``f_cons = f_top prod PFD_j`` over what limits.

    The product needs independent barriers: a guard, camera or power supply that stands on both sides counts once on the whole
    path, by its best barrier. ValueError as ``bow_tie``.

    >>> found = bow_tie_through(0.2, [Barrier("bollards", 0.1), Barrier("guard", 0.5)], [Barrier("first aid", 0.3)])
    >>> round(found.top, 4), round(found.consequence, 4)
    (0.01, 0.003)
    >>> round(bow_tie_through(0.2, [Barrier("guard", 0.5)], [Barrier("guard", 0.5)]).consequence, 4)
    0.1
    """
    return BowTie(bow_tie(frequency, prevent), bow_tie(frequency, [*prevent, *limit]))


#: Words for chances with the numbers they stand for; the number goes into the sentence (Wintle et al. 2019).
CHANCE_WORDS: Mapping[str, tuple[float, float]] = {
    "almost_none": (0.0, 0.05),
    "very_unlikely": (0.05, 0.2),
    "unlikely": (0.2, 0.45),
    "even": (0.45, 0.55),
    "likely": (0.55, 0.8),
    "very_likely": (0.8, 0.95),
    "almost_certain": (0.95, 1.0),
}


@dataclass(frozen=True)
class Chance:
    """A chance for a sentence: a word's code, its range, and "x in 100"."""

    word: str
    low: float
    high: float
    in_hundred: int

    @property
    def as_text(self) -> str:
        """For a sentence: the word with its numbers, which is how words are read as they were meant (Wintle and others 2019).

        >>> in_words(0.12).as_text
        'very unlikely (5 to 20 in 100): 12 in 100'
        """
        return f"{self.word.replace('_', ' ')} ({self.low * 100:.0f} to {self.high * 100:.0f} in 100): {self.in_hundred} in 100"


def in_words(chance: float) -> Chance:
    """Code of the word, its range and whole number in a hundred. ValueError outside 0..1."""
    if not 0 <= chance <= 1:
        raise ValueError(f"a chance lies between 0 and 1, not at {chance}")
    for word, (low, high) in CHANCE_WORDS.items():
        if chance < high or high == 1.0:
            return Chance(word, low, high, round(chance * 100))
    raise AssertionError("the words cover 0 to 1")
