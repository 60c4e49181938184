"""Systems of coordinates: what a file says, a guess from its numbers where it says nothing, and the way to degrees."""

from __future__ import annotations

import functools
import math
import re
import warnings
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from django.utils.translation import gettext as _

from protect.spaces.extracts.model import ExtractError
from protect.spaces.tables.grids import EVERYWHERE, OF_COUNTRY

_CODE = re.compile(r"^\s*(?:urn:ogc:def:crs:)?(?:EPSG)?[:\s]*(\d{4,6})\s*$", re.IGNORECASE)
WGS84 = "EPSG:4326"


@functools.lru_cache(maxsize=256)
def _crs(code: str) -> Any:
    from pyproj import CRS
    from pyproj.exceptions import CRSError

    try:
        found = CRS.from_user_input(code)
    except CRSError:
        return None
    if found.is_compound:
        found = found.sub_crs_list[0]  # heights are left out
    return found if found.is_projected or (found.is_geographic and len(found.axis_info) in (2, 3)) else None


def checked_code(text: str) -> str:
    """``EPSG:28992`` for what somebody typed ("28992", "EPSG 28992"); empty if there is no such map grid."""
    match = _CODE.match(text)
    code = f"EPSG:{int(match[1])}" if match else ""
    return code if code and _crs(code) is not None else ""


def from_wkt(text: str) -> str:
    """The code of a system described in WKT, the text itself where it has no code, or empty if it cannot be used."""
    if not text or len(text) > 20_000 or not re.match(r"\s*[A-Z_]+\s*[\[(]", text, re.IGNORECASE):
        return ""
    text = " ".join(text.split())
    found = _crs(text)
    if found is None:
        return ""
    code = found.to_epsg(min_confidence=60)
    return checked_code(f"EPSG:{code}") if code else text


def usable(system: str) -> bool:
    return bool(system) and _crs(system) is not None


def title(system: str) -> str:
    """``EPSG:28992 – Amersfoort / RD New``."""
    found = _crs(system)
    name = str(found.name) if found is not None else ""
    return f"{system} – {name}" if system.startswith("EPSG:") else name[:120] or system[:120]


def is_geographic(system: str) -> bool:
    found = _crs(system)
    return bool(found is not None and found.is_geographic)


@functools.lru_cache(maxsize=128)
def _transformer(system: str) -> Any:
    from pyproj import Transformer

    return Transformer.from_crs(_crs(system), WGS84, always_xy=True)


def to_degrees(system: str, x: Any, y: Any) -> tuple[Any, Any]:
    """Longitude and latitude (WGS84) of x and y (easting and northing, longitude and latitude); ``inf`` where there is none."""
    if _crs(system) is None:
        raise ExtractError(
            _("The system of coordinates “%s” is not known.") % system[:80],
            remedy=_("Enter an EPSG code such as 25832."),
        )
    if system == WGS84:
        return np.asarray(x, dtype=float), np.asarray(y, dtype=float)
    longitudes, latitudes = _transformer(system).transform(np.asarray(x, dtype=float), np.asarray(y, dtype=float))
    return longitudes, latitudes


#: Degrees beyond the area of a system that some country still uses it for: zone 33 covers Norway to its eastern end.
_BEYOND = 30.0


def near_its_area(system: str, degrees: Any) -> bool:
    """Whether all points (n, 2) lie so near to the area that a system is made for that they can be meant; true if it has none."""
    area = getattr(_crs(system), "area_of_use", None)
    if area is None:
        return True
    east = area.east if area.east >= area.west else area.east + 360
    middle, wide = (area.west + east) / 2, (east - area.west) / 2
    aside = np.abs((degrees[:, 0] - middle + 180) % 360 - 180)
    up, low = degrees[:, 1] <= area.north + _BEYOND, degrees[:, 1] >= area.south - _BEYOND
    return bool((up & low & (aside <= wide + _BEYOND)).all())


@functools.lru_cache(maxsize=32)
def _precision(system: str) -> tuple[float, bool]:
    from pyproj.transformer import TransformerGroup

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what it warns of is said by ``shift_note``
        group = TransformerGroup(_crs(system), WGS84, always_xy=True)
    accuracies = [one.accuracy for one in group.transformers if one.accuracy is not None and one.accuracy >= 0]
    return (accuracies[0] if accuracies else -1.0), bool(group.best_available)


def shift_note(system: str) -> str:
    """What is to be said of how exactly positions can be converted; empty where there is nothing to say."""
    if not usable(system) or system == WGS84:
        return ""
    metres, best = _precision(system)
    if not best:
        return _(
            "For the most exact conversion of %(system)s a grid file is missing here; places may lie %(metres)s m off."
        ) % {"system": system[:40], "metres": f"{metres:g}" if metres > 0 else "10"}
    return _("Places of this system are converted to about %g m.") % metres if metres > 2 else ""


# ---- guessing ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Anchor:
    """Where the organisation's places lie: the middle of what it has on its map, as far as it has anything."""

    country: str = ""
    longitude: float | None = None
    latitude: float | None = None

    def km(self, longitude: float, latitude: float) -> float | None:
        if self.longitude is None or self.latitude is None:
            return None
        wide = math.cos(math.radians(self.latitude)) * (longitude - self.longitude)
        return 111.2 * math.hypot(wide, latitude - self.latitude)


@dataclass(frozen=True)
class Guess:
    """One system in which the numbers make sense, and where the first of them would land (longitude, latitude)."""

    system: str
    swapped: bool
    km: float | None
    lands: list[tuple[float, float]] = field(default_factory=list)
    alike: list[str] = field(default_factory=list)  # systems that give the same within a few metres
    abroad: bool = False

    @property
    def key(self) -> str:
        return f"{self.system}|{int(self.swapped)}"


def guesses(points: Sequence[tuple[float, float]], anchor: Anchor, said: str = "", most: int = 5) -> list[Guess]:
    """Systems that fit, the most plausible first. ``said`` is what the file itself says and comes first if it fits at all."""
    if not points:
        return []
    x, y = (np.array(part, dtype=float) for part in zip(*points, strict=True))
    found: list[tuple[tuple[Any, ...], Guess]] = []
    for order, system in enumerate(_candidates(x, y, anchor, said)):
        for swapped in (False, True):
            guess = _guess(system, swapped, x, y, anchor)
            if guess is not None:
                found.append((_rank(guess, order, anchor, said), guess))
    found.sort(key=lambda pair: pair[0])
    return _without_twins([guess for _order, guess in found])[:most]


def _candidates(x: Any, y: Any, anchor: Anchor, said: str) -> list[str]:
    named = [said] if usable(said) else []
    if max(np.abs(x).max(), np.abs(y).max()) <= 180:
        return [*named, *(["EPSG:4326"] if said != WGS84 else [])]
    own = OF_COUNTRY.get(anchor.country, ())
    others = [code for codes in OF_COUNTRY.values() for code in codes]
    numbers = dict.fromkeys([*own, *EVERYWHERE, *others])
    return list(dict.fromkeys([*named, *(f"EPSG:{number}" for number in numbers)]))


def _guess(system: str, swapped: bool, x: Any, y: Any, anchor: Anchor) -> Guess | None:
    """None where fewer than six in ten positions lie in the area that the system is made for: a few may be mistyped."""
    found = _crs(system)
    if found is None:
        return None
    longitudes, latitudes = to_degrees(system, y if swapped else x, x if swapped else y)
    good = np.isfinite(longitudes) & np.isfinite(latitudes) & (np.abs(longitudes) <= 180) & (np.abs(latitudes) <= 90)
    area = found.area_of_use
    if area is not None and area.west <= area.east:
        margin = 0.5
        with np.errstate(invalid="ignore"):
            good &= (longitudes >= area.west - margin) & (longitudes <= area.east + margin)
            good &= (latitudes >= area.south - margin) & (latitudes <= area.north + margin)
    if good.mean() < 0.6:
        return None
    lands = [(float(a), float(b)) for a, b, fits in zip(longitudes, latitudes, good, strict=True) if fits]
    middle = float(np.median(longitudes[good])), float(np.median(latitudes[good]))
    return Guess(system, swapped, anchor.km(*middle), lands[:5], abroad=_is_abroad(anchor.country, *middle))


def _is_abroad(country: str, longitude: float, latitude: float) -> bool:
    """Whether no map grid of the country is made for this place (zones that reach from pole to pole say nothing)."""
    areas = [
        found.area_of_use for number in OF_COUNTRY.get(country, ()) if (found := _crs(f"EPSG:{number}")) is not None
    ]
    areas = [area for area in areas if area is not None and area.north - area.south < 20]
    return bool(areas) and not any(
        area.west <= longitude <= area.east and area.south <= latitude <= area.north for area in areas
    )


def _rank(guess: Guess, order: int, anchor: Anchor, said: str) -> tuple[Any, ...]:
    """Near the organisation's places first, then as the file says, then not swapped, then the country's own systems."""
    said_so = bool(said) and guess.system == said and not guess.swapped
    far = 0 if guess.km is None else sum(guess.km > limit for limit in (15, 60, 300, 1500))
    abroad = guess.km is None and guess.abroad
    return (far if not said_so else 0, not said_so, abroad, guess.swapped, order)


def _without_twins(found: list[Guess]) -> list[Guess]:
    kept: list[Guess] = []
    for guess in found:
        twin = next((one for one in kept if _together(one, guess)), None)
        if twin is None:
            kept.append(guess)
        elif twin.swapped == guess.swapped and len(twin.alike) < 3:
            twin.alike.append(guess.system)
    return kept


def _together(a: Guess, b: Guess) -> bool:
    if not a.lands or not b.lands:
        return False
    (first, second), (third, fourth) = a.lands[0], b.lands[0]
    return math.hypot((first - third) * math.cos(math.radians(second)), second - fourth) * 111_200 < 15
