"""The piece of a text that was hit, with the hit marked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from protect.search.folding import placed
from protect.search.stemming import SIGN, stems

#: (text, whether it is the hit)
Piece = tuple[str, bool]
#: Letters shown before and after the first hit.
BEFORE, AFTER = 50, 110


def marked(text: str, wanted: Iterable[str], languages: Sequence[str] = ()) -> list[Piece]:
    """``text`` in pieces; every word is marked that begins with one of ``wanted``, or has a stem among them in ``languages``."""
    pieces: list[Piece] = []
    done = 0
    for begin, end in _hits(text, tuple(wanted), languages):
        if text[done:begin]:
            pieces.append((text[done:begin], False))
        pieces.append((text[begin:end], True))
        done = end
    return pieces + ([(text[done:], False)] if text[done:] else [])


def snippet(texts: Sequence[str], wanted: Iterable[str], languages: Sequence[str] = ()) -> list[Piece]:
    """From the first text with a hit, the surroundings of that hit; empty if only the title was hit."""
    asked = tuple(wanted)
    for text in texts:
        plain = " ".join(text.split())
        hits = _hits(plain, asked, languages)
        if hits:
            begin, end = max(0, hits[0][0] - BEFORE), min(len(plain), hits[0][1] + AFTER)
            # Not in the middle of a word.
            begin = plain.rfind(" ", 0, begin) + 1 if begin else 0
            end = plain.find(" ", end) if plain.find(" ", end) > 0 else len(plain)
            shown = marked(plain[begin:end], asked, languages)
            return [*([("… ", False)] if begin else []), *shown, *([(" …", False)] if end < len(plain) else [])]
    return []


def _hits(text: str, asked: tuple[str, ...], languages: Sequence[str]) -> list[tuple[int, int]]:
    beginnings = tuple(one for one in asked if not one.startswith(SIGN))
    known = {one for one in asked if one.startswith(SIGN)} if languages else set()
    # Forms of a word begin alike: only words that do are stemmed.
    alike = tuple({one[:1] for one in beginnings})

    def is_hit(word: str, written: str) -> bool:
        if word.startswith(beginnings):
            return True
        if not known or not word.startswith(alike):
            return False
        return any(not known.isdisjoint(stems(written.lower(), language)) for language in languages)

    return [(begin, end) for word, begin, end in placed(text) if is_hit(word, text[begin:end])] if asked else []
