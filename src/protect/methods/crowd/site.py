"""What crowd methods are told about a place: its area, its exits, its use."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from protect.methods.crowd.parameters import FLOWS, LIMITS
from protect.methods.parameters import ParameterSet


class Ground(StrEnum):
    """What one walks on through an exit."""

    LEVEL = "level"
    STEPS = "steps"


class Use(StrEnum):
    """How people use the area."""

    STANDING = "standing"
    TABLES = "tables"
    ROWS = "rows"


class Risk(StrEnum):
    """Risk of the event, which sets the egress time of UK practice."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


@dataclass(frozen=True)
class Exit:
    """One way out: clear width [m] at its narrowest, level or steps.

    ``width`` None: nobody knows it; the exit then counts for nothing and becomes a task. ``measured`` False: read from a map.
    ValueError without a name or for a width below 0.

    >>> Exit("north", 4.0).width
    4.0
    """

    name: str
    width: float | None
    ground: Ground = Ground.LEVEL
    measured: bool = True

    def __post_init__(self) -> None:
        if not self.name:
            raise ValueError("name: an exit needs a name, so that results and tasks can speak of it")
        if self.width is not None and not (math.isfinite(self.width) and self.width >= 0):
            raise ValueError(f"width: exit {self.name} cannot be {self.width} m wide; give its clear width, or None")
        object.__setattr__(self, "ground", Ground(self.ground))

    @property
    def counted(self) -> float:
        """Width that counts [m]: 0 where it is unknown."""
        return self.width or 0.0


@dataclass(frozen=True)
class Site:
    """A place with its net area [m2] (without stalls, stages, trees) and its exits.

    ``farthest``: longest walk to the nearest exit [m]; None is replaced by a cautious guess (see ``longest_walk``).
    ``area_measured``, ``farthest_measured``: False where they are read from a map or drawing. ``open_air``, ``use``, ``alcohol``,
    ``risk``: None where nobody knows; what permits fewest people is then taken (``cautious``), and it becomes a task.

    ValueError for no area, no exit, a negative walk, or two exits of one name.

    >>> Site(2000.0, tuple(Exit(name, 4.0) for name in "abc")).width
    12.0
    """

    area: float
    exits: tuple[Exit, ...]
    farthest: float | None = None
    open_air: bool | None = True
    use: Use | None = Use.STANDING
    alcohol: bool | None = False
    risk: Risk | None = Risk.MEDIUM
    area_measured: bool = True
    farthest_measured: bool = True

    def __post_init__(self) -> None:
        if not (math.isfinite(self.area) and self.area > 0):
            raise ValueError(f"area: {self.area} m2 is no area; give the net area people can stand on")
        if self.farthest is not None and not (math.isfinite(self.farthest) and self.farthest >= 0):
            raise ValueError(f"farthest: {self.farthest} m is no distance; give the longest walk to an exit, or None")
        object.__setattr__(self, "exits", tuple(self.exits))
        object.__setattr__(self, "use", None if self.use is None else Use(self.use))
        object.__setattr__(self, "risk", None if self.risk is None else Risk(self.risk))
        names = [way.name for way in self.exits]
        if not names:
            raise ValueError("exits: a site has at least one exit; without one nobody may be let in")
        if len(set(names)) < len(names):
            raise ValueError("exits: two exits have the same name; give each its own")

    @property
    def width(self) -> float:
        """Sum of the widths that count [m]."""
        return sum(way.counted for way in self.exits)

    @property
    def widest(self) -> Exit:
        """The exit whose loss takes most width (the first of equals)."""
        return max(self.exits, key=lambda way: way.counted)

    @property
    def cautious(self) -> Site:
        """The same site with what nobody knows as it permits fewest people: indoors, tables, alcohol, high risk.

        >>> site = Site(900.0, (Exit("a", 3.0),), open_air=None, use=None, alcohol=None, risk=None).cautious
        >>> site.open_air, site.use.value, site.alcohol, site.risk.value
        (False, 'tables', True, 'high')
        """
        return replace(
            self,
            open_air=bool(self.open_air),
            use=self.use or Use.TABLES,
            alcohol=True if self.alcohol is None else self.alcohol,
            risk=self.risk or Risk.HIGH,
        )

    def without(self, name: str) -> Site:
        """The same site with the exit of that name shut. ValueError for an unknown name or the only exit."""
        left = tuple(way for way in self.exits if way.name != name)
        if len(left) == len(self.exits):
            raise ValueError(f"name: there is no exit {name}; there are {', '.join(way.name for way in self.exits)}")
        if not left:
            raise ValueError(f"name: {name} is the only exit; without it nobody gets out")
        return replace(self, exits=left)


def limited_by(site: Site, cut: float) -> Site:
    """The site with its exits narrowed alike where a section inside, the minimum cut of the free space, is narrower than all.

    ``cut``: width [m] of the tightest cut between the place and the outside. ValueError where it is negative.

    >>> site = Site(2000.0, (Exit("a", 6.0), Exit("b", 2.0)))
    >>> [way.width for way in limited_by(site, 4.0).exits], limited_by(site, 9.0) == site
    ([3.0, 1.0], True)
    """
    if not cut >= 0:
        raise ValueError(f"cut: {cut} m is no width of a cut")
    if cut >= site.width:
        return site
    share = cut / site.width
    ways = (way if way.width is None else replace(way, width=way.width * share) for way in site.exits)
    return replace(site, exits=tuple(ways))


def longest_walk(site: Site, parameters: ParameterSet = FLOWS) -> float:
    """Longest walk to an exit [m]: as given, or ``farthest_share * sqrt(area)`` as a cautious guess.

    >>> longest_walk(Site(2500.0, (Exit("a", 3.0),)))
    100.0
    """
    return site.farthest if site.farthest is not None else parameters["farthest_share"] * math.sqrt(site.area)


def outside_validity(persons: float, area: float, parameters: ParameterSet = LIMITS) -> str | None:
    """Why no number is given at this density, or None where the methods hold.

    Above ``density`` [p/m2] walking is no longer what moves people, and measured relations disagree.
    ValueError for a negative number of people.

    >>> outside_validity(9000, 2000.0)
    'outside validity: 4.5 people per square metre, more than 4'
    >>> outside_validity(3000, 2000.0) is None
    True
    """
    if not (math.isfinite(persons) and persons >= 0):
        raise ValueError(f"persons: {persons} is no number of people")
    density = persons / area
    if density <= parameters["density"]:
        return None
    return f"outside validity: {said_density(density)} people per square metre, more than {parameters['density']:g}"


def said_density(density: float) -> str:
    """A density for a sentence, with one digit after the point, rounded up: more than 4 is never said as 4.

    >>> said_density(4.02), said_density(4.5)
    ('4.1', '4.5')
    """
    return f"{math.ceil(density * 10 - 1e-9) / 10:g}"


def site_inputs(site: Site) -> tuple[dict[str, str], tuple[str, ...], tuple[str, ...]]:
    """Inputs in words, names of those nobody measured, and the tasks that follow: for a result's account.

    >>> site_inputs(Site(2000.0, (Exit("a", 4.0), Exit("b", None))))[1]
    ('width of exit b',)
    """
    inputs = {"net area": _measured(f"{site.area:g} m2", site.area_measured)}
    guessed = [] if site.area_measured else ["net area"]
    tasks = [] if site.area_measured else ["Measure the net area, without stalls, stages and planting."]
    for way in site.exits:
        name = f"width of exit {way.name}"
        if way.width is None:
            inputs[name] = "unknown, counted as 0 m"
            tasks.append(f"Measure the clear width of exit {way.name}: until then it counts for nothing.")
        else:
            inputs[name] = _measured(f"{way.width:g} m, {way.ground}", way.measured)
            if not way.measured:
                tasks.append(f"Measure the clear width of exit {way.name} at its narrowest place.")
        if way.width is None or not way.measured:
            guessed.append(name)
    return inputs, tuple(guessed), tuple(tasks)


def use_inputs(site: Site) -> tuple[dict[str, str], tuple[str, ...], tuple[str, ...]]:
    """How the place is used, in words, what of it nobody knows, and the tasks that follow.

    >>> use_inputs(Site(900.0, (Exit("a", 3.0),), alcohol=None))[0]["alcohol"]
    'unknown, taken as yes'
    """
    taken = site.cautious
    words = {
        "use": (site.use, str(taken.use), "Find out how the area is used: standing, tables or rows."),
        "alcohol": (site.alcohol, "yes" if taken.alcohol else "no", "Find out whether alcohol is served."),
        "risk": (site.risk, str(taken.risk), "Settle the risk of the event: low, medium or high."),
        "open air": (
            site.open_air,
            "yes" if taken.open_air else "no",
            "Find out which rules hold: open air or indoors.",
        ),
    }
    unknown = [name for name, (given, _word, _task) in words.items() if given is None]
    inputs = {name: f"unknown, taken as {word}" if name in unknown else word for name, (_g, word, _t) in words.items()}
    return inputs, tuple(unknown), tuple(words[name][2] for name in unknown)


def _measured(text: str, measured: bool) -> str:
    return text if measured else f"{text}, not measured"


def exits_of(rows: Iterable[tuple[str, float | None, str, bool]]) -> tuple[Exit, ...]:
    """Exits from plain table rows: name, width [m] or None, ground ('level' or 'steps'), measured.

    >>> exits_of([("north", 4.0, "level", True), ("stairs", None, "steps", False)])[1].ground.value
    'steps'
    """
    return tuple(Exit(name, width, Ground(ground), measured) for name, width, ground, measured in rows)
