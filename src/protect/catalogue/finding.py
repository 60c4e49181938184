"""Full text in the catalogue: the search above this folder has the index, and says at start-up how it is asked.

finding.use(by_words)      # (text, similar) -> keys of entries, best first, or None where nothing was asked
"""

from __future__ import annotations

from collections.abc import Callable

#: Keys of entries that hold every word, best first; with ``similar`` words that are spelled alike count, too.
Finder = Callable[[str, bool], "list[int] | None"]

_finder: list[Finder] = []


def use(finder: Finder) -> None:
    _finder[:] = [finder]


def by_words(text: str, *, similar: bool = False) -> list[int] | None:
    return _finder[0](text, similar) if _finder else None
