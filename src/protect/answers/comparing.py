"""Opened answers beside each other and beside what each city needs. Plain documents in, rows for pages and files out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from protect.answers import documents, fields
from protect.calls import composing
from protect.methods.overlap import Codes, Overlap, overlap
from protect.reference import terms

#: From here on two descriptions are said to be alike, of 100.
ALIKE = 88
#: Characters of a description that are compared.
COMPARED = 400
VOCABULARY = {
    "threats": "threat_type", "functions": "measure_function", "phases": "threat_phase", "places": "psoi_category",
}  # fmt: skip


def part_names() -> dict[str, str]:
    return {"threats": _("threats"), "functions": _("functions"), "phases": _("phases"), "places": _("kind of place")}


@dataclass(frozen=True)
class Match:
    """How far one answer meets one city's need; ``parts`` in words."""

    city: str
    found: Overlap

    @property
    def parts(self) -> list[dict[str, Any]]:
        names = part_names()
        return [
            {
                "name": names[part.name],
                "weight": part.weight,
                "met": ", ".join(terms.label(VOCABULARY[part.name], one) for one in part.met),
                "missing": ", ".join(terms.label(VOCABULARY[part.name], one) for one in part.missing),
                "asked": part.asked,
                "count": len(part.met),
            }
            for part in self.found.parts
        ]


def needs_of(call: Mapping[str, Any]) -> list[tuple[str, Codes]]:
    return [
        (
            city["organisation"]["name"],
            Codes(city["threat_types"], city["functions"], city["phases"], [city["category"]]),
        )
        for city in call["cities"]
    ]


def matches(document: Mapping[str, Any], needs: Sequence[tuple[str, Codes]]) -> list[Match]:
    """For each city, in the order of the call. No threat in common is a knock-out, whatever else fits."""
    said = document["solution"]
    offer = Codes(said["threat_types"], said["functions"], said["phases"], said["space_categories"])
    return [Match(city, overlap(need, offer)) for city, need in needs]


def alike(found: Sequence[Mapping[str, Any]]) -> dict[int, list[tuple[int, int]]]:
    """By place in ``found`` which others read alike: (place, how much of 100). Likely the same answer given twice.

    Name and description are compared, and files: the same file in two answers counts as alike, whatever the words.
    """
    if len(found) < 2:
        return {}
    from rapidfuzz import fuzz, process

    texts = [f"{one['solution']['solution']} {one['solution']['summary']}".casefold()[:COMPARED] for one in found]
    scores = process.cdist(texts, texts, scorer=fuzz.ratio, score_cutoff=ALIKE)
    files = [{one["sha256"] for one in each["files"]} for each in found]
    said: dict[int, list[tuple[int, int]]] = {}
    for here in range(len(found)):
        others = scores[here].nonzero()[0] if texts[here].strip() else ()
        near = {int(there): round(float(scores[here, there])) for there in others if there != here}
        for there, other in enumerate(files):
            if there != here and files[here] & other:
                near[there] = 100
        if near:
            said[here] = sorted(near.items())
    return said


@dataclass(frozen=True)
class Column:
    """One thing that every answer says: a fact, a requirement, a question. ``key`` names it in an address."""

    key: str
    label: str


def columns(call: Mapping[str, Any]) -> list[Column]:
    names = documents.labels()
    found = [Column(f"fact-{name}", names[name]) for name in documents.FACTS]
    found += [
        Column(f"requirement-{one['code']}", f"{one['code']} {one['text']}")
        for city in call["cities"]
        for one in city["wanted"]
    ]
    return found + [
        Column(f"question-{one['code']}", f"{number}. {one['text']}") for number, one in enumerate(call["questions"], 1)
    ]


def said(document: Mapping[str, Any], call: Mapping[str, Any], key: str) -> str:
    """What one answer says there, in words; empty for nothing."""
    kind, _dash, code = key.partition("-")
    if kind == "fact":
        value = document["solution"][code]
        if code in documents.VOCABULARY:
            return composing.codes_in_words(documents.VOCABULARY[code], value)
        if code == "consent_summary":
            return {"yes": _("yes"), "no": _("no")}.get(value, "")
        return "" if value is None else str(value)
    if kind == "requirement":
        met = document["requirements"].get(code) or {}
        how = dict(fields.how_choices()).get(met.get("how", ""), "")
        return ": ".join(one for one in (how, met.get("proof", "")) if one)
    question = next(one for one in call["questions"] if one["code"] == code)
    if question["kind"] == "file":
        return ", ".join(one["name"] for one in document["files"] if one["question"] == code)
    return fields.in_words(question, document["answers"].get(code))
