"""protect analyse reach: minutes from the responders' stations to the places somebody names."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import numpy as np
import shapely

from protect.formats import geojson, osm, tables
from protect.formats.tables import InputError, Table
from protect.methods.results import Account
from protect.project.cli.analyse import analyse
from protect.project.cli.analyse.answers import Answer, Sheet, give, options
from protect.project.cli.town import EXISTING

KINDS = ("road", "station", "place")
ONE_WAY = {"yes": "1", "no": "0", "": "0", "true": "1", "false": "0", "reverse": "-1", "1": "1", "-1": "-1", "0": "0"}
#: Farther from a road than this [m], somebody walks; the table says how far.
FAR = 50.0
#: Farther than this [m], it is another town.
LOST = 5000.0


@dataclass(frozen=True)
class Network:
    """What every kind of file comes to: a graph of seconds is made of it."""

    file: str
    links: Any
    lengths: Any
    speeds: Any
    nodes: int
    stations: list[tuple[str, int]]
    places: Sequence[tuple[str, int, float | None]]
    notes: tuple[str, ...] = ()


@analyse.command()
@click.argument("input", type=EXISTING)
@click.option(
    "--place",
    "wanted",
    multiple=True,
    metavar="NAME",
    help="On an extract: name of a square or building, or longitude,latitude.",
)
@click.option(
    "--stations",
    "kind",
    type=click.Choice(["all", "fire", "police", "ambulance"]),
    default="all",
    show_default=True,
    help="On an extract: whose stations.",
)
@click.option(
    "--turn-out", type=click.FloatRange(0, 60), help="Minutes from the alarm to the first wheel, as the stations say."
)
@options
def reach(
    input: Path, wanted: tuple[str, ...], kind: str, turn_out: float | None, out: Path | None, plot: Path | None
) -> None:
    """Minutes from the nearest and the second nearest station of responders to the places that you name.

    INPUT is a map extract (.osm.pbf, .osm, .osm.gz) with --place; or GeoJSON with features of the kinds road (a line; speed in
    km/h, oneway: yes, no or reverse), station (a point) and place; or CSV or XLSX, one link a row: from, to, length (metres), and
    if known speed (km/h) and oneway; with rows #stations and #places above that list their nodes.
    """
    from protect.methods import reach as method

    found = _network(input, wanted, kind)
    if not found.stations:
        raise InputError(f"{found.file} has no station of responders; add one, or choose --stations all")
    if not found.places:
        raise InputError(f"{found.file} names no place to be reached; add one, or give --place on an extract")
    parameters = method.REACH
    if turn_out is not None:
        parameters = parameters.changed("as told", source="told by the stations", turn_out=turn_out)
    try:
        graph = method.seconds_of(found.links, found.lengths, found.nodes, found.speeds, parameters)
        known = 1 - float(np.asarray(found.lengths)[np.isnan(found.speeds)].sum() / max(np.sum(found.lengths), 1e-9))
        result = method.reach(graph, [node for _name, node in found.stations], parameters, min(max(known, 0.0), 1.0))
    except ValueError as error:
        raise InputError(f"{found.file}: {error}") from error
    give(_answer(found, result), out, plot)


def _network(path: Path, wanted: Sequence[str], kind: str) -> Network:
    if osm.is_extract(path):
        return _of_extract(path, wanted, kind)
    if wanted:
        raise click.UsageError("--place is for map extracts; in other files the places stand in the file")
    if path.suffix.lower() in {".geojson", ".json"}:
        return _of_drawing(path)
    return _of_table(tables.read(path))


def _of_table(table: Table) -> Network:
    """Links by names of their ends."""
    ends = [table.texts("from"), table.texts("to")]
    lengths = table.numbers(["length"])[:, 0]
    for row, long in zip(table.rows, lengths, strict=True):
        if long < 0:
            raise InputError(f"{table.file}, line {row.line}, column 'length': {long:g} m is less than 0")
    speeds = table.numbers(["speed"], missing=True)[:, 0] if table.has("speed") else np.full(len(table), math.nan)
    for row, fast in zip(table.rows, speeds, strict=True):
        if fast <= 0:
            raise InputError(
                f"{table.file}, line {row.line}, column 'speed': {fast:g} km/h; leave it empty if nobody knows"
            )
    ways = table.choices("oneway", ONE_WAY, "no") if table.has("oneway") else ["0"] * len(table)
    names = {name: number for number, name in enumerate(dict.fromkeys([*ends[0], *ends[1]]))}
    links, long_, fast_ = [], [], []
    for one, other, length, speed, way in zip(*ends, lengths, speeds, ways, strict=True):
        pair = (names[one], names[other])
        for link in [pair, pair[::-1]] if way == "0" else [pair if way == "1" else pair[::-1]]:
            links.append(link)
            long_.append(length)
            fast_.append(speed)
    listed = {which: _listed(table, which, names) for which in ("stations", "places")}
    stations = listed["stations"]
    if "places" not in table.settings:
        listed["places"] = [(name, node) for name, node in names.items() if (name, node) not in stations]
    places = [(name, node, None) for name, node in listed["places"]]
    return Network(table.file, np.array(links), np.array(long_), np.array(fast_), len(names), stations, places)


def _listed(table: Table, which: str, names: dict[str, int]) -> list[tuple[str, int]]:
    row = table.settings.get(which)
    found = []
    for name in dict.fromkeys(cell for cell in (row.cells[1:] if row else ()) if cell):
        if row is not None and name not in names:
            raise InputError(f"{table.file}, line {row.line} (#{which}): no link begins or ends at '{name}'")
        found.append((name, names[name]))
    return found


def _of_drawing(path: Path) -> Network:
    drawing = geojson.read(path, KINDS)
    lines, ways, speeds = [], [], []
    for one in drawing.of("road"):
        if one.geometry.geom_type != "LineString":
            raise InputError(
                f"{drawing.file}, feature {one.number}: a road is a LineString, not a {one.geometry.geom_type}"
            )
        said = str(one.properties.get("oneway", "no")).lower()
        if said not in ONE_WAY:
            raise InputError(f"{drawing.file}, feature {one.number}: 'oneway' is yes, no or reverse, not '{said}'")
        speed = drawing.number(one, "speed") if one.properties.get("speed") not in (None, "") else math.nan
        if speed <= 0:
            raise InputError(
                f"{drawing.file}, feature {one.number}: 'speed' is above 0 km/h, or left out if nobody knows"
            )
        lines.append(shapely.get_coordinates(one.geometry))
        ways.append(int(ONE_WAY[said]))
        speeds.append(speed)
    if not lines:
        raise InputError(f"{drawing.file} has no feature of kind 'road'")
    stations = [(one.name, one.geometry) for one in drawing.of("station")]
    return _placed(
        drawing.file, (lines, ways, speeds), stations, [(one.name, one.geometry) for one in drawing.of("place")]
    )


def _of_extract(path: Path, wanted: Sequence[str], kind: str) -> Network:
    from protect.formats import town

    if not wanted:
        raise click.UsageError("say which place with --place: a name on the map, or longitude,latitude")
    from protect.methods import roads as method

    given = town.read(path)
    if not given.roads:
        raise InputError(f"{given.file} has no roads")
    together = method.largest_group([one.line for one in given.roads])
    roads = [one for one, kept in zip(given.roads, together, strict=True) if kept]
    kinds = town.STATIONS.values() if kind == "all" else [kind]
    places = [given.place(one) for one in wanted]
    lines = ([one.line for one in roads], [one.direction for one in roads], [one.speed for one in roads])
    stations = [(f"{one.name} ({one.kind})", one.geometry) for one in given.of(*kinds)]
    left = len(given.roads) - len(roads)
    apart = (
        (f"{left} roads that hang together with no others of the town were left out, yards for example.",)
        if left
        else ()
    )
    notes = (
        *apart,
        osm.ATTRIBUTION,
        "Stations and roads as far as the extract goes: one beyond its edge may be nearer.",
    )
    return _placed(given.file, lines, stations, [(one.name, one.geometry) for one in places], notes)


def _placed(
    file: str,
    roads: tuple[list[Any], list[int], list[float]],
    stations: list[Any],
    places: list[Any],
    notes: tuple[str, ...] = (),
) -> Network:
    from protect.methods import roads as method

    try:
        made = method.joined(roads[0], [one for _n, one in stations], [one for _n, one in places], roads[1], roads[2])
    except ValueError as error:
        raise InputError(f"{file}: {error}") from error
    starts, ends = made.starts_aside.tolist(), made.ends_aside.tolist()
    for (name, _shape), away in zip([*stations, *places], [*starts, *ends], strict=True):
        if away > LOST:
            raise InputError(
                f"{file}: {name} lies {away / 1000:.0f} km from the nearest road of the map; is it the right place?"
            )
    return Network(
        file, made.links, made.lengths, made.speeds, made.nodes,
        [(name, node) for (name, _shape), node in zip(stations, made.starts.tolist(), strict=True)],
        [(name, node, away) for (name, _s), node, away in zip(places, made.ends.tolist(), ends, strict=True)],
        notes,
    )  # fmt: skip


def _answer(found: Network, result: Any) -> Answer:
    names = [name for name, _node in found.stations]
    rows, sentences, tasks = [], [], []
    for name, node, aside in found.places:
        band = result.band(node)
        first, second = int(result.station[node]), int(result.second_station[node])
        rows.append(
            [
                name,
                names[first] if first >= 0 else "nobody",
                *(_minutes(end) for end in (band.low, band.best, band.high)),
                names[second] if second >= 0 else "nobody",
                _minutes(float(result.second_minutes[node])),
                None if aside is None else round(aside),
            ]
        )
        if first < 0:
            sentences.append(f"{name}: no station has a way there on this map. That is no number: find out on site.")
        else:
            other = (
                "no second station on this map"
                if second < 0
                else f"{names[second]}, {_two(float(result.second_minutes[node]))} min"
            )
            sentences.append(f"{name}: {names[first]}, {band.as_text()}. If that crew is out: {other}.")
        if aside is not None and aside > FAR:
            sentences.append(f"{name} lies {_two(aside)} m from the nearest road: the minutes are to the road.")
            tasks.append(f"Find out how a vehicle gets from the road to {name}.")
    account = result.account
    return Answer(
        "reach",
        [
            Sheet(
                "Minutes until the first crew arrives",
                ("place", "nearest station", "least", "best", "most", "second nearest", "its minutes", "from the road, m"),
                rows,
            )
        ],
        {
            "places": [
                {"name": name, "minutes": result.band(node), "second_minutes": float(result.second_minutes[node])}
                for name, node, _aside in found.places
            ],
            "stations": names,
        },
        [*sentences, *found.notes],
        Account(
            account.inputs, account.parameter_set, account.guessed, account.assumptions, account.changes,
            (*account.tasks, *tasks), account.restricted,
        ),
        lambda axes: _draw(axes, found, result),
        (8, 1.6 + 0.4 * len(found.places)),
    )  # fmt: skip


def _minutes(number: float) -> float | None:
    return round(number, 1) if math.isfinite(number) else None


def _two(number: float) -> str:
    from protect.methods.results import rounded

    return rounded(number)


def _draw(axes: Any, found: Network, result: Any) -> None:
    for row, (_name, node, _aside) in enumerate(found.places):
        band = result.band(node)
        if math.isfinite(band.high):
            axes.plot([band.low, band.high], [row, row], color="#7a8ca0", linewidth=6, solid_capstyle="round")
            axes.plot([band.best], [row], "o", color="#0b4f8a", markersize=9)
        else:
            axes.text(0, row, " no way on this map", va="center", color="#a11d2e")
        if math.isfinite(result.second_minutes[node]):
            axes.plot([result.second_minutes[node]], [row], "D", color="#d2601a", markersize=7)
    axes.set_yticks(range(len(found.places)), [name for name, _node, _aside in found.places])
    axes.set_ylim(len(found.places) - 0.5, -0.5)
    axes.set_xlim(left=0)
    axes.set_xlabel("minutes (dot: nearest station with its band; diamond: second nearest)")
    axes.set_title("Until the first crew arrives")
