"""The index as the catalogue asks it: keys of entries, best first; who may see them the catalogue asks of the one rule."""

from __future__ import annotations

from protect.search import matching, typos
from protect.search.folding import words
from protect.search.kinds import kind_of
from protect.search.queries import WORDS


def by_words(text: str, similar: bool) -> list[int] | None:
    """Entries that hold every word of ``text``, those whose names do first; None where there is no word in it."""
    asked = [[word, *(typos.corrections(word) if similar else ())] for word in words(text)[:WORDS]]
    kind = kind_of("catalogue.entry")
    if not asked or kind is None:
        return None
    return matching.matches(asked, [], kind).keys.get(kind.number, [])
