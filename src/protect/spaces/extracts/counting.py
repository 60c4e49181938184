"""What a file holds, counted tag by tag: the first lines of a preview, and the figures to check a reader by."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

_WALK = {"footway", "path", "steps"}
_SCHOOLS = {"school", "kindergarten", "university", "college"}
_HELP = {"police", "fire_station", "hospital"}
_SIGHTS = {"attraction", "museum", "hotel"}
_ONE_VALUE = (
    ("barrier", "bollard", "bollard"),
    ("man_made", "surveillance", "surveillance"),
    ("place", "square", "place=square"),
    ("amenity", "marketplace", "marketplace"),
    ("amenity", "bus_station", "bus_station"),
    ("amenity", "place_of_worship", "place_of_worship"),
    ("shop", "mall", "mall"),
    ("leisure", "stadium", "stadium"),
    ("leisure", "park", "park"),
)


def count(counts: Counter[str], kind: str, tags: Mapping[str, str]) -> None:
    """Add one object. ``kind``: n, w or r; of relations only multipolygons and administrative boundaries count."""
    if kind == "r":
        if tags.get("boundary") == "administrative":
            counts["admin rel"] += 1
        if tags.get("type") != "multipolygon":
            return
    highway = tags.get("highway")
    if highway and kind != "n":
        _count_highway(counts, kind, highway, tags)
    for key, value, name in _ONE_VALUE:
        if tags.get(key) == value:
            counts[name] += 1
    if "barrier" in tags:
        counts["barrier=*"] += 1
    if "building" in tags and kind != "n":
        counts["building"] += 1
    if tags.get("railway") in ("station", "halt"):
        counts["rail station/halt"] += 1
    amenity = tags.get("amenity")
    counts["school etc"] += amenity in _SCHOOLS
    counts["police/fire/hospital"] += amenity in _HELP
    counts["attraction/museum/hotel"] += tags.get("tourism") in _SIGHTS


def _count_highway(counts: Counter[str], kind: str, highway: str, tags: Mapping[str, str]) -> None:
    if kind == "w":
        counts["highway ways"] += 1
        counts["pedestrian ways"] += highway == "pedestrian"
        counts["foot/path/steps"] += highway in _WALK
    if highway in ("pedestrian", "footway") and (kind == "r" or tags.get("area") == "yes"):
        counts["pedestrian areas"] += 1
