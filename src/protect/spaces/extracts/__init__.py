"""Map extracts, read into candidates and features. Files only: nothing here knows the database.

``read(path)`` takes OpenStreetMap extracts (.osm.pbf, .osm, .osm.gz, .osm.bz2) and GeoJSON, told by content, and
yields an ``Extract`` or one ``ExtractError``. What becomes what is a table in ``kinds``.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from protect.spaces.extracts.model import Extract, ExtractError, Feature, Place, Skipped

__all__ = ["Extract", "ExtractError", "Feature", "Place", "Skipped", "read"]


def read(path: str | Path, progress: Callable[[int, str], None] | None = None) -> Extract:
    """Everything of interest in the file. ``progress(percent, text)`` is called now and then."""
    from protect.spaces.extracts import geojson, osm, sniff

    report = progress or (lambda _percent, _text: None)
    place = Path(path)
    form = sniff.sniff(place)
    if form == "geojson":
        return geojson.read_geojson(place, report)
    return osm.read_osm(place, form, report)
