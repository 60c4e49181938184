"""OpenStreetMap extracts (.osm.pbf, .osm, .osm.gz, .osm.bz2) as arrays for the methods, streamed by pyosmium.

Streets with their nodes, tagged nodes on them, and what stands: buildings, walls, water, posts. User names are never read.
"""

from __future__ import annotations

import math
from array import array
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import osmium
import shapely
from shapely.geometry.base import BaseGeometry

from protect.formats.projection import moved, to_degrees, to_metres
from protect.formats.tables import InputError
from protect.methods.streets.model import Map, MapObject, Way

ATTRIBUTION = "© OpenStreetMap contributors (ODbL 1.0)"
SUFFIXES = {".osm.pbf": "pbf", ".pbf": "pbf", ".osm": "osm", ".osm.gz": "osm.gz", ".osm.bz2": "osm.bz2"}
#: A region; towns are a hundred times smaller.
MOST_BYTES = 200 * 2**20
#: What is read of other things than streets.
_OBJECTS = ("building", "barrier", "natural", "waterway", "amenity", "historic")
_SURFACES = ("water", "fountain")
_TO_KM = 111.32


@dataclass(frozen=True)
class Extract:
    """A map in metres east and north of ``centre`` (longitude, latitude), with what to say of the file; ``counts`` of what was
    seen in all of it, whether it was wanted or not."""

    file: str
    centre: tuple[float, float]
    map: Map
    notes: tuple[str, ...]
    counts: Mapping[str, int]
    attribution: str = ATTRIBUTION

    def to_degrees(self, geometry: BaseGeometry) -> BaseGeometry:
        """Back to longitude and latitude, for the output."""
        return moved(geometry, to_degrees(self.centre))


def is_extract(path: Path) -> bool:
    """Whether the name is one of an OpenStreetMap extract."""
    return suffix_of(path) is not None


def suffix_of(path: Path) -> str | None:
    """The suffix of an extract's name, a key of ``SUFFIXES``; None where the name is no extract's."""
    return next((one for one in SUFFIXES if path.name.lower().endswith(one)), None)


def read(
    path: Path,
    around: BaseGeometry | None = None,
    distance: float = 600.0,
    centre: tuple[float, float] | None = None,
) -> Extract:
    """Streets and objects of an extract; of those within ``distance`` [m] of ``around`` (longitude, latitude) if it is given.

    ``centre``: longitude and latitude that metres count from; the middle of what is read where not given. Raises InputError for
    what is no extract, is damaged, or has nothing there.
    """
    suffix = suffix_of(path)
    if suffix is None:
        raise InputError(f"{path.name} is no OpenStreetMap extract; its name ends in {', '.join(SUFFIXES)}")
    if path.stat().st_size > MOST_BYTES:
        raise InputError(f"{path.name} has more than {MOST_BYTES // 2**20} MB; cut the extract to the town")
    collected = _Collector(None if around is None else _window(around, distance))
    try:
        processor: Any = osmium.FileProcessor(osmium.io.File(str(path), SUFFIXES[suffix]))
        box = processor.header.box()
        collected.walk(processor.with_areas().with_filter(osmium.filter.KeyFilter("highway", *_OBJECTS)))
    except (RuntimeError, ValueError, OverflowError, UnicodeDecodeError, OSError) as error:
        raise InputError(f"{path.name} cannot be read: {str(error).rstrip('.')}. Download it again.") from error
    if collected.unplaced and not collected.ways:
        raise InputError(f"{path.name}: its ways come before their nodes; sort it (osmium sort), or export it again")
    if not collected.ways and not collected.objects:
        where = "" if around is None else f" within {distance:g} m of the space"
        raise InputError(f"{path.name} has neither streets nor buildings{where}")
    return collected.finished(path.name, box, around, centre)


def _window(around: BaseGeometry, distance: float) -> tuple[float, float, float, float]:
    west, south, east, north = around.bounds
    high = distance / 1000 / _TO_KM
    wide = high / max(math.cos(math.radians((south + north) / 2)), 0.01)
    return west - wide, south - high, east + wide, north + high


class _Collector:
    def __init__(self, window: tuple[float, float, float, float] | None) -> None:
        self.window = window
        self.ways: list[tuple[int, list[int], dict[str, str]]] = []
        self.objects: list[tuple[str, Any, dict[str, str]]] = []
        self.numbers, self.x, self.y = array("q"), array("d"), array("d")
        self.points: dict[int, dict[str, str]] = {}
        self.unplaced = self.missing = 0
        self.counts: Counter[str] = Counter()
        self.wkb = osmium.geom.WKBFactory()

    def walk(self, processor: Any) -> None:
        for thing in processor:
            kind = thing.type_str()
            self.counts["highway ways"] += kind == "w" and "highway" in thing.tags
            self.counts["bollard"] += kind in ("n", "w") and thing.tags.get("barrier") == "bollard"
            if kind == "w":
                self._way(thing)
            elif kind == "a":
                self._area(thing)
            elif kind == "n" and "barrier" in thing.tags:
                place = thing.location
                if place.valid() and self._inside(place.lon, place.lat):
                    tags = dict(thing.tags)
                    self.points[thing.id] = tags
                    self.objects.append((f"node/{thing.id}", shapely.Point(place.lon, place.lat), tags))

    def _inside(self, lon: float, lat: float) -> bool:
        return self.window is None or (
            self.window[0] <= lon <= self.window[2] and self.window[1] <= lat <= self.window[3]
        )

    def _touches(self, x: Sequence[float], y: Sequence[float]) -> bool:
        west, south, east, north = self.window or (-math.inf, -math.inf, math.inf, math.inf)
        return max(x) >= west and min(x) <= east and max(y) >= south and min(y) <= north

    def _way(self, way: Any) -> None:
        tags = way.tags
        street = "highway" in tags
        if not street and not any(key in tags for key in ("barrier", "historic", "waterway")):
            return
        if street and tags.get("area") == "yes":
            return  # a square: open ground, which needs no line
        nodes = [(node.ref, node.lon, node.lat) for node in way.nodes if node.location.valid()]
        gone = len(way.nodes) - len(nodes)
        if not nodes:
            self.unplaced += 1
            return
        if self.window is not None and not self._touches([one[1] for one in nodes], [one[2] for one in nodes]):
            return
        if len(nodes) < 2:
            self.missing += 1
            return
        if street:
            self.missing += gone > 0
            for ref, lon, lat in nodes:
                self.numbers.append(ref)
                self.x.append(lon)
                self.y.append(lat)
            self.ways.append((way.id, [ref for ref, _lon, _lat in nodes], dict(tags)))
        elif not (way.is_closed() and "building" in tags):
            self.objects.append((f"way/{way.id}", shapely.LineString([one[1:] for one in nodes]), dict(tags)))

    def _area(self, area: Any) -> None:
        tags = area.tags
        water = tags.get("waterway") in ("riverbank", "dock")
        surface = water or tags.get("natural") in _SURFACES or tags.get("amenity") in _SURFACES
        if not (surface or "building" in tags or ("barrier" in tags and tags.get("area") == "yes")):
            return
        try:
            shape: Any = shapely.from_wkb(self.wkb.create_multipolygon(area))
        except RuntimeError:  # no ring could be made of it
            self.missing += 1
            return
        west, south, east, north = shape.bounds
        if self.window is not None and not self._touches((west, east), (south, north)):
            return
        kind = "way" if area.from_way() else "relation"
        self.objects.append((f"{kind}/{area.orig_id()}", shape, dict(tags)))

    def finished(self, name: str, box: Any, around: BaseGeometry | None, given: tuple[float, float] | None) -> Extract:
        numbers, first = np.unique(np.array(self.numbers, dtype=np.int64), return_index=True)
        degrees = (
            np.column_stack([np.array(self.x)[first], np.array(self.y)[first]]) if len(first) else np.empty((0, 2))
        )
        notes = []
        covered = None
        if box.valid():
            low, high = box.bottom_left, box.top_right
            covered = shapely.box(low.lon, low.lat, high.lon, high.lat)
        elif len(degrees):
            # Ways that cross the edge are complete, so the far ends of some lie well outside.
            covered = shapely.box(*np.quantile(degrees, 0.01, axis=0), *np.quantile(degrees, 0.99, axis=0))
            notes.append("The file does not say which box it covers; it was estimated from its nodes.")
        if self.window is not None:
            seen = shapely.box(*self.window)
            if covered is not None and not covered.contains(around):
                notes.append("The space does not lie wholly within the box that the file covers.")
            covered = seen if covered is None else covered.intersection(seen)
        middle = around if around is not None else covered
        if middle is None or middle.is_empty:
            middle = shapely.union_all([one for _source, one, _tags in self.objects]).envelope
        centre = given or (float(middle.centroid.x), float(middle.centroid.y))
        change = to_metres(centre)
        places = np.column_stack(change.transform(degrees[:, 0], degrees[:, 1])) if len(degrees) else np.empty((0, 2))
        shapes = [moved(one, change) for _source, one, _tags in self.objects]
        if self.missing:
            notes.append(f"{self.missing} ways or areas are not whole in the file.")
        return Extract(
            name,
            centre,
            Map(
                numbers,
                places,
                tuple(Way(number, np.array(nodes, dtype=np.int64), tags) for number, nodes, tags in self.ways),
                self.points,
                tuple(
                    MapObject(source, shape, tags)
                    for (source, _old, tags), shape in zip(self.objects, shapes, strict=True)
                ),
                None if covered is None or covered.is_empty else moved(covered, change),
                self.missing,
            ),
            tuple(notes),
            dict(self.counts),
        )
