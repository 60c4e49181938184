"""What in a text looks like personal data. It stops an entry until somebody took it out or said that it is none.

    >>> [one.kind for one in find("A van, AB-123-CD, of Mr Popescu")]
    ['plate', 'person']

The rules point at too much rather than too little, and they do not understand language: a name that nobody gave them and
that no title goes before is not found.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from protect.editions import leaks

WORDS: dict[str, Any] = {
    leaks.PERSON: _("a name"),
    leaks.EMAIL: _("an e-mail address"),
    leaks.PHONE: _("a telephone number"),
    "plate": _("a number plate"),
    "id": _("a number of a document or a person"),
}
#: Letters and digits in turn, as plates of Europe have them; in capitals, five to eight signs without the gaps.
_PLATE = re.compile(
    r"(?<![\w-])(?:[A-Z]{1,3}[- ]?\d{1,4}[- ]?[A-Z]{1,3}|[A-Z]{2,3}[- ]?\d{2,5}|\d{1,4}[- ]?[A-Z]{2,3}(?:[- ]?\d{1,3})?)"
    r"(?![\w-])"
)
#: Identity cards, passports, national numbers, accounts.
_ID = re.compile(r"(?<!\w)(?:[A-Z]{1,2}[- ]?\d{6,}[A-Z]?|\d{8,14}[A-Z]?|[A-Z]{2}\d{2}[A-Z0-9]{11,30})(?!\w)")


@dataclass(frozen=True)
class Finding:
    """One thing in one field. ``mark`` names it wherever it stands in that field."""

    field: str
    kind: str
    text: str
    mark: str

    @property
    def word(self) -> str:
        return str(WORDS[self.kind])


def find(text: str, *, people: Sequence[str] = (), field: str = "") -> list[Finding]:
    """In the order of the text, each once."""
    hits: list[tuple[int, int, str, str]] = []
    for pattern, kind in ((_ID, "id"), (_PLATE, "plate")):
        for one in pattern.finditer(text):
            if kind == "plate" and not 5 <= sum(sign.isalnum() for sign in one[0]) <= 8:
                continue
            hits.append((one.start(), one.end(), kind, one[0]))
    hits += [(one.start, one.end, one.kind, one.text) for one in leaks.find(text, people=people) if one.kind in WORDS]
    found: dict[str, Finding] = {}
    taken: list[tuple[int, int]] = []
    order = list(WORDS)
    # A number of ten digits is a telephone number and an identity number: it is told once, as the second.
    for start, end, kind, hit in sorted(hits, key=lambda one: (one[0], one[0] - one[1], -order.index(one[2]))):
        if any(start < other_end and end > other_start for other_start, other_end in taken):
            continue
        taken.append((start, end))
        mark = hashlib.sha256("\0".join([field, kind, " ".join(hit.split())]).encode()).hexdigest()[:16]
        found[mark] = Finding(field, kind, hit, mark)
    return list(found.values())


def check(texts: Mapping[str, str], *, people: Sequence[str] = ()) -> list[Finding]:
    """Of several fields."""
    return [one for field, text in texts.items() if text for one in find(text, people=people, field=field)]


def left(findings: Iterable[Finding], cleared: Iterable[str]) -> list[Finding]:
    known = set(cleared)
    return [one for one in findings if one.mark not in known]
