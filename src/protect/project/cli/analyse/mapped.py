"""protect analyse vehicle on a map: the openings of one own space, drawn and told."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import shapely

from protect.formats import spaces
from protect.formats.spaces import Place
from protect.formats.tables import InputError
from protect.methods.results import Band
from protect.methods.streets import tags as read
from protect.project.cli.analyse.answers import Answer, Sheet
from protect.project.cli.analyse.closing import sentences, sheets

SHUT, OPEN = "#2e7d4f", "#a11d2e"


def answer(input: Path, space: Path | None, design: str, slope: float | None) -> Answer:
    """Everything there is to say of the openings of the space; InputError for what cannot be used."""
    from protect.methods.vehicle import space as method

    place = spaces.read_place(input, space)
    try:
        site = method.prepare(place.map, place.space, place.slope if slope is None else slope)
        found = method.assess(site, design, place.elements, place.seen)
    except ValueError as error:
        raise InputError(f"{place.file}: {error}") from error
    rows = found.table.rows
    told = sentences(rows)
    now, after = found.way_out
    before, behind = (band.as_text() for band in found.people)
    if rows:
        told.append(
            f"{found.cut:.1f} m have to be closed. The tightest way out for people is {now:.1f} m now and {after:.1f} m behind "
            f"the whole line: {behind} instead of {before} in {found.minutes:g} minutes."
        )
    told.append("It is closed." if found.closed else "It is open.")
    told += place.notes
    if place.attribution:
        told.append(f"Map: {place.attribution}")
    return Answer(
        "vehicle",
        [*sheets(rows), _more(rows)],
        {
            "closed": found.closed,
            "metres_to_close": found.cut,
            "way_out": {"now": now, "behind_the_line": after},
            "people": {"now": found.people[0], "behind_the_line": found.people[1], "minutes": found.minutes},
            "rows": rows,
            "openings": _features(place, found),
        },
        told,
        found.account,
        lambda axes: _draw(axes, place, found),
        (8, 7.5 + 0.12 * len(rows)),
        _features(place, found),
    )


def _more(rows: Any) -> Sheet:
    return Sheet(
        "One wider, otherwise protected passage in each",
        ("opening", "elements", "passage, m", "other gaps, m", "on site"),
        [
            [one.opening, one.passage.count, one.passage.passage or None, round(one.passage.gap, 2), len(one.tasks)]
            for one in rows
        ],
    )


def _features(place: Place, found: Any) -> dict[str, Any]:
    """The openings of the own space and nothing else; whoever opens the file reads that it is restricted."""
    features = [
        {
            "type": "Feature",
            "geometry": shapely.set_precision(place.drawing.to_degrees(line), 1e-7),
            "properties": {
                "opening": row.opening,
                "class": "restricted",
                "width": _rounded(row.width),
                "speed": {one.vehicle: _rounded(one.speed) for one in row.arrivals},
                "energy_kj": {one.vehicle: round(one.energy) for one in row.arrivals},
                "angle": {one.vehicle: round(one.angle) for one in row.arrivals},
                "needs": row.need.words,
                "elements": {
                    "count": row.elements.count,
                    "width": row.elements.width,
                    "gap": round(row.elements.gap, 3),
                },
                "people_fewer": row.people_fewer,
                "answered": row.answered,
                "why_not": row.gap,
                "tasks": row.tasks,
            },
        }
        for row, line in zip(found.table.rows, found.lines, strict=True)
    ]
    return {
        "type": "FeatureCollection", "class": "restricted", "attribution": place.attribution, "features": features,
    }  # fmt: skip


def _rounded(band: Band) -> dict[str, Any]:
    return {"low": round(band.low, 1), "best": round(band.best, 1), "high": round(band.high, 1), "unit": band.unit}


def _draw(axes: Any, place: Place, found: Any) -> None:
    """The space, what bounds it, and its openings: green and whole where what stands there answers, red and dashed where not."""
    west, south, east, north = place.space.buffer(60).bounds
    frame = shapely.box(west, south, east, north)
    for one in place.map.objects:
        if read.stands_firm(one.tags) and one.geometry.intersects(frame):
            for part in shapely.get_parts(one.geometry.intersection(frame)):
                if part.geom_type == "Polygon":
                    axes.fill(*part.exterior.xy, color="#b5b5b5", linewidth=0)
                elif part.geom_type == "LineString":
                    axes.plot(*part.xy, color="#666666", linewidth=1.5)
    for part in shapely.get_parts(place.space):
        axes.plot(*part.exterior.xy, color="#1f4e8c", linewidth=1.5)
    for element in place.elements:
        for part in shapely.get_parts(element.shape):
            axes.fill(*part.exterior.xy, color="black")
    for number, (row, line) in enumerate(zip(found.table.rows, found.lines, strict=True), 1):
        style = {"color": SHUT, "linestyle": "-"} if row.answered else {"color": OPEN, "linestyle": (0, (3, 1))}
        axes.plot(
            *line.xy,
            linewidth=3,
            label=f"{number} {row.opening[:36]}, {row.width.best:.1f} m",
            **style,
        )
        middle = np.asarray(line.interpolate(0.5, normalized=True).coords[0])
        outward = middle - np.asarray(place.space.centroid.coords[0])
        outward = 18 * outward / max(float(np.hypot(*outward)), 1e-9)
        axes.annotate(
            str(number), middle, tuple(outward), textcoords="offset points", ha="center", va="center", fontsize=9,
            bbox={"boxstyle": "circle", "fc": "white", "ec": "black"}, arrowprops={"arrowstyle": "-"},
        )  # fmt: skip
    axes.set_xlim(west, east)
    axes.set_ylim(south, north)
    axes.set_aspect("equal")
    axes.set_xlabel("metres to the east")
    axes.set_ylabel("metres to the north")
    if found.table.rows:
        axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.08), ncols=2, frameon=False, fontsize=7)
    axes.set_title("Openings: whole line where what stands there was tested for it, dashed where not", fontsize=10)
    if place.attribution:
        axes.annotate(place.attribution, (1, 0), xycoords="axes fraction", ha="right", va="bottom", fontsize=7)
