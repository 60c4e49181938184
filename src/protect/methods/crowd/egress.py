"""How long people take to leave: several ways side by side, as a band, and what a blocked exit does (METHODS 2).

Never one number: measured flows, guides and models differ by a third, and that spread is the message.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from protect.methods.crowd.hand import clear_time, level_of_service, lower_bound, sfpe_time
from protect.methods.crowd.microscopic import Simulated
from protect.methods.crowd.network import Sampled, network_time
from protect.methods.crowd.parameters import FLOWS, LIMITS, SFPE
from protect.methods.crowd.rules import RULES, permitted
from protect.methods.crowd.site import Site, longest_walk, outside_validity, site_inputs
from protect.methods.parameters import ParameterSet
from protect.methods.results import Account, Band, rounded


@dataclass(frozen=True)
class Egress:
    """Seconds until the last person is out, way by way.

    ``ways``: name to band: ``hand`` (82, code value, 60), ``network`` and ``microscopic`` where they were run. ``by_hand``: the
    three hand values. ``band``: lowest to highest of all, best the middle of the ways' best. ``floor``: what no model may beat.
    ``outside``: why there are no times (then ``ways`` is empty and ``band`` None). ``differences``: sentences on ways that
    disagree. ``unavailable``: ways that were asked for and say why they have no number.
    """

    persons: int
    density: float
    service: str
    by_hand: Mapping[str, float]
    ways: Mapping[str, Band]
    band: Band | None
    floor: float | None
    outside: str | None
    differences: tuple[str, ...]
    unavailable: Mapping[str, str]
    account: Account

    def __post_init__(self) -> None:
        for name in ("by_hand", "ways", "unavailable"):
            object.__setattr__(self, name, MappingProxyType(dict(getattr(self, name))))

    @property
    def sentence(self) -> str:
        """The result in words."""
        if self.band is None:
            return f"No time is given: {self.outside}."
        if math.isinf(self.band.best):
            return "Not everybody gets out in this model: no exit has a known width that counts."
        minutes = Band(self.band.low / 60, self.band.best / 60, self.band.high / 60, "min")
        counted = "1 way" if len(self.ways) == 1 else f"{len(self.ways)} ways"
        return f"{self.persons:,} people need {minutes.as_text()} to leave, by {counted} of reckoning."


def hand_times(site: Site, persons: int, flows: ParameterSet = FLOWS, code: ParameterSet = SFPE) -> dict[str, float]:
    """The three hand values [s]: observed rate (60), guide (82), code value (door flow on effective width).

    >>> from protect.methods.crowd.site import Exit
    >>> site = Site(2000.0, tuple(Exit(name, 4.0) for name in "abc"), farthest=40.0)
    >>> {name: round(seconds, 1) for name, seconds in hand_times(site, 3000).items()}
    {'guide': 182.9, 'code': 207.9, 'observed': 250.0}
    """
    share = flows["steps_share"]
    return {
        "guide": clear_time(site, persons, flows["guide"], flows["guide"] * share, flows),
        "code": sfpe_time(site, persons, code, flows),
        "observed": clear_time(site, persons, flows["observed"], flows["observed"] * share, flows),
    }


def differing(ways: Mapping[str, float], limits: ParameterSet = LIMITS) -> tuple[str, ...]:
    """A sentence for each pair of ways whose times [s] differ by more than ``difference`` of the smaller.

    >>> differing({"hand": 200.0, "network": 230.0, "microscopic": 275.0})
    ('hand and microscopic differ by 38 %: 3.3 min and 4.6 min. Find out why before relying on either.',)
    """
    names = [name for name, seconds in ways.items() if seconds > 0]
    found = []
    for place, one in enumerate(names):
        for other in names[place + 1 :]:
            less, more = sorted((ways[one], ways[other]))
            if math.isinf(more):
                apart = 0.0 if math.isinf(less) else math.inf
            else:
                apart = more / less - 1
            if apart > limits["difference"]:
                share = "without bound" if math.isinf(apart) else f"by {apart:.0%}".replace("%", " %")
                found.append(
                    f"{one} and {other} differ {share}: {_minutes(ways[one])} and {_minutes(ways[other])}. "
                    "Find out why before relying on either."
                )
    return tuple(found)


def _minutes(seconds: float) -> str:
    return "no end" if math.isinf(seconds) else f"{rounded(seconds / 60)} min"


def egress(
    site: Site,
    persons: int,
    sampled: Sampled | None = None,
    simulated: Simulated | None = None,
    flows: ParameterSet = FLOWS,
    code: ParameterSet = SFPE,
    limits: ParameterSet = LIMITS,
    pre_movement: tuple[float, float, float] | None = None,
) -> Egress:
    """Egress time of ``persons`` by hand, with what the network (``sampled_times``) and people one by one (``simulate``) gave.

    ``pre_movement``: low, likely and high seconds before people start; the hand band is later by them, and the runs have to be
    made with the same. None: times of movement alone. Above ``limits["density"]`` no time is given by any way. ValueError for a
    negative number of people, or runs made with another ``pre_movement``.

    >>> from protect.methods.crowd.site import Exit
    >>> site = Site(2000.0, tuple(Exit(name, 4.0) for name in "abc"), farthest=40.0)
    >>> egress(site, 3000).sentence
    '3,000 people need 3.5 min (3 to 4.2) to leave, by 1 way of reckoning.'
    >>> egress(site, 9000).sentence
    'No time is given: outside validity: 4.5 people per square metre, more than 4.'
    """
    for runs in (sampled, simulated):
        if runs is not None and runs.outside is None and runs.pre_movement != pre_movement:
            raise ValueError(
                f"pre_movement: {pre_movement} is not what the runs were made with ({runs.pre_movement}); give both the same"
            )
    outside = outside_validity(persons, site.area, limits)
    density = persons / site.area
    unavailable: dict[str, str] = {}
    ways: dict[str, Band] = {}
    by_hand: dict[str, float] = {}
    if outside is None:
        by_hand = hand_times(site, persons, flows, code)
        low, best, high = sorted(by_hand.values())
        sooner, likely, later = pre_movement or (0.0, 0.0, 0.0)
        ways["hand"] = Band(low + sooner, best + likely, high + later, "s")
        if sampled is not None and sampled.outside is None:
            ways["network"] = sampled.band()
        if simulated is not None and simulated.outside is None:
            ways["microscopic"] = simulated_band(simulated)
        for name, run in (("network", sampled), ("microscopic", simulated)):
            if run is not None and run.outside is not None:
                unavailable[name] = run.outside
    return Egress(
        persons,
        density,
        level_of_service(density=density),
        by_hand,
        ways,
        _together(ways.values()),
        None if outside else lower_bound(site, persons, flows),
        outside,
        differing({name: band.best for name, band in ways.items()}, limits),
        unavailable,
        _account(site, persons, sampled, simulated, flows, code, pre_movement),
    )


def simulated_band(simulated: Simulated) -> Band:
    """Least and greatest time of all runs, best the median at the planning time gap; ``inf`` where somebody was still inside.

    ValueError without a run at the planning time gap.

    >>> import numpy as np
    >>> from protect.methods.crowd.microscopic import Run
    >>> runs = [Run(np.array([end]), 1, gap, 0.05, np.empty((0, 4))) for end, gap in ((30.0, 1.4), (25.0, 1.0), (41.0, 2.0))]
    >>> simulated_band(Simulated(tuple(runs), 1.4)).as_text()
    '30 s (25 to 41)'
    """
    every = sorted(math.inf if math.isnan(run.seconds) else run.seconds for run in simulated.runs)
    planned = sorted(math.inf if math.isnan(t) else float(t) for t in simulated.seconds())
    if not planned:
        raise ValueError("simulated: there is no run at the planning time gap")
    return Band(every[0], planned[len(planned) // 2], every[-1], "s")


def _together(ways: Iterable[Band]) -> Band | None:
    bands = list(ways)
    if not bands:
        return None
    bests = sorted(band.best for band in bands)
    middle = (bests[(len(bests) - 1) // 2] + bests[len(bests) // 2]) / 2
    return Band(min(band.low for band in bands), middle, max(band.high for band in bands), "s")


def _account(
    site: Site,
    persons: int,
    sampled: Sampled | None,
    simulated: Simulated | None,
    flows: ParameterSet,
    code: ParameterSet,
    pre_movement: tuple[float, float, float] | None,
) -> Account:
    inputs, guessed, tasks = site_inputs(site)
    inputs["people"] = f"{persons:,}"
    inputs["longest walk"] = f"{longest_walk(site, flows):.0f} m"
    sets = [flows.label, code.label]
    assumptions = [
        "People leave by all exits, each used as far as it can carry.",
        "Adults without prams or wheelchairs; no counter-flow.",
    ]
    changes = ["Losing an exit: see the row of each exit.", "A flow of 60 instead of 82 people per metre and minute."]
    if site.farthest is None:
        inputs["longest walk"] += ", guessed from the area"
        guessed, tasks = (*guessed, "longest walk"), (*tasks, "Measure the longest walk to the nearest exit.")
    elif not site.farthest_measured:
        inputs["longest walk"] += ", from the drawing or map"
        guessed, tasks = (*guessed, "longest walk"), (*tasks, "Walk the longest way to the nearest exit.")
    if pre_movement is None:
        assumptions.append("Times of movement: what passes before people start is not in them, and often takes longer.")
    else:
        inputs["seconds before people start"] = "{:g} ({:g} to {:g})".format(*(pre_movement[at] for at in (1, 0, 2)))
    if sampled is not None:
        inputs["network runs"] = str(len(sampled.seconds))
    if simulated is not None:
        gaps = sorted({run.time_gap for run in simulated.runs})
        inputs["microscopic runs"] = f"{len(simulated.runs)} at time gaps of {', '.join(f'{gap:g}' for gap in gaps)} s"
        sets.append(simulated.parameter_set)
        if simulated.unfinished:
            changes.append(f"{simulated.unfinished} simulated runs did not end: a place where people block each other.")
    general = sorted({f"{found.name}: {name}" for found in (flows, code) for name in found.unconfirmed})
    if general:
        assumptions.append(f"Not confirmed in a source: {', '.join(general)}.")
    return Account(
        inputs,
        "; ".join(sets),
        guessed=guessed,
        assumptions=tuple(assumptions),
        changes=tuple(changes),
        tasks=(*tasks, "Walk every exit to its end: a place narrower than the exit decides instead of it."),
        restricted=True,
    )


@dataclass(frozen=True)
class Blocked:
    """One exit shut: what the rules then permit, the hand band, the network's planning value and the seconds it adds.

    ``inf`` and 0 people where it was the only exit; None where the density is outside validity.
    """

    exit: str
    permitted: int | None
    hand: Band | None
    network: float | None
    added: float | None


def blocked_exits(
    site: Site,
    persons: int,
    flows: ParameterSet = FLOWS,
    code: ParameterSet = SFPE,
    limits: ParameterSet = LIMITS,
) -> tuple[Blocked, ...]:
    """Each exit in turn is shut, in the order of the site: nothing is ranked. ``added`` compares the hand formula's best values.

    >>> from protect.methods.crowd.site import Exit
    >>> site = Site(2000.0, (Exit("north", 4.0), Exit("south", 8.0)), farthest=40.0)
    >>> [(row.exit, round(row.added)) for row in blocked_exits(site, 3000)]
    [('north', 97), ('south', 421)]
    """
    outside = outside_validity(persons, site.area, limits)
    base = sorted(hand_times(site, persons, flows, code).values())[1]
    # One exit is lost already: no rule takes out a second one.
    already_lost = [replace(rule, loses_widest=False) for rule in RULES]
    rows = []
    for way in site.exits:
        if len(site.exits) == 1:
            end = Band(math.inf, math.inf, math.inf, "s")
            rows.append(Blocked(way.name, 0, None if outside else end, math.inf, None if outside else math.inf))
            continue
        left = site.without(way.name)
        number = permitted(left, already_lost, limits).persons
        if outside:
            rows.append(Blocked(way.name, number, None, None, None))
            continue
        low, best, high = sorted(hand_times(left, persons, flows, code).values())
        moves = persons <= site.area * code["greatest_density"]
        network = network_time(left, persons, parameters=code, flows=flows) if moves else None
        added = 0.0 if math.isinf(base) else best - base
        rows.append(Blocked(way.name, number, Band(low, best, high, "s"), network, added))
    return tuple(rows)
