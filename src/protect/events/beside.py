"""What folders above show on the pages of events and sessions: told here at start-up, because this one may not import them.

beside.add(_("Recordings"), of_event)      # (reader, event, session or None) -> list of Beside, only what the reader sees
beside.work(link)                          # (event) -> Beside: one more page for those who organise it
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise


@dataclass(frozen=True)
class Beside:
    """One line: ``note`` says more in some words, ``image`` is the address of a picture without a meaning of its own."""

    title: str
    address: str
    note: str = ""
    image: str = ""


Find = Callable[[Any, Any, Any], list[Beside]]
_work: list[Callable[[Any], Beside]] = []
_found: dict[Find, str | Promise] = {}


def add(heading: str | Promise, find: Find) -> None:
    _found[find] = heading


def work(link: Callable[[Any], Beside]) -> None:
    if link not in _work:
        _work.append(link)


def work_on(event: Any) -> list[Beside]:
    return [link(event) for link in _work]


def of(reader: Any, event: Any, session: Any = None) -> list[tuple[str, list[Beside]]]:
    """(heading, lines) of each kind that has some."""
    told = [(str(heading), find(reader, event, session)) for find, heading in _found.items()]
    return [one for one in told if one[1]]
