"""GeoPackage: a database from outside, opened so that nothing in it can run, write or reach another file.

Read by Python's own SQLite: read only, as a file that does not change (its write-ahead log is not looked at), with an
authoriser that lets through nothing but reading the columns of real tables. Views, triggers, virtual tables and attached
databases are never touched.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from django.utils.translation import gettext as _

from protect.spaces.extracts.model import ExtractError
from protect.spaces.nesting import is_sound_wkb
from protect.spaces.tables.model import Layer, Limits, Row, check_columns, named, shortened, tidy

#: Bytes of one value, and of one statement.
_LARGEST_VALUE, _LARGEST_STATEMENT = 50_000_000, 100_000
_ENVELOPES = {0: 0, 1: 32, 2: 48, 3: 48, 4: 64}
_READS = {sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ}


def _allowed(action: int, first: str | None, second: str | None, _database: str | None, source: str | None) -> int:
    """``source`` is the view or trigger on whose behalf something is read: there shall be none."""
    if action in _READS and source is None:
        return sqlite3.SQLITE_OK
    if action == sqlite3.SQLITE_PRAGMA and first in ("table_info", "trusted_schema"):
        return sqlite3.SQLITE_OK
    return sqlite3.SQLITE_DENY


@contextmanager
def _connection(path: Path, limits: Limits) -> Iterator[sqlite3.Connection]:
    damaged = ExtractError(
        _("This database is damaged or is no GeoPackage."), where=path.name, remedy=_("Export it again as GeoPackage.")
    )
    connection = None
    try:
        connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)
        connection.execute("PRAGMA trusted_schema = OFF")
        connection.execute("PRAGMA cell_size_check = ON")
        connection.execute("PRAGMA mmap_size = 0")
        connection.execute("PRAGMA query_only = ON")
        connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LARGEST_VALUE)
        connection.setlimit(sqlite3.SQLITE_LIMIT_SQL_LENGTH, _LARGEST_STATEMENT)
        connection.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
        connection.text_factory = lambda raw: raw.decode("utf-8", "replace")
        connection.set_authorizer(_allowed)
        connection.set_progress_handler(lambda: int(limits.is_late), 100_000)
        yield connection
    except sqlite3.Error:
        raise (limits.late() if limits.is_late else damaged) from None
    finally:
        if connection is not None:
            connection.close()


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def layers(path: Path) -> list[Layer]:
    limits = Limits(path.name)
    with _connection(path, limits) as connection:
        real = {
            name: sql or ""
            for name, sql in connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table'")
        }
        views = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'view'")}
        if "gpkg_contents" not in real:
            raise ExtractError(
                _("This is a database, but no GeoPackage."), where=path.name, remedy=_("Export it as GeoPackage.")
            )
        systems = _systems(connection, real)
        columns_of = _geometry_columns(connection, real)
        found, left = [], []
        listed = "SELECT table_name, data_type, identifier FROM gpkg_contents"
        for table, kind, title in connection.execute(listed).fetchall():
            if kind not in ("features", "attributes"):
                continue
            if table not in real or not real[table].lstrip().upper().startswith("CREATE TABLE"):
                if table in views or table in real:
                    left.append(tidy(table))
                continue
            geometry, system_key = columns_of.get(table, ("", None))
            layer = _layer(path, connection, table, geometry)
            layer.system = systems.get(system_key, "")
            layer.title = tidy(title) or layer.title
            found.append(layer)
    if left:
        note = _("Views are not read (%s); export them as tables where you need them.") % ", ".join(left)[:300]
        for layer in found:
            layer.notes.append(note)
        if not found:
            raise ExtractError(note, where=path.name)
    return found


def _systems(connection: sqlite3.Connection, real: dict[str, str]) -> dict[Any, str]:
    from protect.spaces.tables import systems

    if "gpkg_spatial_ref_sys" not in real:
        return {}
    found = {}
    rows = connection.execute(
        "SELECT srs_id, organization, organization_coordsys_id, definition FROM gpkg_spatial_ref_sys"
    )
    for key, organisation, number, definition in rows.fetchmany(1000):
        if key in (0, -1):
            continue
        if str(organisation).upper() == "EPSG" and isinstance(number, int):
            found[key] = systems.checked_code(f"EPSG:{number}") or systems.from_wkt(str(definition))
        else:
            found[key] = systems.from_wkt(str(definition))
    return found


def _geometry_columns(connection: sqlite3.Connection, real: dict[str, str]) -> dict[str, tuple[str, Any]]:
    if "gpkg_geometry_columns" not in real:
        return {}
    rows = connection.execute("SELECT table_name, column_name, srs_id FROM gpkg_geometry_columns")
    return {table: (column, system) for table, column, system in rows.fetchmany(1000)}


def _layer(path: Path, connection: sqlite3.Connection, table: str, geometry: str) -> Layer:
    described = connection.execute(f"PRAGMA table_info({_quoted(table)})").fetchall()
    if geometry and geometry not in [row[1] for row in described]:
        raise ExtractError(
            _("The table “%s” has no column for its geometry, although the file says so.") % tidy(table),
            where=path.name,
            remedy=_("Export it again as GeoPackage."),
        )
    key = next((row[1] for row in described if row[5] == 1 and str(row[2]).upper() == "INTEGER"), None)
    names = [row[1] for row in described if row[1] != geometry]
    columns = check_columns(named(list(names)), path.name)
    wanted = [*names, *([geometry] if geometry else [])]

    def read() -> Iterator[Row]:
        limits = Limits(path.name)
        with _connection(path, limits) as again:
            fields = ", ".join(_quoted(name) for name in wanted)
            for ordinal, values in enumerate(again.execute(f"SELECT {fields} FROM {_quoted(table)}"), 1):  # noqa: S608
                limits.row()
                number = values[names.index(key)] if key else ordinal
                row = Row(number if isinstance(number, int) else ordinal, [])
                row.cells = shortened([tidy(value) for value in values[: len(names)]], columns, row.notes)
                if geometry:
                    _add_shape(row, values[-1], limits)
                yield row

    return Layer(tidy(table), columns, read, has_shapes=bool(geometry))


def _add_shape(row: Row, blob: Any, limits: Limits) -> None:
    if blob is None:
        return
    try:
        row.shape = decoded(blob)
    except (ValueError, IndexError, shapely.errors.ShapelyError):
        row.fault = _("Its geometry cannot be read; draw it again, with straight lines instead of curves.")
        return
    if row.shape is not None:
        limits.shape(int(shapely.get_num_coordinates(row.shape)))


def decoded(blob: Any) -> Any:
    """The geometry of a GeoPackage's blob (OGC 12-128, clause 2.1.3): a header, then well-known binary. None if empty."""
    if not isinstance(blob, bytes) or blob[:2] != b"GP" or len(blob) < 8:
        raise ValueError("no header")
    flags = blob[3]
    if flags & 0b10000:
        return None
    start = 8 + _ENVELOPES[(flags >> 1) & 7] if (flags >> 1) & 7 in _ENVELOPES else 0
    if not start or flags & 0b100000:
        raise ValueError("unknown header")
    if not is_sound_wkb(blob[start:]):
        raise ValueError("curves, or nested too deeply")
    with np.errstate(invalid="ignore"):
        shape = shapely.from_wkb(blob[start:])
    return None if shape is None or shape.is_empty else shape
