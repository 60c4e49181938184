"""What a method gets of a map: ways with their nodes, tagged nodes, and objects, in metres. No files here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Tags = Mapping[str, str]


@dataclass(frozen=True)
class Way:
    """A street or path: numbers of its nodes in order, and its tags."""

    number: int
    nodes: Ints
    tags: Tags


@dataclass(frozen=True)
class MapObject:
    """Anything else with a shape: a building, a wall, water, a bollard. ``source`` names it in the map (way/123)."""

    source: str
    geometry: BaseGeometry
    tags: Tags


@dataclass(frozen=True)
class Map:
    """A piece of a map. ``numbers`` (n,), ascending, and ``places`` (n, 2) [m] of the nodes of ``ways``; ``points``: tags of the
    nodes that have some; ``objects``; ``covered``: the area that the map covers, None where nobody knows; ``missing``: number of
    ways that are not whole in it. ValueError for places that do not fit the numbers, or numbers that do not ascend."""

    numbers: Ints
    places: Floats
    ways: tuple[Way, ...]
    points: Mapping[int, Tags] = field(default_factory=dict)
    objects: tuple[MapObject, ...] = ()
    covered: BaseGeometry | None = None
    missing: int = 0

    def __post_init__(self) -> None:
        if self.places.shape != (len(self.numbers), 2) or not np.isfinite(self.places).all():
            raise ValueError("one place of two finite numbers for each node")
        if (np.diff(self.numbers) <= 0).any():
            raise ValueError("the numbers of the nodes ascend, and each stands there once")

    def rows(self, numbers: Ints) -> Ints:
        """Rows of these nodes in ``places``; -1 for nodes that are not in the map."""
        found = np.searchsorted(self.numbers, numbers)
        found[found == len(self.numbers)] = 0
        return np.where(self.numbers[found] == numbers, found, -1) if len(self.numbers) else np.full(len(numbers), -1)
