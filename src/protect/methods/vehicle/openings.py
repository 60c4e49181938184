"""One row for each opening of one own space: the protection it needs, what that costs the crowd, what to measure (METHODS 9).

An opening is told by what is known of it. What is not known counts as the cautious bound and becomes a task for the site visit.
Openings stand in the order in which they were given: nothing is ranked, and no way to them is shown.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from protect.methods.freespace import BARRIER, Elements, elements_for, with_passage
from protect.methods.parameters import Mark, ParameterSet, Value
from protect.methods.results import Account, Band
from protect.methods.vehicle import dynamics
from protect.methods.vehicle.parameters import CLASSES, DYNAMICS, WORDS, VehicleClass, vehicle_classes
from protect.methods.vehicle.ratings import Need, Rating, answers, need
from protect.methods.vehicle.twoways import HAND, MAP, RUN_UP, SIGHT, TWO_WAYS, Way, by_hand, by_sight, differing

OPENINGS = ParameterSet(
    "openings",
    "1",
    {
        "width_error": Value(1.0, "m", "our default: a width from the map may be off by that much", Mark.DEFAULT),
        "slope_unknown": Value(0.05, "-", "our default: steeper streets are known in a town", Mark.DEFAULT),
        "comfortable_M1": Value(2.6, "m/s2", "SUMO, list of vehicle types: comfortable, not the most", Mark.VERIFIED),
        "comfortable_heavy": Value(1.3, "m/s2", "SUMO, list of vehicle types: comfortable, not the most", Mark.VERIFIED),
        "element": Value(0.3, "m", "our default: width of a bollard", Mark.DEFAULT),
        "passage": Value(1.5, "m", "our default: one wider, otherwise protected passage", Mark.DEFAULT),
        "rate": Value(82.0, "p/m/min", "UK event practice, level ground", Mark.VERIFIED),
        "observed": Value(60.0, "p/m/min", "UK stadium measurements: all flows below 60", Mark.VERIFIED),
        "minutes": Value(8.0, "min", "UK event practice, normal egress", Mark.VERIFIED),
    },
)  # fmt: skip


@dataclass(frozen=True)
class Mapped:
    """What a map says of the way to an opening: ``speeds`` of each class [km/h], lightest first, the ``angle`` of the street to
    the line [degrees], the ``room`` [m] within which a vehicle can leave its lane, and how far one looks ``straight`` out of the
    opening along the street [m] (None: nobody looked)."""

    speeds: tuple[Band, ...]
    angle: float
    room: float
    straight: float | None = None


@dataclass(frozen=True)
class Opening:
    """What is known of an opening. ``width`` [m], ``measured`` or read from a map; ``run_up`` [m] straight before it, ``bend``:
    radius [m] of the last bend before the run-up, ``angle`` between way and line [degrees], ``slope`` above 0 downhill. None:
    nobody knows. ``stands``: rating of what stands there; ``operable``: rescue, deliveries or trams have to get through.
    ``mapped``: what a map says of the way to it; a run-up and bend measured on site go before it. ``gap_left``:
    whether what stands there leaves a gap, None where nobody knows. ValueError for numbers that cannot be."""

    name: str
    width: float
    measured: bool = False
    run_up: float | None = None
    bend: float | None = None
    angle: float | None = None
    slope: float | None = None
    stands: Rating | None = None
    something_stands: bool = False
    operable: bool = False
    mapped: Mapped | None = None
    gap_left: bool | None = None

    def __post_init__(self) -> None:
        if not self.name or not (math.isfinite(self.width) and self.width >= 0):
            raise ValueError(f"opening '{self.name}': it has a name, and a width that is not negative")
        for what in ("run_up", "bend"):
            value = getattr(self, what)
            if value is not None and not (math.isfinite(value) and value >= 0):
                raise ValueError(f"opening {self.name}: {what} is not negative, or None if nobody knows")
        if self.slope is not None and not math.isfinite(self.slope):
            raise ValueError(f"opening {self.name}: the slope is a number, or None")
        if self.angle is not None and not 0 < self.angle <= 90:
            raise ValueError(f"opening {self.name}: the angle lies between 0 and 90 degrees, or is None")


@dataclass(frozen=True)
class Arrival:
    """Of one vehicle class at one opening: ``speed`` as a band [km/h], ``energy`` across the line at its upper end [kJ]; ``fits``
    whether the opening is wide enough for it; ``angle`` to the line [degrees] with which the energy was computed; ``ways``: the
    best reading by each independent way of reckoning."""

    vehicle: str
    speed: Band
    energy: float
    fits: bool
    angle: float = 90.0
    ways: tuple[Way, ...] = ()


@dataclass(frozen=True)
class Row:
    """``need``: what to ask for; ``elements`` that close the opening; ``clear_loss`` [m] of exit width, and people fewer in the
    egress time (``people_fewer``); ``answered`` and ``gap``: whether what stands there was tested for it, and why not;
    ``passage``: the same line with one wider, otherwise protected passage; ``differences``: sentences on two ways of reckoning
    the speed of the vehicle that has to be stopped, where they are far apart."""

    opening: str
    width: Band
    arrivals: tuple[Arrival, ...]
    need: Need
    elements: Elements
    clear_loss: float
    people_fewer: int
    answered: bool
    gap: str
    passage: Elements
    tasks: tuple[str, ...] = field(default_factory=tuple)
    differences: tuple[str, ...] = ()


@dataclass(frozen=True)
class Table:
    """One row for each opening, in the order given: nothing is ranked; and the account of all of them."""

    rows: tuple[Row, ...]
    account: Account


def table(
    openings: Sequence[Opening],
    design_vehicle: str = "N2",
    *,
    parameters: ParameterSet = OPENINGS,
    dynamics_set: ParameterSet = DYNAMICS,
    classes: ParameterSet = CLASSES,
    barrier: ParameterSet = BARRIER,
    two_ways: ParameterSet = TWO_WAYS,
) -> Table:
    """One row for each opening, in the order given. ``design_vehicle``: code of the class that has to be stopped, from the
    threat assessment of the town. Raises ValueError for a class that is not in the set, or two openings of one name.

    >>> found = table([Opening("Market Street", 6.0, True, run_up=60.0, bend=15.0, angle=90.0, slope=0.0)])
    >>> found.rows[0].need.words
    'stops a lorry of 7.2 t at 64 km/h or more'
    """
    vehicles = vehicle_classes(classes)
    chosen = next((one for one in vehicles if one.code == design_vehicle), None)
    if chosen is None:
        raise ValueError(f"design_vehicle is one of {', '.join(one.code for one in vehicles)}, not '{design_vehicle}'")
    if len({one.name for one in openings}) < len(openings):
        raise ValueError("two openings have the same name")
    rows = tuple(_row(one, vehicles, chosen, parameters, dynamics_set, barrier, two_ways) for one in openings)
    guessed, inputs = [], {}
    for one in openings:
        for what in ("width", "run_up", "bend", "angle", "slope"):
            name = f"{what.replace('_', '-')} at {one.name}"
            value = getattr(one, what)
            inputs[name] = ("not known" if one.mapped is None else "from the map") if value is None else f"{value:.4g}"
            if value is None or (what == "width" and not one.measured):
                guessed.append(name)
    sets = (parameters.label, dynamics_set.label, classes.label, barrier.label, two_ways.label)
    return Table(
        rows,
        Account(
            inputs,
            "; ".join(sets),
            guessed=tuple(guessed),
            assumptions=(
                "Speeds are upper bounds: no drag, no driver's doubt, a dry road.",
                f"The vehicle to be stopped is the {chosen.words}; the town's threat assessment decides that.",
            ),
            changes=("A shorter straight way before an opening, or a tighter bend.", "A measured width."),
            tasks=tuple(task for row in rows for task in row.tasks),
            restricted=True,
        ),
    )


def _row(
    opening: Opening,
    vehicles: Sequence[VehicleClass],
    chosen: VehicleClass,
    p: ParameterSet,
    d: ParameterSet,
    barrier: ParameterSet,
    two_ways: ParameterSet,
) -> Row:
    error = 0.0 if opening.measured else p["width_error"]
    width = Band(max(opening.width - error, 0.0), opening.width, opening.width + error, "m")
    arrivals = tuple(_arrival(opening, one, width.high, p, d) for one in vehicles)
    mine = next(one for one, vehicle in zip(arrivals, vehicles, strict=True) if vehicle.code == chosen.code)
    wanted = need(chosen.mass, mine.speed.high, _angle(opening, mine.speed.high / 3.6), chosen.words)
    elements = elements_for(width.high, p["element"], barrier["clear_gap"])
    loss = elements.count * elements.width
    answered, gap = (False, "nothing stands there") if not opening.something_stands else answers(opening.stands, wanted)
    if opening.something_stands and opening.gap_left:
        answered, gap = False, "; ".join(filter(None, (gap, f"a gap of more than {barrier['clear_gap']:g} m is left")))
    fewer = math.ceil(loss * p["rate"] * p["minutes"] - 1e-9)
    return Row(
        opening.name, width, arrivals, wanted, elements, loss, fewer, answered, gap,
        with_passage(width.high, p["element"], p["passage"], barrier["clear_gap"]), _tasks(opening, elements, p),
        differing(opening.name, chosen.words, mine.ways, two_ways),
    )  # fmt: skip


def comfortable(vehicle: VehicleClass, parameters: ParameterSet = OPENINGS) -> float:
    """Acceleration at which a class usually starts [m/s2], never above its hard one."""
    usual = parameters["comfortable_M1"] if vehicle.code == "M1" else parameters["comfortable_heavy"]
    return min(usual, vehicle.acceleration)


def _angle(opening: Opening, speed: float) -> float:
    """Head-on where nobody knows; the street's angle and what a swerve at that speed [m/s] adds where a map says it."""
    if opening.angle is not None:
        return opening.angle
    if opening.mapped is None:
        return 90.0
    return min(90.0, opening.mapped.angle + math.degrees(float(dynamics.swerve(opening.mapped.room, speed))))


def _arrival(opening: Opening, vehicle: VehicleClass, width: float, p: ParameterSet, d: ParameterSet) -> Arrival:
    """Low: comfortable acceleration on a usual road. Best: hard acceleration. High: friction 1.0 in the bend before it.

    Where nobody knows of a bend there may be none: the whole run-up counts, whatever straight way is drawn. A slope that nobody
    knows is flat at best, and the set's at the high end. However wide the bend, nobody is faster than after the whole run-up.
    """
    mapped = None if opening.mapped is None else opening.mapped.speeds[list(WORDS).index(vehicle.code)]
    if opening.mapped is not None and mapped is not None and (opening.run_up is None or opening.bend is None):
        ways = {MAP: mapped.best}
        if opening.mapped.straight is not None:
            fall, room = max(opening.slope or 0.0, 0.0), opening.mapped.room - vehicle.width
            seen = by_sight(opening.mapped.straight, room, vehicle.power / vehicle.mass, vehicle.acceleration, fall, d)
            ways = {SIGHT: seen * 3.6, **ways}
        return _arriving(opening, vehicle, mapped, width, ways)
    run = d["run_up"] if opening.run_up is None or opening.bend is None else min(opening.run_up, d["run_up"])
    flat = max(opening.slope or 0.0, 0.0)
    steep = p["slope_unknown"] if opening.slope is None else flat
    ratio, speeds = vehicle.power / vehicle.mass, []
    for pull, friction, slope in (
        (comfortable(vehicle, p), d["friction"], flat),
        (vehicle.acceleration, d["friction"], flat),
        (vehicle.acceleration, d["friction_unknown"], steep),
    ):
        top = float(dynamics.run_up_bound(d["run_up"], ratio, pull, slope, 0.0, d))
        begin = 0.0 if opening.bend is None else min(float(dynamics.bend_speed(opening.bend, friction, 0.0, d)), top)
        speeds.append(min(float(dynamics.run_up_bound(run, ratio, pull, slope, begin, d)), top))
    low, best, high = sorted(speeds)
    bend = 0.0 if opening.bend is None else float(dynamics.bend_speed(opening.bend, d["friction"], 0.0, d))
    ways = {HAND: by_hand(run, vehicle.acceleration, flat, bend, d) * 3.6, RUN_UP: best * 3.6}
    if mapped is not None:
        ways[MAP] = mapped.best
    return _arriving(opening, vehicle, Band(low * 3.6, best * 3.6, high * 3.6, "km/h"), width, ways)


def _arriving(opening: Opening, vehicle: VehicleClass, speed: Band, width: float, ways: Mapping[str, float]) -> Arrival:
    angle = _angle(opening, speed.high / 3.6)

    def energy(of: float) -> float:
        return float(dynamics.energy(vehicle.mass, dynamics.across(of / 3.6, math.radians(angle)))) / 1000

    told = tuple(Way(name, found, energy(found)) for name, found in ways.items())
    return Arrival(vehicle.words, speed, energy(speed.high), width >= vehicle.width, angle, told)


def _tasks(opening: Opening, elements: Elements, p: ParameterSet) -> tuple[str, ...]:
    found = []
    if not opening.measured:
        found.append(f"{opening.name}: measure the clear width.")
    if opening.mapped is not None and (opening.run_up is None or opening.bend is None):
        found.append(f"{opening.name}: walk the streets before it; note what a vehicle has to slow down for.")
    if opening.run_up is None and opening.mapped is None:
        found.append(f"{opening.name}: pace out the straight way before it.")
    if opening.bend is None and opening.mapped is None:
        found.append(f"{opening.name}: measure chord and middle ordinate of the last bend, if there is one.")
    if opening.angle is None:
        found.append(f"{opening.name}: note the angle at which one comes in.")
    if opening.slope is None:
        found.append(f"{opening.name}: note the slope.")
    if opening.something_stands and opening.stands is None:
        found.append(f"{opening.name}: find code, year and certificate of what stands there.")
    if elements.count:
        found.append(
            f"{opening.name}: leave one passage of {p['passage']:g} m or more, otherwise protected; try it with a wheelchair."
        )
    if opening.operable:
        found.append(f"{opening.name}: agree with rescue services and operators how it opens, and how fast.")
    return tuple(found)
