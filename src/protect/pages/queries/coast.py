"""The land under the map of cities: coasts of Natural Earth (public domain), as the package world-atlas brings them.

It is TopoJSON: lines ("arcs") of whole numbers, each a step from the one before, that rings name by their place (``~place``:
from its end to its beginning). https://github.com/topojson/topojson-specification
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from functools import lru_cache
from itertools import accumulate
from pathlib import Path
from typing import Any

from django.conf import settings

from protect.pages.queries.projecting import View, upward

log = logging.getLogger(__name__)

FILE = Path(settings.PACKAGE) / "web/static/vendor/land-50m.json"
#: In units of the drawing: what a coast may be off, and the smallest island (its area) that is drawn.
OFF, ISLAND = 0.5, 4.0

Position = tuple[float, float]


@lru_cache(maxsize=4)  # cities come and go seldom, and the whole world is read for each view
def path(view: View) -> str:
    """The land within the view as the ``d`` of an SVG path; empty where the file is missing, which is no reason for no map."""
    import numpy as np
    import shapely

    try:
        rings = list(polygons(json.loads(FILE.read_text(encoding="utf-8"))))
    except OSError:
        log.warning("the map has no coasts: %s is missing", FILE.name)
        return ""

    def projected(positions: Any) -> Any:
        away = np.array([upward(view.north) - upward(one) for one in positions[:, 1]])
        return np.column_stack(((positions[:, 0] - view.west) * view.scale, away * view.scale))

    around = shapely.box(view.west - 1, max(view.south - 1, -85), view.east + 1, min(view.north + 1, 85))
    parts: list[str] = []
    for shell, *holes in rings:
        land = shapely.Polygon(shell, holes)
        if not land.envelope.intersects(around):
            continue
        cut = shapely.make_valid(land).intersection(around)
        drawn = shapely.transform(cut, projected).simplify(OFF)
        parts += [_line(ring) for one in _areas(drawn) for ring in (one.exterior, *one.interiors)]
    return "".join(parts)


def polygons(world: Any) -> Iterator[list[list[Position]]]:
    """Rings in degrees, the outer one of each polygon first. Raises KeyError or ValueError for what is no such TopoJSON."""
    (kx, ky), (dx, dy) = world["transform"]["scale"], world["transform"]["translate"]
    arcs: list[list[Position]] = []
    for steps in world["arcs"]:
        xs, ys = accumulate(one[0] for one in steps), accumulate(one[1] for one in steps)
        arcs.append([(x * kx + dx, y * ky + dy) for x, y in zip(xs, ys, strict=True)])
    for shape in world["objects"]["land"]["geometries"]:
        found = shape["arcs"] if shape["type"] == "MultiPolygon" else [shape["arcs"]]
        for polygon in found:
            yield [_ring(arcs, places) for places in polygon]


def _ring(arcs: list[list[Position]], places: list[int]) -> list[Position]:
    positions: list[Position] = []
    for place in places:
        arc = arcs[place] if place >= 0 else arcs[~place][::-1]
        positions += arc[1:] if positions else arc  # each begins where the last one ended
    return positions


def _areas(shape: Any) -> Iterator[Any]:
    for part in getattr(shape, "geoms", [shape]):
        if part.geom_type == "Polygon" and part.area >= ISLAND:
            yield part
        elif part.geom_type.startswith("Multi") or part.geom_type == "GeometryCollection":
            yield from _areas(part)


def _line(ring: Any) -> str:
    """Steps from position to position: half as long as positions."""
    places = [(round(x), round(y)) for x, y in ring.coords[:-1]]
    (x, y), told = places[0], [f"M{places[0][0]} {places[0][1]}l"]
    for next_x, next_y in places[1:]:
        if (next_x, next_y) != (x, y):
            told.append(f"{next_x - x} {next_y - y} ")
        x, y = next_x, next_y
    return "".join(told).rstrip() + "z"
