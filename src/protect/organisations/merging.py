"""The three-way merge of two people's changes to the same values. Pure: it knows values, not forms or rows."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

#: Stands for a former value that nobody knows any more; it equals nothing that is stored.
UNKNOWN: Any = object()


@dataclass(frozen=True)
class Merged:
    """What came of it. ``values``: every name with the value to be kept, except those in ``clashes``.

    ``theirs`` names what only the other side changed and ``yours`` what only this side did; both are in ``values``.
    """

    values: dict[str, Any]
    theirs: tuple[str, ...]
    yours: tuple[str, ...]
    clashes: tuple[str, ...]


def merge(
    was: Mapping[str, Any], theirs: Mapping[str, Any], yours: Mapping[str, Any], names: Collection[str] | None = None
) -> Merged:
    """Merge two changes of ``was``. A name that ``was`` does not know clashes as soon as the two sides differ.

    What both sides changed alike is no clash. ``names`` are those to look at, by default all that ``yours`` has.
    """
    values: dict[str, Any] = {}
    found: dict[str, list[str]] = {"theirs": [], "yours": [], "clashes": []}
    for name in yours if names is None else names:
        before, there, here = was.get(name, UNKNOWN), theirs.get(name), yours.get(name)
        if there == here:
            values[name] = here
        elif there == before:
            values[name] = here
            found["yours"].append(name)
        elif here == before:
            values[name] = there
            found["theirs"].append(name)
        else:
            found["clashes"].append(name)
    return Merged(values, **{name: tuple(found[name]) for name in found})
