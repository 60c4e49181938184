"""From what each organisation gives to what is published of at least five together. Plain Python, no database.

The rules, and what each is for (docs/security.md has the reasoning):

* A cell is published only if ``LEAST`` different organisations stand behind it.
* Every organisation weighs the same, however many spaces it has, and no number is a count of organisations or spaces: shares
  are told in fifths, so that "none" and "all" are not told apart from "few" and "nearly all"; money in wide bands, by quartiles.
* No totals, no margins, and no figure at two grains: nothing can be found by subtraction.
* Once a month. A cell whose contributors differ from those it was last published with by fewer than ``LEAST_CHANGE`` is not
  published anew: it stays as it was where one came, and goes where one left, so that two months do not tell one town.
"""

from __future__ import annotations

import statistics
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

LEAST, LEAST_CHANGE = 5, 2
FIFTHS = 5
#: Upper ends of the bands of money, in whole euro; the last band is above them all.
MONEY = (1_000, 10_000, 50_000, 250_000)
SEPARATOR = "|"


@dataclass
class Given:
    """Of one organisation. ``levels``: ``category|threat`` -> band -> share of its spaces, together 1.

    ``measures``: ``category|threat|sub-area`` -> kind of measure -> ``(share of its weak points, mean cost or None, mean
    number of levels taken off, or None)``.
    """

    levels: dict[str, dict[str, float]] = field(default_factory=dict)
    measures: dict[str, dict[str, tuple[float, float | None, float | None]]] = field(default_factory=dict)


def fifth(share: float) -> int:
    """0 up to a fifth, 4 above four fifths."""
    return min(FIFTHS - 1, int(share * FIFTHS + 1e-9)) if share < 1 else FIFTHS - 1


def money_band(euro: float) -> int:
    return sum(euro > end for end in MONEY)


def effect_band(levels: float) -> int:
    """0 no change or worse, 1 up to one level, 2 more."""
    return 0 if levels < 0.25 else 1 if levels < 1.5 else 2


def publish(
    given: Mapping[int, Given], before: Mapping[str, Any] | None = None, behind: Mapping[str, list[int]] | None = None
) -> tuple[dict[str, Any], dict[str, list[int]]]:
    """``(document, contributors by cell)``. ``before`` and ``behind``: those of the last publication."""
    cells: dict[str, dict[str, Any]] = {}
    contributors: dict[str, list[int]] = {}
    for name, who in _behind(given).items():
        if len(who) < LEAST:
            continue
        cells[name] = _cell(name, {key: given[key] for key in who})
        contributors[name] = sorted(who)
    old_cells = (before or {}).get("cells", {})
    for name, was in (behind or {}).items():
        now = set(contributors.get(name, []))
        changed = now ^ set(was)
        if not changed or len(changed) >= LEAST_CHANGE or name not in cells:
            continue
        if changed - now:
            # Somebody left: what was published is theirs, too, and what would be is told by the difference.
            del cells[name], contributors[name]
        elif name in old_cells:
            cells[name], contributors[name] = old_cells[name], list(was)
    return {"cells": cells}, contributors


def _behind(given: Mapping[int, Given]) -> dict[str, set[int]]:
    found: dict[str, set[int]] = defaultdict(set)
    for key, one in given.items():
        for name in one.levels:
            found[f"levels{SEPARATOR}{name}"].add(key)
        for name, kinds in one.measures.items():
            for kind in kinds:
                found[f"measures{SEPARATOR}{name}{SEPARATOR}{kind}"].add(key)
    return found


def _cell(name: str, given: Mapping[int, Given]) -> dict[str, Any]:
    what, _sign, rest = name.partition(SEPARATOR)
    if what == "levels":
        told = [one.levels[rest] for one in given.values()]
        bands = sorted({band for one in told for band in one})
        return {"levels": {band: fifth(statistics.fmean(one.get(band, 0.0) for one in told)) for band in bands}}
    place, _sign, kind = rest.rpartition(SEPARATOR)
    rows = [one.measures[place][kind] for one in given.values()]
    costs = [cost for _share, cost, _effect in rows if cost is not None]
    effects = [effect for _share, _cost, effect in rows if effect is not None]
    found: dict[str, Any] = {"often": fifth(statistics.fmean(share for share, _cost, _effect in rows))}
    if len(costs) >= LEAST:
        low, _middle, high = statistics.quantiles(costs, n=4, method="inclusive")
        found["cost"] = [money_band(low), money_band(high)]
    if len(effects) >= LEAST:
        found["effect"] = effect_band(statistics.fmean(effects))
    return found
