"""People walking one by one, by JuPedSim's collision-free speed model (METHODS 2).

The engine is an extra: it is loaded when a run starts, and its absence is said in words. A run is a sequence of steps, so one
run uses one core; ``simulate`` gives seeds and time gaps to several processes.
"""

from __future__ import annotations

import copy
import math
import multiprocessing
import os
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from protect.methods.crowd.parameters import LIMITS, MICROSCOPIC
from protect.methods.crowd.scene import Scene, clear_width, places, shares
from protect.methods.crowd.site import outside_validity
from protect.methods.parameters import ParameterSet

Numbers = NDArray[np.float64]


class SimulationMissing(RuntimeError):
    """JuPedSim is not installed; the message says what to install."""


def _engine() -> Any:
    try:
        import jupedsim
    except ImportError as missing:
        raise SimulationMissing(
            "walking people one by one needs JuPedSim: install the extra with pip install 'protect-platform[crowd]' "
            "(jupedsim 1.4; its windows and 3D parts are not needed). The hand formulas and the network answer without it."
        ) from missing
    return jupedsim


@dataclass(frozen=True)
class People:
    """Who walks in one run: start places (n, 2), wished speeds [m/s], start times [s], index of each one's exit.

    ValueError for sizes that differ, speeds not above 0, or starts below 0.
    """

    places: Numbers
    speeds: Numbers
    starts: Numbers
    ways: NDArray[np.int64]

    def __post_init__(self) -> None:
        sizes = {len(self.places), len(self.speeds), len(self.starts), len(self.ways)}
        if len(sizes) != 1 or self.places.shape != (len(self.speeds), 2):
            raise ValueError("people: places (n, 2), speeds, starts and ways have to be of the same n")
        if np.any(self.speeds <= 0) or np.any(self.starts < 0):
            raise ValueError("people: speeds have to be positive and start times 0 or more")


@dataclass(frozen=True)
class Run:
    """One run. ``left``: when each person left [s], ascending; ``seconds``: when the last did, nan where not all got out in time.

    ``time_gap`` [s], ``step`` [s]; ``trace``: (time, person, x, y) rows every ``trace_every`` s if asked for, an illustration.
    ValueError of ``flow`` where too few left.
    """

    left: Numbers
    persons: int
    time_gap: float
    step: float
    trace: Numbers

    @property
    def seconds(self) -> float:
        """Time until the last person is out [s]; nan where somebody is still inside at the end of the run."""
        if len(self.left) < self.persons:
            return math.nan
        return float(self.left[-1]) if self.persons else 0.0

    def flow(self, skip: float = 0.2) -> float:
        """Flow [p/s] between the first and last ``skip`` share of those who left: the steady part of a queue."""
        first, last = round(skip * self.persons), round((1 - skip) * self.persons) - 1
        if not 0 <= first < last < len(self.left):
            raise ValueError("skip: too few people left to see a steady flow; simulate more or skip less")
        return float((last - first) / (self.left[last] - self.left[first]))


def drawn_people(
    scene: Scene,
    persons: int,
    generator: np.random.Generator,
    pre_movement: tuple[float, float, float] | None = None,
) -> People:
    """People at random places of the start area; speeds from a truncated normal; exits by nearness within capacity shares.

    ``pre_movement``: (low, likely, high) seconds before somebody starts, drawn from a triangle; None: all start at once.
    ValueError for people who do not fit, or seconds out of order.

    >>> from shapely import LineString, box
    >>> from protect.methods.crowd.scene import continued
    >>> court = continued(box(0, 0, 12, 12), {"gate": LineString([(5, 0), (7, 0)])})
    >>> people = drawn_people(court, 20, np.random.default_rng(1), (5.0, 10.0, 30.0))
    >>> people.places.shape, bool(people.starts.min() >= 5)
    ((20, 2), True)
    """
    p = scene.parameters
    where = places(scene.start, persons, generator, p["radius"])
    speeds = np.clip(generator.normal(p["speed"], p["speed_spread"], persons), p["speed_slowest"], p["speed_fastest"])
    starts = np.zeros(persons)
    if pre_movement is not None:
        low, likely, high = pre_movement
        if not 0 <= low <= likely <= high:
            raise ValueError("pre_movement: give low, likely and high seconds in this order, 0 or more")
        starts = generator.triangular(low, likely, high, persons) if high > low else np.full(persons, low)
    return People(where, speeds, starts, _chosen_ways(scene, where))


def _chosen_ways(scene: Scene, where: Numbers) -> NDArray[np.int64]:
    """Index of each person's exit: nearest pairs first, until an exit has its share of the capacity."""
    left = shares(len(where), [clear_width(scene.walkable, way.section) for way in scene.ways])
    middles = np.array([way.section.centroid.coords[0] for way in scene.ways])
    far = np.hypot(*(where[:, None, :] - middles[None, :, :]).transpose(2, 0, 1))
    chosen = np.full(len(where), -1, dtype=np.int64)
    for flat in np.argsort(far, axis=None, kind="stable").tolist():
        person, way = divmod(flat, len(middles))
        if chosen[person] < 0 and left[way] > 0:
            chosen[person], left[way] = way, left[way] - 1
    return chosen


def checked_step(step: float | None, parameters: ParameterSet = MICROSCOPIC) -> float:
    """The time step [s]: the set's where None. ValueError above ``greatest_step``: longer steps lose flow.

    >>> checked_step(None)
    0.05
    """
    chosen = parameters["step"] if step is None else step
    if not 0 < chosen <= parameters["greatest_step"] + 1e-12:
        raise ValueError(
            f"step: {chosen:g} s is refused; a step above {parameters['greatest_step']:g} s loses flow and so shows "
            "longer times than the model means. Use 0.02 to 0.05 s"
        )
    return chosen


def walk(
    scene: Scene,
    people: People,
    time_gap: float | None = None,
    step: float | None = None,
    horizon: float = 3600.0,
    trace_every: float | None = None,
) -> Run:
    """One run until everybody is out or ``horizon`` seconds have passed. ``time_gap`` and ``step`` [s]: the set's where None.

    ValueError for a step that is too long or a time gap that is not positive; SimulationMissing without JuPedSim.
    Source: collision-free speed model (Tordeux, Chraibi, Seyfried) in JuPedSim.

    >>> from shapely import LineString, box
    >>> from protect.methods.crowd.scene import continued
    >>> lane = continued(box(0, 0, 20, 2), {"end": LineString([(20, 0), (20, 2)])})
    >>> alone = People(np.array([[1.5, 1.0]]), np.array([1.0]), np.zeros(1), np.zeros(1, dtype=np.int64))
    >>> round(walk(lane, alone).seconds)
    20
    """
    p = scene.parameters
    gap, step = p["time_gap"] if time_gap is None else time_gap, checked_step(step, p)
    if not gap > 0:
        raise ValueError(f"time_gap: {gap} s is no time gap; 1.0 to 2.0 s is the band")
    jps = _engine()
    simulation = jps.Simulation(
        model=jps.CollisionFreeSpeedModel(
            strength_neighbor_repulsion=p["neighbour_strength"],
            range_neighbor_repulsion=p["neighbour_range"],
            strength_geometry_repulsion=p["wall_strength"],
            range_geometry_repulsion=p["wall_range"],
        ),
        geometry=scene.walkable,
        dt=step,
    )
    stages = [simulation.add_exit_stage(way.polygon) for way in scene.ways]
    journeys = [simulation.add_journey(jps.JourneyDescription([stage])) for stage in stages]
    agents = [
        simulation.add_agent(
            jps.CollisionFreeSpeedModelAgentParameters(
                position=(float(x), float(y)),
                time_gap=gap,
                desired_speed=float(speed) if start <= 0 else 0.0,
                radius=p["radius"],
                journey_id=journeys[way],
                stage_id=stages[way],
            )
        )
        for (x, y), speed, start, way in zip(people.places, people.speeds, people.starts, people.ways, strict=True)
    ]
    waiting = sorted(((float(s), n) for n, s in enumerate(people.starts) if s > 0), reverse=True)
    left, rows, number = [], [], {agent: n for n, agent in enumerate(agents)}
    inside, shown = len(agents), 0
    while inside and simulation.elapsed_time() < horizon:
        now = simulation.elapsed_time()
        while waiting and waiting[-1][0] <= now + 1e-9:
            person = waiting.pop()[1]
            simulation.agent(agents[person]).model.desired_speed = float(people.speeds[person])
        if trace_every is not None and now + 1e-9 >= shown * trace_every:
            rows += [(now, float(number[a.id]), *a.position) for a in simulation.agents()]
            shown += 1
        simulation.iterate(1)
        remaining = simulation.agent_count()
        left += [simulation.elapsed_time()] * (inside - remaining)
        inside = remaining
    return Run(np.array(left), len(agents), gap, step, np.array(rows, dtype=float).reshape(-1, 4))


@dataclass(frozen=True)
class _Job:
    """What one process needs for one run; top-level and picklable, because processes are spawned."""

    scene: Scene
    persons: int
    generator: np.random.Generator
    time_gap: float
    step: float
    horizon: float
    pre_movement: tuple[float, float, float] | None


def run_job(job: _Job) -> Run:
    """One job in whatever process it is given to."""
    people = drawn_people(job.scene, job.persons, job.generator, job.pre_movement)
    return walk(job.scene, people, job.time_gap, job.step, job.horizon)


@dataclass(frozen=True)
class Simulated:
    """Runs by time gap: the planning value and the band round it. ``outside``: why nothing was run (then there are no runs).

    ``pre_movement``: the (low, likely, high) seconds before people start that the runs were made with.
    """

    runs: tuple[Run, ...]
    planning: float
    outside: str | None = None
    parameter_set: str = MICROSCOPIC.label
    pre_movement: tuple[float, float, float] | None = None

    def seconds(self, time_gap: float | None = None) -> Numbers:
        """Times of all runs at one time gap [s] (the planning value where None), in the order of the seeds."""
        gap = self.planning if time_gap is None else time_gap
        return np.array([run.seconds for run in self.runs if run.time_gap == gap])

    @property
    def unfinished(self) -> int:
        """Runs in which somebody was still inside at the end: their time is not known."""
        return sum(math.isnan(run.seconds) for run in self.runs)


def simulate(
    scene: Scene,
    persons: int,
    generator: np.random.Generator,
    seeds: int = 1,
    time_gaps: Sequence[float] | None = None,
    step: float | None = None,
    horizon: float = 3600.0,
    pre_movement: tuple[float, float, float] | None = None,
    workers: int | None = None,
    limits: ParameterSet = LIMITS,
) -> Simulated:
    """``seeds`` populations at each time gap (planning value, low, high where None), on ``workers`` processes (all cores).

    The same populations walk at each time gap. The generator decides everything: the number of workers does not change the
    result. Above ``limits["density"]`` in the start area nothing is run and ``outside`` says why.

    ValueError for a step that is too long, no seed, or people who do not fit; SimulationMissing without JuPedSim.

    >>> from shapely import LineString, box
    >>> from protect.methods.crowd.scene import continued
    >>> court = continued(box(0, 0, 8, 8), {"gate": LineString([(3, 0), (5, 0)])})
    >>> found = simulate(court, 20, np.random.default_rng(1), seeds=2, workers=1)
    >>> [run.time_gap for run in found.runs], bool(found.seconds(1.0).mean() < found.seconds(2.0).mean())
    ([2.0, 2.0, 1.4, 1.4, 1.0, 1.0], True)
    """
    p = scene.parameters
    value = p.values["time_gap"]
    low, high = value.low, value.high
    gaps = list(time_gaps) if time_gaps is not None else [value.number, *(g for g in (low, high) if g is not None)]
    outside = outside_validity(persons, scene.start.area, limits)
    if outside:
        return Simulated((), value.number, outside, p.label, pre_movement)
    if seeds < 1 or not gaps:
        raise ValueError("seeds and time_gaps: at least one of each has to be run")
    step = checked_step(step, p)
    _engine()
    children = generator.spawn(seeds)
    # The longest first: whoever starts last then ends soonest, and the cores stop together.
    jobs = [
        _Job(scene, persons, child, gap, step, horizon, pre_movement)
        for gap in sorted(gaps, reverse=True)
        for child in children
    ]
    count = min(workers if workers is not None else (os.cpu_count() or 1), len(jobs))
    if count <= 1:
        # A generator moves on when it is used; each run gets it as it was, as a process would.
        fresh = (replace(job, generator=copy.deepcopy(job.generator)) for job in jobs)
        return Simulated(tuple(run_job(job) for job in fresh), gaps[0], None, p.label, pre_movement)
    with ProcessPoolExecutor(count, mp_context=multiprocessing.get_context("spawn")) as pool:
        return Simulated(tuple(pool.map(run_job, jobs)), gaps[0], None, p.label, pre_movement)
