"""An effect in a cell: ``P1`` probability one level lower, ``C2`` consequence two lower, ``P1C1`` both; ``!`` highly sure, ``?``
hardly sure, neither: fairly sure. ``0`` or empty: no effect.

    >>> read("p1 c2!"), write(1, 2, "high")
    ((1, 2, 'high'), 'P1C2!')
"""

from __future__ import annotations

import re

MOST = 4
Cell = tuple[int, int, str]
_CELL = re.compile(r"^(?:P([0-4]))?(?:C([0-4]))?([!?]?)$")
SURE = {"!": "high", "": "medium", "?": "low"}
_MARK = {word: mark for mark, word in SURE.items()}


class Unreadable(ValueError):
    """What stands in the cell says no effect."""


def read(text: str) -> tuple[int, int, str]:
    """Levels of probability and consequence, and how sure. Raises Unreadable."""
    plain = re.sub(r"[\s,;+−-]", "", text).upper()
    if plain in ("", "0"):
        return 0, 0, "medium"
    found = _CELL.match(plain)
    if found is None or (found[1] is None and found[2] is None):
        raise Unreadable(text)
    return int(found[1] or 0), int(found[2] or 0), SURE[found[3]]


def write(probability: int, consequence: int, sure: str) -> str:
    if not probability and not consequence:
        return ""
    sides = (f"P{probability}" if probability else "") + (f"C{consequence}" if consequence else "")
    return sides + _MARK.get(sure, "")
