"""What every result says of itself: evidence, not a verdict (METHODS 0).

An ``Account`` travels with the numbers: what went in, what was assumed or guessed, with which parameter set, and what has to be
seen on site before anybody relies on it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType


@dataclass(frozen=True)
class Band:
    """Low, best and high estimate of one quantity, with its unit; ``inf`` bounds are allowed, ``nan`` is not.

    ValueError for ends out of order.

    >>> Band(6.0, 8.0, 12.0, "min").as_text()
    '8 min (6 to 12)'
    """

    low: float
    best: float
    high: float
    unit: str = ""

    def __post_init__(self) -> None:
        if any(math.isnan(end) for end in (self.low, self.best, self.high)) or not self.low <= self.best <= self.high:
            raise ValueError(f"a band runs from low over best to high, not {self.low}, {self.best}, {self.high}")

    def as_text(self, digits: int = 2) -> str:
        """For a sentence, rounded to ``digits`` significant digits: more would claim what nobody knows."""
        best, low, high = (rounded(number, digits) for number in (self.best, self.low, self.high))
        unit = f" {self.unit}" if self.unit else ""
        return f"{best}{unit}" if low == high else f"{best}{unit} ({low} to {high})"


def rounded(number: float, digits: int = 2) -> str:
    """A number for a sentence, to ``digits`` significant digits; infinity in words.

    >>> rounded(6297.6), rounded(0.456), rounded(math.inf)
    ('6,300', '0.46', 'no upper bound')
    """
    if number == 0 or math.isinf(number):
        return "0" if number == 0 else ("no upper bound" if number > 0 else "no lower bound")
    kept = max(digits - 1 - math.floor(math.log10(abs(number))), 0)
    whole = round(number, digits - 1 - math.floor(math.log10(abs(number))))
    return f"{whole:,.{kept}f}".rstrip("0").rstrip(".") if kept else f"{whole:,.0f}"


@dataclass(frozen=True)
class Account:
    """The account a result gives of itself.

    ``inputs``: name to what was used, in words. ``guessed``: names of those inputs that nobody measured. ``assumptions``,
    ``changes`` (what would change the result) and ``tasks`` (what to measure on site) are sentences. ``restricted``: the result
    describes weak points and is shown only to those who may see the space's assessment.
    ValueError where ``guessed`` names what is no input.

    >>> account = Account({"width": "6 m, mapped", "friction": "1.0, not judged"}, "vehicle 1", guessed=("friction",))
    >>> account.share_guessed
    0.5
    """

    inputs: Mapping[str, str]
    parameter_set: str
    guessed: tuple[str, ...] = ()
    assumptions: tuple[str, ...] = ()
    changes: tuple[str, ...] = ()
    tasks: tuple[str, ...] = ()
    restricted: bool = field(default=False)

    def __post_init__(self) -> None:
        strangers = sorted(set(self.guessed) - set(self.inputs))
        if strangers:
            raise ValueError(f"guessed names {', '.join(strangers)}, which is not among the inputs")
        object.__setattr__(self, "inputs", MappingProxyType(dict(self.inputs)))

    def __reduce__(self) -> tuple[type[Account], tuple[object, ...]]:
        # A read-only mapping cannot be pickled, and results come back from the processes of a simulation.
        rest = (self.parameter_set, self.guessed, self.assumptions, self.changes, self.tasks, self.restricted)
        return Account, (dict(self.inputs), *rest)

    @property
    def share_guessed(self) -> float:
        """Share of the inputs that were guessed, 0 to 1; 0 where there are none."""
        return len(set(self.guessed)) / len(self.inputs) if self.inputs else 0.0
