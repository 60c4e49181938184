"""The network (hydraulic) model with sampled inputs, by jupedsim-network (METHODS 2).

The place is one space, each exit a link with the capacity of its effective width. The authors of the engine call it a prototype,
verified by hand and not validated; it stands between the hand formula and people walking one by one, and is quick enough to be
run a thousand times with inputs drawn from their bands.
"""

from __future__ import annotations

import math
import multiprocessing
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from protect.methods.crowd.hand import clear_time, effective_width, sfpe_time
from protect.methods.crowd.parameters import FLOWS, LIMITS, SFPE
from protect.methods.crowd.scene import Packed, packed, shares
from protect.methods.crowd.site import Ground, Site, longest_walk, outside_validity
from protect.methods.parameters import ParameterSet
from protect.methods.results import Band

#: Walks of one exit's people in the run without chance: this many equal parts of the longest.
_RINGS = 10
_ROUNDING = 1e-4


@dataclass(frozen=True)
class Sampled:
    """Times of all runs [s], in the order of the runs; ``inf`` where a run did not end. ``outside``: why nothing was run.

    ``pre_movement``: the (low, likely, high) seconds before people start that the runs were made with.
    ValueError of ``band`` without runs.
    """

    seconds: NDArray[np.float64]
    outside: str | None = None
    pre_movement: tuple[float, float, float] | None = None

    def band(self, low: float = 0.05, high: float = 0.95) -> Band:
        """Median with the quantiles ``low`` and ``high``. ValueError where nothing was run."""
        if not len(self.seconds):
            raise ValueError(f"there are no runs to make a band of: {self.outside}")
        ends = np.quantile(self.seconds, [low, 0.5, high], method="inverted_cdf").tolist()
        return Band(ends[0], ends[1], ends[2], "s")

    @property
    def error(self) -> float:
        """Standard error of the mean [s], from the spread of the runs; inf below two runs or with an unfinished one."""
        if len(self.seconds) < 2 or not np.all(np.isfinite(self.seconds)):
            return math.inf
        return float(np.std(self.seconds, ddof=1) / math.sqrt(len(self.seconds)))


def network_time(
    site: Site, persons: int, speed: float | None = None, parameters: ParameterSet = SFPE, flows: ParameterSet = FLOWS
) -> float:
    """Egress time [s] of the network without chance: planning values, one speed, people on ten equal parts of the walk.

    Capacities ``We Fs``; people use the exits so that the last leaves earliest. ``inf`` where not everybody gets out; ValueError
    above the density at which the relation still moves (``greatest_density``). Source: jupedsim-network 0.5, SFPE.

    >>> from protect.methods.crowd.site import Exit
    >>> network_time(Site(2000.0, tuple(Exit(name, 4.0) for name in "abc"), farthest=40.0), 3000)
    212.0
    """
    _check(site, persons, parameters)
    if persons == 0:
        return 0.0
    speed = parameters["speed"] if speed is None else speed
    flow = [parameters[_flow_name(way.ground)] for way in site.exits]
    capacities = [rate * effective_width(way.counted, parameters) for rate, way in zip(flow, site.exits, strict=True)]
    if sum(capacities) == 0:
        return math.inf
    walk = longest_walk(site, flows)
    groups = []
    for way, count in enumerate(shares(persons, capacities)):
        for ring in range(_RINGS):
            people = (count - ring + _RINGS - 1) // _RINGS
            groups.append((way, people, speed, walk * (_RINGS - ring) / _RINGS, 0.0))
    return _run(site, persons, capacities, groups, None, parameters, flows)


def sampled_times(
    site: Site,
    persons: int,
    generator: np.random.Generator,
    runs: int = 200,
    pre_movement: tuple[float, float, float] | None = None,
    parameters: ParameterSet = SFPE,
    flows: ParameterSet = FLOWS,
    limits: ParameterSet = LIMITS,
    workers: int = 1,
) -> Sampled:
    """``runs`` network times with drawn inputs: flow per metre, unmeasured widths, use of the exits, speeds, walks, start times.

    Per run: ``Fs`` from a triangle over its band, each width nobody measured within ``width_error``, shares of the exits within
    ``choice_spread`` of their capacity. Per person: speed from a truncated normal, walk even between 0 and the longest, start
    from the triangle ``pre_movement`` (low, likely, high seconds) if given. The farthest place is always occupied.

    The generator decides everything, the number of ``workers`` (processes) nothing. Above ``limits["density"]`` or
    ``greatest_density`` nothing is run and ``outside`` says why. ValueError without runs or for a triangle out of order.

    >>> from protect.methods.crowd.site import Exit
    >>> site = Site(500.0, (Exit("a", 2.0), Exit("b", 3.0, measured=False)), farthest=25.0)
    >>> found = sampled_times(site, 200, np.random.default_rng(1), runs=5)
    >>> len(found.seconds), found.band().low < found.band().high
    (5, True)
    """
    if runs < 1:
        raise ValueError("runs: at least one run")
    if pre_movement is not None and not 0 <= pre_movement[0] <= pre_movement[1] <= pre_movement[2]:
        raise ValueError("pre_movement: give low, likely and high seconds in this order, 0 or more")
    outside = outside_validity(persons, site.area, limits) or _too_dense(site, persons, parameters)
    if outside:
        return Sampled(np.empty(0), outside, pre_movement)
    children = generator.spawn(runs)
    jobs = [(site, persons, child, pre_movement, packed(parameters), packed(flows)) for child in children]
    if workers <= 1:
        return Sampled(np.array([_drawn_run(job) for job in jobs]), None, pre_movement)
    with ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("spawn")) as pool:
        chunk = max(runs // (workers * 8), 1)
        return Sampled(np.array(list(pool.map(_drawn_run, jobs, chunksize=chunk))), None, pre_movement)


_Drawn = tuple[Site, int, np.random.Generator, tuple[float, float, float] | None, Packed, Packed]


def _drawn_run(job: _Drawn) -> float:
    """One run with drawn inputs; top-level, because processes are spawned."""
    site, persons, chance, pre_movement, drawn_from, flow_values = job
    p, flows = ParameterSet(*drawn_from), ParameterSet(*flow_values)
    _check(site, persons, p)
    if persons == 0:
        return 0.0
    from jupedsim_network import Normal, Triangular, Uniform

    place = chance.uniform()
    rates = {ground: _triangle_at(place, p, _flow_name(ground)) for ground in Ground}
    errors = chance.uniform(1 - p["width_error"], 1 + p["width_error"], len(site.exits))
    widths = [way.counted * (1.0 if way.measured else error) for way, error in zip(site.exits, errors, strict=True)]
    capacities = [rates[way.ground] * effective_width(width, p) for width, way in zip(widths, site.exits, strict=True)]
    if sum(capacities) == 0:
        return math.inf
    wishes = chance.uniform(1 - p["choice_spread"], 1 + p["choice_spread"], len(capacities)) * capacities
    speed = Normal(mean=p["speed"], std=p["speed_spread"], lower=p["speed_slowest"], upper=p["speed_fastest"])
    start: Any = 0.0
    if pre_movement is not None:
        low, likely, high = pre_movement
        start = low if high == low else Triangular(minimum=low, mode=likely, maximum=high)
    walk = longest_walk(site, flows)
    groups: list[tuple[int, int, Any, Any, Any]] = []
    for way, count in enumerate(shares(persons, wishes.tolist())):
        if count:
            groups.append((way, 1, speed, walk, start))
            groups.append((way, count - 1, speed, Uniform(minimum=0.0, maximum=walk) if walk else 0.0, start))
    return _run(site, persons, capacities, groups, chance, p, flows, pre_movement[2] if pre_movement else 0.0)


def _triangle_at(place: float, p: ParameterSet, name: str) -> float:
    """The value at a share ``place`` of a triangle over the value's band: the same place for level and steps in one run."""
    value = p.values[name]
    if value.low is None or value.high is None or value.low == value.high:
        return value.number
    low, mode, high = value.low, value.number, value.high
    turn = (mode - low) / (high - low)
    if place < turn:
        return low + math.sqrt(place * (high - low) * (mode - low))
    return high - math.sqrt((1 - place) * (high - low) * (high - mode))


def _flow_name(ground: Ground) -> str:
    return "steps_flow" if ground is Ground.STEPS else "door_flow"


def _too_dense(site: Site, persons: int, p: ParameterSet) -> str | None:
    if persons <= site.area * p["greatest_density"]:
        return None
    return f"outside validity of the network: more than {p['greatest_density']:g} people per square metre do not move in it"


def _check(site: Site, persons: int, p: ParameterSet) -> None:
    if persons < 0 or int(persons) != persons:
        raise ValueError(f"persons: {persons} is no number of people; give a whole number")
    if dense := _too_dense(site, persons, p):
        raise ValueError(f"persons: {dense}; give fewer people or a larger area")


def _run(
    site: Site,
    persons: int,
    capacities: Sequence[float],
    groups: Sequence[tuple[int, int, Any, Any, Any]],
    chance: np.random.Generator | None,
    p: ParameterSet,
    flows: ParameterSet,
    delay: float = 0.0,
) -> float:
    from jupedsim_network import HydraulicParameters, Network, NetworkSimulation, Population

    hydraulic = HydraulicParameters(
        speed_density_slope=p["a"], level_speed_constant=p["k"], door_boundary_layer=p["boundary"]
    )
    network = Network(parameters=hydraulic)
    network.add_room("place", area=site.area)
    for way, capacity in enumerate(capacities):
        network.add_safe(f"out {way}")
        if capacity > 0:
            # The capacity is ours, drawn or planned: one metre without a boundary carries it.
            network.connect("place", f"out {way}", width=1.0, specific_flow=capacity, boundary_layer=0.0)
    populations = [
        Population("place", people, speed=speed, pre_movement=start, start_distance=walk, target=f"out {way}")
        for way, people, speed, walk, start in groups
        if people > 0 and capacities[way] > 0
    ]
    crawl = longest_walk(site, flows) / max(
        p["k"] * (1 - p["a"] * min(persons / site.area, p["greatest_density"])), 0.01
    )
    slowest = max(clear_time(site, persons, flows["observed"], flows["observed"] * flows["steps_share"], flows), crawl)
    horizon = delay + p["horizon"] * max(slowest, sfpe_time(site, persons, p, flows), p["least_horizon"])
    if not math.isfinite(horizon):
        horizon = delay + p["horizon"] * max(persons / sum(capacities), crawl, p["least_horizon"])
    # The engine's densest packing has to hold the people we let in; it lies under the jam density.
    densest = min(max(p["packing"], persons / site.area * (1 + _ROUNDING)), hydraulic.jam_density * (1 - _ROUNDING))
    simulation = NetworkSimulation(network, populations, dt=p["step"], t_max=horizon, max_density=densest)
    found = float(simulation.run(chance, record=False).evacuation_time)
    return math.inf if math.isnan(found) else found
