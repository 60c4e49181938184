"""GeoJSON (RFC 7946): FeatureCollection, Feature, bare geometries and bare GeometryCollections without properties.

Properties are read as tags where they are tags (exports of OpenStreetMap data carry them); a town's own file may name
its category in ``category`` and its name in ``name``. Every mistake is named by its place in the file.
"""

from __future__ import annotations

import hashlib
import json
import math
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import shapely
from django.utils.translation import gettext as _
from shapely.geometry.base import BaseGeometry

from protect.spaces.extracts import kinds
from protect.spaces.extracts.counting import count
from protect.spaces.extracts.features import FeatureList
from protect.spaces.extracts.measure import area_m2
from protect.spaces.extracts.merging import merged, worth_offering
from protect.spaces.extracts.model import Extract, ExtractError, Place, Skipped
from protect.spaces.extracts.places import place_of
from protect.spaces.extracts.sniff import MAX_GEOJSON, megabytes

#: Above this an area without further tags is a boundary, not one public space.
MAX_SPACE_M2 = 10_000_000
MAX_POSITIONS = 3_000_000
_NAME_KEYS = ("Name", "NAME", "title", "Title", "label", "nom", "nombre", "denumire", "Bezeichnung", "naam")
_CATEGORY_KEYS = ("category", "main_category", "psoi_category")
_CATEGORIES = {rule.category for rule in kinds.RULES}
_OSM_ID = re.compile(r"^(node|way|relation)/(\d{1,18})$")
_DEPTH = {"Point": 0, "MultiPoint": 1, "LineString": 1, "MultiLineString": 2, "Polygon": 2, "MultiPolygon": 3}


@dataclass
class _Item:
    where: str
    geometry: BaseGeometry
    tags: dict[str, str]
    identity: str


def read_geojson(path: Path, progress: Callable[[int, str], None]) -> Extract:
    """Everything in one GeoJSON file; ExtractError names the feature and the coordinate at fault."""
    document = _parsed(path)
    _check_reference_system(document, path.name)
    reader = _Reader(path.name)
    try:
        items = list(reader.items(document))
    except RecursionError:
        raise ExtractError(_("The geometries are nested too deeply."), where=path.name) from None
    if not items:
        raise ExtractError(
            _("The file holds no geometry."), where=path.name, remedy=_("Export it again with the areas selected.")
        )
    progress(40, _("Read %d objects") % len(items))
    return _extract(path, items, reader.skipped, progress)


def _parsed(path: Path) -> dict[str, Any]:
    name = path.name
    size = path.stat().st_size
    if size > MAX_GEOJSON:
        raise ExtractError(
            _("The file has %(size)s; of GeoJSON at most %(limit)s are taken.")
            % {"size": megabytes(size), "limit": megabytes(MAX_GEOJSON)},
            where=name,
            remedy=_("Take an OpenStreetMap extract or cut the file to the town."),
        )
    try:
        document = json.loads(path.read_bytes().decode("utf-8-sig"), parse_constant=_no_constant)
    except UnicodeDecodeError as error:
        raise ExtractError(
            _("Byte %d is not UTF-8 text.") % error.start, where=name, remedy=_("Save the file as UTF-8.")
        ) from error
    except json.JSONDecodeError as error:
        raise ExtractError(
            _("Line %(line)d, column %(column)d: this is not JSON (%(why)s).")
            % {"line": error.lineno, "column": error.colno, "why": error.msg},
            where=name,
            remedy=_("Export the file again; it may have been cut off."),
        ) from error
    except RecursionError:
        raise ExtractError(_("The file is nested too deeply."), where=name) from None
    except ValueError as error:
        raise ExtractError(
            _("The file holds a number that is none (%s).") % error, where=name, remedy=_("Correct it.")
        ) from error
    if not isinstance(document, dict) or not isinstance(document.get("type"), str):
        raise ExtractError(
            _("This is JSON, but no GeoJSON: its outermost object has no “type”."),
            where=name,
            remedy=_("Take an OpenStreetMap extract (.osm.pbf, .osm, .osm.gz, .osm.bz2) or GeoJSON."),
        )
    return document


def _no_constant(text: str) -> float:
    raise ValueError(text)


def _check_reference_system(document: dict[str, Any], name: str) -> None:
    """Old files name a coordinate system; only longitude and latitude in WGS84 are read."""
    try:
        system = str(document["crs"]["properties"]["name"])
    except (KeyError, TypeError):
        return
    if not re.search(r"(CRS84|EPSG:+4326)$", system, re.IGNORECASE):
        raise ExtractError(
            _("The coordinates are in the system “%s”.") % clean(system)[:80],
            where=name,
            remedy=_("Export the file again in WGS84 (EPSG:4326)."),
        )


def clean(text: str) -> str:
    """Text that every database takes: no lone surrogates, no NUL, one line."""
    return " ".join(text.encode("utf-8", "replace").decode("utf-8").replace("\0", " ").split())


class _Reader:
    def __init__(self, name: str) -> None:
        self.name = name
        self.skipped: list[Skipped] = []
        self.positions = 0

    def fail(self, where: str, problem: str, remedy: str = "") -> ExtractError:
        return ExtractError(problem, where=f"{self.name}, {where}" if where else self.name, remedy=remedy)

    def items(self, document: dict[str, Any]) -> Iterator[_Item]:
        kind = document.get("type")
        if kind == "FeatureCollection":
            features = document.get("features")
            if not isinstance(features, list):
                raise self.fail("", _("“features” is not a list."), _("Export the file again."))
            for number, feature in enumerate(features):
                if not isinstance(feature, dict) or feature.get("type") != "Feature":
                    raise self.fail(f"features[{number}]", _("This is not a feature."), _("Correct or remove it."))
                yield from self.feature(feature, f"features[{number}]")
        elif kind == "Feature":
            yield from self.feature(document, "")
        else:
            for where, geometry in self.geometries(document, ""):
                yield _Item(where, geometry, {}, "")

    def feature(self, feature: dict[str, Any], where: str) -> Iterator[_Item]:
        tags, identity = _tags_of(feature)
        label = f"{where} “{tags['name']}”" if where and tags.get("name") else where
        if feature.get("geometry") is None:
            self.skipped.append(Skipped(f"geojson:{identity or where}"[:80], tags.get("name", ""), _("no geometry")))
            return
        if not isinstance(feature["geometry"], dict):
            raise self.fail(label, _("Its geometry is not an object."), _("Correct or remove it."))
        found = [shape for _where, shape in self.geometries(feature["geometry"], f"{label}.geometry".lstrip("."))]
        if not found:
            return
        yield _Item(label, found[0] if len(found) == 1 else _together(found), tags, identity)

    def geometries(self, geometry: dict[str, Any], where: str) -> Iterator[tuple[str, BaseGeometry]]:
        kind = geometry.get("type")
        if kind == "GeometryCollection":
            members = geometry.get("geometries")
            if not isinstance(members, list):
                raise self.fail(where, _("“geometries” is not a list."), _("Export the file again."))
            for number, member in enumerate(members):
                inner = f"{where}.geometries[{number}]".lstrip(".")
                if not isinstance(member, dict):
                    raise self.fail(inner, _("This is not a geometry."), _("Correct or remove it."))
                yield from self.geometries(member, inner)
            return
        if not isinstance(kind, str) or kind not in _DEPTH:
            raise self.fail(where, _("“%s” is not a kind of geometry.") % clean(str(kind))[:40], _("Correct it."))
        coordinates = self.coordinates(geometry.get("coordinates"), _DEPTH[kind], f"{where}.coordinates".lstrip("."))
        if not coordinates:
            return
        shape = self.shape(kind, coordinates, where)
        if not shape.is_valid:
            raise self.fail(
                where,
                _("The area is not valid: %s.") % shapely.is_valid_reason(shape),
                _("Redraw its outline so that it does not cross itself."),
            )
        yield where, shape

    def shape(self, kind: str, coordinates: Any, where: str) -> BaseGeometry:
        rings = {"Polygon": [coordinates], "MultiPolygon": coordinates}.get(kind, [])
        for polygon in rings:
            for ring in polygon:
                if len(ring) < 4 or ring[0] != ring[-1]:
                    raise self.fail(
                        where,
                        _("A ring needs four positions at least, and its last one equal to its first."),
                        _("Close the outline."),
                    )
        try:
            shape = shapely.geometry.shape({"type": kind, "coordinates": coordinates})
        except (ValueError, TypeError, IndexError, shapely.errors.ShapelyError) as error:
            raise self.fail(
                where, _("The geometry cannot be built (%s).") % error, _("Correct or remove it.")
            ) from error
        return shape

    def coordinates(self, value: Any, depth: int, where: str) -> Any:
        """Checked positions, without height: nested lists of ``depth`` levels of (longitude, latitude)."""
        if not isinstance(value, list):
            raise self.fail(where, _("Coordinates are missing here."), _("Correct or remove it."))
        if depth:
            inner = [self.coordinates(part, depth - 1, f"{where}[{number}]") for number, part in enumerate(value)]
            return [part for part in inner if part] if depth > 1 else inner
        if not value and where.count("[") <= where.count("features["):
            return ()  # an empty point
        self.positions += 1
        if self.positions > MAX_POSITIONS:
            raise self.fail("", _("The file holds more than %d positions.") % MAX_POSITIONS, _("Cut it to the town."))
        if len(value) < 2 or any(isinstance(v, bool) or not isinstance(v, int | float) for v in value[:2]):
            raise self.fail(where, _("A position needs two numbers."), _("Correct or remove it."))
        return self.position(value[0], value[1], where)

    def position(self, longitude: float, latitude: float, where: str) -> tuple[float, float]:
        if abs(longitude) <= 180 and abs(latitude) <= 90:
            return float(longitude), float(latitude)
        remedy = _("Export the file again in WGS84 (EPSG:4326), longitude first.")
        if abs(longitude) <= 90 and abs(latitude) <= 180:
            problem = _("Latitude %s does not exist; latitude and longitude may be in the wrong order.")
        else:
            problem = _("Longitude or latitude %s does not exist; the coordinates may be metres of another map grid.")
        off = latitude if abs(latitude) > 90 else longitude
        shown = f"{off:.6g}" if isinstance(off, float) and math.isfinite(off) else str(off)[:20]
        raise self.fail(where, problem % shown, remedy)


def _together(shapes: list[BaseGeometry]) -> BaseGeometry:
    """One geometry of the highest dimension among those of a collection."""
    dimension = max(shapely.get_dimensions(shapes))
    return shapely.union_all([shape for shape in shapes if shapely.get_dimensions(shape) == dimension])


def _tags_of(feature: dict[str, Any]) -> tuple[dict[str, str], str]:
    properties = feature.get("properties")
    properties = properties if isinstance(properties, dict) else {}
    inner = properties.get("tags")
    tags: dict[str, str] = {}
    for source in (properties, inner if isinstance(inner, dict) else {}):
        for key, value in source.items():
            if isinstance(value, str | int | float) and not isinstance(value, bool):
                text = clean(str(value) if not isinstance(value, int) or abs(value) < 10**30 else "")
                if text:
                    tags[clean(key)[:60]] = text[:1000]
    tags.pop("@user", None)
    tags.pop("user", None)
    if "name" not in tags:
        name = next((tags[key] for key in _NAME_KEYS if key in tags), "")
        if name:
            tags["name"] = name
    identity = feature.get("id")
    if not isinstance(identity, str | int) or isinstance(identity, bool) or identity == "":
        identity = tags.get("@id") or tags.get("id") or ""
    text = clean(str(identity)) if not isinstance(identity, int) or abs(identity) < 10**30 else ""
    return tags, text


def _source(item: _Item, used: set[str]) -> str:
    """``osm:way/123`` where the file says so, else its own id, else the name, else the geometry, made short."""
    match = _OSM_ID.match(item.identity)
    if match:
        base = f"osm:{item.identity}"
    elif item.identity:
        base = f"geojson:{item.identity}"
        if len(base) > 70:
            base = f"geojson:{hashlib.sha256(item.identity.encode()).hexdigest()[:24]}"
    else:
        seed = item.tags.get("name", "").encode() or shapely.to_wkb(item.geometry, byte_order=1)
        base = f"geojson:{hashlib.sha256(seed).hexdigest()[:24]}"
    source, number = base, 1
    while source in used:
        number += 1
        source = f"{base}.{number}"
    used.add(source)
    return source


def _extract(path: Path, items: list[_Item], skipped: list[Skipped], progress: Callable[[int, str], None]) -> Extract:
    counts: Counter[str] = Counter()
    features = FeatureList()
    places: list[Place] = []
    notes: list[str] = []
    used: set[str] = set()
    alone = len(items) == 1
    for item in items:
        source = _source(item, used)
        dimension = int(shapely.get_dimensions(item.geometry))
        counts[("points", "lines", "areas")[dimension]] += 1
        tags = dict(item.tags)
        if dimension == 2:
            tags.setdefault("type", "multipolygon")  # drawn as an area: a pedestrian way is a pedestrian area
        count(Counter() if not item.tags else counts, "nwr"[dimension], tags)
        if alone and not tags.get("name"):
            tags["name"] = clean(path.stem.replace("-", " ").replace("_", " "))[:200]
        shape = ("point", "line", "area")[dimension]
        features.add(source, tags, shape, item.geometry)
        place = _place(source, tags, item.geometry, dimension)
        if place is not None and place.kind == "geojson" and (place.area_m2 or 0) > MAX_SPACE_M2:
            boundary = {"boundary": "administrative", **({"name": tags["name"]} if tags.get("name") else {})}
            features.add(source, boundary, "area", item.geometry)
            notes.append(
                _("“%(name)s” covers %(size).1f km²: too large to be one space, it is kept as a boundary on the map.")
                % {"name": tags.get("name") or source, "size": (place.area_m2 or 0) / 1e6}
            )
        elif place is not None:
            places.append(place)
    progress(60, _("Read %d places and objects") % (len(places) + len(features)))
    offered, left_out = worth_offering(merged(places))
    box = tuple(shapely.total_bounds([item.geometry for item in items]).tolist())
    from_osm = any(source.startswith("osm:") for source in used)
    return Extract(
        format="geojson",
        box=box,  # type: ignore[arg-type]
        box_given=False,
        data_date=None,
        places=offered,
        features=features.finished(),
        counts=dict(+counts),
        skipped=skipped,
        left_out=left_out,
        notes=notes,
        present=frozenset(used),
        attribution="© OpenStreetMap contributors (ODbL 1.0)" if from_osm else "",
    )


def _place(source: str, tags: dict[str, str], shape: BaseGeometry, dimension: int) -> Place | None:
    """By the table of tags; else every area is offered, and every point with a name."""
    outline = "mapped" if dimension == 2 else "point"
    point = shape if dimension != 1 else shape.interpolate(0.5, normalized=True)
    category = next((tags[key] for key in _CATEGORY_KEYS if tags.get(key) in _CATEGORIES), "")
    if dimension != 1 or tags.get("name"):
        place = place_of(source, tags, point, None, outline, area=dimension == 2)
        if place is not None:
            return place
    if dimension == 1 or (dimension == 0 and not tags.get("name")):
        return None
    if not category and kinds.layer_of(tags, ("point", "line", "area")[dimension]) is not None:
        return None  # a building, a barrier: part of the map, not a space
    name, others = kinds.names_of(tags)
    address, town = kinds.address_of(tags)
    return Place(
        source=source,
        kind="geojson" if dimension == 2 else "geojson point",
        main_category=category or "square",
        geometry=shape,
        name=name,
        other_names=others,
        tags=kinds.kept(tags, kinds.KEPT_TAGS),
        area_m2=area_m2(shape) if dimension == 2 else None,
        address=address,
        town=town,
        sources=(source,),
        outline=outline,
        rank=len(kinds.RULES) + 1,
    )
