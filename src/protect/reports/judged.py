"""The chapters of the full report that tell what was judged: scenarios, heat map, vulnerabilities and decisions."""

from __future__ import annotations

from typing import Any

from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from protect.assessments.queries import sentences
from protect.assessments.queries.judgement import Row
from protect.assessments.requirements import Obligation
from protect.reference import terms
from protect.reports.figures import Figures, day
from protect.reports.look import band_look, no_band_look, on_day, row_look

#: The summary explains so many rows of the highest level; the rest stand in the chapter on scenarios.
MOST_TOP_ROWS = 5


def where(figures: Figures, row: dict[str, Any]) -> str:
    """Threat type, part of the place and usage state, as one line."""
    area = figures.area_name(row["sub_area"]) or _("whole place")
    return f"{figures.threats[row['threat_type']]} · {area} · {terms.label('usage_state', row['usage_state'])}"


def name_of(figures: Figures, row: dict[str, Any]) -> str:
    number = figures.numbers[row["key"]]
    return f"{number} {row['title'] or figures.threats[row['threat_type']]}"


def highest_rows(figures: Figures) -> list[dict[str, Any]]:
    """The rows of the highest level with the sentence that says how sure it is."""
    judgement = figures.current
    rows = figures.rows(judgement)
    top = [row for row in figures.document["scenarios"] if _at_top(rows[row["key"]], judgement.highest)]
    top.sort(key=lambda row: -(rows[row["key"]].chance or 0))
    return [
        {
            "name": name_of(figures, row),
            "where": where(figures, row),
            "look": row_look(rows[row["key"]], figures.scale.bands),
            "sure": sentences.how_sure(rows[row["key"]], figures.scale),
        }
        for row in top[:MOST_TOP_ROWS]
    ]


def _at_top(row: Row, highest: int | None) -> bool:
    return highest is not None and row.band == highest


def scenarios(figures: Figures) -> dict[str, Any]:
    current = figures.rows(figures.current)
    inherent = figures.rows(figures.inherent) if figures.inherent else {}
    ordered = sorted(figures.document["scenarios"], key=lambda row: figures.numbers[row["key"]])
    blind = not figures.is_quick and not any(row["consensus"] for row in ordered) and figures.about["state"] in {
        "draft", "prepared", "on_site", "scoring",
    }  # fmt: skip
    return {
        "nothing": _("No scenario applies here."),
        "blind": _("The scores are not open yet: individual scores of others do not stand in this copy.")
        if blind
        else "",
        "rows": [
            _scenario(figures, row, current[row["key"]], inherent.get(row["key"]))
            for row in ordered
            if row["applicable"]
        ],
        "not_applicable": [
            [figures.threats[row["threat_type"]], figures.area_name(row["sub_area"]) or _("whole place"), row["reason"]]
            for row in ordered
            if not row["applicable"]
        ],
    }


def _scenario(figures: Figures, row: dict[str, Any], judged: Row, without: Row | None) -> dict[str, Any]:
    scale = figures.scale
    used = [figures.measures[key] for key in row["measures"]]
    agreed = next((one for one in row["consensus"] if one["basis"] == "current"), None)
    absent = [figures.members[key].name for key in agreed["absent"]] if agreed else []
    facts = [
        (_("What would happen"), row["text"]),
        (_("Attack phases"), ", ".join(terms.label("threat_phase", code) for code in row["phases"])),
        (_("Measures that count"), "; ".join(one["name"] for one in used)),
        (_("Weaknesses observed"), row["weaknesses"]),
        (_("Ideas for improvement"), row["improvement_ideas"]),
    ]
    reasons = [
        (_("Reasons of the team"), agreed["rationale"] if agreed else ""),
        (_("Notes of the discussion"), agreed["notes"] if agreed else ""),
        (_("Absent when agreed"), ", ".join(absent)),
    ]
    return {
        "name": name_of(figures, row),
        "where": where(figures, row),
        "look": row_look(judged, scale.bands),
        "facts": [{"label": label, "value": value} for label, value in facts if value],
        "why": [text for text in (sentences.why(judged, scale), sentences.how_sure(judged, scale)) if text],
        "differ": _spread(judged),
        "scores": [
            [
                score.member.name,
                sentences.level_text(scale.probability, score.probability),
                sentences.level_text(scale.consequence, score.consequence),
                terms.label("confidence", score.confidence),
                score.rationale,
            ]
            for score in judged.scores
        ],
        "reasons": [{"label": label, "value": value} for label, value in reasons if value],
        "without": _without(figures, without) if without else "",
        "bar": _bar(figures, judged),
    }


def _spread(row: Row) -> str:
    """How far the members lay apart, where that asked for a discussion."""
    sides = sentences.apart(row)
    return _("The members differed: %(sides)s.") % {"sides": sides} if sides else ""


def _without(figures: Figures, row: Row) -> str:
    if row.band is None:
        return _("Without the measures: open.")
    return _("Without the measures the level would be %(band)s.") % {"band": figures.scale.bands[row.band].label}


def _bar(figures: Figures, row: Row) -> list[dict[str, Any]]:
    """Shares of the bands for the bar beside the sentence, low to high; the sentence says the same in words."""
    if row.bands is None or not row.scenario.applicable:
        return []
    bands = figures.scale.bands
    return [
        {**band_look(band), "share": round(share, 4)}
        for band, share in zip(bands, row.bands, strict=True)
        if share > 0.001
    ]


def heat_map(figures: Figures) -> dict[str, Any]:
    """Parts of the place down, threat types across; each cell with colour, number of the level and word."""
    bands = figures.scale.bands
    codes = {band.code: band for band in bands}
    placed: dict[tuple[str | None, str], list[dict[str, Any]]] = {}
    for row in figures.document["scenarios"]:
        placed.setdefault((row["sub_area"], row["threat_type"]), []).append(row)
    table = []
    for line in figures.document["results"]["heat_map"]:
        cells = []
        for threat, cell in zip(figures.threats, line["cells"], strict=True):
            rows = placed.get((line["sub_area"], threat), [])
            look = band_look(codes[cell["level"]]) if cell["level"] else no_band_look(cell["state"])
            note = ""
            if cell["state"] == "rated_open":
                note = _("and open")
            elif cell["level"] and len(rows) > 1:
                note = ngettext("%(count)d row", "%(count)d rows", len(rows)) % {"count": len(rows)}
            cells.append({**look, "note": note})
        highest = line["highest"]
        table.append(
            {
                "area": figures.area_name(line["sub_area"]) or _("Whole place"),
                "cells": cells,
                "highest": band_look(codes[highest]) if highest else no_band_look(_without_level(line["cells"])),
            }
        )
    return {
        "threats": list(figures.threats.values()),
        "rows": table,
        "sentence": _heat_sentence(figures, table),
        "key": _(
            "Each cell shows the highest level of its rows, by number (1 is the lowest) and word. “?” is open: not "
            "judged, and not low. “–” does not apply. An empty cell was not looked at."
        ),
    }


def _without_level(cells: list[dict[str, Any]]) -> str:
    """What a part of the place without any level is: open as soon as one of its cells is."""
    states = {cell["state"] for cell in cells}
    if states & {"open", "missing"}:
        return "open"
    return "not_applicable" if "not_applicable" in states else "empty"


def _heat_sentence(figures: Figures, table: list[dict[str, Any]]) -> str:
    highest = figures.current.highest
    if highest is None:
        return _("No cell has a level yet.")
    worst = figures.scale.bands[highest]
    parts = [line["area"] for line in table if line["highest"]["number"] == str(highest + 1)]
    return _("The highest level, %(band)s, is reached at: %(parts)s.") % {
        "band": worst.label,
        "parts": ", ".join(parts),
    }


def vulnerabilities(figures: Figures, pictures: dict[str, dict[str, str]]) -> dict[str, Any]:
    bands = figures.scale.bands
    codes = {band.code: band for band in bands}
    rows = figures.rows(figures.current)
    described = {row["key"]: row for row in figures.document["scenarios"]}
    found, decisions = [], []
    for number, one in enumerate(figures.document["vulnerabilities"], 1):
        look = band_look(codes[one["level"]]) if one["level"] else no_band_look("open")
        short = Truncator(" ".join(one["statement"].split())).chars(100)
        shown_by = sorted(one["scenarios"], key=lambda key: figures.numbers[key])
        differing = [name_of(figures, described[key]) for key in shown_by if rows[key].discuss]
        found.append(
            {
                "name": f"V{number} {short}",
                "statement": "" if short == one["statement"] else one["statement"],
                "look": look,
                "shown_by": [
                    f"{name_of(figures, described[key])} ({where(figures, described[key])})" for key in shown_by
                ],
                "agreement": _("The members differed on: %(rows)s.") % {"rows": "; ".join(differing)}
                if differing
                else _agreed(rows, shown_by),
                "pictures": [pictures[photo["sha256"]] for photo in one["photos"] if photo["sha256"] in pictures],
                "absent_pictures": [
                    _("Photo “%(title)s” is not in this copy: its file is no longer there.") % {"title": photo["title"]}
                    for photo in one["photos"]
                    if photo["sha256"] not in pictures
                ],
            }
        )
        decisions.append(
            [
                f"V{number}",
                one["statement"],
                terms.label("decision", one["decision"]) if one["decision"] else _("not decided yet"),
                one["reason"],
                "; ".join(filter(None, [one["signatory"], one["transferred_to"]])),
                on_day(day(one["review_on"])),
            ]
        )
    return {
        "nothing": _("No vulnerability is written down."),
        "shown_label": _("Shown by"),
        "agreement_label": _("Agreement"),
        "found": found,
        "decisions": {
            "header": [
                _("No."),
                _("Vulnerability"),
                _("Decision"),
                _("Reason"),
                _("Signed by, or handed to"),
                _("Look again"),
            ],
            "rows": decisions,
        },
        "requirements": requirements(figures),
    }


def requirements(figures: Figures) -> dict[str, Any]:
    """Objectives first, then what a solution must or should do; versions sealed before there were any have none."""
    numbers = {one["key"]: f"V{number}" for number, one in enumerate(figures.document["vulnerabilities"], 1)}

    def stands_on(one: dict[str, Any]) -> str:
        return ", ".join(numbers[key] for key in one["vulnerabilities"])

    objectives = figures.document.get("objectives", [])
    rows = [[_("objective"), one["text"], "", stands_on(one)] for one in objectives]
    for one in figures.document.get("requirements", []):
        functions = ", ".join(terms.label("measure_function", code) for code in one["functions"])
        text = f"{one['text']} ({functions})" if functions else one["text"]
        rows.append([str(Obligation(one["obligation"]).label), text, one["measure_of_success"], stands_on(one)])
    return {
        "title": _("Objectives and requirements"),
        "header": [_("Kind"), _("What is wanted"), _("Measure of success"), _("Vulnerability")],
        "rows": rows,
    }


def _agreed(rows: dict[str, Row], keys: list[str]) -> str:
    if all(len(rows[key].scores) < 2 for key in keys):
        return _("Judged by one person, or the individual scores are not open.")
    return _("The members were close to each other on these rows.")
