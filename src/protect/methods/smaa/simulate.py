"""SMAA-2: how often each alternative takes each rank, over all weights and scores that are possible.

Sources: Lahdelma and Salminen (2001) SMAA-2; Tervonen and Lahdelma (2007) on implementing SMAA.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from protect.methods.parameters import ParameterSet
from protect.methods.smaa.counting import TIE, Counts, span_for_ties
from protect.methods.smaa.measurements import Cell, Scores
from protect.methods.smaa.models import Floats, Model, Scorer, Sums, WeightedSum
from protect.methods.smaa.summary import NORMAL_95, Acceptability, account_of, standard_error
from protect.methods.smaa.weights import SAMPLING, Sampler, WeightSpace, sampler

#: Draws made at a time, and numbers held at a time where scores are uncertain.
BLOCK, NUMBERS = 4_080, 2_000_000
TIES = "Tied alternatives share the ranks they occupy equally."


def smaa2(
    scores: Sequence[Sequence[Cell]] | ArrayLike | Scores,
    spaces: WeightSpace | Sequence[WeightSpace] | None = None,
    *,
    generator: np.random.Generator,
    model: Model | None = None,
    higher: Sequence[bool] | None = None,
    n: int = 10_000,
    precision: float | None = None,
    most: int = 10_000_000,
    pairwise: bool = True,
    confidence_n: int = 10_000,
    low_discrepancy: bool = False,
    parameters: ParameterSet = SAMPLING,
) -> Acceptability:
    """Rank acceptability ``b_ir`` = share of (weights, scores) in which alternative i takes rank r, and what goes with it.

    ``scores`` (alternatives, criteria): numbers, ``Uniform``, ``Normal``, ``BetaPert``, ``Place``. ``spaces``: what is said of
    the weights; several stakeholders have a space each and count alike. ``model``: ``WeightedSum`` (default), ``Topsis``,
    ``PrometheeII``. ``higher``: True where more is better (default everywhere). ``n`` draws; with ``precision`` drawing goes on
    until every acceptability has a 95 % interval of at most plus or minus ``precision``, or ``most`` draws. Memory does not
    grow with n.

    Raises ValueError for shapes that do not fit, missing scores, and weight spaces without any weights.

    >>> found = smaa2([[1, 0], [0, 0.5]], generator=np.random.default_rng(2), n=200_000)
    >>> found.acceptability.round(2).tolist(), found.central_weights[0].round(2).tolist()
    ([[0.67, 0.33], [0.33, 0.67]], [0.67, 0.33])
    """
    table = scores if isinstance(scores, Scores) else Scores(scores)  # type: ignore[arg-type]
    alternatives, criteria = table.shape
    up = np.ones(criteria, dtype=bool) if higher is None else np.asarray(higher)
    if up.shape != (criteria,) or up.dtype != np.bool_:
        raise ValueError(f"higher has one True (more is better) or False for each of the {criteria} criteria")
    if n < 1 or most < 1 or confidence_n < 1:
        raise ValueError("n, most and confidence_n: one draw or more")
    if precision is not None and not 0 < precision < 1:
        raise ValueError("precision, half of a 95 % interval of a share, lies between 0 and 1")
    chosen = model or WeightedSum()
    asked = _spaces(spaces, criteria)
    drawers = [sampler(one, generator, low_discrepancy=low_discrepancy, parameters=parameters) for one in asked]
    inflation = max(one.inflation for one in drawers)
    block = BLOCK if table.fixed else max(min(BLOCK, NUMBERS // (alternatives * criteria)), len(drawers))
    counts = Counts(alternatives, criteria, pairwise=pairwise)
    fixed = chosen.prepare(table.draw(generator, 1), up, table.ordinal) if table.fixed else None
    weight_sum = np.zeros(criteria)
    wanted, reached = (n, None) if precision is None else (most, False)
    while counts.n < wanted:
        size = min(block, wanted - counts.n)
        weights = _mixed(drawers, size, counts.n)
        score = fixed or chosen.prepare(table.draw(generator, size), up, table.ordinal)
        count(counts, score, weights)
        weight_sum += weights.sum(axis=0)
        if precision is not None:
            error = standard_error(counts.ranks / inflation, counts.n / inflation).max()
            if NORMAL_95 * error <= precision:
                reached = True
                break
    central = _central(counts)

    def tables(size: int) -> Floats:
        return table.draw(generator, size)

    drawn = 0 if table.fixed else confidence_n
    confidence = _confidence(tables, drawn, block, central, chosen, up, table.ordinal)
    ways = tuple(f"{one.name}, {drawer.way}" for one, drawer in zip(asked, drawers, strict=True))
    error = float(standard_error(counts.ranks / inflation, counts.n / inflation).max())
    inputs = {
        "scores": f"{alternatives} alternatives, {criteria} criteria, {table.uncertain} scores uncertain",
        "model": chosen.name,
        "weights": "; ".join(f"{one.name}: {', '.join(one.statements) or 'nothing said'}" for one in asked),
        "draws": f"{counts.n:,}",
    }
    account = account_of(inputs, ways, error, parameter_set=parameters.label, uncertain=table.uncertain, ties=TIES)
    return Acceptability(
        counts.ranks, counts.n, central, weight_sum / counts.n, confidence, drawn, counts.wins, counts.entropy,
        inflation, ways, reached, account,
    )  # fmt: skip


def smaa2_recorded(
    tables: ArrayLike, weights: ArrayLike, *, model: Model | None = None, higher: Sequence[bool] | None = None
) -> Acceptability:
    """SMAA-2 of draws made elsewhere: ``tables`` (draws, alternatives, criteria), ``weights`` (draws, criteria) or (criteria,).

    The confidence factors come from the same tables. Raises ValueError where shapes do not fit or numbers are missing.
    """
    given, w = np.asarray(tables, dtype=float), np.asarray(weights, dtype=float)
    if given.ndim != 3 or not np.isfinite(given).all():
        raise ValueError("tables has three dimensions (draws, alternatives, criteria) and no missing numbers")
    n, alternatives, criteria = given.shape
    if w.shape == (criteria,):
        w = np.broadcast_to(w, (n, criteria))
    if w.shape != (n, criteria) or not np.isfinite(w).all() or (w < 0).any():
        raise ValueError(f"weights has shape {w.shape}; expected ({n}, {criteria}) or ({criteria},), none negative")
    up = np.ones(criteria, dtype=bool) if higher is None else np.asarray(higher, dtype=bool)
    chosen, ordinal = model or WeightedSum(), np.zeros(criteria, dtype=bool)
    counts = Counts(alternatives, criteria, pairwise=True)
    block = max(NUMBERS // (alternatives * criteria), 1)
    for start in range(0, n, block):
        rows = slice(start, start + block)
        part = np.ascontiguousarray(w[rows])
        found, low, high = chosen.prepare(given[rows], up, ordinal)(part)
        counts.add(found, part, low, high)
    central = _central(counts)
    place = iter(range(0, n, block))

    def tables_again(size: int) -> Floats:
        start = next(place)
        return np.asarray(given[start : start + size])

    confidence = _confidence(tables_again, n, block, central, chosen, up, ordinal)
    error = float(standard_error(counts.ranks, n).max())
    inputs = {"scores": f"{n:,} recorded draws, {alternatives} alternatives, {criteria} criteria", "model": chosen.name}
    account = account_of(inputs, ["as recorded"], error, parameter_set="none", uncertain=1, ties=TIES)
    return Acceptability(
        counts.ranks, n, central, w.mean(axis=0), confidence, n, counts.wins, counts.entropy, 1.0, ("as recorded",),
        None, account,
    )  # fmt: skip


def _spaces(spaces: WeightSpace | Sequence[WeightSpace] | None, criteria: int) -> list[WeightSpace]:
    asked = [WeightSpace(criteria)] if spaces is None else [spaces] if isinstance(spaces, WeightSpace) else list(spaces)
    if not asked or any(one.criteria != criteria for one in asked):
        raise ValueError(f"spaces: one weight space or more, each of the {criteria} criteria of the scores")
    return asked


def _mixed(drawers: list[Sampler], size: int, done: int) -> Floats:
    """Equal parts of each; what does not divide goes round, so that totals differ by one draw at most."""
    many = len(drawers)
    if many == 1:
        return drawers[0].draw(size)
    parts = [(done + size + late) // many - (done + late) // many for late in range(many)]
    return np.concatenate([one.draw(part) for one, part in zip(drawers, parts, strict=True) if part])


def count(counts: Counts, score: Scorer, weights: Floats) -> None:
    """Add draws of ``weights`` (draws, criteria), each row of which sums to 1; sums of one table by the shorter way."""
    if isinstance(score, Sums) and score.parts.ndim == 2:
        counts.add_sums(score.parts, weights, score.low, score.high)
    else:
        found, low, high = score(weights)
        counts.add(found, weights, low, high)


def _central(counts: Counts) -> Floats:
    first = counts.ranks[:, :1]
    return np.asarray(np.where(first > 0, counts.first_weights / np.where(first > 0, first, 1.0), np.nan))


def _confidence(
    tables: Callable[[int], Floats],
    n: int,
    block: int,
    central: Floats,
    model: Model,
    higher: NDArray[np.bool_],
    ordinal: NDArray[np.bool_],
) -> Floats:
    """Chance of being first with one's own central weights; ``n`` 0: scores are numbers, one look is enough."""
    hits = np.where(np.isnan(central[:, 0]), np.nan, 0.0)
    wanted, done = max(n, 1), 0
    while done < wanted:
        size = min(block, wanted - done)
        table = tables(size)
        score = model.prepare(table, higher, ordinal)
        for one in np.flatnonzero(~np.isnan(hits)):
            found, low, high = score(np.repeat(central[one][None], size, axis=0))
            first = found >= found.max(axis=1, keepdims=True) - TIE * span_for_ties(low, high)
            hits[one] += (first[:, one] / first.sum(axis=1)).sum()
        done += size
    return np.asarray(hits / wanted)
