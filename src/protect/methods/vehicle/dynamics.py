"""How fast a vehicle can arrive: run-up, power, slope, bends, and the energy at a barrier line (METHODS 1.1).

SI units: metres, seconds, kilograms, radians; speeds in m/s. Arrays are allowed wherever a number is. All formulas are upper
bounds: no drag, no driver's doubt. They say what a barrier must stop, not what will happen.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

from protect.methods.parameters import ParameterSet
from protect.methods.vehicle.parameters import DYNAMICS

Floats = NDArray[np.float64]


def kmh(speed: ArrayLike) -> Floats:
    """m/s as km/h: for what people read."""
    return np.asarray(np.asarray(speed, dtype=float) * 3.6)


def run_up(distance: ArrayLike, acceleration: ArrayLike, begin: ArrayLike = 0.0) -> Floats:
    """``v = sqrt(v0^2 + 2 a s)``; 0 where braking stops it.

    >>> round(float(run_up(100, 2.6)), 3)
    22.804
    """
    s, a, v0 = _floats(distance, acceleration, begin)
    _not_negative(distance=s, begin=v0)
    return np.asarray(np.sqrt(np.maximum(v0**2 + 2 * a * s, 0)))


def run_up_by_power(
    distance: ArrayLike, power: ArrayLike, mass: ArrayLike, acceleration: ArrayLike, begin: ArrayLike = 0.0
) -> Floats:
    """Traction first, then power: below ``v1 = P / (m a0)`` as ``run_up``, beyond it ``v = (v1^3 + 3 P (s - s1) / m)^(1/3)``.

    ValueError for numbers that cannot be.

    >>> round(float(run_up_by_power(100, 100_000, 1500, 4.0)), 3)
    26.054
    """
    s, p, m, a, v0 = _floats(distance, power, mass, acceleration, begin)
    _not_negative(distance=s, begin=v0)
    if (p <= 0).any() or (m <= 0).any() or (a <= 0).any():
        raise ValueError("power, mass and acceleration are above 0")
    limit = p / (m * a)
    start = np.maximum(v0, limit)
    used = np.maximum(limit**2 - v0**2, 0) / (2 * a)
    beyond = np.cbrt(start**3 + 3 * p * np.maximum(s - used, 0) / m)
    return np.asarray(np.where(s <= used, np.sqrt(v0**2 + 2 * a * s), beyond))


def run_up_bound(
    distance: ArrayLike, ratio: ArrayLike, acceleration: ArrayLike, slope: ArrayLike = 0.0, begin: ArrayLike = 0.0,
    parameters: ParameterSet = DYNAMICS,
) -> Floats:  # fmt: skip
    """Traction, power and slope together, as an upper bound; ``ratio`` is power over mass [W/kg], ``slope`` above 0 downhill.

    Up to ``v1 = P / (m a)`` the slope adds to the traction. Beyond it ``v^2 <= u^2 + 2 g sin(atan i) s`` downhill, where u is the
    speed by power alone: u is the lower of the two, so the engine's part ``P / (m v)`` is overrated. Uphill only weakens the
    traction, and never below 0. More distance, a faster begin and a steeper downhill never lower it; on the flat it is
    ``run_up_by_power``. ValueError for a ratio or acceleration not above 0.

    >>> round(float(run_up_bound(100, 100_000 / 1500, 4.0)), 3), round(float(run_up_bound(100, 100_000 / 1500, 4.0, 0.05)), 3)
    (26.054, 27.672)
    """
    s, p, a, i, v0 = _floats(distance, ratio, acceleration, slope, begin)
    _not_negative(distance=s, begin=v0)
    if (p <= 0).any() or (a <= 0).any():
        raise ValueError("power over mass and acceleration are above 0")
    fall = parameters["gravity"] * i / np.sqrt(1 + i * i)
    return bound(s, p, a, fall, v0)


def bound(s: Floats, ratio: Floats | float, pull: Floats | float, fall: Floats, v0: Floats) -> Floats:
    """``run_up_bound`` without its checks, for the sweeps over a network; ``fall``: what the slope adds [m/s2]."""
    limit = np.asarray(ratio) / pull
    both = np.maximum(pull + fall, 0.0)
    square = v0 * v0
    by_traction = np.sqrt(square + 2 * both * s)
    with np.errstate(divide="ignore", invalid="ignore"):
        used = np.where(v0 >= limit, 0.0, (limit * limit - square) / (2 * both))
    rest = np.maximum(s - used, 0.0)
    alone = np.cbrt(np.maximum(v0, limit) ** 3 + 3 * np.asarray(ratio) * rest)
    beyond = np.sqrt(alone * alone + 2 * np.maximum(fall, 0.0) * rest)
    return np.asarray(np.where(rest > 0, np.minimum(beyond, by_traction), by_traction))


def on_slope(acceleration: ArrayLike, slope: ArrayLike, parameters: ParameterSet = DYNAMICS) -> Floats:
    """``a + g sin(atan i)`` with ``i`` above 0 downhill (0.05 is five in a hundred)."""
    a, i = _floats(acceleration, slope)
    return np.asarray(a + parameters["gravity"] * np.sin(np.arctan(i)))


def bend_speed(
    radius: ArrayLike, friction: ArrayLike = DYNAMICS["friction_unknown"], bank: ArrayLike = 0.0,
    parameters: ParameterSet = DYNAMICS,
) -> Floats:  # fmt: skip
    """``sqrt(g r (f + e) / (1 - f e))``; unknown friction counts as 1.0. An infinite radius is no bend.

    ValueError for numbers that cannot be.

    >>> round(float(bend_speed(30, 0.6)), 3), round(float(bend_speed(30, 1.0)), 3)
    (13.288, 17.155)
    """
    r, f, e = _floats(radius, friction, bank)
    _not_negative(radius=r, friction=f)
    if (f * e >= 1).any():
        raise ValueError("friction times bank is below 1: beyond it no bend limits the speed")
    return np.asarray(np.sqrt(np.maximum(parameters["gravity"] * r * (f + e) / (1 - f * e), 0)))


def design_speed(radius: ArrayLike, friction_and_bank: ArrayLike) -> Floats:
    """Design form in km/h: ``V^2 = 127 R (e + f)``. Source: AASHTO.

    >>> round(float(design_speed(30, 0.35)), 1)
    36.5
    """
    r, both = _floats(radius, friction_and_bank)
    _not_negative(radius=r, friction_and_bank=both)
    return np.asarray(np.sqrt(127 * r * both))


def radius_of_chord(chord: ArrayLike, middle: ArrayLike) -> Floats:
    """Radius of an arc from its chord and middle ordinate: ``C^2 / (8 M) + M / 2``. Source: US Army road survey.

    ValueError for numbers not above 0.

    >>> float(radius_of_chord(30, 9))
    17.0
    """
    c, m = _floats(chord, middle)
    if (c <= 0).any() or (m <= 0).any():
        raise ValueError("chord and middle ordinate are above 0")
    return np.asarray(c**2 / (8 * m) + m / 2)


def widest_arc(deflection: ArrayLike, free_width: ArrayLike) -> Floats:
    """Largest radius round a corner: ``R = W / (1 - cos(th / 2))``; ``free_width`` is wall to wall less the vehicle's width.

    No deflection is no bend: infinite. Plane geometry, our own derivation. ValueError for an angle or width that cannot be.

    >>> round(float(widest_arc(math.pi / 2, 5)), 2)
    17.07
    """
    th, w = _floats(deflection, free_width)
    if (th < 0).any() or (th > math.pi).any():
        raise ValueError("deflection lies between 0 and half a turn, in radians")
    below = 1 - np.cos(th / 2)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(np.where(below <= 0, np.inf, np.maximum(w, 0) / below))


def chicane_radius(length: ArrayLike, shift: ArrayLike) -> Floats:
    """Two equal reverse arcs that shift sideways by W over L: ``R = (L^2 + W^2) / (4 W)``; infinite without a shift.

    >>> round(float(chicane_radius(15, 3.5)), 2), round(float(chicane_radius(10, 3.5)), 2)
    (16.95, 8.02)
    """
    long, w = _floats(length, shift)
    _not_negative(length=long, shift=w)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(np.where(w == 0, np.inf, (long**2 + w**2) / (4 * w)))


def swerve(free_width: ArrayLike, speed: ArrayLike, friction: ArrayLike = DYNAMICS["friction_unknown"],
           parameters: ParameterSet = DYNAMICS) -> Floats:  # fmt: skip
    """Angle [rad] by which a vehicle can leave its lane within ``free_width`` [m]: ``cos d = 1 - W / r`` on the tightest arc
    ``r = v^2 / (g f)`` of its speed [m/s]. What a mapped angle of impact can grow by. Plane geometry, our own derivation.

    >>> round(math.degrees(float(swerve(6.0, 20.0))), 1)
    31.5
    """
    w, v, f = _floats(free_width, speed, friction)
    _not_negative(free_width=w, speed=v, friction=f)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.where(w > 0, w * parameters["gravity"] * f / v**2, 0.0)
    return np.asarray(np.arccos(np.clip(1 - share, 0.0, 1.0)))


def energy(mass: ArrayLike, speed: ArrayLike) -> Floats:
    """``m v^2 / 2`` [J].

    >>> round(float(energy(7200, 64 / 3.6)) / 1000, 1)
    1137.8
    """
    m, v = _floats(mass, speed)
    _not_negative(mass=m)
    return np.asarray(m * v**2 / 2)


def across(speed: ArrayLike, angle: ArrayLike) -> Floats:
    """Part of the speed that hits the line: ``v sin th`` for the angle between path and barrier line [rad]."""
    v, th = _floats(speed, angle)
    return np.asarray(v * np.sin(th))


def _floats(*given: ArrayLike) -> list[Floats]:
    found = [np.asarray(one, dtype=float) for one in given]
    if any(np.isnan(one).any() for one in found):
        raise ValueError("a number is missing: give the cautious bound instead, and note that it was not measured")
    return found


def _not_negative(**given: Floats) -> None:
    for name, values in given.items():
        if (values < 0).any():
            raise ValueError(f"{name} is not negative")
