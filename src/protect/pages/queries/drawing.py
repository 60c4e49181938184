"""A map of participating cities, drawn by us: points on the land of Natural Earth, no picture from anybody else's server."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from protect.pages.queries import coast
from protect.pages.queries.projecting import View

WIDTH = 640.0
#: Degrees that the map shows at least, and around its outermost cities.
LEAST, MARGIN = 8.0, 2.5
#: Steps between lines of the net: the first that gives no more than ten.
STEPS = (1, 2, 5, 10, 20, 30)
#: Names closer to one another than that are set on the other side of their points.
CLOSE = 16.0


@dataclass(frozen=True)
class Point:
    x: float
    y: float
    city: str
    organisation: str
    country: str
    latitude: float
    longitude: float
    #: Where the name begins, and whether it ends there instead.
    text_x: float
    is_left: bool


@dataclass(frozen=True)
class Line:
    x1: float
    y1: float
    x2: float
    y2: float
    label: str


@dataclass(frozen=True)
class Map:
    width: float
    height: float
    points: list[Point]
    lines: list[Line]
    #: Of an SVG path; empty without coasts.
    land: str


def _step(span: float) -> int:
    return next((one for one in STEPS if span / one <= 10), STEPS[-1])


def _side(value: float) -> str:
    return f"{value:.0f}°"


def drawn(places: Iterable[Any]) -> Map:
    """Needs at least one place with city, organisation, latitude and longitude."""
    listed = list(places)
    longitudes, latitudes = [one.longitude for one in listed], [one.latitude for one in listed]
    west, east = _spread(min(longitudes), max(longitudes))
    south, north = _spread(min(latitudes), max(latitudes))
    south, north = max(south, -85.0), min(north, 85.0)
    view = View(west, south, east, north, WIDTH)
    lines = [
        Line(view.x(one), 0, view.x(one), view.height, _side(one)) for one in _every(west, east, _step(east - west))
    ] + [
        Line(0, view.y(one), WIDTH, view.y(one), _side(one)) for one in _every(south, north, _step(north - south))
    ]  # fmt: skip
    points: list[Point] = []
    for one in sorted(listed, key=lambda place: (-place.latitude, place.longitude)):
        px, py = view.x(one.longitude), view.y(one.latitude)
        near = any(abs(py - other.y) < CLOSE and abs(px - other.x) < WIDTH / 4 for other in points)
        left = px > WIDTH * 0.75 or (near and px > WIDTH * 0.25)
        points.append(
            Point(px, py, one.city, str(one.organisation), one.organisation.country, one.latitude, one.longitude,
                  px - 9 if left else px + 9, left)
        )  # fmt: skip
    return Map(WIDTH, view.height, points, lines, coast.path(view))


def _spread(low: float, high: float) -> tuple[float, float]:
    low, high = low - MARGIN, high + MARGIN
    missing = LEAST - (high - low)
    return (low - missing / 2, high + missing / 2) if missing > 0 else (low, high)


def _every(low: float, high: float, step: int) -> list[float]:
    first = math.ceil(low / step) * step
    return [float(one) for one in range(first, math.floor(high) + 1, step)]
