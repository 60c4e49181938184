"""Levels with their chances, exactly, beside a simulation; and agreement with its interval.

The peer of the exact push-through is what is done elsewhere: drawing levels at random and looking each pair up. It takes
longer and leaves an error.
"""

from __future__ import annotations

import math
import statistics
import sys
import time
from collections.abc import Callable
from typing import Any

import numpy as np

from protect.methods import agreement, risk
from protect.methods.scales import Matrix

SCENARIOS, MEMBERS, DRAWS = 10, 10, 100_000
EXACT_MS, AGREEMENT_MS, MANY_MS = 5.0, 200.0, 1000.0
MANY = 200_000
MATRIX = Matrix(
    bands=("low", "moderate", "high", "very_high"),
    cells=((0, 0, 0, 0, 1), (0, 0, 1, 1, 2), (0, 1, 1, 2, 2), (0, 1, 2, 3, 3), (1, 2, 2, 3, 3)),
)
WEIGHTS = ((0.6, 0.2), (0.8, 0.1), (1.0, 0.0))


def median_ms(work: Callable[[], Any], times: int = 25) -> float:
    work()
    spent = []
    for _time in range(times):
        start = time.perf_counter()
        work()
        spent.append((time.perf_counter() - start) * 1000)
    return statistics.median(spent)


def main() -> int:
    chance = np.random.default_rng(3)
    levels = chance.integers(1, 6, (2, SCENARIOS, MEMBERS))
    sure = chance.integers(0, 3, (SCENARIOS, MEMBERS))

    own, neighbour = np.array(WEIGHTS).T[:, sure]

    def pooled() -> list[tuple[Any, Any]]:
        p, c = (risk.spreads(side, 5, own, neighbour).mean(axis=1) for side in levels)
        return list(zip(p, c, strict=True))

    def exact() -> tuple[Any, Any]:
        p, c = (risk.spreads(side, 5, own, neighbour).mean(axis=1) for side in levels)
        bands = risk.band_probabilities(MATRIX, p, c)
        return bands, risk.chances_higher(bands)

    cells = np.asarray(MATRIX.cells)

    def simulated() -> list[Any]:
        draw = np.random.default_rng(7)
        found = []
        for p, c in pooled():
            rows, columns = draw.choice(5, DRAWS, p=p), draw.choice(5, DRAWS, p=c)
            found.append(np.bincount(cells[rows, columns], minlength=4) / DRAWS)
        return found

    def many(scores: int) -> Callable[[], Any]:
        """Scores of ten members: pooled, pushed through the table, compared with the band before."""
        rows = scores // MEMBERS
        some = chance.integers(1, 6, (2, rows, MEMBERS))
        own, neighbour = np.array(WEIGHTS).T[:, chance.integers(0, 3, (rows, MEMBERS))]

        def run() -> Any:
            p, c = (risk.spreads(side, 5, own, neighbour).mean(axis=1) for side in some)
            return risk.band_probabilities(MATRIX, p, c)

        return run

    ours, theirs = median_ms(exact), median_ms(simulated, 3)
    error = max(float(np.abs(a - b).max()) for a, b in zip(exact()[0], simulated(), strict=True))
    ratings = levels[0].T.astype(float)
    agreed = median_ms(lambda: agreement.bootstrap_alpha(ratings, generator=np.random.default_rng(1), draws=1000), 5)
    print(f"{'':52} {'ours ms':>8} {'peer ms':>8} {'ratio':>8} {'limit ms':>9}")
    print(
        f"{'10 scenarios x 10 members, all pairs, exact':52} {ours:8.2f} {theirs:8.1f} {theirs / ours:7.0f}x {EXACT_MS:9.0f}"
    )
    print(f"{'agreement with its interval (1,000 draws)':52} {agreed:8.1f} {'':>8} {'':>8} {AGREEMENT_MS:9.0f}")
    grown = [median_ms(many(scores), 5) for scores in (MANY // 100, MANY // 10, MANY)]
    print(f"{f'{MANY:,} scores pooled and pushed through':52} {grown[2]:8.1f} {'':>8} {'':>8} {MANY_MS:9.0f}")
    steps = " ".join(f"{one:.2f}" for one in grown)
    print(f"{'  with 2,000, 20,000, 200,000 scores':52} {steps} ms, n^{math.log10(grown[2] / grown[1]):.2f}")
    print(f"\nThe simulation of {DRAWS:,} draws leaves an error of up to {error:.4f}; ours none.")
    return 1 if ours > EXACT_MS or agreed > AGREEMENT_MS or grown[2] > MANY_MS else 0


if __name__ == "__main__":
    sys.exit(main())
