"""What leaves: the document of a call, put together field by field from what may go and from nothing else."""

from __future__ import annotations

import zoneinfo
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from protect.assessments.requirements import Obligation
from protect.calls.models import Annex, Call, Question
from protect.organisations.models import Organisation
from protect.reference import terms
from protect.reference.models import digest_of
from protect.reference.wording import translate

FORMAT, FORMAT_VERSION = "protect-call", 1

#: Of an annex: codes and the texts that were written for outsiders.
ANNEX_FIELDS = (
    "category", "crowd_class", "surroundings", "objective", "threat_types", "phases", "functions", "scenario",
)  # fmt: skip
WANTED_FIELDS = ("obligation", "text", "measure_of_success")
QUESTION_FIELDS = ("code", "text", "help", "kind", "mandatory")
#: Vocabulary of the fields that hold codes.
VOCABULARY = {
    "category": "psoi_category",
    "crowd_class": "crowd_class",
    "threat_types": "threat_type",
    "phases": "threat_phase",
    "functions": "measure_function",
}


def lines(text: str) -> list[str]:
    """One entry a line, without empty ones."""
    return list(dict.fromkeys(line.strip() for line in text.splitlines() if line.strip()))


def template_sections(call: Call) -> list[dict[str, Any]]:
    """Title, help and whether it is composed, in the reader's language."""
    return [
        {**one, "title": translate(one["title"]), "help": translate(one["help"])}
        for one in call.template.content["sections"]
    ]


def reviewers(call: Call) -> list[dict[str, Any]]:
    return [
        {**one, "label": translate(one["label"]), "question": translate(one["question"])}
        for one in call.template.content["reviewers"]
    ]


def document(call: Call) -> dict[str, Any]:
    """The whole call as outsiders get it, the same for every reader: no key of the database, no place, no translation."""
    annexes = list(call.annexes.select_related("organisation").prefetch_related("wanted"))
    return {
        "format": FORMAT,
        "format_version": FORMAT_VERSION,
        "title": call.title,
        "issuer": _organisation(call.organisation),
        "demonstration": call.organisation.is_demonstration,
        "languages": call.languages,
        "sections": [
            {"code": one["code"], "title": one["title"], "text": call.sections.get(one["code"], "")}
            for one in call.template.content["sections"]
        ],
        "cities": [_city(call, number, annex) for number, annex in enumerate(annexes, 1)],
        "questions": [question(one) for one in call.questions.select_related("condition")],
        "criteria": [
            {
                "code": one["code"],
                "label": one["label"],
                "help": one["help"],
                "points": call.criteria.get(one["code"], 0),
            }
            for one in call.template.content["criteria"]
        ],
        "timetable": {
            "time_zone": call.time_zone,
            **{name: _moment(call, name) for name in ("questions_until", "answers_until", "opens_at")},
        },
    }


def digest(call: Call) -> str:
    """Of the document: what was signed and cleared is this and nothing else."""
    return digest_of(document(call))


def _organisation(organisation: Organisation) -> dict[str, str]:
    return {"name": organisation.name, "country": organisation.country}


def _moment(call: Call, name: str) -> str | None:
    value = getattr(call, name)
    return None if value is None else value.astimezone(zoneinfo.ZoneInfo(call.time_zone)).isoformat(timespec="minutes")


def _city(call: Call, number: int, annex: Annex) -> dict[str, Any]:
    return {
        "number": number,
        "organisation": _organisation(annex.organisation),
        **{name: getattr(annex, name) for name in ANNEX_FIELDS},
        "criteria": annex.criteria or call.criteria,
        "wanted": [
            {"code": f"{number}.{place}", **{name: getattr(one, name) for name in WANTED_FIELDS}}
            for place, one in enumerate(annex.wanted.all(), 1)
        ],
    }


def question(one: Question) -> dict[str, Any]:
    """One question with the fields that its kind uses."""
    found: dict[str, Any] = {name: getattr(one, name) for name in QUESTION_FIELDS}
    if one.kind == "number":
        found["unit"] = one.unit
    if one.kind == "choice":
        found |= {"options": lines(one.options), "several": one.several}
    if one.kind == "scale":
        found |= {"lowest": one.lowest, "highest": one.highest}
    if one.kind == "table":
        found["columns"] = lines(one.columns)
    if one.condition is not None:
        found |= {"condition": one.condition.code, "condition_values": lines(one.condition_values)}
    return found


def texts(found: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Every text of a document that somebody wrote, with where it stands."""
    yield _("Title"), found["title"]
    for section in found["sections"]:
        yield translate(section["title"]), section["text"]
    for city in found["cities"]:
        name = city["organisation"]["name"]
        for field, label in (
            ("surroundings", _("surroundings")), ("objective", _("objective")), ("scenario", _("generic scenario")),
        ):  # fmt: skip
            yield f"{name}: {label}", city[field]
        for one in city["wanted"]:
            yield f"{name}: {_('requirement')} {one['code']}", one["text"]
            yield f"{name}: {_('measure of success')} {one['code']}", one["measure_of_success"]
    for number, one in enumerate(found["questions"], 1):
        place = f"{_('Question')} {number}"
        yield place, one["text"]
        yield place, one["help"]
        for word in (*one.get("options", ()), *one.get("columns", ()), one.get("unit", "")):
            yield place, word


def in_words(found: dict[str, Any]) -> dict[str, Any]:
    """The document with words in place of codes, for pages and files in the reader's language."""
    shared = [{**one, "label": translate(one["label"]), "help": translate(one["help"])} for one in found["criteria"]]
    labels = {one["code"]: one["label"] for one in shared}
    points = {one["code"]: one["points"] for one in shared}
    cities = []
    for city in found["cities"]:
        told = {name: codes_in_words(vocabulary, city[name]) for name, vocabulary in VOCABULARY.items()}
        wanted = [{**one, "obligation": str(Obligation(one["obligation"]).label)} for one in city["wanted"]]
        criteria = [{"label": labels.get(code, code), "points": given} for code, given in city["criteria"].items()]
        own = city["criteria"] != points
        cities.append({**city, **told, "wanted": wanted, "criteria": criteria, "own_criteria": own})
    numbers = {one["code"]: number for number, one in enumerate(found["questions"], 1)}
    questions = [
        {**one, "number": number, "condition_number": numbers.get(one.get("condition", ""))}
        for number, one in enumerate(found["questions"], 1)
    ]
    sections = [{**one, "title": translate(one["title"])} for one in found["sections"]]
    return {**found, "sections": sections, "criteria": shared, "cities": cities, "questions": questions}


def codes_in_words(vocabulary: str, value: Any) -> str:
    """One code or several, in the reader's language."""
    codes = value if isinstance(value, list) else [value]
    return ", ".join(terms.label(vocabulary, code) for code in codes if code)
