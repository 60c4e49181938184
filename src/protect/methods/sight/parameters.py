"""Pixel classes and lighting classes, by edition: editions are kept apart and never converted."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from protect.methods.parameters import Mark, ParameterSet, Value

_2025 = "IEC 62676-4:2025"
_2014 = "IEC 62676-4:2014"


def _pixels(edition: str, mark: Mark, **classes: float) -> dict[str, Value]:
    return {name: Value(number, "px/m", edition, mark) for name, number in classes.items()}


#: Pixels per metre from which a detail counts as reached, by edition of the standard.
PIXELS_2025 = ParameterSet(
    "pixel classes of IEC 62676-4", "2025",
    _pixels(
        _2025, Mark.VERIFIED,
        overview=20, outline=40, discern=80, perceive=125, characterise=250, validate=500, scrutinise=1500,
    ),
)  # fmt: skip
PIXELS_2014 = ParameterSet(
    "pixel classes of IEC 62676-4", "2014",
    {
        **_pixels(_2014, Mark.VERIFIED, monitor=12.5),
        **_pixels(_2014, Mark.GENERAL, detect=25, observe=62.5, recognise=125),
        **_pixels(_2014, Mark.VERIFIED, identify=250),
    },
)  # fmt: skip
EDITIONS: Mapping[str, ParameterSet] = MappingProxyType({"2025": PIXELS_2025, "2014": PIXELS_2014})

_EN = "EN 13201-2, from memory: confirm before use"
#: Mean and least illuminance of pedestrian areas, and mean and uniformity of conflict areas.
LIGHT_CLASSES = ParameterSet(
    "lighting classes of EN 13201-2",
    "to be confirmed",
    {
        **{f"{name}_mean": Value(mean, "lx", _EN, Mark.GENERAL) for name, mean in
           (("P1", 15), ("P2", 10), ("P3", 7.5), ("C2", 20), ("C3", 15))},
        **{f"{name}_least": Value(least, "lx", _EN, Mark.GENERAL) for name, least in (("P1", 3), ("P2", 2), ("P3", 1.5))},
        **{f"{name}_uniformity": Value(0.4, "least / mean", _EN, Mark.GENERAL) for name in ("C2", "C3")},
    },
)  # fmt: skip

#: How lamps are counted.
LIGHT = ParameterSet(
    "lamps along a path",
    "1",
    {"reach": Value(15.0, "m", "our default: a lamp farther from the path than this does not light it", Mark.DEFAULT)},
)
