"""Shapes within shapes within shapes: what comes from outside is looked at before the geometry library descends into it.

GEOS reads well-known binary, WKT and GeoJSON by recursion without a bound; some 20,000 collections in one another end the
whole process. No real shape is nested more than four deep.
"""

from __future__ import annotations

import re

#: Collections or brackets in one another.
DEEPEST = 40
_BRACKETS = re.compile(r"[\[\](){}]")
_SIMPLE = (1, 2, 3)  # point, line, polygon: of positions only


def is_deep_text(text: str) -> bool:
    """Whether WKT or GeoJSON is nested deeper than any shape."""
    depth = 0
    for bracket in _BRACKETS.finditer(text):
        depth += 1 if bracket[0] in "[({" else -1
        if depth > DEEPEST:
            return True
    return False


def is_sound_wkb(content: bytes, most: int = 8) -> bool:
    """Whether the binary holds only known kinds of shapes, whole, at most ``most`` in one another."""
    at, open_parts = 0, [1]  # how many shapes are still to come on each level
    size = len(content)
    while open_parts:
        if open_parts[-1] == 0:
            open_parts.pop()
            continue
        open_parts[-1] -= 1
        if at + 5 > size or content[at] > 1:
            return False
        order = "little" if content[at] else "big"
        kind = int.from_bytes(content[at + 1 : at + 5], order)  # type: ignore[arg-type]
        at += 9 if kind & 0x20000000 else 5
        base, dimensions = _kind(kind)
        if base in _SIMPLE:
            at = _end(content, at, base, 8 * dimensions, order)
            if at > size:
                return False
        elif 4 <= base <= 7:
            if at + 4 > size or len(open_parts) > most:
                return False
            open_parts.append(int.from_bytes(content[at : at + 4], order))  # type: ignore[arg-type]
            at += 4
        else:
            return False
    return True


def _kind(kind: int) -> tuple[int, int]:
    """Base type, and numbers of a position: as ISO writes it (1007) and as others do (high bits)."""
    plain = kind & 0x1FFFFFFF
    high = bool(kind & 0x80000000) + bool(kind & 0x40000000)
    iso = {0: 0, 1: 1, 2: 1, 3: 2}.get(plain // 1000, 0)
    return plain % 1000 if plain < 4000 else 0, 2 + max(high, iso)


def _end(content: bytes, at: int, base: int, position: int, order: str) -> int:
    """Where a simple shape ends; beyond the end of ``content`` where it is cut off."""
    if base == 1:
        return at + position
    rings = 1
    if base == 3:
        rings = int.from_bytes(content[at : at + 4], order)  # type: ignore[arg-type]
        at += 4
    for _ring in range(rings):
        if at + 4 > len(content):
            return len(content) + 1
        at += 4 + position * int.from_bytes(content[at : at + 4], order)  # type: ignore[arg-type]
    return at
