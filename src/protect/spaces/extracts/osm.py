"""OpenStreetMap files (.osm.pbf, .osm, .osm.gz, .osm.bz2), streamed by pyosmium; areas are assembled from their parts.

Two passes: the first sees every object and checks it (order, identity, coordinates), the second only those with a tag
that a table of ``kinds`` asks for. User names are never read.
"""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import osmium
import shapely
from django.utils.translation import gettext as _
from shapely.geometry.base import BaseGeometry

from protect.spaces.extracts import kinds
from protect.spaces.extracts.counting import count
from protect.spaces.extracts.features import FeatureList
from protect.spaces.extracts.merging import merged, worth_offering
from protect.spaces.extracts.model import Extract, ExtractError, Place, Skipped
from protect.spaces.extracts.places import place_of
from protect.spaces.extracts.survey import EPOCH, FORMATS, Survey, open_file

ATTRIBUTION = "© OpenStreetMap contributors (ODbL 1.0)"
Progress = Callable[[int, str], None]


def read_osm(path: Path, form: str, progress: Progress) -> Extract:
    """Everything of interest in one OSM file. Errors of the file are ``ExtractError``."""
    try:
        survey = Survey(path, form)
        progress(25, _("Checked %d objects") % survey.objects)
        if not survey.in_order:
            with tempfile.TemporaryDirectory() as folder:
                ordered = Path(folder) / "ordered.osm.pbf"
                _put_in_order(path, form, ordered)
                return _collect(ordered, "osm.pbf", survey, form, progress)
        return _collect(path, form, survey, form, progress)
    except osmium.InvalidLocationError as error:
        raise ExtractError(
            _("An object has coordinates that cannot be read (%s).") % error,
            where=path.name,
            remedy=_("Correct them or download the file again."),
        ) from error
    except RuntimeError as error:
        raise _explained(error, path.name) from error
    except (ValueError, OverflowError, UnicodeDecodeError, MemoryError, OSError) as error:
        raise ExtractError(
            _("The file cannot be read (%s).") % error, where=path.name, remedy=_("Download it again.")
        ) from error


def _explained(error: RuntimeError, name: str) -> ExtractError:
    """libosmium's sentence, with what to do about it."""
    text = str(error)
    if "top-level element" in text:
        return ExtractError(
            _("This is XML, but no OpenStreetMap extract (%s).") % text,
            where=name,
            remedy=_("Take an OpenStreetMap extract (.osm.pbf, .osm, .osm.gz, .osm.bz2) or GeoJSON."),
        )
    if "can not read file with version" in text.lower():
        return ExtractError(
            _("Only version 0.6 of the format is read (%s).") % text,
            where=name,
            remedy=_("Download a current extract."),
        )
    return ExtractError(
        _("The file is damaged: %s.") % text.rstrip("."),
        where=name,
        remedy=_("Download it again or repair that place."),
    )


def _put_in_order(path: Path, form: str, target: Path) -> None:
    """Sort by type and id: some services write ways before the nodes they need."""
    reader = osmium.MergeInputReader()
    with path.open("rb") as stream:
        reader.add_buffer(stream.read(), FORMATS[form])
    with osmium.SimpleWriter(str(target)) as writer:
        reader.apply(writer, simplify=True)


def _collect(path: Path, form: str, survey: Survey, original: str, progress: Progress) -> Extract:
    collector = _Collector(survey)
    collector.walk(open_file(path, form))
    progress(60, _("Read %d places and objects") % (len(collector.places) + len(collector.features)))
    places, left_out = worth_offering(merged(collector.places.values()))
    progress(75, _("Found %d candidates") % len(places))
    notes = []
    if not survey.box_given:
        notes.append(_("The file does not say which box it covers; it was estimated from the nodes, on the safe side."))
    if survey.newest is None:
        notes.append(_("The objects carry no time stamps: whether the file is newer than an earlier one is not known."))
    return Extract(
        format=original,
        box=survey.box,
        box_given=survey.box_given,
        data_date=survey.newest,
        places=places,
        features=collector.features.finished(),
        counts=dict(collector.counts),
        skipped=collector.skipped,
        left_out=left_out,
        notes=notes,
        present=frozenset(collector.present),
        attribution=ATTRIBUTION,
    )


class _Collector:
    """Second pass: the objects with a tag of interest, as places and features."""

    def __init__(self, survey: Survey) -> None:
        self.survey = survey
        self.counts = Counter(survey.counts)
        self.places: dict[str, Place] = {}
        self.features = FeatureList()
        self.skipped: list[Skipped] = []
        self.present: set[str] = set()
        self.wkb = osmium.geom.WKBFactory()
        # Closed ways until their area comes; what stays could not be assembled and is repaired.
        self.waiting: dict[int, tuple[dict[str, str], BaseGeometry, datetime | None]] = {}
        self.assembled: set[int] = set()

    def walk(self, source: osmium.io.File) -> None:
        processor: Any = osmium.FileProcessor(source).with_areas().with_filter(osmium.filter.KeyFilter(*kinds.KEYS))
        for thing in processor:
            kind = thing.type_str()
            if not thing.visible:
                continue
            if kind == "n":
                self._node(thing)
            elif kind == "w":
                self._way(thing)
            elif kind == "a":
                self._area(thing)
            else:
                tags = dict(thing.tags)
                count(self.counts, "r", tags)
                self.present.add(f"osm:relation/{thing.id}")
        self._repair(source)

    def _node(self, node: Any) -> None:
        tags = dict(node.tags)
        count(self.counts, "n", tags)
        source = f"osm:node/{node.id}"
        self.present.add(source)
        point = shapely.Point(node.location.lon, node.location.lat)
        self._place(source, tags, point, _stamp(node), "point", area=False)
        self.features.add(source, tags, "point", point)

    def _way(self, way: Any) -> None:
        tags = dict(way.tags)
        line = self._line(way)
        count(self.counts, "w", tags)
        source = f"osm:way/{way.id}"
        self.present.add(source)
        if line is None:
            if kinds.matching(tags, area=True):
                self._skip(source, tags, _("none of its nodes is in the file"))
            return
        closed = way.is_closed() and len(way.nodes) > 3
        self.features.add(source, tags, "line", line)
        a_street = tags.get("highway") == "pedestrian" and not kinds.is_area_of_walking(tags)
        if a_street and not (closed and kinds.matching(tags, area=False)):  # a market hall may be walked through
            self._street(source, tags, line, _stamp(way))
        elif closed and tags.get("area") != "no":
            if kinds.matching(tags, area=True) or kinds.layer_of(tags, "area"):
                self.waiting[way.id] = (tags, line, _stamp(way))
        elif tags.get("name") and kinds.matching(tags, area=False):
            middle = line.interpolate(0.5, normalized=True)
            self._place(source, tags, middle, _stamp(way), "point", area=False)

    def _line(self, way: Any) -> BaseGeometry | None:
        """The way as far as its nodes are in the file; None with fewer than two of them."""
        try:
            return shapely.from_wkb(self.wkb.create_linestring(way))
        except (osmium.InvalidLocationError, RuntimeError):
            xy = [(node.location.lon, node.location.lat) for node in way.nodes if node.location.valid()]
            distinct = list(dict.fromkeys(xy))
            return shapely.LineString(xy) if len(distinct) > 1 else None

    def _area(self, area: Any) -> None:
        number = area.orig_id()
        if area.from_way() and number not in self.waiting:
            return
        try:
            shape: Any = shapely.from_wkb(self.wkb.create_multipolygon(area))
        except RuntimeError:  # libosmium found no ring; _repair looks after it
            return
        tags = dict(area.tags)
        if area.from_way():
            source = f"osm:way/{number}"
            del self.waiting[number]
        else:
            source = f"osm:relation/{number}"
            self.assembled.add(number)
            tags.setdefault("type", "multipolygon")
        if len(shape.geoms) == 1:
            shape = shape.geoms[0]
        self._surface(source, tags, shape, _stamp(area))

    def _surface(self, source: str, tags: dict[str, str], shape: BaseGeometry, stamp: datetime | None) -> None:
        self._place(source, tags, shape, stamp, "mapped", area=True)
        self.features.add(source, tags, "area", shape)

    def _place(
        self,
        source: str,
        tags: dict[str, str],
        shape: BaseGeometry,
        stamp: datetime | None,
        outline: str,
        *,
        area: bool,
    ) -> None:
        place = place_of(source, tags, shape, stamp, outline, area=area)
        if place is not None:
            self.places[source] = place

    def _street(self, source: str, tags: dict[str, str], line: BaseGeometry, stamp: datetime | None) -> None:
        name, others = kinds.names_of(tags)
        if not name or any(tags.get(state) == "yes" for state in kinds.NOT_TODAY):
            return
        self.places[source] = Place(
            source=source,
            kind=kinds.PEDESTRIAN_STREET_KIND,
            main_category=kinds.PEDESTRIAN_STREET.category,
            # So that a street of a square's name joins the square; merging decides which of the two it is.
            further_categories=("square",),
            geometry=line,
            name=name,
            other_names=others,
            tags=kinds.kept(tags, kinds.KEPT_TAGS),
            changed_at=stamp,
            outline="estimated",
            rank=len(kinds.RULES),
        )

    def _repair(self, file: osmium.io.File) -> None:
        """Closed ways that cross themselves and multipolygons with members outside the file still have a place."""
        for number, (tags, line, stamp) in self.waiting.items():
            source = f"osm:way/{number}"
            shape = _mended(line)
            if shape is None:
                self._skip(source, tags, _("its outline crosses itself and encloses no area"))
                continue
            self._surface(source, tags, shape, stamp)
        open_ones = {n: found for n, found in self.survey.relations.items() if n not in self.assembled}
        drawn = self._lines_of(file, {way for _tags, ways in open_ones.values() for way in ways}) if open_ones else {}
        for number, (tags, ways) in open_ones.items():
            source = f"osm:relation/{number}"
            lines = [drawn[way] for way in ways if way in drawn]
            if not lines or not tags.get("name"):
                self._skip(source, tags, _("the members that draw its outline are not in the file"))
                continue
            middle = shapely.union_all(lines).centroid
            self._place(source, tags, middle, None, "point", area=True)
            self._skip(source, tags, _("its outline is not complete in the file; shown as a point"))

    def _lines_of(self, file: osmium.io.File, ways: set[int]) -> dict[int, BaseGeometry]:
        """The ways of these numbers as far as they are in the file."""
        wanted = osmium.filter.IdFilter(ways)
        wanted.enable_for(osmium.osm.WAY)
        found = {}
        things: Any = osmium.FileProcessor(file).with_locations().with_filter(wanted)
        for thing in things:
            if thing.is_way():
                line = self._line(thing)
                if line is not None:
                    found[thing.id] = line
        return found

    def _skip(self, source: str, tags: dict[str, str], why: str) -> None:
        if kinds.matching(tags, area=True):
            self.skipped.append(Skipped(source, tags.get("name", "")[:200], why))


def _mended(line: BaseGeometry) -> BaseGeometry | None:
    coordinates = shapely.get_coordinates(line)
    if len(coordinates) < 4:
        return None
    shape = shapely.make_valid(shapely.Polygon(coordinates))
    parts = [part for part in getattr(shape, "geoms", [shape]) if part.area > 0]
    if not parts:
        return None
    joined = shapely.union_all(parts)
    return joined if joined.area > 0 else None


def _stamp(thing: Any) -> datetime | None:
    stamp = thing.timestamp
    return stamp if stamp > EPOCH else None
