"""Drawings as GeoJSON for the methods: features with a ``kind``, brought from longitude and latitude to metres."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from protect.formats.projection import moved, to_degrees, to_metres
from protect.formats.tables import MOST_BYTES, InputError


@dataclass(frozen=True)
class Feature:
    """One feature with its place in the file (from 1), its kind, its geometry in metres, and its other properties."""

    number: int
    kind: str
    name: str
    geometry: BaseGeometry
    properties: Mapping[str, Any]


@dataclass(frozen=True)
class Drawing:
    """All features of a file. Metres count from ``centre`` (longitude, latitude), east and north."""

    file: str
    centre: tuple[float, float]
    features: tuple[Feature, ...]

    def of(self, *kinds: str) -> list[Feature]:
        return [one for one in self.features if one.kind in kinds]

    def number(self, feature: Feature, name: str, default: float | None = None) -> float:
        """A property as a number. Raises InputError where it is missing without a default, or is none."""
        given = feature.properties.get(name, default)
        if isinstance(given, bool) or not isinstance(given, int | float) or not math.isfinite(given):
            raise InputError(
                f"{self.file}, feature {feature.number} ({feature.kind}): '{name}' is a number, not {given!r}"
            )
        return float(given)

    def to_degrees(self, geometry: BaseGeometry) -> BaseGeometry:
        """Back to longitude and latitude, for the output."""
        return moved(geometry, to_degrees(self.centre))


def read(path: Path, kinds: Sequence[str], usual: str | None = None) -> Drawing:
    """The features of a FeatureCollection whose property ``kind`` is one of ``kinds``; others are refused by their number.

    ``usual``: kind of a feature that names none; then a file may also be one feature, or a bare geometry. Raises InputError
    for what is no GeoJSON, lies outside the globe, or spans more than 50 km.
    """
    given = _features(path, bare=usual is not None)
    read_ = [_feature(path.name, number, one, kinds, usual) for number, one in enumerate(given, 1)]
    if not read_:
        raise InputError(f"{path.name} has no features")
    west, south, east, north = shapely.total_bounds(np.array([one.geometry for one in read_], dtype=object))
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        raise InputError(f"{path.name}: coordinates are longitude and latitude in degrees (WGS 84)")
    if north - south > 0.45 or (east - west) * math.cos(math.radians((south + north) / 2)) > 0.45:
        raise InputError(f"{path.name} spans more than 50 km; give one place")
    centre = ((west + east) / 2, (south + north) / 2)
    transformer = to_metres(centre)
    features = [
        Feature(one.number, one.kind, one.name, moved(one.geometry, transformer), one.properties) for one in read_
    ]
    return Drawing(path.name, centre, tuple(features))


def _features(path: Path, bare: bool) -> list[Any]:
    """What stands in the file, be it one feature or one geometry (``bare``); where it cannot be read, the line and what to do."""
    if path.stat().st_size > MOST_BYTES:
        raise InputError(f"{path.name} has more than {MOST_BYTES // 2**20} MB")
    content = path.read_bytes()
    if not content.strip():
        raise InputError(f"{path.name} is empty; it is to hold a GeoJSON FeatureCollection")
    try:
        found = json.loads(content.decode("utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"))
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise InputError(f"{path.name}, line {line}: GeoJSON is written in UTF-8; save it as UTF-8") from error
    except ValueError as error:
        where = f", line {error.lineno}: {error.msg}" if isinstance(error, json.JSONDecodeError) else ""
        raise InputError(f"{path.name} is not a GeoJSON FeatureCollection{where}") from error
    if bare and isinstance(found, dict) and found.get("type") != "FeatureCollection":
        return [found if found.get("type") == "Feature" else {"geometry": found}]
    given = found.get("features") if isinstance(found, dict) else None
    if not isinstance(given, list):
        kind = found.get("type") if isinstance(found, dict) else type(found).__name__
        raise InputError(f"{path.name} is not a GeoJSON FeatureCollection but {kind!r}; put its features into one")
    return given


def _feature(file: str, number: int, given: Any, kinds: Sequence[str], usual: str | None) -> Feature:
    try:
        properties = dict(given.get("properties") or {})
        geometry = shape(given["geometry"])
    except Exception as error:  # shapely and the file can be wrong in many ways
        raise InputError(f"{file}, feature {number} is not a GeoJSON feature with a geometry") from error
    kind = str(properties.get("kind") or usual or "")
    if kind not in kinds:
        raise InputError(f"{file}, feature {number}: its 'kind' is '{kind}'; it is one of {', '.join(kinds)}")
    if geometry.is_empty or not np.isfinite(shapely.get_coordinates(geometry)).all():
        raise InputError(f"{file}, feature {number} ({kind}) has no coordinates")
    if not geometry.is_valid:
        raise InputError(f"{file}, feature {number} ({kind}): {shapely.is_valid_reason(geometry)}")
    return Feature(number, kind, str(properties.get("name") or f"{kind} {number}"), geometry, properties)
