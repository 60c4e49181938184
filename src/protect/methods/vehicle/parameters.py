"""Numbers of the vehicle methods with their sources; the cautious end where nobody knows."""

from __future__ import annotations

from dataclasses import dataclass

from protect.methods.parameters import Mark, ParameterSet, Value

DYNAMICS = ParameterSet(
    "vehicle dynamics",
    "1",
    {
        "friction": Value(0.6, "-", "MIL-HDBK-1013/14: usual road", Mark.VERIFIED),
        "friction_unknown": Value(1.0, "-", "MIL-HDBK-1013/14: where it cannot be judged", Mark.VERIFIED),
        "gravity": Value(9.81, "m/s2", "standard gravity, rounded up", Mark.VERIFIED),
        "run_up": Value(300.0, "m", "our default: longer ways are cut at the last tight bend or here", Mark.DEFAULT),
        "free_width": Value(1.8, "m", "vehicle width of roundabout design's fastest path", Mark.VERIFIED),
    },
)
_OWN = "our default, cautious; change it for your place"


@dataclass(frozen=True)
class VehicleClass:
    """``mass`` [kg], ``power`` [W], ``acceleration`` [m/s2] from standing, ``width`` [m]."""

    code: str
    words: str
    mass: float
    power: float
    acceleration: float
    width: float


def _set(code: str, mass: float, power: float, acceleration: float, width: float) -> dict[str, Value]:
    return {
        f"{code}_mass": Value(mass, "kg", _OWN, Mark.DEFAULT),
        f"{code}_power": Value(power, "W", _OWN, Mark.DEFAULT),
        f"{code}_acceleration": Value(acceleration, "m/s2", _OWN, Mark.DEFAULT),
        f"{code}_width": Value(width, "m", _OWN, Mark.DEFAULT),
    }


CLASSES = ParameterSet(
    "vehicle classes",
    "1",
    {
        **_set("M1", 1500, 100_000, 4.0, 1.8),
        **_set("N1", 3500, 100_000, 3.5, 2.0),
        **_set("N2", 7200, 150_000, 2.5, 2.4),
        **_set("N3", 30_000, 300_000, 1.5, 2.5),
    },
)
WORDS = {"M1": "car", "N1": "van", "N2": "lorry", "N3": "heavy lorry"}


def vehicle_classes(parameters: ParameterSet = CLASSES) -> tuple[VehicleClass, ...]:
    """The four classes of the set, lightest first.

    >>> [one.code for one in vehicle_classes()]
    ['M1', 'N1', 'N2', 'N3']
    """
    return tuple(
        VehicleClass(
            code, words, parameters[f"{code}_mass"], parameters[f"{code}_power"], parameters[f"{code}_acceleration"],
            parameters[f"{code}_width"],
        )
        for code, words in WORDS.items()
    )  # fmt: skip
