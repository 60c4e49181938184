"""Spelling errors: which words that occur are nearly the word that was typed.

Every word is kept with all ways of leaving out a letter (two in long words). Two words that differ by a letter left out,
added, changed or swapped have such a form in common, so the candidates come by a look-up of exact keys, on either
database alike and in the same time however many words there are; their true distance is then measured.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable

from django.db import connection
from rapidfuzz.distance import OSA

from protect.search.models import Word
from protect.search.stemming import SIGN

#: Words below have no neighbours: nearly everything short is like everything short.
SHORTEST = 4
#: From here on two errors are forgiven.
LONG = 7
#: Only the beginning of a word is varied; that keeps the table small, and finds words while they are typed.
VARIED = 7
#: Enough that words somebody may not see do not crowd out those they may.
MOST = 40
#: Written at once; SQLite takes a limited number of values.
ROWS = 400


def is_varied(word: str) -> bool:
    """Numbers and short words are meant as they are typed; stems are typed by nobody."""
    return len(word) >= SHORTEST and not word.startswith(SIGN) and not any(letter.isdigit() for letter in word)


def variations(word: str) -> set[int]:
    """The keys of ``word``: its beginning as it is and with letters left out."""
    if not is_varied(word):
        return set()
    forms = {word[:VARIED]}
    for _error in range(2 if len(word) >= LONG else 1):
        forms |= {form[:place] + form[place + 1 :] for form in forms for place in range(len(form))}
    return {zlib.crc32(form.encode()) for form in forms}


def corrections(word: str) -> list[str]:
    """Words that occur and are nearly ``word``, or begin nearly like it; nearest first."""
    keys = variations(word)
    if not keys:
        return []
    near = Word.objects.filter(variations__key__in=keys).values_list("text", flat=True).distinct()
    measured = [(distance(word, one), one) for one in near]
    allowed = 2 if len(word) >= LONG else 1
    return [one for far, one in sorted(measured) if 0 < far <= allowed][:MOST]


def distance(typed: str, word: str) -> int:
    """Errors between what was typed and the word, or a beginning of it."""
    ends = {min(len(word), len(typed) + more) for more in (-1, 0, 1, 2)} | {len(word)}
    return min(OSA.distance(typed, word[:end], score_cutoff=3) for end in ends)


def learn(texts: Iterable[str]) -> None:
    """Add the words that are new, with their variations. In one order everywhere, so that two writers do not wait for
    each other in a circle."""
    wanted = sorted({word for word in texts if is_varied(word) or word.startswith(SIGN)})
    for start in range(0, len(wanted), 500):
        part = wanted[start : start + 500]
        known = set(Word.objects.filter(text__in=part).values_list("text", flat=True))
        new = [word for word in part if word not in known]
        if not new:
            continue
        Word.objects.bulk_create([Word(text=word) for word in new], ignore_conflicts=True)
        kept = Word.objects.filter(text__in=new).order_by("text")
        rows = [part for word in kept for key in sorted(variations(word.text)) for part in (key, word.pk)]
        with connection.cursor() as cursor:
            for begin in range(0, len(rows), 2 * ROWS):
                some = rows[begin : begin + 2 * ROWS]
                # Thirty numbers a word: as objects they took longer than the change that is indexed.
                places = ", ".join(["(%s, %s)"] * (len(some) // 2))
                cursor.execute(
                    f"INSERT INTO search_variation (key, word_id) VALUES {places} ON CONFLICT DO NOTHING",  # noqa: S608
                    some,
                )
