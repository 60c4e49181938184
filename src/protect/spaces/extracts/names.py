"""Names as people type them: folded for comparing, and a guess which name is the nearest."""

from __future__ import annotations

import re
import unicodedata

# Letters that Unicode does not take apart into a letter and a mark.
_PLAIN = str.maketrans(
    {"ł": "l", "đ": "d", "ð": "d", "ø": "o", "æ": "ae", "œ": "oe", "ß": "ss", "þ": "th", "ı": "i", "ς": "σ", "’": "'"}
)
_SPACES = re.compile(r"[\s\-–—_/.,;:()\"'`´]+")

#: Beginnings and endings by which a street's name says that it is a square.
_SQUARE_WORDS = re.compile(
    r"(^|\s)(place|placa|placeta|plaza|plazuela|praca|piazza|piazzale|piazzetta|largo|campo|square|circus|plein|markt|rynek|plac"
    r"|piata|trg|torg|torget|ter|namesti|namestie|aikste|vaksali|laukums|πλατεια|площад)(\s|$)"
    r"|(platz|plein|markt|torget|torg|plass|plads)(\s|$)"
)


def folded(text: str) -> str:
    """Small letters without marks, punctuation as one space: "Piața Sfatului" and "piata  sfatului" are the same."""
    small = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(c for c in small if not unicodedata.combining(c)).translate(_PLAIN)
    return _SPACES.sub(" ", plain).strip()


def says_square(name: str) -> bool:
    return bool(_SQUARE_WORDS.search(folded(name)))
