"""The shared vocabularies: code, label and one sentence of help for each term.

    >>> [term.code for term in terms("team_circle")]
    ['core', 'involved', 'informed']
    >>> label("threat_type", "vehicle")
    'Vehicle attack'

Read from the shipped documents once a process, without the database; translated when asked.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass

from protect.reference import loader
from protect.reference.wording import translate


@dataclass(frozen=True)
class Term:
    """One term of a vocabulary, in the present language."""

    code: str
    label: str
    help: str
    examples: tuple[str, ...] = ()


@functools.cache
def _english() -> dict[str, dict[str, Term]]:
    """Terms by vocabulary and code; a newer version of a vocabulary replaces the older."""
    known: dict[str, dict[str, Term]] = {}
    for document in sorted(loader.vocabulary_documents(), key=lambda one: one.version):
        if document.kind == "taxonomy":
            known[document.key] = {
                one["code"]: Term(one["code"], one["label"], one["help"], tuple(one.get("examples", ())))
                for one in document.content["terms"]
            }
        else:
            known["threat_type"] = {
                one["code"]: Term(one["code"], one["label"], one["definition"], tuple(one["look_at"]))
                for one in document.content["threat_types"]
            }
    return known


def _of(vocabulary: str) -> dict[str, Term]:
    try:
        return _english()[vocabulary]
    except KeyError:
        raise KeyError(f"There is no vocabulary '{vocabulary}'; there are {', '.join(sorted(_english()))}.") from None


def _translated(term: Term) -> Term:
    return Term(term.code, translate(term.label), translate(term.help), tuple(map(translate, term.examples)))


def vocabularies() -> list[str]:
    """Names of all vocabularies."""
    return sorted(_english())


def terms(vocabulary: str) -> list[Term]:
    """All terms in their order; KeyError with the known names if there is no such vocabulary."""
    return [_translated(term) for term in _of(vocabulary).values()]


def term(vocabulary: str, code: str) -> Term | None:
    """One term, or None if the vocabulary has no such code."""
    found = _of(vocabulary).get(code)
    return _translated(found) if found else None


def codes(vocabulary: str) -> tuple[str, ...]:
    """All codes in their order."""
    return tuple(_of(vocabulary))


def label(vocabulary: str, code: str) -> str:
    """The label; the code itself where the vocabulary does not know it (an own term of a municipality, old data)."""
    found = _of(vocabulary).get(code)
    return translate(found.label) if found else code


def help_text(vocabulary: str, code: str) -> str:
    """The sentence of help; empty where the vocabulary does not know the code."""
    found = _of(vocabulary).get(code)
    return translate(found.help) if found else ""


def choices(vocabulary: str) -> list[tuple[str, str]]:
    """(code, label) pairs for a form field; pass the function (``partial``), so that labels follow the reader."""
    return [(term.code, translate(term.label)) for term in _of(vocabulary).values()]


def order(vocabulary: str, code: str) -> int:
    """Position of a code in its vocabulary, for sorting; unknown codes come last."""
    known = codes(vocabulary)
    return known.index(code) if code in known else len(known)
