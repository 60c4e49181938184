"""Ratings of barriers as they were tested: read, stored by standard, compared only where mass, speed and angle allow it.

A rating of one standard is never turned into one of another: cabs, masses and datum lines differ. A test is one impact at one
place and does not carry over to other angles. Sources: ISO 22343-1:2023, IWA 14-1:2013, PAS 68, ASTM F2656 (scopes and codes).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

#: ASTM F2656, class M: 6,800 kg at 50, 65, 80 km/h (M30, M40, M50).
_ASTM_SPEEDS = {"M30": 50.0, "M40": 65.0, "M50": 80.0}
_ASTM_MASS = 6800.0
_ASTM_PENETRATION = {"P1": 1.0, "P2": 7.0, "P3": 30.0}
_IWA = re.compile(r"^V/(\d+)\[([A-Z]\d[A-Z]?)\]/(\d+)/(\d+)(?::(-?\d+(?:\.\d+)?))?$")
_PAS = re.compile(r"^V/(\d+)\[([A-Z]\d[A-Z]?)\]/(\d+)/(\d+)/(-?\d+(?:\.\d+)?)/(\d+(?:\.\d+)?)$")
_PAS_DOTTED = re.compile(r"^V/(\d+)\[([A-Z]\d[A-Z]?)\]/(\d+)/(\d+(?:\.\d+)?)/(-?\d+(?:\.\d+)?)/(\d+(?:\.\d+)?)$")
_ASTM = re.compile(r"^(M30|M40|M50)[ -/]?(P[123])$")
STANDARDS = ("ISO 22343-1", "IWA 14-1", "PAS 68", "ASTM F2656")


@dataclass(frozen=True)
class Rating:
    """One tested impact. ``mass`` [kg], ``speed`` [km/h], ``angle`` [degrees] to the line, ``penetration`` [m] at most (None: not
    stated). ``code`` is kept as it was written, with ``standard``, ``year`` and ``certificate``."""

    standard: str
    code: str
    mass: float
    speed: float
    angle: float
    penetration: float | None
    vehicle: str = ""
    year: int | None = None
    certificate: str = ""

    @property
    def words(self) -> str:
        """In a sentence, without converting anything.

        >>> read("V/7200[N2B]/80/90:0.7", "IWA 14-1").words
        'stopped a vehicle of 7.2 t at 80 km/h and 90 degrees within 0.7 m (IWA 14-1)'
        """
        within = "" if self.penetration is None else f" within {self.penetration:g} m"
        impact = f"{self.mass / 1000:g} t at {self.speed:g} km/h and {self.angle:g} degrees"
        return f"stopped a vehicle of {impact}{within} ({self.standard})"


def read(code: str, standard: str, year: int | None = None, certificate: str = "") -> Rating:
    """Read a code of the standard that is named. Raises ValueError if the code is not one of that standard.

    >>> read("M50 P1", "ASTM F2656").mass
    6800.0
    """
    if standard not in STANDARDS:
        raise ValueError(f"standard is one of {', '.join(STANDARDS)}, not '{standard}'")
    text = code.strip()
    if standard == "ASTM F2656":
        match = _ASTM.match(text.upper())
        if match:
            speed, depth = _ASTM_SPEEDS[match[1]], _ASTM_PENETRATION[match[2]]
            return Rating(standard, code, _ASTM_MASS, speed, 90.0, depth, "medium truck", year, certificate)
    elif standard == "PAS 68":
        match = _PAS.match(text) or _PAS_DOTTED.match(text)
        if match:
            return Rating(
                standard,
                code,
                float(match[1]),
                float(match[3]),
                float(match[4]),
                float(match[5]),
                match[2],
                year,
                certificate,
            )
    else:
        match = _IWA.match(text)
        if match:
            depth_or_none = None if match[5] is None else float(match[5])
            return Rating(
                standard,
                code,
                float(match[1]),
                float(match[3]),
                float(match[4]),
                depth_or_none,
                match[2],
                year,
                certificate,
            )
    raise ValueError(
        f"'{code}' is not a code of {standard}; write it as on the certificate, such as {_example(standard)}"
    )


def _example(standard: str) -> str:
    return {"ASTM F2656": "M50 P1", "PAS 68": "V/7500[N3C]/80/90/1.1/0"}.get(standard, "V/7200[N2B]/80/90:0.7")


@dataclass(frozen=True)
class Need:
    """What an opening needs, in words; ``mass`` [kg], ``speed`` [km/h], ``angle`` [degrees]."""

    mass: float
    speed: float
    angle: float
    words: str


#: Test speeds of IWA 14-1 and ISO 22343-1 [km/h]: general knowledge, in their spacing.
TEST_SPEEDS = (16, 32, 48, 64, 80, 96, 112)


def need(mass: float, speed: float, angle: float = 90.0, words: str = "vehicle") -> Need:
    """The test to ask for: the next test speed at or above the arriving one, the mass as it is.

    ValueError for numbers that cannot be.

    >>> need(7200, 45.2, words="lorry").words
    'stops a lorry of 7.2 t at 48 km/h or more'
    """
    if mass <= 0 or speed < 0:
        raise ValueError("mass is above 0 [kg], and speed is not negative [km/h]")
    above = [one for one in TEST_SPEEDS if one >= speed - 1e-9]
    if not above:
        return Need(mass, speed, angle, f"no test goes as fast as {speed:.0f} km/h: shorten the run-up first")
    return Need(mass, float(above[0]), angle, f"stops a {words} of {mass / 1000:g} t at {above[0]} km/h or more")


def answers(rating: Rating | None, wanted: Need) -> tuple[bool, str]:
    """Whether what stands there was tested for the need, and why not. A rating nobody knows answers nothing.

    Only mass, speed and angle are compared; a test at 90 degrees says nothing of a flatter impact's deflection, and none of
    standards against each other.

    >>> answers(None, need(7200, 45))[0]
    False
    """
    if rating is None:
        return False, "rating unknown: find the certificate"
    short = []
    if rating.mass < wanted.mass:
        short.append(f"tested with {rating.mass / 1000:g} t, needed {wanted.mass / 1000:g} t")
    if rating.speed < wanted.speed:
        short.append(f"tested at {rating.speed:g} km/h, needed {wanted.speed:.4g} km/h")
    if rating.angle < wanted.angle:
        short.append(f"tested at {rating.angle:g} degrees, needed {wanted.angle:g}")
    return not short, "; ".join(short)
