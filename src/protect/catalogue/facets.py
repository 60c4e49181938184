"""What the catalogue can be narrowed by, as bits of one number for each entry.

One number makes the counts beside every filter a matter of one query and a little arithmetic, however many entries there
are. A dimension has room for more codes than its vocabulary has today; a code beyond that room is not counted.

>>> number_of({"category": ["sensor"], "threat": ["vehicle"]}) == bit("category", "sensor") | bit("threat", "vehicle")
True
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from protect.reference import terms


@dataclass(frozen=True)
class Dimension:
    """``field`` of an entry, whose codes are of ``vocabulary``; ``first`` bit and ``room`` for so many codes."""

    code: str
    label: str | Promise
    field: str
    vocabulary: str
    first: int
    room: int

    @property
    def codes(self) -> tuple[str, ...]:
        return terms.codes(self.vocabulary)[: self.room]

    @property
    def mask(self) -> int:
        return ((1 << self.room) - 1) << self.first


DIMENSIONS = (
    Dimension("kind", _("Kind of entry"), "kind", "entry_kind", 0, 4),
    Dimension("category", _("Category"), "category", "measure_category", 4, 7),
    Dimension("threat", _("Threat type"), "threat_types", "threat_type", 11, 14),
    Dimension("function", _("Function"), "functions", "measure_function", 25, 12),
    Dimension("phase", _("Phase of an attack"), "phases", "threat_phase", 37, 6),
    Dimension("place", _("Kind of public space"), "space_categories", "psoi_category", 43, 10),
    Dimension("family", _("Family"), "family", "measure_family", 53, 2),
    Dimension("approach", _("What carries it"), "approach", "measure_approach", 55, 2),
    Dimension("horizon", _("Horizon"), "horizon", "measure_horizon", 57, 3),
)
BY_CODE = {one.code: one for one in DIMENSIONS}
#: Flags beside the vocabularies.
PERSONAL_DATA, INFORMATION_ONLY = 1 << 60, 1 << 61


def bit(dimension: str, code: str) -> int:
    """The bit of a code; 0 for one that the dimension does not know."""
    one = BY_CODE[dimension]
    return 1 << (one.first + one.codes.index(code)) if code in one.codes else 0


def number_of(codes: Mapping[str, Iterable[str]]) -> int:
    """All bits of ``codes``, by dimension."""
    return sum({found for name, some in codes.items() for code in some if (found := bit(name, code))})


def of_entry(entry: Any) -> int:
    """The number of an entry. One without kinds of space fits all of them."""
    number = 0
    for one in DIMENSIONS:
        value = getattr(entry, one.field)
        codes = value if isinstance(value, list) else [value]
        if one.code == "place" and not codes:
            codes = list(one.codes)
        number |= number_of({one.code: codes})
    return number | (PERSONAL_DATA if entry.personal_data else 0) | (INFORMATION_ONLY if entry.information_only else 0)
