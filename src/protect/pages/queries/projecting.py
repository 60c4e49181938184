"""From degrees to the drawing and its units: Mercator, so that shapes of coasts are as people know them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True)
class View:
    """A piece of the world (degrees) as wide as ``width`` (units of the drawing)."""

    west: float
    south: float
    east: float
    north: float
    width: float

    @cached_property
    def scale(self) -> float:
        return self.width / (self.east - self.west)

    @cached_property
    def height(self) -> float:
        return round((upward(self.north) - upward(self.south)) * self.scale, 1)

    def x(self, longitude: float) -> float:
        return round((longitude - self.west) * self.scale, 1)

    def y(self, latitude: float) -> float:
        return round((upward(self.north) - upward(latitude)) * self.scale, 1)


def upward(latitude: float) -> float:
    """How far up a latitude lies, in degrees of longitude. Latitudes from -85 to 85: the poles are infinitely far."""
    return math.degrees(math.log(math.tan(math.pi / 4 + math.radians(latitude) / 2)))
