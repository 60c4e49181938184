"""Evacuation distances round an object that was reported or looks suspicious: the public table only (METHODS 8).

The distances are those that authorities publish for everybody. They are chosen by what the object looks like; nothing here goes
beyond the table, and no place can be searched for.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import shapely
from shapely import Point, Polygon
from shapely.geometry.base import BaseGeometry

from protect.methods.parameters import Mark, ParameterSet, Value
from protect.methods.results import Account

#: Kinds of object as the public card names them, smallest first.
KINDS = (
    "pipe", "vest", "case", "car", "van", "small_delivery_truck", "container_truck", "semi_trailer",
)  # fmt: skip
_CARD = "joint public card of US authorities (NCTC)"
_METRES = {
    "pipe": (21, 366), "vest": (34, 518), "case": (46, 564), "car": (98, 580), "van": (122, 732),
    "small_delivery_truck": (195, 1159), "container_truck": (263, 1555), "semi_trailer": (479, 2835),
}  # fmt: skip

PUBLIC_CARD = ParameterSet(
    "public evacuation card",
    "current edition",
    {
        f"{kind}_{ring}": Value(metres, "m", _CARD, Mark.VERIFIED)
        for kind, both in _METRES.items()
        for ring, metres in zip(("mandatory", "preferred"), both, strict=True)
    },
)

#: What is known of an earlier edition: it differs. Editions are kept apart and never mixed.
OLDER_CARD = ParameterSet(
    "public evacuation card",
    "older edition",
    {"car_preferred": Value(457, "m", "older joint card of US authorities: a car, people outdoors", Mark.VERIFIED)},
)
EDITIONS: Mapping[str, ParameterSet] = MappingProxyType({"current": PUBLIC_CARD, "older": OLDER_CARD})


@dataclass(frozen=True)
class Rings:
    """``mandatory``: everybody leaves; ``preferred``: out of it if possible. Between the two, people indoors stay in and keep
    away from glass. Geometries in metres, in the plane of the object; distances [m]."""

    kind: str
    mandatory: float
    preferred: float
    inner: Polygon
    outer: Polygon


def rings(reported: Point, kind: str, card: ParameterSet = PUBLIC_CARD, place_error: float = 0.0) -> Rings:
    """The two circles round a reported object: the card's distances [m], plus ``place_error`` [m], how far off its place may be.

    Raises ValueError for a kind that this edition of the card does not name in full, or a negative error.

    >>> found = rings(Point(0, 0), "car")
    >>> found.mandatory, found.preferred
    (98, 580)
    """
    if kind not in KINDS:
        raise ValueError(f"there is no kind '{kind}' on the card; there are {', '.join(KINDS)}")
    if not {f"{kind}_mandatory", f"{kind}_preferred"} <= set(card.values):
        raise ValueError(f"{card.label} is not known in full for '{kind}'; use the current edition")
    if not place_error >= 0:
        raise ValueError(f"place_error: {place_error} m; give 0 or more")
    near, far = card[f"{kind}_mandatory"], card[f"{kind}_preferred"]
    # A polygon of 256 corners that holds the whole circle: its middle of each side lies on it, not inside.
    grow = 1 / float(shapely.Point(0, 0).buffer(1, quad_segs=64).exterior.distance(Point(0, 0)))
    circles = [reported.buffer((metres + place_error) * grow, quad_segs=64) for metres in (near, far)]
    return Rings(kind, near, far, circles[0], circles[1])


@dataclass(frozen=True)
class Affected:
    """Names of what lies in the rings: to be left at once (``leave``), and where people stay in (``stay_in``). ``usable``: names
    of exits and assembly points outside both rings; ``lost``: those inside either."""

    rings: Rings
    leave: tuple[str, ...]
    stay_in: tuple[str, ...]
    usable: tuple[str, ...]
    lost: tuple[str, ...]
    account: Account


def affected(
    reported: Point,
    kind: str,
    buildings: Mapping[str, BaseGeometry],
    ways_out: Mapping[str, BaseGeometry],
    card: ParameterSet = PUBLIC_CARD,
    place_error: float | None = None,
) -> Affected:
    """What lies in the rings. ``buildings`` and ``ways_out`` (exits, assembly points): name to geometry, in metres.

    A building that touches the inner ring is left, even if most of it lies outside. A way out that touches any ring is lost:
    nobody is led past the object. ``place_error`` [m]: how far off the place may be; None: nobody said, and that is a task.
    Raises ValueError as ``rings``.

    >>> found = affected(Point(0, 0), "pipe", {"school": Point(10, 0), "church": Point(100, 0)}, {"north": Point(0, 400)})
    >>> found.leave, found.stay_in, found.usable
    (('school',), ('church',), ('north',))
    """
    both = rings(reported, kind, card, place_error or 0.0)
    leave = [name for name, one in buildings.items() if one.intersects(both.inner)]
    stay = [name for name, one in buildings.items() if name not in leave and one.intersects(both.outer)]
    lost = [name for name, one in ways_out.items() if one.intersects(both.outer)]
    usable = [name for name in ways_out if name not in lost]
    account = Account(
        {
            "object": kind.replace("_", " "),
            "place": "as reported, nobody said how exactly"
            if place_error is None
            else f"as reported, to {place_error:g} m",
        },
        card.label,
        guessed=("place",) if place_error is None else (),
        assumptions=("The object is what it looks like; if in doubt, take the next larger kind.",),
        changes=("Another kind of object.", "What the police say on site: it goes before this table."),
        tasks=("Confirm the place of the object, and how exactly it is known.",) if place_error is None else (),
        restricted=True,
    )
    return Affected(both, tuple(leave), tuple(stay), tuple(usable), tuple(lost), account)
