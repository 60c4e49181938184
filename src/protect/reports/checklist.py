"""The chapter of the report that tells what was asked and answered on site. Answers inform; nothing is computed from them."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from protect.assessments.models import Assessment
from protect.checklists.models import Answer, Checklist, Said
from protect.checklists.queries.rows import Row, Sheet, count
from protect.checklists.queries.words import scope_in_words
from protect.organisations.models import User
from protect.reference import terms
from protect.reports.chapters import table
from protect.reports.look import on_day


def checklist(assessment: Assessment, reader: User | None) -> dict[str, Any]:
    """Sentences and three tables: counts by group, what was answered, ideas. ``reader`` None: the command line.

    The newest checklist of this version of the assessment; it is read-only once the assessment is approved. Without one,
    ``nothing`` says so and the tables are empty.
    """
    found = Checklist.objects.filter(assessment=assessment).select_related("question_set", "assessment", "space")
    newest = (found if reader is None else found.visible_to(reader)).first()
    if newest is None:
        nothing = _("No checklist of questions was answered for this assessment.")
        return {
            "nothing": nothing,
            "sentences": [],
            "counts": table((), []),
            "answers": table((), []),
            "ideas": table((), []),
        }
    sheet = Sheet(newest, reader)
    return {
        "nothing": "",
        "sentences": _sentences(sheet),
        "counts_title": _("Answers by group"),
        "counts": _counts(sheet),
        "answers_title": _("What was answered"),
        "answers": _answers(sheet),
        "ideas_title": _("Ideas for improvement"),
        "ideas": _ideas(sheet),
    }


def _sentences(sheet: Sheet) -> list[str]:
    found, asked = sheet.counts, sheet.checklist
    said = [
        ngettext(
            "%(count)d question of “%(set)s” (version %(version)d) was asked",
            "%(count)d questions of “%(set)s” (version %(version)d) were asked",
            found.asked,
        )
        % {"count": found.asked, "set": asked.question_set.title, "version": asked.question_set.version}
        + _("; %(answered)d are answered.") % {"answered": found.answered},
        _("“No” is not by itself a defect. Answers inform the measures and the scores; they compute no level."),
        *scope_in_words(asked),
    ]
    if sheet.last is not None:
        changed = sum(1 for row in sheet.rows if row.differs)
        said.append(
            ngettext(
                "Since the checklist of %(date)s %(count)d answer has changed.",
                "Since the checklist of %(date)s %(count)d answers have changed.",
                changed,
            )
            % {"date": on_day(sheet.last.created_at.date()), "count": changed}
        )
    return said


def _counts(sheet: Sheet) -> dict[str, Any]:
    labels = [terms.label("question_answer", code) for code in Said.values]
    rows = []
    for group, lines in sheet.groups:
        found = count(lines)
        numbers = [found.asked, *found.by_answer.values(), found.unanswered]
        rows.append((f"{group.code} {group.title}", *[str(one) for one in numbers]))
    return table((_("Group"), _("Asked"), *labels, _("Unanswered")), rows)


def _answers(sheet: Sheet) -> dict[str, Any]:
    header = (_("Code"), _("Question"), _("Answer"), _("Evidence"), _("Last time"))
    return table(header, [_line(row, one) for row in sheet.rows for one in row.answers if one.answer])


def _line(row: Row, answer: Answer) -> tuple[str, ...]:
    said = terms.label("question_answer", answer.answer)
    if answer.sub_area is not None:
        said = f"{answer.sub_area}: {said}"
    beside = {Said.NOT_APPLICABLE: answer.reason, Said.UNKNOWN: answer.who_knows}.get(Said(answer.answer), "")
    last = terms.label("question_answer", row.said_last) if row.said_last and answer.sub_area is None else ""
    return (row.question.code, row.question.text, said, "; ".join(filter(None, [beside, answer.evidence])), last)


def _ideas(sheet: Sheet) -> dict[str, Any]:
    rows: list[tuple[str, ...]] = [
        (row.question.code, row.question.text, one.improvement)
        for row in sheet.rows
        for one in row.answers
        if one.improvement
    ]
    return table((_("Code"), _("Question"), _("Idea")), rows)
