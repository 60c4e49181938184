"""One own space from a map: its openings, what each needs, what closing them costs the people, what to measure (METHODS 1, 9).

``prepare`` does once what does not change while a line is drawn: ground, closing line, arriving speeds. ``assess`` answers for
elements put in place and for what was measured on site. Openings stand clockwise from north; nothing is ranked, no way is shown.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import shapely
from shapely import LineString, Point
from shapely.geometry.base import BaseGeometry

from protect.methods.freespace import (
    BARRIER,
    GROUND,
    Cut,
    CutEdge,
    Ground,
    ground_of_map,
    people_cut,
    still_open,
    through_buildings,
    vehicle_cut,
    with_objects,
)  # fmt: skip
from protect.methods.parameters import Mark, ParameterSet, Value
from protect.methods.results import Account, Band
from protect.methods.streets import STREETS, Map, street_graph
from protect.methods.streets.tags import barrier, stands_firm
from protect.methods.vehicle.approach import NEAR, Approaches, Arriving, approaches, arriving_at
from protect.methods.vehicle.openings import OPENINGS, Opening, Table, table
from protect.methods.vehicle.parameters import CLASSES, DYNAMICS
from protect.methods.vehicle.ratings import Rating

SPACE = ParameterSet(
    "openings of a space",
    "1",
    {
        "slit": Value(0.5, "m", "our default: narrower gaps between houses are drawing until seen", Mark.DEFAULT),
        "seen": Value(15.0, "m", "our default: a note taken on site belongs to the opening this near", Mark.DEFAULT),
    },
)
_WINDS = ("north", "north-east", "east", "south-east", "south", "south-west", "west", "north-west")


@dataclass(frozen=True)
class Element:
    """Something that stands or shall stand there: its outline [m], and its rating where it is known."""

    shape: BaseGeometry
    rating: Rating | None = None


@dataclass(frozen=True)
class Seen:
    """What was noted on site near a ``place`` [m]; None: not noted. Goes before what the map says."""

    place: Point
    name: str | None = None
    width: float | None = None
    run_up: float | None = None
    bend: float | None = None
    angle: float | None = None
    slope: float | None = None
    operable: bool | None = None
    rating: Rating | None = None
    something_stands: bool | None = None

    def check(self) -> None:
        """Raises ValueError for numbers that no opening can have."""
        Opening(self.name or "opening", self.width or 0.0, True, self.run_up, self.bend, self.angle, self.slope)


@dataclass(frozen=True)
class Site:
    """A space with all that stays the same while a line is drawn. ``openings``: of the closing line, clockwise from north, with
    their ``names`` and what the map says of each (``arriving``); ``slits``: gaps that are too narrow to be more than drawing."""

    map: Map
    ground: Ground
    approaches: Approaches
    openings: tuple[CutEdge, ...]
    slits: tuple[CutEdge, ...]
    names: tuple[str, ...]
    arriving: tuple[Arriving, ...]
    people: Cut
    slope: float | None
    through_buildings: int


@dataclass(frozen=True)
class Assessment:
    """``table``: one row for each opening, with its line in ``lines``; ``cut``: metres to close; ``closed``: whether what stands
    leaves no gap; ``way_out`` [m]: tightest section for people, now and behind the whole line, and the ``people`` that leave by
    it in the egress time, as bands from the observed to the guide's rate."""

    table: Table
    lines: tuple[LineString, ...]
    cut: float
    closed: bool
    way_out: tuple[float, float]
    people: tuple[Band, Band]
    minutes: float
    account: Account


def prepare(
    given: Map,
    space: BaseGeometry,
    slope: float | None = None,
    *,
    classes: ParameterSet = CLASSES,
    dynamics_set: ParameterSet = DYNAMICS,
    openings: ParameterSet = OPENINGS,
    of_map: ParameterSet = STREETS,
    of_ground: ParameterSet = GROUND,
    of_space: ParameterSet = SPACE,
) -> Site:
    """``space``: polygon [m]; ``slope``: steepest downhill of the streets around, where somebody knows it (0 in a flat town).
    Raises ValueError for a space without free ground."""
    ground = ground_of_map(given, space, parameters=of_ground, streets=of_map)
    reached = approaches(street_graph(given, of_map), slope, classes, dynamics_set, openings, of_map)
    middle = space.centroid
    every = sorted(vehicle_cut(ground).edges, key=lambda edge: (_bearing(middle, edge.line), edge.width))
    wide = tuple(edge for edge in every if edge.width >= of_space["slit"])
    slits = tuple(edge for edge in every if edge.width < of_space["slit"])
    kinds = [(one.geometry, kind) for one in given.objects if (kind := barrier(one.tags)) and not stands_firm(one.tags)]
    firm = shapely.STRtree([one.geometry for one in given.objects if stands_firm(one.tags)])
    arriving = tuple(arriving_at(reached, edge, kinds, firm) for edge in wide)
    names = _names([" / ".join(one.names[:2]) for one in arriving], [_bearing(middle, edge.line) for edge in wide])
    return Site(given, ground, reached, wide, slits, names, arriving, people_cut(ground), slope,
        through_buildings(given, space, of_ground),
    )  # fmt: skip


def _bearing(middle: Point, line: LineString) -> float:
    """Clockwise from north, in degrees, of the middle of a line."""
    there = line.interpolate(0.5, normalized=True)
    return math.degrees(math.atan2(there.x - middle.x, there.y - middle.y)) % 360


def _names(found: Sequence[str], bearings: Sequence[float]) -> tuple[str, ...]:
    """The street's name, or where the gap lies; the second of the same name gets its direction, then a number."""
    names: list[str] = []
    for name, bearing in zip(found, bearings, strict=True):
        wind = _WINDS[round(bearing / 45) % 8]
        wanted = name or f"gap to the {wind}"
        if wanted in names or (name and list(found).count(name) > 1):
            wanted = f"{wanted}, {wind}" if name else wanted
        full, number = wanted, 1
        while full in names:
            number += 1
            full = f"{wanted} {number}"
        names.append(full)
    return tuple(names)


def assess(
    site: Site,
    design_vehicle: str = "N2",
    elements: Sequence[Element] = (),
    seen: Sequence[Seen] = (),
    *,
    classes: ParameterSet = CLASSES,
    dynamics_set: ParameterSet = DYNAMICS,
    openings: ParameterSet = OPENINGS,
    closing: ParameterSet = BARRIER,
    of_ground: ParameterSet = GROUND,
    of_space: ParameterSet = SPACE,
) -> Assessment:
    """What every opening needs, with these elements in place and these notes from the site. Elements without a rating stop no
    vehicle here; people they do. Raises ValueError for a class that is not in the set."""
    firm = [one.shape for one in elements if one.rating is not None]
    soft = [one.shape for one in elements if one.rating is None]
    standing = with_objects(site.ground, firm, soft, of_ground) if elements else site.ground
    lines = [edge.line for edge in site.openings]
    gaps = still_open(standing, lines, closing["clear_gap"]) if firm else [True] * len(lines)
    shapes = np.array([one.shape for one in elements], dtype=object)
    beside = [np.flatnonzero(shapely.distance(shapes, line) <= NEAR).tolist() if elements else [] for line in lines]
    notes = _nearest(site, seen, of_space["seen"])
    told = [_opening(site, row, elements, beside[row], notes.get(row), gaps[row]) for row in range(len(site.openings))]
    found = table(
        told, design_vehicle, parameters=openings, dynamics_set=dynamics_set, classes=classes, barrier=closing
    )
    people = people_cut(standing) if elements else site.people
    line = sum(max(row.width.best - row.clear_loss, 0.0) for row in found.rows)
    after = min(people.width, line + sum(edge.width for edge in site.slits)) if found.rows else people.width
    minutes = openings["minutes"]
    both = tuple(
        Band(
            width * openings["observed"] * minutes,
            width * openings["rate"] * minutes,
            width * openings["rate"] * minutes,
            "p",
        )
        for width in (people.width, after)
    )
    total = sum(edge.width for edge in (*site.openings, *site.slits))
    closed = not any(gap and edge.width > closing["clear_gap"] for gap, edge in zip(gaps, site.openings, strict=True))
    return Assessment(
        found, tuple(lines), total, closed, (people.width, after), (both[0], both[1]),
        minutes, _account(site, found, closed, (of_ground, of_space)),
    )  # fmt: skip


def _nearest(site: Site, seen: Sequence[Seen], far: float) -> dict[int, Seen]:
    """Notes by opening; the later of two at one opening fills in what it says. ValueError for a note far from every opening."""
    found: dict[int, Seen] = {}
    for note in seen:
        distances = [edge.line.distance(note.place) for edge in site.openings]
        if not distances or min(distances) > far:
            raise ValueError(
                f"a note taken on site ({note.name or 'without a name'}) lies more than {far:g} m from every opening"
            )
        row = int(np.argmin(distances))
        before = found.get(row)
        given = {name: value for name, value in vars(note).items() if value is not None}
        found[row] = note if before is None else replace(before, **given)
    return found


def _opening(
    site: Site, row: int, elements: Sequence[Element], beside: Sequence[int], note: Seen | None, gap_left: bool
) -> Opening:
    """All that is known of one opening: notes from the site before the map."""
    edge, arriving = site.openings[row], site.arriving[row]
    here = [elements[number] for number in beside]
    ratings = [one.rating for one in here if one.rating is not None]
    # The weakest decides; one that nobody knows is the weakest.
    rating = min(ratings, key=lambda one: one.mass * one.speed**2) if ratings and len(ratings) == len(here) else None
    stands = bool(here) or bool(arriving.stand)
    if note is not None and note.rating is not None:
        rating = note.rating
    if note is not None and note.something_stands is not None:
        stands = note.something_stands or bool(here)
    elif arriving.stand and not here:
        rating = None if note is None else note.rating
    width = edge.width if note is None or note.width is None else note.width
    slope = note.slope if note is not None and note.slope is not None else site.slope
    return Opening(
        (note.name if note else None) or site.names[row],
        width,
        note is not None and note.width is not None,
        note.run_up if note else None,
        note.bend if note else None,
        note.angle if note else None,
        slope,
        rating,
        stands,
        arriving.operable if note is None or note.operable is None else note.operable,
        arriving.mapped,
        gap_left if here and rating is not None else None,
    )


def _account(site: Site, found: Table, closed: bool, sets: Sequence[ParameterSet]) -> Account:
    streets = site.approaches.streets
    known = float(np.average(streets.known, weights=streets.lengths)) if streets.links else 0.0
    inputs = {
        "map": f"{len(site.map.ways)} ways, {len(site.map.objects)} objects",
        "widths of the streets": f"both walls found for {known * 100:.0f} of 100 places",
        **found.account.inputs,
    }
    guessed = (*found.account.guessed, *(("widths of the streets",) if known < 0.5 else ()))
    tasks = list(found.account.tasks)
    for name, arriving in zip(site.names, site.arriving, strict=True):
        if arriving.stand:
            tasks.append(
                f"{name}: look at what the map shows there ({', '.join(arriving.stand)}) and find its certificate."
            )
        if arriving.mapped is None:
            tasks.append(f"{name}: no street leads here on the map; look whether a vehicle can come this way.")
    if site.slits:
        tasks.append(f"Look at {len(site.slits)} gaps of less than half a metre on the map: do the walls touch?")
    tasks.append("Walls and houses along the line count as firm: look whether they are.")
    tasks.append(
        "Look whether a vehicle could gain speed over open ground beside the streets, such as a lawn or a car park."
    )
    if site.through_buildings:
        tasks.append(
            f"{site.through_buildings} ways run through a building on the map, which says nothing of a passage: look for one."
        )
    if site.map.missing:
        tasks.append(f"The map is not whole: {site.map.missing} ways or areas lack a part.")
    return Account(
        inputs,
        "; ".join((found.account.parameter_set, STREETS.label, *(one.label for one in sets))),
        guessed=guessed,
        assumptions=(
            *found.account.assumptions,
            "Signs, kerbs, steps, trees and parked cars stop nobody; fences, water and posts without a rating neither.",
            "Vehicles keep to the ways of the map; where none leads to an opening, the whole run-up counts.",
            "The tightest way out is computed with everything that stands there; elements take their width from it.",
        ),
        changes=found.account.changes,
        tasks=tuple(tasks),
        restricted=True,
    )
