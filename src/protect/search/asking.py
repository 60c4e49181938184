"""The index asked for one kind of thing, by a list that shows and filters by itself."""

from __future__ import annotations

from django.conf import settings

from protect.search import matching, stemming, typos
from protect.search.kinds import kind_of
from protect.search.models import Word

#: Words of a question that are looked for (more are not a question), and letters of it that lists read.
WORDS, LETTERS = 8, 100


def groups_of(text: str) -> list[list[str]]:
    """Each word of a question: its beginning, and its stems in the languages of the interface, whatever language it is in.

    Of those stems that occur anywhere: of most words there are one or two, and the database guesses well how much matches.
    """
    groups = stemming.asked(text, [code for code, _name in settings.LANGUAGES], WORDS)
    stems = [stem for _word, *some in groups for stem in some]
    there = set(Word.objects.filter(text__in=stems).values_list("text", flat=True)) if stems else set()
    return [[word, *(stem for stem in some if stem in there)] for word, *some in groups]


def by_words(label: str, text: str) -> list[int] | None:
    """Keys of what holds every word of ``text``, titles first; None without a word. Who sees them, the asker decides."""
    asked, kind = groups_of(text[:LETTERS]), kind_of(label)
    if not asked or kind is None:
        return None
    found = matching.matches(asked, [], kind).keys.get(kind.number, [])
    if not found:
        # Words that are spelled alike only where nothing is spelled so.
        near = [[*group, *typos.corrections(group[0])] for group in asked]
        found = matching.matches(near, [], kind).keys.get(kind.number, [])
    return found
