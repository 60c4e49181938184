"""Rank acceptability over many weightings, beside a loop over the libraries that rank one weighting at a time.

Peers: pymcdm and scikit-criteria, timed on fewer weightings and scaled up, as a loop grows evenly; and the bare matrix product of
weights and values, which nothing that looks at every score can beat. The counting uses one thread, so the product is shown on one
thread and on as many as numpy likes.
"""

from __future__ import annotations

import contextlib
import math
import resource
import sys
import time
import warnings
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from protect.methods import smaa
from protect.methods.smaa.counting import Counts
from protect.methods.smaa.simulate import BLOCK, count

ALTERNATIVES, CRITERIA, WEIGHTINGS, LOOP = 50, 20, 100_000, 300
PEER_RATIO, PRODUCT_RATIO, SLIDER_MS, MEMORY_MB = 100.0, 3.0, 15.0, 500.0
MODELS: dict[str, smaa.Model] = {
    "weighted sum": smaa.WeightedSum(),
    "TOPSIS": smaa.Topsis(),
    "PROMETHEE II": smaa.PrometheeII(),
}
ROW = "{:58} {:>10} {:>10} {:>8} {:>9}"


def least_ms(work: Callable[[], Any], times: int = 9) -> float:
    """The best of several runs, on both sides: what else the machine does only ever adds."""
    work()
    spent = []
    for _time in range(times):
        start = time.perf_counter()
        work()
        spent.append((time.perf_counter() - start) * 1000)
    return min(spent)


@contextlib.contextmanager
def _threads(number: int | None) -> Iterator[str]:
    """Threads of numpy's product, where threadpoolctl is there to set them; says what holds."""
    try:
        from threadpoolctl import threadpool_limits
    except ImportError:
        yield "threads as found"
        return
    with threadpool_limits(number):
        yield f"{number} thread" if number else "all threads"


def _ranking_pymcdm(name: str, table: Any) -> Callable[[Any], Any]:
    from pymcdm import methods

    types = np.ones(CRITERIA)
    if name == "weighted sum":
        made = methods.WSM()
    elif name == "TOPSIS":
        made = methods.TOPSIS()
    else:
        made = methods.PROMETHEE_II("usual")
    return lambda w: made.rank(made(table, w, types))


def _ranking_skcriteria(name: str, table: Any) -> Callable[[Any], Any] | None:
    import skcriteria
    from skcriteria.agg import simple, topsis

    if name == "PROMETHEE II":
        return None  # it has none
    made = simple.WeightedSumModel() if name == "weighted sum" else topsis.TOPSIS()
    goals = [max] * CRITERIA
    return lambda w: made.evaluate(skcriteria.mkdm(table, goals, weights=w)).rank_


def _peer_ms(make: Callable[[], Callable[[Any], Any] | None], weights: Any) -> float | str:
    """Of all weightings, from ``LOOP`` of them; or why there is no figure."""
    try:
        one = make()
    except ImportError:
        return "absent"
    if one is None:
        return "none"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        one(weights[0])
        start = time.perf_counter()
        for w in weights[:LOOP]:
            one(w)
        return (time.perf_counter() - start) * 1000 * WEIGHTINGS / LOOP


def counted(table: Any, weights: Any, model: smaa.Model, *, pairwise: bool) -> Counts:
    """From given weights, so that ours and the product do the same work: no drawing."""
    none, up = np.zeros(table.shape[1], dtype=bool), np.ones(table.shape[1], dtype=bool)
    score = model.prepare(table, up, none)
    counts = Counts(*table.shape, pairwise=pairwise)
    for start in range(0, len(weights), BLOCK):
        part = weights[start : start + BLOCK]
        count(counts, score, part)
    return counts


def slider_growth(chance: np.random.Generator) -> None:
    """The slider with 1, 10 and 100 times the alternatives, and with 1, 10 and 100 times a hundredth of its weightings."""

    def ms(alternatives: int, weightings: int, times: int) -> float:
        table = chance.random((alternatives, 8))
        return least_ms(lambda: smaa.smaa2(table, generator=np.random.default_rng(1), n=weightings), times)

    by_draws = [ms(10, n, 20) for n in (1_000, 10_000, 100_000)]
    by_size = [ms(n, 10_000, times) for n, times in ((10, 20), (100, 3), (1_000, 1))]
    for label, found in (
        ("10 x 8 x 1,000, 10,000, 100,000 weightings", by_draws),
        ("10, 100, 1,000 alternatives x 8 x 10,000 (pairs: square)", by_size),
    ):
        exponent = math.log(found[2] / found[0]) / math.log(100)
        print(
            f"growth of the slider, {label}, ms: {' '.join(f'{each:.1f}' for each in found)}; exponent {exponent:.2f}"
        )


def main() -> int:
    chance = np.random.default_rng(1)
    table, weights = chance.random((ALTERNATIVES, CRITERIA)), chance.dirichlet(np.ones(CRITERIA), WEIGHTINGS)
    failed = False
    print(ROW.format("", "ours ms", "peer ms", "ratio", "limit"))
    for name, model in MODELS.items():
        ours = least_ms(lambda model=model: counted(table, weights, model, pairwise=True), 5)
        for peer, make in (("pymcdm", _ranking_pymcdm), ("scikit-criteria", _ranking_skcriteria)):
            theirs = _peer_ms(lambda make=make, name=name: make(name, table), weights)
            label = f"{name}, {WEIGHTINGS:,} weightings, with pairs; {peer}, {LOOP} scaled"
            if isinstance(theirs, str):
                print(ROW.format(label, f"{ours:.1f}", theirs, "", ""))
                continue
            failed |= theirs < PEER_RATIO * ours
            print(ROW.format(label, f"{ours:.1f}", f"{theirs:,.0f}", f"{theirs / ours:,.0f}x", f"{PEER_RATIO:.0f}x"))
    for threads in (1, None):
        with _threads(threads) as said:
            # In turns: what else the machine does meets both.
            pairs = []
            for _time in range(25):
                product = least_ms(lambda: weights @ table.T, 1)
                ours = least_ms(lambda: counted(table, weights, MODELS["weighted sum"], pairwise=False), 1)
                pairs.append((ours, product))
        ours, product = (min(column) for column in zip(*pairs, strict=True))
        # Counting is one thread: the bar is held against the product on one; the other line is for the reader.
        failed |= threads == 1 and ours > PRODUCT_RATIO * product
        label = f"weighted sum, acceptability; bare product, {said}"
        limit = f"{PRODUCT_RATIO:.0f}" if threads else ""
        print(ROW.format(label, f"{ours:.1f}", f"{product:.1f}", f"{ours / product:.1f}", limit))
    small = chance.random((10, 8))
    slider = least_ms(lambda: smaa.smaa2(small, generator=np.random.default_rng(1), n=10_000), 60)
    failed |= slider > SLIDER_MS
    label = "10 x 8 x 10,000, everything, weights drawn (live slider)"
    print(ROW.format(label, f"{slider:.1f}", "", "", f"{SLIDER_MS:.0f}"))
    print("\nGrowth, weights drawn, no pairs:")
    before = None
    for n in (100_000, 1_000_000, 10_000_000):
        start = time.perf_counter()
        smaa.smaa2(table, generator=np.random.default_rng(1), n=n, pairwise=False)
        spent = time.perf_counter() - start
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        failed |= memory > MEMORY_MB
        exponent = "" if before is None else f"  exponent {math.log10(spent / before):.2f}"
        print(f"{n:>12,} weightings {spent:8.2f} s  {memory:6.0f} MB at most (limit {MEMORY_MB:.0f}){exponent}")
        before = spent
    # Last: what it takes is not counted as memory of the rest.
    slider_growth(chance)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
