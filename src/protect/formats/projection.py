"""Longitude and latitude to metres and back, about the middle of one place."""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely
from pyproj import CRS, Transformer
from shapely.geometry.base import BaseGeometry


def metric(centre: tuple[float, float]) -> CRS:
    """Distances from the centre are true; within 50 km others are to a few parts in 100,000."""
    return CRS.from_proj4(f"+proj=aeqd +lon_0={centre[0]} +lat_0={centre[1]} +datum=WGS84 +units=m")


def to_metres(centre: tuple[float, float]) -> Transformer:
    """Of points given as longitude and latitude, to metres east and north of ``centre``."""
    return Transformer.from_crs(4326, metric(centre), always_xy=True)


def to_degrees(centre: tuple[float, float]) -> Transformer:
    """The way back."""
    return Transformer.from_crs(metric(centre), 4326, always_xy=True)


def moved(geometry: BaseGeometry, transformer: Transformer) -> BaseGeometry:
    """The same geometry in the other coordinates, flat."""

    def move(points: Any) -> Any:
        return np.column_stack(transformer.transform(points[:, 0], points[:, 1]))

    return shapely.transform(shapely.force_2d(geometry), move)
