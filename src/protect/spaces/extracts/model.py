"""What reading an extract yields: places that could be spaces, features of the town's map, and what went wrong."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from protect.spaces.extracts.names import folded

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

Box = tuple[float, float, float, float]


class ExtractError(Exception):
    """The file cannot be used. ``str()`` is one line for a person: what is wrong, where, and what to do."""

    def __init__(self, problem: str, *, where: str = "", remedy: str = "") -> None:
        self.problem = problem
        self.where = where
        self.remedy = remedy
        super().__init__(" ".join(part for part in (f"{where}:" if where else "", problem, remedy) if part))


@dataclass(slots=True)
class Place:
    """One candidate. ``geometry`` in WGS84 degrees (longitude, latitude): polygon, multipolygon or point."""

    source: str  # "osm:way/123"; the first of ``sources``
    kind: str  # the tag that made it a candidate: "place=square"
    main_category: str
    geometry: BaseGeometry
    name: str = ""
    other_names: tuple[str, ...] = ()
    further_categories: tuple[str, ...] = ()
    tags: dict[str, str] = field(default_factory=dict)
    area_m2: float | None = None  # of a mapped outline; None for a point and for an outline we estimated
    address: str = ""
    town: str = ""
    sources: tuple[str, ...] = ()  # every object of the file that is this place
    changed_at: datetime | None = None
    outline: str = "mapped"  # mapped, estimated (a street's centre line given a width), point
    rank: int = 0  # position of its rule in the table; smaller comes first

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(name for name in (self.name, *self.other_names) if name)

    @property
    def categories(self) -> tuple[str, ...]:
        return (self.main_category, *self.further_categories)

    @property
    def search_text(self) -> str:
        return "\n".join(folded(text) for text in (*self.names, self.address, self.town) if text)


@dataclass(slots=True)
class Feature:
    """One object of the town's own map; ``wkb`` little-endian, simplified to about the width of a kerb."""

    source: str
    kind: str
    name: str
    tags: dict[str, str]
    wkb: bytes
    box: Box


@dataclass(slots=True, frozen=True)
class Skipped:
    """An object that would have been used but for its own fault."""

    source: str
    name: str
    why: str


@dataclass(slots=True)
class Extract:
    format: str  # osm.pbf, osm, osm.gz, osm.bz2, geojson
    box: Box | None  # what the extract covers (degrees); None where it holds nothing
    box_given: bool  # the file says so itself; otherwise estimated from its nodes, on the safe (small) side
    data_date: datetime | None  # newest time stamp of an object
    places: list[Place] = field(default_factory=list)
    features: list[Feature] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    skipped: list[Skipped] = field(default_factory=list)
    left_out: dict[str, int] = field(default_factory=dict)  # kind -> small and nameless ones not offered
    notes: list[str] = field(default_factory=list)
    present: frozenset[str] = frozenset()  # sources of every tagged object that could matter, used or not
    attribution: str = ""
