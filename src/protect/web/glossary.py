"""The terms of the field, in the reader's language."""

from __future__ import annotations

from dataclasses import dataclass

from protect.reference import services as reference
from protect.reference.wording import translate


@dataclass(frozen=True)
class Entry:
    """One term with its explanation and the codes of related terms."""

    code: str
    term: str
    text: str
    see: tuple[str, ...] = ()


def page() -> list[tuple[Entry, list[Entry]]]:
    """All terms with the terms they point to, for the glossary page."""
    known = entries()
    return [(one, [known[code] for code in one.see if code in known]) for one in known.values()]


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
