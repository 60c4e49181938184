"""Bytes of a text file to text: byte order marks, UTF-8, UTF-16, else the likeliest Windows code page, said aloud.

A code page cannot be known, only guessed: each language is described by its letters beyond ASCII in the order of how
often they come (our own order; only the order counts), and the page and language win under which the letters of the
file are the least surprising. Whoever knows better says the encoding.
"""

from __future__ import annotations

import codecs
import math
from collections import Counter
from dataclasses import dataclass

from protect.formats.saying import sentence
from protect.formats.tables import InputError

#: Letters beyond ASCII by code page and language, the most frequent first. Capitals follow by themselves.
#: The name of one language is in Django's own catalogues; those of several are collected here.
LETTERS = {
    ("cp1252", "French"): "éèàêçùîôâûëïœ",
    ("cp1252", "German"): "üäöß",
    ("cp1252", "Spanish"): "óáíéñúü¿¡",
    ("cp1252", "Italian"): "èàùòìé",
    ("cp1252", "Portuguese"): "ãçáéíóõêúâà",
    ("cp1252", "Dutch"): "ëéïèöüá",
    ("cp1252", sentence("Swedish, Danish or Norwegian")): "äåöøæé",
    ("cp1250", "Romanian"): "ăîţşâ",
    ("cp1250", "Polish"): "łęąóśżćźń",
    ("cp1250", sentence("Czech or Slovak")): "íáéěřčžšýůúťďňóľĺŕä",
    ("cp1250", "Hungarian"): "áéöóőüíúű",
    ("cp1250", sentence("Croatian or Slovene")): "čšžćđ",
    ("cp1251", "Bulgarian"): "аиоетнрсвлдкпмзъугбчяжйхцшщюфь",
    ("cp1251", "Ukrainian"): "оанивітерскдлмупязьгбчйхжїшцєющфґ",
    ("cp1251", "Macedonian"): "аоиетнрвсдклпумзбгјчцшжњќхфѓљѕџ",
    ("cp1251", "Serbian"): "аиоенрстудкјвмлпзгбчшцжћњљхђфџ",
    ("cp1253", "Greek"): "αοιετσνηυρπκμλςωδγχθφβξζψάόίέήύώϊϋΐΰ",
    ("cp1254", "Turkish"): "ıüşğçöâîû",
    ("cp1257", "Lithuanian"): "ėąųįšžūčę",
    ("cp1257", "Latvian"): "āīēšūņļžčģķ",
}
#: Signs that any text may hold; they say nothing about the language.
_NEUTRAL = set("„“”‘’‚‹›«»–—…•€£§°·\u00a0©®™´`×½¼¾")
NAMES = {
    page: f"Windows-{page.removeprefix('cp')}" for page in ("cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1257")
}


@dataclass(frozen=True)
class Decoded:
    """``guess``: a sentence where the encoding is not certain. ``damaged``: lines (from 1) with bytes that mean nothing."""

    text: str
    encoding: str
    guess: str = ""
    damaged: tuple[int, ...] = ()


def decode(file: str, content: bytes, encoding: str = "") -> Decoded:
    """The text of a file. ``encoding``: what somebody said it is, taken as true. Raises InputError for what is no text."""
    if encoding:
        return _told(file, content, encoding)
    for mark, name in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if content.startswith(mark):
            return _marked(content, name)
    wide = _unmarked_utf16(content)
    if wide:
        return Decoded(
            content.decode(wide, "replace"),
            wide,
            sentence("it has no byte order mark; read as %(encoding)s", encoding=wide.upper()),
        )
    try:
        return Decoded(content.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        pass
    if _mostly_utf8(content):
        return _marked(content, "utf-8")
    if b"\0" in content:
        raise InputError(sentence("%(file)s is not a text file", file=file))
    return _guessed(file, content)


def _told(file: str, content: bytes, encoding: str) -> Decoded:
    try:
        name = codecs.lookup(encoding).name
        text = content.decode("utf-8-sig" if name == "utf-8" else name)
    except (LookupError, TypeError, AttributeError) as error:
        raise InputError(
            f"'{encoding}' is no encoding that is known; try utf-8, utf-16, cp1250, cp1252 or cp1253"
        ) from error
    except UnicodeError as error:
        raise InputError(f"{file} is not written in {encoding}") from error
    return Decoded(text, name)


def _marked(content: bytes, name: str) -> Decoded:
    text = content.decode(name, "replace")
    whole = text.replace("\r\n", "\n").replace("\r", "\n")
    damaged = tuple(number for number, line in enumerate(whole.split("\n"), 1) if "\ufffd" in line)
    return Decoded(text, name, damaged=damaged if _broken(content, name) else ())


def _broken(content: bytes, name: str) -> bool:
    try:
        content.decode(name)
    except UnicodeDecodeError:
        return True
    return False


def _unmarked_utf16(content: bytes) -> str:
    """UTF-16 without a mark: most of a caption or calendar file is ASCII, so every other byte is zero."""
    head = content[:2000]
    if len(head) < 8 or len(content) % 2:
        return ""
    even, odd = head[0::2].count(0), head[1::2].count(0)
    half = len(head) // 2
    if odd > 0.3 * half and even < 0.02 * half:
        return "utf-16-le"
    if even > 0.3 * half and odd < 0.02 * half:
        return "utf-16-be"
    return ""


def _mostly_utf8(content: bytes) -> bool:
    """Damaged UTF-8 rather than a code page: far more letters of several bytes are right than wrong."""
    text = content.decode("utf-8", "replace")
    wrong = text.count("\ufffd")
    right = sum(1 for sign in text if ord(sign) > 127) - wrong
    return right >= 4 * wrong


def _guessed(file: str, content: bytes) -> Decoded:
    best: tuple[float, str, str, str] | None = None
    for page in NAMES:
        try:
            text = content.decode(page)
        except UnicodeDecodeError:
            continue
        counts = Counter(sign for sign in text if ord(sign) > 127 and sign not in _NEUTRAL)
        inside = _capitals_inside(text)
        for (of, language), letters in LETTERS.items():
            if of == page:
                score = _likely(counts, letters) - 3.0 * inside
                if best is None or score > best[0]:
                    best = (score, page, language, text)
    if best is None:
        text = content.decode("cp1252", "replace")
        return Decoded(text, "cp1252", sentence("no encoding fits; read as Windows-1252 with signs that mean nothing"))
    _, page, language, text = best
    return Decoded(
        text,
        page,
        sentence(
            "it is not UTF-8; guessed %(page)s because its letters look %(language)s",
            page=NAMES[page],
            language=sentence(language),
        ),
    )


def _likely(counts: Counter[str], letters: str) -> float:
    """Logarithm of how likely the letters are, if the n-th most frequent of a language comes 1/n as often as the first."""
    total = sum(1 / rank for rank in range(1, len(letters) + 1))
    chance = {letter: math.log(0.98 / (rank * total)) for rank, letter in enumerate(letters, 1)}
    # The small form of İ has two signs, of which the first is no letter beyond ASCII.
    return sum(number * chance.get("ı" if sign == "İ" else sign.lower(), -9.0) for sign, number in counts.items())


def _capitals_inside(text: str) -> int:
    """Capitals beyond ASCII straight after a small letter: a sign of the wrong page."""
    return sum(
        1
        for before, sign in zip(text, text[1:], strict=False)
        if ord(sign) > 127 and sign.isupper() and before.islower()
    )
