"""Detail of a camera picture: pixels per metre at a distance, and the class of the standard's edition that they reach."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from shapely import MultiPolygon, Polygon

from protect.methods.parameters import ParameterSet
from protect.methods.results import Account
from protect.methods.sight.parameters import PIXELS_2025
from protect.methods.sight.views import View, view

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Camera:
    """``pixels``: across the picture; ``field``: horizontal field of view [rad]; ``direction`` [rad] from +x; ``origin`` [m].

    ValueError for no pixels or a field that is not between 0 and half a turn.
    """

    name: str
    origin: tuple[float, float]
    pixels: int
    field: float
    direction: float = 0.0

    def __post_init__(self) -> None:
        if self.pixels < 1 or not 0 < self.field < math.pi:
            raise ValueError(
                f"camera {self.name}: pixels above 0, and a field of view between 0 and half a turn in radians"
            )


def pixels_per_metre(pixels: float, field: float, distance: ArrayLike) -> Floats:
    """``H / (2 d tan(field / 2))`` [px/m] for a picture of ``pixels`` across, ``distance`` [m] of any shape.

    ValueError for numbers not above 0.

    >>> round(float(pixels_per_metre(3840, math.radians(60), 20)), 1)
    166.3
    """
    away = np.asarray(distance, dtype=float)
    if (away <= 0).any() or pixels <= 0 or not 0 < field < math.pi:
        raise ValueError("distance and pixels are above 0, and field lies between 0 and half a turn in radians")
    return np.asarray(pixels / (2 * away * math.tan(field / 2)))


def reach_of(pixels: float, field: float, wanted: float) -> float:
    """Distance [m] up to which ``wanted`` pixels per metre are reached.

    ValueError for numbers not above 0.

    >>> [round(reach_of(3840, math.radians(60), one), 2) for one in (250, 125)]
    [13.3, 26.6]
    """
    if wanted <= 0:
        raise ValueError("wanted pixels per metre are above 0")
    return float(pixels_per_metre(pixels, field, 1.0)) / wanted


@dataclass(frozen=True)
class Detail:
    """What a camera shows: ``views`` by class, the coarsest first, each within its reach; ``edition`` names the standard.

    Reaches are upper bounds: nothing shows more than its pixels.
    """

    camera: str
    edition: str
    views: tuple[tuple[str, float, View], ...]
    account: Account


def details(camera: Camera, walls: ArrayLike, classes: ParameterSet = PIXELS_2025) -> Detail:
    """For each pixel class of one edition: its name, its reach [m], and what is seen in it. Detail is horizontal, at best:
    light, motion and compression take some of it."""
    ordered = sorted(classes.values, key=lambda name: classes[name])
    found = []
    for name in ordered:
        reach = reach_of(camera.pixels, camera.field, classes[name])
        found.append(
            (name, reach, view(walls, camera.origin, reach=reach, field=camera.field, direction=camera.direction))
        )
    general = ", ".join(classes.unconfirmed)
    account = Account(
        {
            "camera": f"{camera.pixels} pixels across, {math.degrees(camera.field):.0f} degrees",
            "walls": f"{len(np.asarray(walls).reshape(-1, 4))} segments",
        },
        classes.label,
        assumptions=(
            "Detail at best: light, motion, focus and compression take some of it.",
            "Flat ground, and the camera sees over nothing; trees and parasols are not in it.",
            *((f"Not confirmed in a source: {general}.",) if general else ()),
        ),
        changes=("Another lens or direction.", "Obstacles that are on site and not in the drawing."),
        tasks=("Look at a picture of the camera by day and by night, with somebody standing at the end of its reach.",),
        restricted=True,
    )
    return Detail(camera.name, classes.label, tuple(found), account)


def masked(seen: Polygon, private: Polygon) -> Polygon | MultiPolygon:
    """What may be recorded: the view without the neighbours' windows and gardens; empty where nothing is left."""
    left = seen.difference(private)
    if isinstance(left, Polygon | MultiPolygon):
        return left
    return MultiPolygon([part for part in getattr(left, "geoms", []) if isinstance(part, Polygon)])
