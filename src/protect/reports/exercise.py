"""The after-action report of an exercise as files: PDF/UA, DOCX and workbook, from the same figures as its page."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from protect.exercises import report as reporting
from protect.exercises.clock import spoken
from protect.exercises.models import Run, Verdict
from protect.organisations.models import User
from protect.reports import pdf
from protect.reports.evaluation import sheets
from protect.reports.look import marking_look, on_day, point_in_time

TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def file(run: Run, kind: str, *, reader: User, at: dt.datetime) -> tuple[str, bytes]:
    """Name and content. Raises ReportError where the PDF cannot be set."""
    marking = marking_look(run.exercise.effective_marking)
    tail = marking["short"].replace(":", "-").replace("+", "-")
    name = f"{slugify(run.exercise.title) or 'exercise'}-{tail}.{kind}"
    printed = _("Printed for %(reader)s, %(time)s") % {"reader": str(reader), "time": point_in_time(at)}
    data = printable(reporting.of(run), marking, printed)
    if kind == "xlsx":
        return name, sheets(data["title"], data["author"], data["tables"], f"{marking['short']} · {printed}")
    if kind == "docx":
        return name, document(data)
    return name, pdf.render("evaluation.typ", data).content


def tables(found: reporting.Report) -> list[dict[str, Any]]:
    """Title, header and rows of texts: the same in all three files."""
    words = {code: str(Verdict(code).label) for code in Verdict.values} | {"": "–"}
    shown: list[dict[str, Any]] = [
        {
            "title": _("Lessons"),
            "header": [_("Lesson"), _("At which message"), _("Who takes care of it"), _("Until")],
            "rows": [[one.text, one.inject, one.owner, on_day(one.due_on)] for one in found.lessons],
        },
        {
            "title": _("Gaps"),
            "header": [_("Gap"), _("At which message")],
            "rows": [[one.text, one.inject] for one in found.gaps],
        },
        {
            "title": _("Strengths"),
            "header": [_("Strength"), _("At which message")],
            "rows": [[one.text, one.inject] for one in found.strengths],
        },
        {
            "title": _("Decisions expected"),
            "header": [_("Minute"), _("Message"), _("Released at"), _("Decision expected"), _("Judgement")],
            "rows": [
                [line.inject.minute, line.inject, line.released_at or _("not played"), each.text, words[code]]
                for line in found.lines
                for each, code in line.expected
            ],
        },
        {
            "title": _("Time line"),
            "header": [_("Clock"), _("Kind"), _("Text"), _("Who")],
            "rows": [[one.at, one.what, one.text, one.who] for one in found.moments],
        },
        {
            "title": _("At the table"),
            "header": [_("Function"), _("Phones")],
            "rows": [[label, count] for label, count in found.people],
        },
        {"title": _("Limits"), "header": [_("To keep in mind")], "rows": [[one] for one in found.limits]},
    ]
    return [
        {**one, "rows": [["–" if cell in (None, "") else str(cell) for cell in row] for row in one["rows"]]}
        for one in shown
        if one["rows"]
    ]


def printable(found: reporting.Report, marking: dict[str, str], printed: str) -> dict[str, Any]:
    """Data of the typesetting: texts only."""
    run, exercise = found.run, found.run.exercise
    facts = [
        (_("Run"), str(run)),
        (_("Begun"), point_in_time(run.begun_at) if run.begun_at else "–"),
        (_("Exercise clock at the end"), spoken(run.seconds)),
        (_("Objectives"), exercise.objectives or "–"),
        (_("Situation at the beginning"), exercise.situation or "–"),
        (_("Solution"), exercise.solution or "–"),
        (_("Conditions"), run.conditions or "–"),
        (_("State"), str(run.get_state_display())),
    ]
    return {
        "title": exercise.title, "author": str(exercise.organisation), "lang": (get_language() or "en")[:2],
        "marking": marking, "printed": printed, "kicker": _("After-action report of an exercise"),
        "owner": str(exercise.organisation), "note": run.summary,
        "facts": [{"label": label, "value": value} for label, value in facts],
        "sentences": [found.counted.sentence], "bars": [], "bars_title": "", "tables": tables(found),
        "missing_glyphs": _("Some characters have no glyph in our fonts; this file is a plain PDF:"),
        "advice": _("Nobody is marked: what counts is who does what differently from now on."),
    }  # fmt: skip


def document(data: dict[str, Any]) -> bytes:
    """The same as DOCX, with real headings and header rows."""
    from protect.reports.word import Writer  # with python-docx, which no page needs

    written = pdf.clean({**data, "words": {"page": _("page")}, "demonstration_short": "", "footer": ""})
    made = Writer(written, {})
    made.set_up()
    made.file.add_paragraph(written["kicker"])
    made.file.add_paragraph(written["title"], style="Title")
    made.strong(written["marking"]["text"])
    made.facts(written["facts"])
    made.lines([written["note"], *written["sentences"], written["advice"]])
    for one in written["tables"]:
        made.file.add_heading(one["title"], 1)
        made.table(one["header"], one["rows"])
    out = io.BytesIO()
    made.file.save(out)
    return out.getvalue()
