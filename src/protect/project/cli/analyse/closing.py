"""protect analyse vehicle: which protection the openings of one's own space need, from a table or from a map."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from protect.formats import tables
from protect.formats.tables import InputError, Row, Table
from protect.project.cli.analyse import analyse
from protect.project.cli.analyse.answers import Answer, Sheet, give, options
from protect.project.cli.town import EXISTING

#: What may stand in a column without a number: nobody knows.
NUMBERS = ("run-up", "bend", "angle", "slope")
TRUE = {"yes": True, "no": False, "": False, "true": True, "false": False}


@analyse.command()
@click.argument("input", type=EXISTING)
@click.option("--space", type=EXISTING, help="GeoJSON of your own space, where INPUT is an OpenStreetMap extract.")
@click.option(
    "--vehicle",
    "design",
    type=click.Choice(["M1", "N1", "N2", "N3"]),
    help="Class that has to be stopped; N2 if not given.",
)
@click.option(
    "--slope",
    type=click.FloatRange(0, 0.5),
    help="Steepest downhill of the streets around; 0 in a flat town. For maps.",
)
@options
def vehicle(
    input: Path, space: Path | None, design: str | None, slope: float | None, out: Path | None, plot: Path | None
) -> None:
    """Which protection the openings of your own space need, and what a line costs the people who leave by them.

    \b
    INPUT is one of
      an OpenStreetMap extract (.osm.pbf, .osm, .osm.gz, .osm.bz2), with --space for the polygon of the space;
      a drawing (.geojson) of a small town with the space in it;
      a table (.csv, .xlsx) of openings that were measured.

    A table has one opening a row: opening, width (m), measured (yes or no); and if known run-up (m, straight way before it),
    bend (m, radius of the last bend), angle (degrees), slope (0.05 is five in a hundred, downhill), stands (code on the
    certificate; ? if something stands there that nobody knows; empty if nothing does), standard, year, certificate, operable. A
    row #vehicle names the class that has to be stopped: M1, N1, N2 or N3.

    A drawing has features with a "kind": space (one polygon), street, building, wall, fence, water, post, gate; element (what
    stands or shall stand, with stands, standard, width) and opening (a point with what was measured there: width, run_up,
    bend, angle, slope). The last two may stand in the file of the space, too.

    Results say what each opening needs. They show no ways and rank nothing. Of a map, --out also writes .geojson: the openings.
    """
    from protect.formats import osm

    if osm.is_extract(input) or input.suffix.lower() in {".geojson", ".json"}:
        from protect.project.cli.analyse.mapped import answer

        give(answer(input, space, design or "N2", slope), out, plot)
        return
    if space is not None or slope is not None:
        raise click.UsageError("--space and --slope belong to a map; a table has its own columns")
    give(_of_table(input, design), out, plot)


def _of_table(input: Path, design: str | None) -> Answer:
    from protect.methods.vehicle import openings as method

    table = tables.read(input)
    given = [_opening(method, table, row) for row in table.rows]
    setting = table.settings.get("vehicle")
    chosen = design or (setting.cells[1] if setting else "") or "N2"
    try:
        found = method.table(given, chosen)
    except ValueError as error:
        raise InputError(f"{table.file}: {error}") from error
    return Answer(
        "vehicle",
        sheets(found.rows),
        found,
        sentences(found.rows),
        found.account,
        lambda axes: _draw(axes, found, chosen),
        size=(8, 1.5 + 0.5 * len(given)),
    )


def sheets(rows: Sequence[Any]) -> list[Sheet]:
    """The two tables of openings, the same for measured ones and those of a map."""
    return [
        Sheet(
            "Openings and what closes them",
            ("opening", "width", "test, km/h", "elements", "gap, m", "people fewer in 8 min", "answered"),
            [
                [
                    row.opening,
                    row.width.as_text(),
                    f"{row.need.speed:.0f}",
                    row.elements.count,
                    round(row.elements.gap, 2),
                    row.people_fewer,
                    "yes" if row.answered else row.gap,
                ]
                for row in rows
            ],
        ),
        Sheet(
            "Arriving speed, an upper bound",
            ("opening", "vehicle", "speed", "angle", "energy, kJ", "fits"),
            [
                [
                    row.opening,
                    one.vehicle,
                    one.speed.as_text(),
                    round(one.angle),
                    round(one.energy),
                    "yes" if one.fits else "no",
                ]
                for row in rows
                for one in row.arrivals
            ],
        ),
        _ways(rows),
    ]


def _ways(rows: Sequence[Any]) -> Sheet:
    """The best reading by each way of reckoning; a way that has nothing to go by stays empty."""
    names = list(dict.fromkeys(way.name for row in rows for one in row.arrivals for way in one.ways))
    lines = []
    for row in rows:
        for one in row.arrivals:
            found = {way.name: f"{way.speed:.0f} km/h, {way.energy:,.0f} kJ" for way in one.ways}
            lines.append([row.opening, one.vehicle, *(found.get(name, "") for name in names)])
    return Sheet("Arriving speed and energy, each way of reckoning", ("opening", "vehicle", *names), lines)


def sentences(rows: Sequence[Any]) -> list[str]:
    """What each opening needs; then where two ways of reckoning its speed are far apart."""
    needs = [
        f"{row.opening} needs a line that {row.need.words}."
        if row.elements.count
        else f"{row.opening} is too narrow to need one."
        for row in rows
    ]
    return [*needs, *(said for row in rows for said in row.differences)]


def _opening(method: Any, table: Table, row: Row) -> Any:
    known = {name: _number(table, row, name) for name in NUMBERS}
    width = _number(table, row, "width")
    if width is None:
        raise InputError(f"{table.file}, line {row.line}, column 'width': a width is needed, if only from the map")
    code = _cell(table, row, "stands")
    try:
        return method.Opening(
            row.cells[0], width, _flag(table, row, "measured"), known["run-up"], known["bend"], known["angle"], known["slope"],
            _rating(table, row, code), bool(code), _flag(table, row, "operable"),
        )  # fmt: skip
    except InputError:
        raise
    except ValueError as error:
        raise InputError(f"{table.file}, line {row.line}: {error}") from error


def _rating(table: Table, row: Row, code: str) -> Any:
    from protect.methods.vehicle.ratings import read

    if not code or code == "?":
        return None
    year = _number(table, row, "year")
    return read(
        code, _cell(table, row, "standard"), None if year is None else int(year), _cell(table, row, "certificate")
    )


def _cell(table: Table, row: Row, name: str) -> str:
    return row.cells[table.place(name)] if table.has(name) else ""


def _number(table: Table, row: Row, name: str) -> float | None:
    text = _cell(table, row, name)
    if text.lower() in tables.UNKNOWN:
        return None
    try:
        number = float(text.replace(",", "."))
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise InputError(f"{table.file}, line {row.line}, column '{name}': '{text}' is not a number")
    return number


def _flag(table: Table, row: Row, name: str) -> bool:
    text = _cell(table, row, name).lower()
    if text not in TRUE:
        raise InputError(f"{table.file}, line {row.line}, column '{name}': '{text}' is neither yes nor no")
    return TRUE[text]


def _draw(axes: Any, found: Any, chosen: str) -> None:
    """Speed bands of the vehicle that has to be stopped; filled where what stands there was tested for it."""
    order = ("M1", "N1", "N2", "N3")
    for place, row in enumerate(found.rows):
        band = row.arrivals[order.index(chosen)].speed
        colour = "#2e7d4f" if row.answered else "#a11d2e"
        axes.plot([band.low, band.high], [place, place], color=colour, linewidth=6, solid_capstyle="round")
        axes.plot([band.best], [place], "o" if row.answered else "X", color="black", markersize=8)
    axes.set_yticks(range(len(found.rows)), [row.opening for row in found.rows])
    axes.set_ylim(len(found.rows) - 0.5, -0.5)
    axes.set_xlim(left=0)
    axes.set_xlabel(f"km/h of {chosen}, upper bound; dot: what stands there was tested for it, cross: not")
    axes.set_title("Arriving speed at each opening")
