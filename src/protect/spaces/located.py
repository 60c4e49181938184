"""Geometry in the database: a WKB column and bounding-box columns, the same on SQLite and PostgreSQL."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry


class Located(models.Model):
    """A geometry in WGS84 longitude and latitude, stored as WKB (``wkb``), with its box in degrees for window queries.

    ``geometry`` reads and writes shapely objects; shapely is imported only when one is asked for.
    """

    wkb = models.BinaryField(null=True, blank=True, editable=False)
    west = models.FloatField(null=True, editable=False)
    south = models.FloatField(null=True, editable=False)
    east = models.FloatField(null=True, editable=False)
    north = models.FloatField(null=True, editable=False)

    class Meta:
        abstract = True

    @property
    def geometry(self) -> BaseGeometry | None:
        if not self.wkb:
            return None
        import shapely

        return shapely.from_wkb(bytes(self.wkb))

    @geometry.setter
    def geometry(self, value: BaseGeometry | None) -> None:
        if value is None or value.is_empty:
            self.wkb = self.west = self.south = self.east = self.north = None
            return
        import shapely

        self.wkb = shapely.to_wkb(shapely.force_2d(value), include_srid=False, byte_order=1)
        self.west, self.south, self.east, self.north = (float(v) for v in value.bounds)

    @property
    def seen(self) -> str:
        """Names the place as it is now: a change of it carries the one it was made from, and so never overwrites another."""
        return hashlib.sha256(bytes(self.wkb or b"")).hexdigest()[:16]

    @property
    def has_geometry(self) -> bool:
        return self.west is not None

    @property
    def bounds(self) -> tuple[float, float, float, float] | None:
        """West, south, east, north in degrees."""
        if self.west is None:
            return None
        return (self.west, self.south, self.east, self.north)  # type: ignore[return-value]


def within(west: float, south: float, east: float, north: float, prefix: str = "") -> Q:
    """Condition: the object's box meets the window (degrees)."""
    conditions: dict[str, Any] = {
        f"{prefix}west__lte": east,
        f"{prefix}east__gte": west,
        f"{prefix}south__lte": north,
        f"{prefix}north__gte": south,
    }
    return Q(**conditions)
