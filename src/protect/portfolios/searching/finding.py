"""The answer as a document: the front, which portfolio is best, how firm each measure stands, and why."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from protect.portfolios.searching import engine, listing
from protect.portfolios.searching.asking import Asked, Unanswerable

#: The picture goes on beyond the budget, to show what more money would bring.
BEYOND = 1.5
#: Points of the picture.
MOST_POINTS = 40


def search(asked: Asked, progress: Callable[[int], None] = lambda percent: None) -> dict[str, Any]:
    """Keys: ``points`` [{members, cost, yearly, taken (share of all points), gap}] by cost, ``best`` (its number), ``exact``,
    ``portfolios`` (how many were looked at), ``heaps`` {candidate: share of good portfolios}, ``good`` (how many), ``sampled``,
    ``reasons`` {candidate: {inside, loss (share), budget}}. Raises Unanswerable where no portfolio keeps to what is asked."""
    able = len(asked.keys) - len(asked.model.logic.never)
    return _listed(asked, progress) if able <= listing.MOST else _by_engine(asked, progress)


def _listed(asked: Asked, progress: Callable[[int], None]) -> dict[str, Any]:
    budget = float(asked.model.to_buy[0])
    found = listing.listed(asked, lambda share: progress(10 + int(min(share, 1) * 60)))
    front = listing.steps(found)
    within = [int(one) for one in front if found.cost[one] <= budget + listing.NEAR]
    if not within:
        raise _nothing()
    best = within[-1]
    progress(75)
    shown = [int(one) for one in front if found.cost[one] <= max(budget * BEYOND, 1)]
    shown = _thinned(shown, best)
    good = listing.good(found, budget, len(np.unique(asked.band)))
    progress(90)
    told = listing.reasons(found, best, budget)
    core = found.chosen[good].mean(axis=0)
    return {
        "points": [_point(asked, found.chosen[one], found.cost[one], found.worth[one], 0.0) for one in shown],
        "best": shown.index(best),
        "exact": True,
        "portfolios": len(found.cost),
        "heaps": _by_key(asked, core),
        "good": len(good),
        "sampled": False,
        "reasons": {
            str(key): {
                "inside": one.inside,
                "loss": None if one.loss is None else one.loss / asked.points,
                "budget": one.budget,
            }
            for key, one in zip(asked.keys, told, strict=True)
        },
    }


def _by_engine(asked: Asked, progress: Callable[[int], None]) -> dict[str, Any]:
    model = asked.model
    budget = float(model.to_buy[0])
    top = max(min(budget * BEYOND, float(model.purchase.sum())), budget)
    points = engine.curve(asked, top, lambda share: progress(10 + int(share * 55)))
    within = [number for number, one in enumerate(points) if one.cost <= budget + listing.NEAR]
    if not within:
        raise _nothing()
    best = within[-1]
    good, sampled = engine.good(asked, lambda share: progress(65 + int(share * 30)))
    core = good.mean(axis=0) if len(good) else np.zeros(len(asked.keys))
    first: dict[int, float] = {}
    for one in points:
        for bought in np.flatnonzero(one.chosen):
            first.setdefault(int(bought), one.cost)
    stands = points[best].chosen
    left = model.left(stands[:, None])[:, 0]
    reasons = {}
    for number, key in enumerate(asked.keys):
        inside = bool(stands[number])
        # With the others as they are: an upper bound of nothing, a plain fact of this portfolio.
        share = np.minimum(model.share[number], 1 - 1e-9)
        change = float((left / (1 - share) - left) @ model.weight) if inside else float((left * share) @ model.weight)
        reasons[str(key)] = {
            "inside": inside,
            "loss": None,
            "alone": change / asked.points,
            "budget": None if inside else first.get(number) if first.get(number, 0) > budget else None,
        }
    return {
        "points": [_point(asked, one.chosen, one.cost, one.worth, one.gap) for one in points],
        "best": best,
        "exact": max(one.gap for one in points) <= 1e-6,
        "portfolios": None,
        "heaps": _by_key(asked, core),
        "good": len(good),
        "sampled": sampled,
        "reasons": reasons,
    }


def _nothing() -> Unanswerable:
    from django.utils.translation import gettext as _

    return Unanswerable(
        _("No portfolio keeps to everything that is asked: to the budgets, the limits of openness, personal data and staff, and "
          "the requirements to be served. Loosen one of them.")
    )  # fmt: skip


def _point(asked: Asked, chosen: Any, cost: float, worth: float, gap: float) -> dict[str, Any]:
    return {
        "members": [key for key, one in zip(asked.keys, chosen, strict=True) if one],
        "cost": round(float(cost)),
        "yearly": round(float(asked.model.yearly @ chosen)),
        "taken": float(worth) / asked.points,
        "gap": float(gap),
    }


def _by_key(asked: Asked, shares: Any) -> dict[str, float]:
    return {str(key): float(share) for key, share in zip(asked.keys, shares, strict=True)}


def _thinned(numbers: list[int], keep: int) -> list[int]:
    """At most so many points as a picture can show, first, last and the best one among them."""
    if len(numbers) <= MOST_POINTS:
        return numbers
    places = set(np.linspace(0, len(numbers) - 1, MOST_POINTS).round().astype(int).tolist()) | {numbers.index(keep)}
    return [numbers[one] for one in sorted(places)]
