"""What is found elsewhere than in the index of things, in the same box: a folder above looks and answers in one group.

    sources.add(Source("said", _("Said in recordings"), _("recording"), find, rebuild, faults))

``find(question, begin, count)`` gives so many results from there on, best first, and whether there are more. Whoever adds a
source asks the one rule of seeing about each result, as the search itself does.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.functional import Promise

if TYPE_CHECKING:
    from protect.search.queries import Question, Result


@dataclass(frozen=True, eq=False)
class Source:
    name: str
    #: As the heading of its group and as the word on one result.
    plural: str | Promise
    single: str | Promise
    find: Callable[[Question, int, int], tuple[list[Result], bool]]
    #: Its own index anew; returns how many rows it has.
    rebuild: Callable[[], int]
    #: What is wrong with it, for ``protect check``.
    faults: Callable[[], list[str]]


_sources: dict[str, Source] = {}


def add(source: Source) -> None:
    _sources[source.name] = source


def all_sources() -> list[Source]:
    return list(_sources.values())


def named(name: str) -> Source | None:
    return _sources.get(name)
