"""Parts of a file, as RFC 9110 (14) says it: what a request asks for, of which nothing else has to know."""

from __future__ import annotations

import re
from dataclasses import dataclass

_RANGE = re.compile(r"\s*bytes\s*=\s*(\d*)\s*-\s*(\d*)\s*", re.IGNORECASE)


@dataclass(frozen=True)
class Part:
    """Bytes ``first`` to ``last``, both counted; ``is_open``: the request said no end."""

    first: int
    last: int
    is_open: bool = False

    @property
    def length(self) -> int:
        return self.last - self.first + 1


class Unsatisfiable(Exception):
    """It lies behind the end."""


def part(header: str | None, size: int) -> Part | None:
    """None: the whole file, also for what is not understood and for several parts at once (a server may)."""
    found = _RANGE.fullmatch(header or "")
    if found is None or not header or not header.isascii():
        return None
    first, last = found.groups()
    if len(first) > 18 or len(last) > 18:
        raise Unsatisfiable
    if not first:
        if not last:
            return None
        length = min(int(last), size)
        if length == 0:
            raise Unsatisfiable
        return Part(size - length, size - 1)
    if last and int(last) < int(first):
        return None
    if int(first) >= size:
        raise Unsatisfiable
    return Part(int(first), min(int(last), size - 1) if last else size - 1, is_open=not last)


def etags(header: str | None) -> list[str]:
    return [one.strip().removeprefix("W/") for one in (header or "").split(",") if one.strip()]
