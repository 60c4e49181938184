"""OpenStreetMap extracts for the commands that look at one place: roads, stations, lamps, named places, buildings.

One streamed pass by pyosmium. Nothing is searched for: places are those that somebody names. User names are never read.
"""

from __future__ import annotations

import difflib
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import osmium
import shapely
from numpy.typing import NDArray
from shapely import Polygon
from shapely.geometry.base import BaseGeometry

from protect.formats.osm import MOST_BYTES, SUFFIXES, suffix_of
from protect.formats.projection import moved, to_degrees, to_metres
from protect.formats.tables import InputError
from protect.methods.streets.tags import direction

Floats = NDArray[np.float64]
#: What an engine or ambulance drives on as a rule.
ROADS = frozenset(
    {"motorway", "motorway_link", "trunk", "trunk_link", "primary", "primary_link", "secondary", "secondary_link",
     "tertiary", "tertiary_link", "unclassified", "residential", "living_street", "service", "road", "pedestrian",
     "busway"}
)  # fmt: skip
#: Kind of station by its tag.
STATIONS = {
    ("amenity", "fire_station"): "fire", ("amenity", "police"): "police", ("emergency", "ambulance_station"): "ambulance"
}  # fmt: skip
#: Tags of open places, those that name a square first.
PLACES = (
    ("place", "square"), ("highway", "pedestrian"), ("amenity", "marketplace"), ("leisure", None), ("amenity", None),
    ("tourism", None), ("landuse", None), ("building", None),
)  # fmt: skip
_KEYS = ("highway", "building", "barrier", "amenity", "emergency", "man_made", "place", "leisure", "tourism", "landuse")
_NUMBER = re.compile(r"^\s*(\d+(?:\.\d+)?)\s*(mph|km/h|kmh|kph)?\s*$")


@dataclass(frozen=True)
class Road:
    """A road in metres: its line (n, 2), direction (1 along, -1 against, 0 both), speed on the sign [km/h] (nan: none known)."""

    line: Floats
    direction: int
    speed: float
    name: str


@dataclass(frozen=True)
class Spot:
    """A named or numbered thing of a kind, in metres."""

    kind: str
    name: str
    geometry: BaseGeometry
    rank: int = 0


@dataclass(frozen=True)
class Town:
    """A map in metres east and north of ``centre`` (longitude, latitude)."""

    file: str
    centre: tuple[float, float]
    roads: tuple[Road, ...]
    spots: tuple[Spot, ...]

    def of(self, *kinds: str) -> list[Spot]:
        """Everything of these kinds."""
        return [one for one in self.spots if one.kind in kinds]

    def to_degrees(self, geometry: BaseGeometry) -> BaseGeometry:
        """Back to longitude and latitude, for the output."""
        return moved(geometry, to_degrees(self.centre))

    def place(self, said: str, *, area: bool = False) -> Spot:
        """What ``said`` means: "longitude,latitude", or the name of an area or station on the map.

        ``area``: only what has an area will do; of a point, the place that holds it. Raises InputError for a name that is not
        there (it lists similar ones), or that several places have which do not touch.
        """
        point = self._point(said)
        if point is not None:
            return self._area_at(said, point) if area else Spot("place", said, point)
        found = [one for one in self.of("place", *(() if area else STATIONS.values())) if _same(one.name, said)]
        if not found:
            known = sorted({one.name for one in self.of("place")})
            near = difflib.get_close_matches(said, known, n=5, cutoff=0.5)
            hint = f"; similar: {', '.join(near)}" if near else "; draw it as GeoJSON, or give longitude,latitude"
            raise InputError(f"{self.file} has no place called '{said}'{hint}")
        best = [one for one in found if one.rank == min(each.rank for each in found)]
        whole = shapely.union_all([one.geometry for one in best])
        if (
            len(best) > 1
            and len(getattr(shapely.union_all([one.geometry.buffer(1) for one in best]), "geoms", [0])) > 1
        ):
            where = "; ".join("{:.5f},{:.5f}".format(*self._degrees(one.geometry)) for one in best[:5])
            raise InputError(
                f"{self.file} has {len(best)} places called '{said}', at {where}; give one of these instead"
            )
        return Spot("place", best[0].name, whole)

    def _area_at(self, said: str, point: BaseGeometry) -> Spot:
        """The place that holds the point: squares before others, the smallest of a kind."""
        holding = [one for one in self.of("place") if one.geometry.covers(point)]
        if not holding:
            raise InputError(f"{self.file} has no named place that holds {said}; draw it as GeoJSON")
        return min(holding, key=lambda one: (one.rank, one.geometry.area))

    def _degrees(self, geometry: BaseGeometry) -> tuple[float, float]:
        x, y = shapely.get_coordinates(self.to_degrees(geometry.representative_point()))[0]
        return float(x), float(y)

    def _point(self, said: str) -> BaseGeometry | None:
        match = re.fullmatch(r"\s*(-?\d+(?:\.\d+)?)\s*,\s*(-?\d+(?:\.\d+)?)\s*", said)
        if not match:
            return None
        lon, lat = float(match[1]), float(match[2])
        if not (-180 <= lon <= 180 and -90 <= lat <= 90):
            raise InputError(f"'{said}' is no longitude,latitude in degrees")
        return moved(shapely.Point(lon, lat), to_metres(self.centre))


def _same(one: str, other: str) -> bool:
    return one.strip().casefold() == other.strip().casefold()


def speed_of(said: str | None) -> float:
    """A speed limit in km/h; ``nan`` where the tag is empty or is no number.

    >>> speed_of("50"), round(speed_of("30 mph"), 1), speed_of("walk"), speed_of("DE:urban")
    (50.0, 48.3, 7.0, nan)
    """
    match = _NUMBER.match(said or "")
    if match:
        number = float(match[1]) * (1.609344 if match[2] == "mph" else 1.0)
        return number if number > 0 else math.nan
    return 7.0 if (said or "").strip() == "walk" else math.nan


def read(path: Path) -> Town:
    """Everything of an extract that these commands use. InputError for what is no extract, is damaged, or holds nothing."""
    suffix = suffix_of(path)
    if suffix is None:
        raise InputError(f"{path.name} is no OpenStreetMap extract; its name ends in {', '.join(SUFFIXES)}")
    if path.stat().st_size > MOST_BYTES:
        raise InputError(f"{path.name} has more than {MOST_BYTES // 2**20} MB; cut the extract to the town")
    collected = _Collector(osmium.geom.WKBFactory())
    try:
        source: Any = osmium.FileProcessor(osmium.io.File(str(path), SUFFIXES[suffix]))
        for thing in source.with_areas().with_filter(osmium.filter.KeyFilter(*_KEYS)):
            collected.take(thing)
    except (RuntimeError, ValueError, OverflowError, UnicodeDecodeError, OSError) as error:
        raise InputError(f"{path.name} cannot be read: {str(error).rstrip('.')}. Download it again.") from error
    if not collected.roads and not collected.spots:
        unsorted = "; its ways come before their nodes: sort it (osmium sort)" if collected.unplaced else ""
        raise InputError(f"{path.name} has neither roads nor places{unsorted}")
    return collected.finished(path.name)


class _Collector:
    def __init__(self, wkb: Any) -> None:
        self.wkb = wkb
        self.roads: list[tuple[Floats, int, float, str]] = []
        self.spots: list[tuple[str, str, BaseGeometry, int]] = []
        self.unplaced = 0

    def take(self, thing: Any) -> None:
        if not getattr(thing, "visible", True):
            return
        kind = thing.type_str()
        if kind == "n" and thing.location.valid():
            self._spot(dict(thing.tags), shapely.Point(thing.location.lon, thing.location.lat))
        elif kind == "w":
            self._way(thing)
        elif kind == "a":
            try:
                shape: Any = shapely.from_wkb(self.wkb.create_multipolygon(thing))
            except RuntimeError:  # no ring could be made of it
                return
            self._spot(dict(thing.tags), shape)

    def _way(self, way: Any) -> None:
        tags = dict(way.tags)
        road = tags.get("highway") in ROADS and tags.get("area") != "yes"
        wall = tags.get("barrier") in {"wall", "city_wall", "retaining_wall", "fence", "hedge"}
        if not road and not wall:
            return
        points = np.array([(node.lon, node.lat) for node in way.nodes if node.location.valid()])
        if len(points) < 2:
            self.unplaced += 1
            return
        if wall:
            self.spots.append(("wall", tags.get("name", ""), shapely.LineString(points), 0))
        if road:
            self.roads.append((points, direction(tags), speed_of(tags.get("maxspeed")), tags.get("name", "")))

    def _spot(self, tags: dict[str, str], shape: BaseGeometry) -> None:
        name = tags.get("name", "")
        for (key, value), kind in STATIONS.items():
            if tags.get(key) == value:
                self.spots.append((kind, name or f"{kind} station", shape.representative_point(), 0))
        if tags.get("highway") == "street_lamp":
            self.spots.append(("lamp", "", shape.representative_point(), 0))
        if tags.get("man_made") == "surveillance":
            self.spots.append(("camera", name, shape.representative_point(), 0))
        if shape.geom_type == "Point":
            return
        if "building" in tags:
            self.spots.append(("building", name, shape, 0))
        rank = next((n for n, (k, v) in enumerate(PLACES) if k in tags and v in (None, tags[k])), None)
        if name and rank is not None:
            self.spots.append(("place", name, shape, rank))

    def finished(self, file: str) -> Town:
        boxes = [one[0] for one in self.roads] or [shapely.get_coordinates(one[2]) for one in self.spots]
        every = np.concatenate(boxes)
        # The middle of most of it: some ways reach far beyond the edge.
        middle = np.median(every, axis=0)
        centre = (float(middle[0]), float(middle[1]))
        change = to_metres(centre)

        def line(points: Floats) -> Floats:
            return np.column_stack(change.transform(points[:, 0], points[:, 1]))

        roads = tuple(Road(line(points), way, speed, name) for points, way, speed, name in self.roads)
        spots = [Spot(kind, name, moved(shape, change), rank) for kind, name, shape, rank in self.spots]
        return Town(file, centre, roads, tuple(_numbered(spots)))


def _numbered(spots: Sequence[Spot]) -> list[Spot]:
    """Stations of one name get a number: a result has to tell them apart."""
    seen: dict[str, int] = {}
    found = []
    for one in spots:
        if one.kind in STATIONS.values():
            seen[one.name] = seen.get(one.name, 0) + 1
            if seen[one.name] > 1:
                one = Spot(one.kind, f"{one.name} ({seen[one.name]})", one.geometry, one.rank)
        found.append(one)
    return found


def polygon_of(spot: Spot, file: str) -> Polygon:
    """The largest part of a place as one polygon. Raises InputError for what is none."""
    parts = [one for one in getattr(spot.geometry, "geoms", [spot.geometry]) if isinstance(one, Polygon)]
    if not parts:
        raise InputError(f"{file}: {spot.name} is a {spot.geometry.geom_type} and has no area; draw it as GeoJSON")
    return max(parts, key=lambda one: one.area)
