"""The front as a picture of ours: cost to the right, what is taken off upwards, every portfolio a link."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from protect.portfolios.queries.results import Result
from protect.portfolios.queries.sentences import euro

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 640, 320, 64, 20, 16, 48


@dataclass(frozen=True)
class Dot:
    number: int
    x: float
    y: float
    label: str
    is_best: bool
    is_shown: bool
    is_beyond: bool


@dataclass(frozen=True)
class Picture:
    width: int
    height: int
    left: int
    bottom: int
    right: int
    top: int
    dots: list[Dot]
    line: str
    budget: float | None
    across: list[tuple[float, str]]
    up: list[tuple[float, str]]
    sentence: str


def picture(result: Result, shown: int) -> Picture | None:
    points: list[dict[str, Any]] = result.points
    if not points:
        return None
    budget = result.field.study.budget_buy
    most = max([budget, *(one["cost"] for one in points)]) or 1
    top = max(one["taken"] for one in points) or 1.0

    def x(cost: float) -> float:
        return round(LEFT + (WIDTH - LEFT - RIGHT) * cost / most, 1)

    def y(taken: float) -> float:
        return round(HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * taken / top, 1)

    dots = [
        Dot(
            one["number"], x(one["cost"]), y(one["taken"]),
            _("%(cost)s to buy, %(count)d measures") % {"cost": euro(one["cost"]), "count": len(one["members"])},
            one["number"] == result.best, one["number"] == shown, one["cost"] > budget,
        )
        for one in points
    ]  # fmt: skip
    # A portfolio stands until there is money for the next one: steps, no slope.
    way = f"M {dots[0].x} {dots[0].y}" + "".join(f" H {one.x} V {one.y}" for one in dots[1:]) + f" H {x(most)}"
    return Picture(
        WIDTH, HEIGHT, LEFT, HEIGHT - BOTTOM, WIDTH - RIGHT, TOP, dots, way, x(budget),
        [(x(most * part / 4), euro(most * part / 4)) for part in range(5)],
        [(y(top * part / 2), word) for part, word in enumerate((_("nothing"), _("half of it"), _("most")))],
        _sentence(result),
    )  # fmt: skip


def _sentence(result: Result) -> str:
    points, best = result.points, result.points[result.best]
    told = _("For %(cost)s of the %(budget)s to buy with, the portfolio of %(measures)d measures takes most off.") % {
        "cost": euro(best["cost"]), "budget": euro(result.field.study.budget_buy), "measures": len(best["members"]),
    }  # fmt: skip
    half = next((one for one in points if one["taken"] >= best["taken"] / 2 and one["cost"] < best["cost"]), None)
    if half is not None and best["cost"]:
        told += " " + _("Half of that is had for %(cost)s already.") % {"cost": euro(half["cost"])}
    return told
