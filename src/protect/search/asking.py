"""The index asked for one kind of thing, by a list that shows and filters by itself."""

from __future__ import annotations

from protect.search import matching, typos
from protect.search.folding import words
from protect.search.kinds import kind_of

#: Words of a question that are looked for, and letters of it that are read.
WORDS, LETTERS = 8, 100


def by_words(label: str, text: str) -> list[int] | None:
    """Keys of what holds every word of ``text``, titles first; None without a word. Who sees them, the asker decides."""
    asked, kind = words(text[:LETTERS])[:WORDS], kind_of(label)
    if not asked or kind is None:
        return None
    found = matching.matches([[word] for word in asked], [], kind).keys.get(kind.number, [])
    if not found:
        # Words that are spelled alike only where nothing is spelled so.
        near = [[word, *typos.corrections(word)] for word in asked]
        found = matching.matches(near, [], kind).keys.get(kind.number, [])
    return found
