"""Parameter sets: every number a method needs, with its unit, its source and how well it is known.

Nothing is hidden in code: a method takes a set as an argument, its result names the set, and a town that has better numbers
makes a set of its own with ``ParameterSet.changed``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from types import MappingProxyType


class Mark(StrEnum):
    """How a value is known."""

    VERIFIED = "V"  #: read in the source named
    COMPUTED = "C"  #: computed here, reproducibly
    GENERAL = "G"  #: general knowledge of the field, not checked: to be confirmed before it is relied on
    DEFAULT = "D"  #: our own default or derivation, not a published value


@dataclass(frozen=True)
class Value:
    """One number with unit and source; ``low`` and ``high`` bound it where a band is published (both or none).

    ValueError for half a band, or a number outside it.
    """

    number: float
    unit: str
    source: str
    mark: Mark
    low: float | None = None
    high: float | None = None

    def __post_init__(self) -> None:
        if (self.low is None) != (self.high is None):
            raise ValueError("a band has both ends: give low and high, or neither")
        if self.low is not None and self.high is not None and not self.low <= self.number <= self.high:
            raise ValueError(f"the value {self.number} lies outside its band of {self.low} to {self.high}")


@dataclass(frozen=True)
class ParameterSet:
    """A named, versioned set of values. ``set["name"]`` is the number, ``set.values["name"]`` the value with its source.

    ValueError without a name or version; KeyError for a value that is not in it.

    >>> walking = ParameterSet("walking", "1", {"speed": Value(1.34, "m/s", "Weidmann 1993", Mark.VERIFIED)})
    >>> walking["speed"], walking.label
    (1.34, 'walking 1')
    >>> walking.changed("our town 2026", speed=1.2)["speed"]
    1.2
    """

    name: str
    version: str
    values: Mapping[str, Value] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not self.name or not self.version:
            raise ValueError("a parameter set has a name and a version: results have to be able to name it")
        object.__setattr__(self, "values", MappingProxyType(dict(self.values)))

    def __reduce__(self) -> tuple[type[ParameterSet], tuple[str, str, dict[str, Value]]]:
        # A read-only mapping cannot be pickled; sets travel to the processes of a simulation.
        return ParameterSet, (self.name, self.version, dict(self.values))

    def __getitem__(self, name: str) -> float:
        try:
            return self.values[name].number
        except KeyError:
            raise KeyError(
                f"parameter set {self.label} has no value '{name}'; it has {', '.join(self.values)}"
            ) from None

    @property
    def label(self) -> str:
        """Name and version, as results show it."""
        return f"{self.name} {self.version}"

    @property
    def unconfirmed(self) -> tuple[str, ...]:
        """Names of the values that nobody has read in a source yet (general knowledge)."""
        return tuple(name for name, value in self.values.items() if value.mark is Mark.GENERAL)

    def changed(self, version: str, source: str = "changed by the user", **numbers: float) -> ParameterSet:
        """The set under a new version with other numbers; their source says who changed them. ValueError for unknown names."""
        _only_known(numbers, self.values)
        if version == self.version:
            raise ValueError(f"a changed set needs a version of its own, not '{version}' again")
        fresh = {
            name: replace(self.values[name], number=number, source=source, mark=Mark.DEFAULT, low=None, high=None)
            for name, number in numbers.items()
        }
        return ParameterSet(self.name, version, {**self.values, **fresh})


def _only_known(names: Iterable[str], known: Iterable[str]) -> None:
    unknown = sorted(set(names) - set(known))
    if unknown:
        raise ValueError(f"there is no parameter {', '.join(unknown)}; there are {', '.join(sorted(known))}")
