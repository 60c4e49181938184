"""How far something on offer meets a need: overlap of threat types, functions, phases and kinds of place.

The parts are shares of what is needed, weighted 40, 30, 20 and 10 (the platform's own default). Nothing in common with
the threats is a knock-out, whatever else fits. The parts are always shown; the sum only puts them in order.

>>> need = Codes(threats={"vehicle"}, functions={"protect", "restrict"}, phases={"execution"}, places={"square"})
>>> found = overlap(need, Codes(threats={"vehicle", "vbied"}, functions={"protect"}, phases={"execution"}))
>>> [(part.name, part.share) for part in found.parts]
[('threats', 1.0), ('functions', 0.5), ('phases', 1.0), ('places', 1.0)]
>>> found.total, found.parts[1].missing
(85, ('restrict',))
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

#: Points of each part.
WEIGHTS: Mapping[str, int] = {"threats": 40, "functions": 30, "phases": 20, "places": 10}


@dataclass(frozen=True)
class Codes:
    """What is needed, or what is offered. An offer without places fits all of them; a need without a part does not ask."""

    threats: Collection[str] = field(default_factory=frozenset)
    functions: Collection[str] = field(default_factory=frozenset)
    phases: Collection[str] = field(default_factory=frozenset)
    places: Collection[str] = field(default_factory=frozenset)

    def part(self, name: str) -> frozenset[str]:
        """The codes of one part."""
        return frozenset(getattr(self, name))


@dataclass(frozen=True)
class Part:
    """One part of an overlap; ``share`` is None where the need does not ask for it."""

    name: str
    weight: int
    met: tuple[str, ...]
    missing: tuple[str, ...]

    @property
    def asked(self) -> int:
        """How many codes the need names."""
        return len(self.met) + len(self.missing)

    @property
    def share(self) -> float | None:
        """``met / asked``, 0 to 1."""
        return len(self.met) / self.asked if self.asked else None


@dataclass(frozen=True)
class Overlap:
    """All parts, in the order of ``WEIGHTS``; ``total`` only puts offers in order."""

    parts: tuple[Part, ...]

    @property
    def total(self) -> int:
        """0 to 100: points met among the points of the parts that were asked for."""
        asked = [(part.weight, part.share) for part in self.parts if part.share is not None]
        points = sum(weight for weight, _share in asked)
        return round(100 * sum(weight * share for weight, share in asked) / points) if points else 0

    @property
    def is_out(self) -> bool:
        """No threat in common, though threats are asked for."""
        threats = self.parts[0]
        return threats.asked > 0 and not threats.met

    def part(self, name: str) -> Part:
        """One part by its name."""
        return next(part for part in self.parts if part.name == name)


def overlap(need: Codes, offer: Codes, weights: Mapping[str, int] = WEIGHTS) -> Overlap:
    """Every part of ``need`` beside ``offer``."""
    parts = []
    for name, weight in weights.items():
        wanted, there = need.part(name), offer.part(name)
        if name == "places" and not there:
            there = wanted
        parts.append(Part(name, weight, tuple(sorted(wanted & there)), tuple(sorted(wanted - there))))
    return Overlap(tuple(parts))


def left_open(need: Codes, offers: Iterable[Codes]) -> Overlap:
    """What several offers meet together; ``missing`` of each part is what none of them covers.

    >>> need = Codes(threats={"vehicle", "ied"}, functions={"detect"}, phases={"execution"})
    >>> left = left_open(need, [Codes(threats={"vehicle"}, functions={"detect"}, phases={"execution"})])
    >>> left.part("threats").missing
    ('ied',)
    """
    chosen = list(offers)
    together = {name: frozenset[str]().union(*(one.part(name) for one in chosen)) for name in WEIGHTS}
    if any(not one.places for one in chosen):
        together["places"] = need.part("places")
    elif not chosen:
        together["places"] = frozenset({""})  # nothing is no offer that fits everywhere
    return overlap(need, Codes(**together))
