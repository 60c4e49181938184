"""Formulas one can check by hand: speed and flow against density, levels of service, times (METHODS 2).

None of them knows a corner or a merge; they bound what a simulation may say; one that disagrees has to explain itself.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from protect.methods.crowd.parameters import DENSITIES, FLOWS, IMO, SERVICE, SFPE, WALKING
from protect.methods.crowd.site import Ground, Site, longest_walk
from protect.methods.parameters import ParameterSet

Numbers = NDArray[np.float64]


def _densities(density: ArrayLike) -> Numbers:
    found = np.asarray(density, dtype=float)
    if not np.all(np.isfinite(found)) or np.any(found < 0):
        raise ValueError("density: give people per square metre, 0 or more")
    return found


def weidmann_speed(density: ArrayLike, parameters: ParameterSet = WALKING) -> Numbers:
    """Walking speed [m/s] at a density [p/m2], any shape: ``v0 (1 - exp(-shape (1/rho - 1/rho_jam)))``, 0 from the jam on.

    ValueError for a negative density. Source: Weidmann.

    >>> [round(float(v), 4) for v in weidmann_speed([1, 2, 4])]
    [1.0581, 0.6062, 0.1563]
    """
    rho = _densities(density)
    with np.errstate(divide="ignore", over="ignore"):
        slowed = 1.0 - np.exp(-parameters["shape"] * (1.0 / rho - 1.0 / parameters["jam_density"]))
    return np.maximum(parameters["free_speed"] * slowed, 0.0)


def weidmann_flow(density: ArrayLike, parameters: ParameterSet = WALKING) -> Numbers:
    """Specific flow [p/m/s], ``rho v(rho)``.

    >>> round(float(weidmann_flow(1.7507)), 4)
    1.2249
    """
    return _densities(density) * weidmann_speed(density, parameters)


def sfpe_speed(density: ArrayLike, parameters: ParameterSet = SFPE) -> Numbers:
    """Walking speed [m/s], ``k - a k D``, 0 from the jam density 1/a on. Source: SFPE handbook.

    >>> round(float(sfpe_speed(1.0)), 4)
    1.0276
    """
    return np.maximum(parameters["k"] * (1.0 - parameters["a"] * _densities(density)), 0.0)


def sfpe_flow(density: ArrayLike, parameters: ParameterSet = SFPE) -> Numbers:
    """Specific flow [p/m/s], ``S D``; greatest at ``D = 1/(2 a)`` with ``k/(4 a)``.

    >>> round(float(sfpe_flow(1.8797)), 4)
    1.3158
    """
    return _densities(density) * sfpe_speed(density, parameters)


def effective_width(width: float, parameters: ParameterSet = SFPE) -> float:
    """Clear width less the boundary on each side [m]: ``We = max(w - 2 b, 0)``.

    ValueError for a negative width. Source: SFPE handbook.

    >>> round(effective_width(4.0), 2)
    3.7
    """
    if not width >= 0:
        raise ValueError(f"width: {width} m is no clear width")
    return max(width - 2 * parameters["boundary"], 0.0)


def _imo(density: ArrayLike, kind: str, parameters: ParameterSet) -> Numbers:
    rows = range(1, 5)
    known = [parameters[f"density_{row}"] for row in rows]
    return np.interp(_densities(density), known, [parameters[f"{kind}_{row}"] for row in rows])


def imo_speed(density: ArrayLike, parameters: ParameterSet = IMO) -> Numbers:
    """Speed in a corridor [m/s], straight between the rows of the IMO table, constant beyond its ends.

    >>> round(float(imo_speed(1.9)), 2)
    0.67
    """
    return _imo(density, "speed", parameters)


def imo_flow(density: ArrayLike, parameters: ParameterSet = IMO) -> Numbers:
    """Specific flow in a corridor [p/m/s] by the IMO table; below its first row in proportion to the density.

    >>> [round(float(f), 3) for f in imo_flow([0.25, 1.9, 4.0])]
    [0.325, 1.3, 0.32]
    """
    rho = _densities(density)
    thinned = np.minimum(rho / parameters["density_1"], 1.0)
    return _imo(rho, "flow", parameters) * thinned


def flow_time(persons: float, width: float, rate: float) -> float:
    """Time [s] for ``persons`` through ``width`` [m] at ``rate`` [p/m/s]: ``N / (w q)``; endless through no width.

    ValueError for fewer than 0 people or metres, or no rate.

    >>> round(flow_time(240, 1.2, IMO["greatest_stairs_down"]), 1)
    181.8
    """
    if persons < 0 or width < 0 or rate <= 0:
        raise ValueError("persons, width and rate: give 0 or more people, 0 m or more and a positive rate")
    return 0.0 if persons == 0 else (math.inf if width == 0 else persons / (width * rate))


def level_of_service(
    density: float | None = None, flow: float | None = None, parameters: ParameterSet = SERVICE
) -> str:
    """Fruin's level, A (free) to F (breaking down), from a density [p/m2], a flow [p/m/min], or the worse of both.

    A space on a bound belongs to the worse level, a flow on a bound to the better, as the tables are printed.
    ValueError without either, or below 0. Source: Fruin.

    >>> level_of_service(density=0.5), level_of_service(flow=70), level_of_service(density=0.5, flow=90)
    ('C', 'E', 'F')
    """
    if density is None and flow is None:
        raise ValueError("density and flow: give at least one of the two")
    worst = "A"
    if density is not None:
        space = math.inf if _densities(density) == 0 else 1.0 / density
        worst = max(worst, _first(letter for letter in "abcde" if space > parameters[f"space_{letter}"]))
    if flow is not None:
        if not flow >= 0:
            raise ValueError(f"flow: {flow} is no flow in people per metre and minute")
        worst = max(worst, _first(letter for letter in "abcde" if flow <= parameters[f"flow_{letter}"]))
    return worst


def _first(letters: Iterator[str]) -> str:
    return next(letters, "f").upper()


#: What a density means, from the loosest to the densest band.
BANDS = ("free", "slower", "touching", "forces", "critical")


def density_band(density: float, parameters: ParameterSet = DENSITIES) -> str:
    """The band of words a density [p/m2] lies in: one of ``BANDS``.

    >>> [density_band(d) for d in (1.0, 2.0, 4.0, 6.0, 7.5)]
    ['free', 'slower', 'touching', 'forces', 'critical']
    """
    level = float(_densities(density))
    return [BANDS[0], *(band for band in BANDS[1:] if level >= parameters[band])][-1]


def exit_capacity(site: Site, level: float, steps: float, minutes: float, lost: int = 0) -> float:
    """People through the exits in ``minutes`` at rates [p/m/min]: ``t sum(w q)``, without the ``lost`` that carry most.

    ValueError for a negative ``lost``.

    >>> from protect.methods.crowd.site import Exit
    >>> five = Site(1e4, tuple(Exit(name, 4.0) for name in "abcde"))
    >>> exit_capacity(five, 82, 66, 8, lost=1), exit_capacity(five, 72, 56, 8, lost=1), exit_capacity(five, 82, 66, 8)
    (10496.0, 9216.0, 13120.0)
    """
    if lost < 0:
        raise ValueError("lost: a number of exits, 0 or more")
    flows = sorted(way.counted * (steps if way.ground is Ground.STEPS else level) for way in site.exits)
    return sum(flows[: max(len(flows) - lost, 0)]) * minutes


def clear_time(site: Site, persons: float, level: float, steps: float, parameters: ParameterSet = FLOWS) -> float:
    """Egress time [s] by hand at rates [p/m/min]: ``max(N / sum(w q), L / v_free)``.

    >>> from protect.methods.crowd.site import Exit
    >>> site = Site(2000.0, tuple(Exit(name, 4.0) for name in "abc"), farthest=40.0)
    >>> round(clear_time(site, 3000, 82, 66), 1)
    182.9
    """
    flow = exit_capacity(site, level, steps, 1.0) / 60.0
    return _at_least_walking(site, persons, flow, parameters)


def sfpe_time(site: Site, persons: float, parameters: ParameterSet = SFPE, flows: ParameterSet = FLOWS) -> float:
    """Egress time [s] by the door flow on effective widths: ``max(N / sum(We Fs), L / v_free)``; steps by ``steps_flow``.

    >>> from protect.methods.crowd.site import Exit
    >>> site = Site(2000.0, tuple(Exit(name, 4.0) for name in "abc"), farthest=40.0)
    >>> round(sfpe_time(site, 3000), 1)
    207.9
    """
    flow = sum(
        effective_width(way.counted, parameters)
        * parameters["steps_flow" if way.ground is Ground.STEPS else "door_flow"]
        for way in site.exits
    )
    return _at_least_walking(site, persons, flow, flows)


def lower_bound(site: Site, persons: float, parameters: ParameterSet = FLOWS) -> float:
    """Time [s] that no model may beat: ``max(N / (sum(w) Js), L / v_free)``, ``Js`` the laboratory flow.

    A longest walk that nobody measured bounds nothing: it counts as 0 here, where a cautious guess would be no bound.

    >>> from protect.methods.crowd.site import Exit
    >>> round(lower_bound(Site(600.0, tuple(Exit(name, 1.0) for name in "abcd"), farthest=12.0), 1000), 1)
    131.6
    """
    known = replace(site, farthest=(site.farthest or 0.0) if site.farthest_measured else 0.0)
    return _at_least_walking(known, persons, site.width * parameters["laboratory"], parameters)


def _at_least_walking(site: Site, persons: float, flow: float, parameters: ParameterSet) -> float:
    if not persons >= 0:
        raise ValueError(f"persons: {persons} is no number of people")
    if persons == 0:
        return 0.0
    queue = persons / flow if flow > 0 else math.inf
    return max(queue, longest_walk(site, parameters) / parameters["free_speed"])
