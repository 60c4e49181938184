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


#: Words for "station" itself, folded: they do not tell one from another.
_STATION_WORDS = frozenset(
    {
        "bahnhof", "hauptbahnhof", "hbf", "bf", "hb", "bahnhofsgebaude", "empfangsgebaude", "gare", "stazione",
        "station", "railway", "train", "estacion", "estacio", "gara", "dworzec", "stacja", "stotis", "nadrazi",
        "stanica", "kolodvor", "postaja", "palyaudvar", "σταθμοσ",
    }
)  # fmt: skip


def name_words(name: str) -> frozenset[str]:
    """The words that tell one station from another; none for a name that only says what it is."""
    return frozenset(folded(name).split()) - _STATION_WORDS
