"""What the public list finds beside events and their programmes: told by folders above, because this one may not import them.

archive.use(find)      # (reader, text) -> (results of the search, whether there are more)
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

Find = Callable[[Any, str], tuple[list[Any], bool]]
_find: list[Find] = []


@dataclass(frozen=True)
class Said:
    """A group as ``search/results.html`` shows it."""

    results: list[Any]
    more: bool


def use(find: Find) -> None:
    _find[:] = [find]


def said(reader: Any, text: str) -> Said:
    """Recordings in which the words are said; none without words."""
    if not _find or not text.strip():
        return Said([], False)
    return Said(*_find[0](reader, text))
