"""Degrees to metres and back around one latitude: exact enough (0.1 %) over the size of a town."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely


def metres_per_degree(latitude: float) -> tuple[float, float]:
    """Length of a degree of longitude and of latitude (metres) on the WGS84 ellipsoid; ``latitude`` in degrees.

    Series of the meridian and parallel arcs (NGA, Length of a Degree of Latitude and Longitude), good to a centimetre.
    """
    phi = math.radians(latitude)
    per_latitude = 111132.92 - 559.82 * math.cos(2 * phi) + 1.175 * math.cos(4 * phi) - 0.0023 * math.cos(6 * phi)
    per_longitude = 111412.84 * math.cos(phi) - 93.5 * math.cos(3 * phi) + 0.118 * math.cos(5 * phi)
    return per_longitude, per_latitude


@dataclass(frozen=True)
class Plane:
    """A flat map in metres around ``latitude`` (degrees)."""

    latitude: float

    @property
    def scale(self) -> tuple[float, float]:
        return metres_per_degree(self.latitude)

    def metres(self, geometry: Any) -> Any:
        """Geometry or array of geometries from degrees to metres."""
        scale = np.array(self.scale)
        return shapely.transform(geometry, lambda xy: xy * scale)

    def degrees(self, geometry: Any) -> Any:
        scale = np.array(self.scale)
        return shapely.transform(geometry, lambda xy: xy / scale)


def area_m2(geometry: Any) -> float:
    """Area (square metres) of a geometry in degrees, measured at its own latitude."""
    if geometry.is_empty:
        return 0.0
    per_longitude, per_latitude = metres_per_degree((geometry.bounds[1] + geometry.bounds[3]) / 2)
    return float(geometry.area * per_longitude * per_latitude)


def distance_m(a: Any, b: Any) -> float:
    """Distance (metres) between the middles of two geometries in degrees."""
    first, second = a.centroid, b.centroid
    per_longitude, per_latitude = metres_per_degree((first.y + second.y) / 2)
    return math.hypot((first.x - second.x) * per_longitude, (first.y - second.y) * per_latitude)
