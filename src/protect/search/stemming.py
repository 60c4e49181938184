"""Words as the search keeps those of a text in a known language: folded, and brought to their stem in it.

    >>> said("Walking along the squares", "en")
    ['walking', 'along', 'the', 'squares', '§enwalk', '§enalong', '§enthe', '§ensquar']

A stem carries its language, so that a Romanian word is never taken for an English one; the sign before it cannot be typed.
A question does not say its language: each of its words is stemmed in all languages that are asked for, and meets only stems of
the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from protect.search.folding import LONGEST, folded, placed, words

#: Begins a word that nobody can type: a sign is never part of a word.
SIGN = "§"

#: Our codes to the algorithms of Snowball (snowballstem.org, BSD). Languages without one are found by words alone.
ALGORITHMS = {
    "ar": "arabic", "ca": "catalan", "da": "danish", "de": "german", "el": "greek", "en": "english", "es": "spanish",
    "et": "estonian", "eu": "basque", "fi": "finnish", "fr": "french", "ga": "irish", "hi": "hindi", "hu": "hungarian",
    "hy": "armenian", "id": "indonesian", "it": "italian", "lt": "lithuanian", "nb": "norwegian", "ne": "nepali",
    "nl": "dutch", "nn": "norwegian", "no": "norwegian", "pl": "polish", "pt": "portuguese", "ro": "romanian",
    "ru": "russian", "sr": "serbian", "sv": "swedish", "ta": "tamil", "tr": "turkish", "yi": "yiddish",
}  # fmt: skip
#: Letters of a word below which its end says nothing.
SHORTEST = 3
#: What French leaves of a word before a vowel, and English behind one: no part of what is asked for.
ELIDED = re.compile(r"\b(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu|quoiqu)['’ʼ](?=\w)|(?<=\w)['’ʼ]s\b", re.IGNORECASE)


def _short(language: str) -> str:
    return language.lower().split("-")[0]


@lru_cache(maxsize=64)
def _stemmer(language: str) -> Any:
    name = ALGORITHMS.get(language)
    if name is None:
        return None
    import snowballstemmer

    return snowballstemmer.stemmer(name) if name in snowballstemmer.algorithms() else None


@lru_cache(maxsize=50_000)
def stems(word: str, language: str) -> tuple[str, ...]:
    """The stems of one word as written: with its accents and without, since not everybody types them."""
    stemmer = _stemmer(_short(language))
    if stemmer is None or len(word) < SHORTEST:
        return ()
    found = [stemmer.stemWord(word), stemmer.stemWord(folded(word))]
    kept = dict.fromkeys("".join(words(one)) for one in found)
    return tuple(f"{SIGN}{_short(language)}{one}"[:LONGEST] for one in kept if one)


def _as_written(text: str) -> list[str]:
    """Each word of a text in small letters, with its accents."""
    return list(dict.fromkeys(text[begin:end].lower() for _word, begin, end in placed(text)))


def stems_of(text: str, languages: Iterable[str]) -> list[str]:
    """The stems of all words of a text, each once."""
    written = _as_written(text)
    return list(dict.fromkeys(stem for language in languages for one in written for stem in stems(one, language)))


def said(text: str, language: str) -> list[str]:
    """What a passage is found by."""
    return [*words(text), *stems_of(text, [language])]


def asked(text: str, languages: Iterable[str], most: int) -> list[list[str]]:
    """For each word of a question, what it is found by: the beginning of a word first, then stems of the languages."""
    among = list(languages)
    found: list[list[str]] = []
    for one in _as_written(ELIDED.sub(" ", text)) or _as_written(text):
        for word in words(one)[:1]:
            found.append([word, *dict.fromkeys(stem for language in among for stem in stems(one, language))])
    return found[:most]
