"""What closes an opening: fewest elements, clear gaps, one wider passage; and whether a perimeter is closed."""

from __future__ import annotations

import math
from dataclasses import dataclass

from shapely import LineString, MultiPolygon, Point, Polygon
from shapely.geometry.base import BaseGeometry

from protect.methods.parameters import Mark, ParameterSet, Value

BARRIER = ParameterSet(
    "closing a perimeter",
    "1",
    {
        "clear_gap": Value(
            1.2, "m", "guidance on hostile vehicle mitigation: clear gap of security barriers", Mark.VERIFIED
        ),
        "not_a_gap": Value(1.5, "m", "keeps out ordinary cars, but is no security gap", Mark.VERIFIED),
    },
)


def is_closed(
    free: Polygon | MultiPolygon,
    protected: BaseGeometry,
    outside: BaseGeometry,
    clear_gap: float = BARRIER["clear_gap"],
) -> bool:
    """Whether nothing as wide as ``clear_gap`` [m] gets from ``outside`` to ``protected``.

    The free space is shrunk by half of the gap, with round corners: what is that wide passes two posts that stand askew, too. If
    one piece of what is left is near both, it is open. ValueError for a gap not above 0.

    >>> from protect.methods.freespace import free_space
    >>> import shapely
    >>> free = free_space(shapely.box(0, 0, 30, 10), [shapely.box(10, 0, 20, 9)])
    >>> is_closed(free, shapely.box(0, 0, 5, 10), shapely.box(25, 0, 30, 10))
    True
    """
    if not clear_gap > 0:
        raise ValueError("clear_gap is above 0")
    inner = free.buffer(-clear_gap / 2, join_style="round", quad_segs=16)
    # What is as wide touches both within half its width; through a wall, however thin, it is farther away than that.
    near = clear_gap / 2 + 1e-6
    return not any(
        part.distance(protected) <= near and part.distance(outside) <= near
        for part in getattr(inner, "geoms", [inner])
        if not part.is_empty
    )


@dataclass(frozen=True)
class Elements:
    """What closes an opening: ``count`` elements of ``width`` [m] with clear gaps of ``gap`` [m]; ``clear``: width left [m];
    ``passage``: one wider gap [m] that is protected otherwise, 0 where there is none."""

    count: int
    width: float
    gap: float
    clear: float
    passage: float = 0.0


def elements_for(opening: float, width: float, clear_gap: float = BARRIER["clear_gap"]) -> Elements:
    """Fewest elements so that no clear gap is wider than ``clear_gap``: ``n = max(0, ceil((W - g) / (g + d)))``,
    gap ``(W - n d) / (n + 1)``. ValueError for widths that cannot be.

    >>> elements_for(6, 0.2).count, round(elements_for(6, 0.2).gap, 2)
    (4, 1.04)
    """
    if opening < 0 or width <= 0 or clear_gap <= 0:
        raise ValueError("opening is not negative, width and clear_gap are above 0")
    count = max(0, math.ceil((opening - clear_gap) / (clear_gap + width) - 1e-9))
    return Elements(count, width, (opening - count * width) / (count + 1), opening - count * width)


def with_passage(opening: float, width: float, passage: float, clear_gap: float = BARRIER["clear_gap"]) -> Elements:
    """Fewest elements with one gap of ``passage`` [m] that wheelchairs, prams and pairs get through, and that something else
    protects: ``n = ceil((W - p) / (g + d))``, the others ``(W - p - n d) / n``. An opening that a passage fills needs none.

    >>> found = with_passage(6, 0.2, 1.5)
    >>> found.count, round(found.gap, 3), found.passage
    (4, 0.925, 1.5)
    """
    if not passage > clear_gap:
        raise ValueError("a passage is wider than the clear gap; else leave it out")
    if opening <= clear_gap:
        return elements_for(opening, width, clear_gap)
    if opening <= passage:
        return Elements(0, width, 0.0, opening, opening)
    count = max(1, math.ceil((opening - passage) / (clear_gap + width) - 1e-9))
    gap = (opening - passage - count * width) / count
    if gap < 0:  # the element takes from the passage what there is too little of
        return Elements(count, width, 0.0, opening - count * width, opening - count * width)
    return Elements(count, width, gap, opening - count * width, passage)


def placed(line: LineString, elements: Elements) -> list[Point]:
    """Middles of the elements along a line, from its beginning, with equal gaps; a passage, if there is one, comes last.

    >>> [round(one.x, 3) for one in placed(LineString([(0, 0), (6, 0)]), elements_for(6, 0.2))]
    [1.14, 2.38, 3.62, 4.86]
    """
    free = line.length - elements.count * elements.width - elements.passage
    gap = free / (elements.count if elements.passage else elements.count + 1) if elements.count else 0.0
    return [line.interpolate(gap * (n + 1) + elements.width * (n + 0.5)) for n in range(elements.count)]
