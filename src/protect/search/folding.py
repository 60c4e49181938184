"""Words as the index keeps them: small letters without marks, so that "Łódź", "lodz" and "LODZ" are the same.

Folding is ours, not the database's: SQLite does not fold Greek accents, PostgreSQL cuts numbers and addresses in its own
way, and both must find the same. A text becomes a list of plain words; everything else about it is forgotten.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# Letters that Unicode does not take apart into a letter and a mark.
_PLAIN = str.maketrans(
    {
        "ł": "l", "đ": "d", "ð": "d", "ħ": "h", "ŧ": "t", "ø": "o", "æ": "ae", "œ": "oe", "þ": "th", "ı": "i", "ŀ": "l",
        "ĸ": "k", "ŋ": "n", "ς": "σ", "ё": "е", "й": "и",
    }
)  # fmt: skip
#: Signs without a width inside a word: where it may be cut at the end of a line, or may not.
_WITHIN = frozenset("\u00ad\u200c\u200d\u2060\ufeff")
_WORD = re.compile(r"[^\W_]+")
#: More of a word is neither indexed nor asked for.
LONGEST = 40


@lru_cache(maxsize=4096)
def _fold(text: str) -> str:
    small = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    # What is no letter or digit afterwards (a mark, a sign) goes, and so does a second look at what casefold made.
    plain = (c for c in small if c not in _WITHIN and not unicodedata.category(c).startswith("M"))
    return "".join(plain).translate(_PLAIN)


def folded(text: str) -> str:
    """``text`` in small letters without marks; letter by letter, so that a snippet can be cut from the original."""
    return "".join(map(_fold, text))


def words(text: str) -> list[str]:
    """The words of a text in their order, each once."""
    return list(dict.fromkeys(one[:LONGEST] for one in _WORD.findall(folded(text))))


def placed(text: str) -> list[tuple[str, int, int]]:
    """``(word, begin, end)`` for each word; begin and end count in the text as written."""
    pieces, origin = [], []
    for place, letter in enumerate(text):
        plain = _fold(letter)
        pieces.append(plain)
        origin += [place] * len(plain)
    joined = "".join(pieces)
    found = []
    for match in _WORD.finditer(joined):
        end = origin[match.end() - 1] + 1
        # Marks written as letters of their own belong to the letter before.
        while end < len(text) and not _fold(text[end]) and unicodedata.category(text[end]).startswith("M"):
            end += 1
        found.append((match.group()[:LONGEST], origin[match.start()], end))
    return found
