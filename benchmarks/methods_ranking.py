"""One ranking of 10,000 alternatives by 50 criteria, beside pymcdm and scikit-criteria, from one run; and how it grows.

    python -m benchmarks ranking         (peers live in .venv-peers, which make bench makes)

Every method that one of the two has, too. Ours gives scores and ranks; pymcdm's time is that of the scores alone. Peers that
compare all pairs cannot do 10,000: they are timed at the size named and scaled by the square; ELECTRE is compared at that size,
on both sides. One process; numpy decides about threads. The best of the runs counts, on both sides.
"""

from __future__ import annotations

import math
import sys
import time
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np

from protect.methods.mcda import additive, electre, moora, promethee, reference
from protect.methods.mcda.problem import min_max

ALTERNATIVES, CRITERIA, LIMIT = 10_000, 50, 1.0
#: Peers that hold or loop over all pairs; at this size they take seconds.
BY_PAIRS, SMALL = {"PROMETHEE II", "CODAS", "PROBID", "SPROBID", "MULTIMOORA"}, 400
#: Both by pairs: at the small size on both sides.
SMALL_ONLY = {"ELECTRE I", "ELECTRE II"}


def problem(alternatives: int, criteria: int = CRITERIA) -> tuple[Any, Any, Any]:
    chance = np.random.default_rng(48)
    x = chance.uniform(1, 100, (alternatives, criteria))
    w = chance.dirichlet(np.ones(criteria))
    return x, w, np.arange(criteria) % 3 != 0


def unit(x: Any) -> Any:
    return x / np.sqrt((x**2).sum(axis=0))


def of_the_best(x: Any, up: Any) -> Any:
    return np.where(up, x / x.max(axis=0), x.min(axis=0) / x)


def ends(up: Any) -> tuple[Any, Any]:
    """Ideal and anti-ideal that do not come from the alternatives."""
    return np.where(up, 110.0, 0.5), np.where(up, 0.5, 110.0)


def ranges(x: Any, up: Any) -> tuple[Any, Any]:
    """Bounds and ideal intervals of RIM."""
    wide = np.tile([0.5, 110.0], (x.shape[1], 1))
    return wide, np.where(up[:, None], [[90.0, 110.0]], [[0.5, 20.0]])


OURS: dict[str, Callable[[Any, Any, Any], Any]] = {
    "weighted sum": lambda x, w, up: additive.weighted_sum(min_max(x, up), w),
    "weighted product": lambda x, w, up: additive.weighted_product(x, w, up),
    "product of shares": additive.product_of_shares,
    "TOPSIS": reference.topsis_min_max,
    "TOPSIS, unit columns": reference.topsis,
    "VIKOR": reference.vikor,
    "PROMETHEE II": promethee.promethee_2,
    "ARAS": additive.aras,
    "COPRAS": additive.copras,
    "CoCoSo": lambda x, w, up: additive.cocoso(min_max(x, up), w),
    "CODAS": reference.codas,
    "EDAS": additive.edas,
    "MABAC": additive.mabac,
    "SPOTIS": lambda x, w, up: reference.spotis(x, w, bounds(x), np.where(up, x.max(axis=0), x.min(axis=0))),
    "MOORA": lambda x, w, up: moora.ratio_system(unit(x), w, up),
    "reference point": lambda x, w, up: moora.reference_point(unit(x), w, up),
    "multiplicative form": lambda x, w, up: moora.full_multiplicative(unit(x), w, up),
    "MULTIMOORA": lambda x, w, up: moora.multimoora(unit(x), w, up),
    "ERVD": lambda x, w, up: reference.ervd(x, w, up, np.full(x.shape[1], 50.0)),
    "LMAW": additive.lmaw,
    "WASPAS": lambda x, w, up: additive.waspas(of_the_best(x, up), w),
    "RAFSI": lambda x, w, up: additive.rafsi(x, w, up, *ends(up)),
    "RIM": lambda x, w, up: reference.rim(x, w, *ranges(x, up)),
    "PROBID": reference.probid,
    "SPROBID": reference.simplified_probid,
    "ELECTRE I": electre.electre_1,
    "ELECTRE II": electre.electre_2,
}


def bounds(x: Any) -> Any:
    return np.column_stack([x.min(axis=0), x.max(axis=0)])


def of_pymcdm(name: str, x: Any, up: Any) -> Callable[[Any, Any, Any], Any] | None:
    from pymcdm import methods, normalizations

    makers: dict[str, Callable[[], Any]] = {
        "weighted sum": lambda: methods.WSM(normalizations.minmax_normalization),
        "product of shares": methods.WPM, "TOPSIS": methods.TOPSIS, "VIKOR": methods.VIKOR,
        "TOPSIS, unit columns": lambda: methods.TOPSIS(normalizations.vector_normalization),
        "PROMETHEE II": lambda: methods.PROMETHEE_II("usual"), "ARAS": methods.ARAS, "COPRAS": methods.COPRAS,
        "CoCoSo": methods.COCOSO, "CODAS": methods.CODAS, "EDAS": methods.EDAS, "MABAC": methods.MABAC,
        "SPOTIS": lambda: methods.SPOTIS(bounds(x)), "MOORA": methods.MOORA,
        "ERVD": lambda: methods.ERVD(np.full(x.shape[1], 50.0)), "LMAW": methods.LMAW, "WASPAS": methods.WASPAS,
        "RAFSI": lambda: methods.RAFSI(*ends(up)), "RIM": lambda: methods.RIM(*ranges(x, up)),
        "PROBID": methods.PROBID, "SPROBID": methods.SPROBID,
    }  # fmt: skip
    if name not in makers:
        return None
    method = makers[name]()
    return lambda x, w, up: method(x, w, np.where(up, 1, -1))


def of_scikit_criteria(name: str) -> Callable[[Any, Any, Any], Any] | None:
    """With the same preparation as ours; making its matrix object is not timed for it (``ready``)."""
    from skcriteria.agg import (
        aras,
        cocoso,
        codas,
        copras,
        edas,
        electre,
        ervd,
        mabac,
        moora,
        probid,
        rim,
        simple,
        spotis,
        topsis,
        vikor,
        waspas,
    )
    from skcriteria.pipelines import mkpipe
    from skcriteria.preprocessing.invert_objectives import BenefitCostInverter, InvertMinimize, NegateMinimize
    from skcriteria.preprocessing.scalers import MinMaxScaler, SumScaler, VectorScaler

    def with_(made: Any, more: Callable[[Any, Any], dict[str, Any]]) -> Callable[[Any, Any, Any], Any]:
        return lambda x, w, up: made.evaluate(ready(x, w, up), **more(x, up))

    def inverted(made: Any, more: Callable[[Any, Any], dict[str, Any]]) -> Callable[[Any, Any, Any], Any]:
        turn = InvertMinimize()
        return lambda x, w, up: made.evaluate(turn.transform(ready(x, w, up)), **more(x, up))

    def pairs_of_rim(x: Any, up: Any) -> dict[str, Any]:
        return {
            name: [tuple(pair) for pair in each.tolist()]
            for name, each in zip(("ranges", "ref_ideals"), ranges(x, up), strict=True)
        }

    special: dict[str, Callable[[], Callable[[Any, Any, Any], Any]]] = {
        "ERVD": lambda: with_(ervd.ERVD(), lambda x, up: {"reference_points": np.full(x.shape[1], 50.0)}),
        "SPOTIS": lambda: with_(spotis.SPOTIS(), lambda x, up: {"bounds": bounds(x)}),
        "RIM": lambda: with_(rim.RIM(), pairs_of_rim),
        "ARAS": lambda: inverted(aras.ARAS(), lambda x, up: {"ideal": np.where(up, x, 1 / x).max(axis=0)}),
    }
    if name in special:
        return special[name]()
    makers: dict[str, Callable[[], Any]] = {
        "weighted sum": lambda: mkpipe(NegateMinimize(), MinMaxScaler("matrix"), simple.WeightedSumModel()),
        "weighted product": lambda: mkpipe(InvertMinimize(), simple.WeightedProductModel()),
        "TOPSIS, unit columns": lambda: mkpipe(VectorScaler("matrix"), topsis.TOPSIS()),
        "VIKOR": vikor.VIKOR,
        "COPRAS": copras.COPRAS, "EDAS": edas.EDAS,
        "MABAC": lambda: mkpipe(NegateMinimize(), MinMaxScaler("matrix"), mabac.MABAC()),
        "CODAS": lambda: mkpipe(BenefitCostInverter(), codas.CODAS()),
        "CoCoSo": lambda: mkpipe(NegateMinimize(), MinMaxScaler("matrix"), cocoso.CoCoSo()),
        "MOORA": lambda: mkpipe(VectorScaler("matrix"), moora.RatioMOORA()),
        "reference point": lambda: mkpipe(VectorScaler("matrix"), moora.ReferencePointMOORA()),
        "multiplicative form": lambda: mkpipe(VectorScaler("matrix"), moora.FullMultiplicativeForm()),
        "MULTIMOORA": lambda: mkpipe(VectorScaler("matrix"), moora.MultiMOORA()),
        "WASPAS": lambda: mkpipe(InvertMinimize(), SumScaler("matrix"), waspas.WASPAS()),
        "PROBID": lambda: mkpipe(VectorScaler("matrix"), probid.PROBID()),
        "SPROBID": lambda: mkpipe(VectorScaler("matrix"), probid.SimplifiedPROBID()),
        "ELECTRE I": electre.ELECTRE1, "ELECTRE II": electre.ELECTRE2,
    }  # fmt: skip
    if name not in makers:
        return None
    method = makers[name]()
    return lambda x, w, up: method.evaluate(ready(x, w, up))


READY: dict[int, Any] = {}


def ready(x: Any, w: Any, up: Any) -> Any:
    import skcriteria

    if id(x) not in READY:
        READY[id(x)] = skcriteria.mkdm(x, np.where(up, 1, -1).tolist(), weights=w)
    return READY[id(x)]


def seconds(work: Callable[[], Any], times: int, clock: Callable[[], float] = time.perf_counter) -> float:
    """The least of several runs; fewer of what takes long."""
    best = math.inf
    for _time in range(times):
        begun = clock()
        work()
        spent = clock() - begun
        best = min(best, spent)
        if spent > 2:
            break
    return best


def of_peer(make: Callable[[], Any], data: tuple[Any, Any, Any], times: float, mine: float) -> tuple[str, bool]:
    """A cell of the table, and whether ours was slower."""
    try:
        found = make()
    except ImportError:
        return f"{'absent':>10} {'':>8}", False
    if found is None:
        return f"{'-':>10} {'':>8}", False
    try:
        theirs = seconds(lambda: found(*data), 3) * times
    except (ValueError, TypeError, IndexError) as error:
        return f"{'fails':>10} {type(error).__name__[:8]:>8}", False
    return f"{theirs * 1000:>10.1f} {theirs / mine:>7.1f}x", theirs / mine < LIMIT


def growth() -> None:
    """By the processor's time, of which other work takes none away."""
    print("\nGrowth of ours with 100, 1,000, 10,000 alternatives (CPU), and the exponent between the last two:\n")
    for name in ("weighted sum", "TOPSIS", "VIKOR", "PROMETHEE II", "CODAS", "PROBID", "MULTIMOORA"):
        spent = []
        for n in (100, 1_000, 10_000):
            data = problem(n)
            spent.append(seconds(lambda data=data, name=name: OURS[name](*data), 15, time.process_time))
        cells = " ".join(f"{one * 1000:9.2f} ms" for one in spent)
        print(f"{name:20} {cells}   n^{math.log10(spent[2] / spent[1]):.2f}", flush=True)


def main() -> int:
    warnings.simplefilter("ignore")
    large, small = problem(ALTERNATIVES), problem(SMALL)
    print(
        f"{'milliseconds':20} {'ours':>9} {'pymcdm':>10} {'ratio':>8} {'scikit-cr.':>11} {'ratio':>8}   limit {LIMIT:.0f}x"
    )
    slower = 0
    for name, ours in OURS.items():
        mine_at = small if name in SMALL_ONLY else large
        mine = seconds(lambda ours=ours, mine_at=mine_at: ours(*mine_at), 7)
        data = small if name in BY_PAIRS or name in SMALL_ONLY else large
        times = (len(mine_at[0]) / len(data[0])) ** 2
        one, first = of_peer(lambda name=name, data=data: of_pymcdm(name, data[0], data[2]), data, times, mine)
        other, second = of_peer(lambda name=name: of_scikit_criteria(name), data, times, mine)
        slower += first + second
        scaled = f"   (peers at {SMALL})" if name in BY_PAIRS else f"   (all at {SMALL})" if name in SMALL_ONLY else ""
        print(f"{name:20} {mine * 1000:9.1f} {one}  {other}{scaled}", flush=True)
    growth()
    print(f"\n{slower} slower than a peer.")
    return 1 if slower else 0


if __name__ == "__main__":
    sys.exit(main())
