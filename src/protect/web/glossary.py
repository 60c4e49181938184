"""The terms of the field, in the reader's language."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import get_language

from protect.library.models import Term
from protect.library.queries import terms_for
from protect.organisations.languages import name_of
from protect.reference import services as reference
from protect.reference.wording import translate
from protect.search.folding import words


@dataclass(frozen=True)
class Entry:
    """One term with its explanation and the codes of related terms."""

    code: str
    term: str
    text: str
    see: tuple[str, ...] = ()


@dataclass(frozen=True)
class Line:
    """One term on the glossary page with those it points to; ``is_translated``: its wording is of the language asked for."""

    entry: Entry
    see: list[Entry]
    is_translated: bool


@dataclass(frozen=True)
class Glossary:
    """``languages``: (code, name, how many terms are written in it, whether it is shown)."""

    text: str
    language: str
    lines: list[Line]
    languages: list[tuple[str, str, int, bool]]
    count: int
    #: Words that organisations added, as far as the reader sees them.
    added: list[Term]


def page(reader: Any, text: str, language: str) -> Glossary:
    """The terms that hold all words of ``text``, accents and capitals aside, in ``language`` as far as they are written in it."""
    english = _in("en")
    codes = [code for code, _name in settings.LANGUAGES]
    language = language if language in codes else (get_language() or "en").split("-")[0]
    known = _in(language)
    asked = words(text)
    found = []
    for code, one in known.items():
        if _tells(f"{one.term} {one.text} {english[code].term}", asked):
            see = [known[other] for other in one.see if other in known]
            found.append(Line(one, see, language == "en" or one.text != english[code].text))
    written = [
        (code, name_of(code), len(english) if code == "en" else _translated(english, _in(code)), code == language)
        for code in codes
    ]
    added = [one for one in terms_for(reader, language) if _tells(f"{one.word} {one.text}", asked)]
    return Glossary(text, language, found, written, len(english), added)


def _tells(text: str, asked: list[str]) -> bool:
    told = words(text)
    return all(any(word.startswith(part) for word in told) for part in asked)


def _in(language: str) -> dict[str, Entry]:
    with translation.override(language):
        return entries()


def _translated(english: dict[str, Entry], other: dict[str, Entry]) -> int:
    return sum(other[code].text != one.text for code, one in english.items())


def entries() -> dict[str, Entry]:
    """All terms by code, sorted by their word in the reader's language; empty while no glossary is loaded."""
    found = [
        Entry(one["code"], translate(one["term"]), translate(one["text"]), tuple(one.get("see", ())))
        for ref in reference.newest("glossary")
        for one in ref.content["terms"]
    ]
    return {one.code: one for one in sorted(found, key=lambda one: one.term.casefold())}


def entry(code: str) -> Entry | None:
    return entries().get(code)
