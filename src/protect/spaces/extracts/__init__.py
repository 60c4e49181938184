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
    try:
        form = sniff.sniff(place)
    except ExtractError as error:
        raise (_list_of_places(place) or error) from None
    if form == "geojson":
        return geojson.read_geojson(place, report)
    return osm.read_osm(place, form, report)


def _list_of_places(path: Path) -> ExtractError | None:
    """What to do with a table of places, which needs a person to say what its columns mean."""
    from django.utils.translation import gettext as _

    from protect.spaces import tables

    if not path.is_file() or not path.stat().st_size:
        return None
    form = tables.form_of(path)
    if form is None:
        return None
    return ExtractError(
        _("This is not a map extract but a list of places (%s).") % tables.FORMS[form],
        where=path.name,
        remedy=_("Upload it in the browser under Spaces: there its columns are confirmed."),
    )
