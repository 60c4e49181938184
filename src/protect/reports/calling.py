"""A published call as PDF/UA, from the very document that the public page shows."""

from __future__ import annotations

from typing import Any

from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from protect.calls import composing
from protect.calls.models import Publication
from protect.organisations.markings import Marking
from protect.reports.look import marking_look

Block = dict[str, Any]


def data(publication: Publication) -> dict[str, Any]:
    """What ``call.typ`` sets, in the language in force."""
    told = composing.in_words(publication.document)
    notes = [_("Invented, for demonstration")] if told["demonstration"] else []
    if publication.withdrawn_at is not None:
        notes.append(_("This call was withdrawn: %(reason)s") % {"reason": publication.withdrawn_because})
    country = told["issuer"]["country"]
    published = date_format(publication.published_at, "DATETIME_FORMAT")
    return {
        "lang": (get_language() or "en").split("-")[0],
        "title": publication.title,
        "author": told["issuer"]["name"],
        "issuer": f"{told['issuer']['name']} ({country})" if country else told["issuer"]["name"],
        "marking": marking_look(Marking.CLEAR),
        "notes": notes,
        "missing_glyphs": _("No font here has these characters, so this file is not PDF/UA:"),
        "printed": _("Published on %(when)s. SHA-256 %(digest)s") % {"when": published, "digest": publication.sha256},
        "sections": [
            {"title": f"{number}. {one['title']}", "blocks": _blocks(one, told)}
            for number, one in enumerate(told["sections"], 1)
        ],
    }


def _text(text: str) -> list[Block]:
    return [{"kind": "text", "text": text}] if text.strip() else []


def _facts(rows: list[tuple[str, Any]]) -> Block:
    return {"kind": "facts", "facts": [{"label": label, "value": str(value)} for label, value in rows if value]}


def _table(header: list[str], rows: list[list[Any]], widths: list[int]) -> Block:
    return {"kind": "table", "header": header, "rows": [[str(cell) for cell in row] for row in rows], "widths": widths}


def _blocks(section: dict[str, Any], told: dict[str, Any]) -> list[Block]:
    """The section's own text, then what the platform puts together under its code."""
    made = _text(section["text"])
    composed = {
        "context": _context, "need": _need, "requirements": _requirements, "questions": _questions,
        "evaluation": _evaluation, "timetable": _timetable,
    }.get(section["code"])  # fmt: skip
    return made + (composed(told) if composed else [])


def _context(told: dict[str, Any]) -> list[Block]:
    found = []
    for city in told["cities"]:
        kind = ", ".join(one for one in (city["category"], city["crowd_class"]) if one)
        found += _text(f"{city['organisation']['name']}: {kind}. {city['surroundings']}")
    return found


def _need(told: dict[str, Any]) -> list[Block]:
    found: list[Block] = []
    for city in told["cities"]:
        found.append({"kind": "head", "text": city["organisation"]["name"]})
        found += _text(city["objective"])
        rows = [
            (_("Threat types"), city["threat_types"]), (_("Attack phases"), city["phases"]),
            (_("Functions wanted"), city["functions"]), (_("Generic scenario"), city["scenario"]),
        ]  # fmt: skip
        found.append(_facts(rows))
    return found


def _requirements(told: dict[str, Any]) -> list[Block]:
    rows = [
        [one["code"], city["organisation"]["name"], f"{one['obligation']}: {one['text']}", one["measure_of_success"]]
        for city in told["cities"]
        for one in city["wanted"]
    ]
    return [_table([_("No."), _("City"), _("Requirement"), _("Measure of success")], rows, [1, 3, 6, 5])]


def _questions(told: dict[str, Any]) -> list[Block]:
    return [{"kind": "list", "items": [_question(one) for one in told["questions"]]}]


def _question(one: dict[str, Any]) -> str:
    parts = [one["text"]]
    if one["mandatory"]:
        parts.append(f"[{_('must be answered')}]")
    if one.get("unit"):
        parts.append(f"({one['unit']})")
    if one.get("options"):
        parts.append(f"({', '.join(one['options'])})")
    if one.get("columns"):
        parts.append(f"({' | '.join(one['columns'])})")
    if one.get("highest"):
        parts.append(f"({one['lowest']}–{one['highest']})")
    if one["help"]:
        parts.append(one["help"])
    if one["condition_number"]:
        values = {"number": one["condition_number"], "values": ", ".join(one["condition_values"])}
        parts.append(_("Asked only if question %(number)s is answered with: %(values)s") % values)
    return " ".join(parts)


def _evaluation(told: dict[str, Any]) -> list[Block]:
    rows = [[f"{one['label']}: {one['help']}", one["points"]] for one in told["criteria"]]
    found = [_table([_("Criterion"), _("Points")], rows, [8, 1])]
    for city in told["cities"]:
        if city["own_criteria"]:
            points = ", ".join(f"{one['label']} {one['points']}" for one in city["criteria"])
            found += _text(
                _("%(name)s weighs otherwise: %(points)s") % {"name": city["organisation"]["name"], "points": points}
            )
    return found


def _timetable(told: dict[str, Any]) -> list[Block]:
    times = told["timetable"]
    rows = [
        (_("Questions until"), times["questions_until"]), (_("Answers until"), times["answers_until"]),
        (_("Answers are opened"), times["opens_at"]), (_("Time zone"), times["time_zone"]),
        (_("Languages"), ", ".join(told["languages"])),
    ]  # fmt: skip
    return [_facts(rows)]
