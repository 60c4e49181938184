"""The index as the catalogue asks it: keys of entries, best first; who may see them the catalogue asks of the one rule."""

from __future__ import annotations

from protect.search import matching, typos
from protect.search.asking import groups_of
from protect.search.kinds import kind_of


def by_words(text: str, similar: bool) -> list[int] | None:
    """Entries that hold every word of ``text``, those whose names do first; None where there is no word in it."""
    asked = [[*group, *(typos.corrections(group[0]) if similar else ())] for group in groups_of(text)]
    kind = kind_of("catalogue.entry")
    if not asked or kind is None:
        return None
    return matching.matches(asked, [], kind).keys.get(kind.number, [])
