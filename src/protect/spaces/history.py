"""What happened at a space, from all folders: each tells its own part at start-up, because this one may not import them.

    history.add("incident", _("Incidents"), tellers.incidents)     # in AppConfig.ready

A teller gets the reader and the space and returns moments that the reader may see; it asks ``visible_to`` itself.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from protect.spaces.models import Space


@dataclass(frozen=True)
class Moment:
    """One line of the time line. ``kind`` is the code under which its teller was added."""

    at: dt.datetime
    kind: str
    title: str
    detail: str = ""
    page: str = ""
    #: Known by its day alone.
    whole_day: bool = False


Teller = Callable[[Any, Space], Iterable[Moment]]

_tellers: dict[str, tuple[Any, Teller]] = {}


def add(kind: str, label: Any, teller: Teller) -> None:
    _tellers[kind] = (label, teller)


def kinds() -> dict[str, Any]:
    """Label by code, in the order in which the folders came."""
    return {kind: label for kind, (label, _teller) in _tellers.items()}


def of(reader: Any, space: Space, kind: str = "") -> list[Moment]:
    """The newest first; of one kind, if it is named."""
    found = [
        moment for code, (_label, teller) in _tellers.items() if kind in ("", code) for moment in teller(reader, space)
    ]
    return sorted(found, key=lambda one: (one.at, one.title), reverse=True)


def day(when: dt.date) -> dt.datetime:
    """A day as the moment of its beginning."""
    return timezone.make_aware(dt.datetime.combine(when, dt.time.min))
