"""First look at an OpenStreetMap file: every object once, checked (order, identity, coordinates), dated and bounded."""

from __future__ import annotations

from array import array
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import osmium
from django.utils.translation import gettext as _

from protect.spaces.extracts import kinds
from protect.spaces.extracts.model import Box, ExtractError

FORMATS = {"osm.pbf": "pbf", "osm": "osm", "osm.gz": "osm.gz", "osm.bz2": "osm.bz2"}
EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
_NAMES = {"n": "node", "w": "way", "r": "relation"}
_UNDEFINED = 2147483647
_SAMPLE = 400_000


def open_file(path: Path, form: str) -> osmium.io.File:
    return osmium.io.File(str(path), FORMATS[form])


class Survey:
    """First pass: every object once."""

    def __init__(self, path: Path, form: str) -> None:
        self.counts: Counter[str] = Counter()
        self.in_order = True
        self.newest: datetime | None = None
        self.relations: dict[int, tuple[dict[str, str], list[int]]] = {}  # multipolygons that a rule asks for
        self.box: Box | None = None
        self.box_given = False
        processor = osmium.FileProcessor(open_file(path, form))
        if processor.header.has_multiple_object_versions:
            raise ExtractError(
                _("This is a file of changes or of history, not an extract."),
                where=path.name,
                remedy=_("Take the extract itself: the present state of the map."),
            )
        self._walk(processor, path.name)
        if not self.objects:
            raise ExtractError(
                _("The file holds no objects."), where=path.name, remedy=_("Cut an extract that covers your town.")
            )

    @property
    def objects(self) -> int:
        return self.counts["nodes"] + self.counts["ways"] + self.counts["relations"]

    def _walk(self, processor: Any, name: str) -> None:
        longitudes, latitudes = array("i"), array("i")
        newest, order, stride = EPOCH, 0, 1
        nodes = ways = relations = 0
        for thing in processor:
            if thing.is_node():
                here = 0
                location = thing.location
                if location.valid():
                    if nodes % stride == 0:
                        longitudes.append(location.x)
                        latitudes.append(location.y)
                        if len(longitudes) > _SAMPLE:
                            longitudes, latitudes = longitudes[::2], latitudes[::2]
                            stride *= 2
                elif thing.visible or location.x != _UNDEFINED:
                    raise _wrong_location(thing, name)
                nodes += 1
            elif thing.is_way():
                here = 1
                ways += 1
            else:
                here = 2
                relations += 1
                self._keep_relation(thing)
            if here < order:
                self.in_order = False
            order = here
            if thing.id == 0:
                raise ExtractError(
                    _("A %s has no id.") % _NAMES[thing.type_str()], where=name, remedy=_("Correct the file.")
                )
            newest = max(newest, thing.timestamp)
        self.counts.update(nodes=nodes, ways=ways, relations=relations)
        self.newest = newest if newest > EPOCH else None
        self._find_box(processor.header.box(), longitudes, latitudes)

    def _keep_relation(self, relation: Any) -> None:
        tags = relation.tags
        if tags.get("type") == "multipolygon" and any(key in tags for key in kinds.KEYS):
            found = dict(tags)
            if kinds.matching(found, area=True):
                self.relations[relation.id] = (found, [m.ref for m in relation.members if m.type == "w"])

    def _find_box(self, header: Any, longitudes: array[int], latitudes: array[int]) -> None:
        """The box cut out. Where the file does not say it, that of the middle 98 % of the nodes.

        Ways that cross the border are complete, so the far ends of some reach well outside; what is said to be gone
        must lie safely inside.
        """
        if header.valid():
            low, high = header.bottom_left, header.top_right
            self.box, self.box_given = (low.lon, low.lat, high.lon, high.lat), True
        elif longitudes:
            x = np.quantile(np.frombuffer(longitudes, dtype=np.int32), (0.01, 0.99)) / 1e7
            y = np.quantile(np.frombuffer(latitudes, dtype=np.int32), (0.01, 0.99)) / 1e7
            self.box = (float(x[0]), float(y[0]), float(x[1]), float(y[1]))


def _wrong_location(node: Any, name: str) -> ExtractError:
    location = node.location
    if location.x == _UNDEFINED:
        return ExtractError(
            _("Node %d has no coordinates.") % node.id, where=name, remedy=_("Correct or remove this node.")
        )
    return ExtractError(
        _("Node %(id)d lies at latitude %(lat).4f, longitude %(lon).4f: that is nowhere on Earth.")
        % {"id": node.id, "lat": location.lat_without_check(), "lon": location.lon_without_check()},
        where=name,
        remedy=_("Correct or remove this node."),
    )
