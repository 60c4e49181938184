"""All opened answers of a call as a workbook: what the pages show, one row an answer. No cell becomes a formula."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from protect.answers import comparing, documents
from protect.answers.models import CityScreening, OpenedAnswer
from protect.calls.models import Call

LONGEST_CELL = 32_000


def workbook(call: Call, rows: Sequence[OpenedAnswer], said: Mapping[int, Sequence[CityScreening]] = {}) -> bytes:
    """Sheets: overview (screening, missing, match of each city), and everything that was answered.

    ``said``: what partner cities of a joint call decided, by opened answer.
    """
    import xlsxwriter

    asked = call.publication.document
    written = io.BytesIO()
    safe = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(written, safe)
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    plain = book.add_format({"text_wrap": True, "valign": "top"})
    moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss", "valign": "top"})

    def fill(name: str, head: list[str], lines: list[list[Any]]) -> None:
        page = book.add_worksheet(name[:31])
        page.write_string(0, 0, f"{call.effective_marking.short}  {call}", bold)
        for column, title in enumerate(head):
            page.write_string(2, column, title[:LONGEST_CELL], bold)
        for number, cells in enumerate(lines, 3):
            for column, cell in enumerate(cells):
                if isinstance(cell, (int, float)):
                    page.write_number(number, column, cell)
                elif isinstance(cell, str):
                    page.write_string(number, column, cell[:LONGEST_CELL], plain)
                else:
                    page.write_datetime(number, column, timezone.localtime(cell).replace(tzinfo=None), moment)
        page.set_column(0, 0, 6)
        page.set_column(1, max(len(head) - 1, 1), 30)
        page.freeze_panes(3, 3)

    needs = comparing.needs_of(asked)
    head = [
        _("No."), _("Provider"), _("Solution"), _("Submitted"), _("Late"), _("Missing"), _("Complete?"), _("Eligible?"),
        _("In scope?"), _("Decision"), _("Reason"), "SHA-256",
    ]  # fmt: skip
    for city, _need in needs:
        head += [f"{city}: {_('match of 100')}", *(f"{city}: {name}" for name in comparing.part_names().values())]
    found = (each.organisation for screenings in said.values() for each in screenings)
    partners = sorted(set(found), key=lambda city: (city.name, city.pk))
    head += [f"{city}: {name}" for city in partners for name in (_("Decision"), _("Reason"))]
    overview = []
    for one in rows:
        submission, document = one.submission, one.document
        missing = documents.missing_of(document, asked)
        line: list[Any] = [
            one.number, one.provider_name, one.solution, submission.submitted_at, _("late") if submission.is_late else "",
            "; ".join(each.label for each in missing), one.get_complete_display(), one.get_eligible_display(),
            one.get_in_scope_display(), one.get_decision_display(), one.reason, submission.sha256,
        ]  # fmt: skip
        for match in comparing.matches(document, needs):
            out = _("out: no threat in common")
            line.append(out if match.found.is_out else match.found.total)
            line += [f"{part['count']}/{part['asked']}" for part in match.parts]
        for partner in partners:
            own = next((each for each in said.get(one.pk, ()) if each.organisation_id == partner.pk), None)
            line += [own.get_decision_display(), own.reason] if own is not None else ["", ""]
        overview.append(line)
    fill(_("Overview"), head, overview)
    columns = comparing.columns(asked)
    fill(
        _("Answers"),
        [_("No."), _("Provider"), _("Solution"), *(one.label for one in columns)],
        [
            [
                one.number,
                one.provider_name,
                one.solution,
                *(comparing.said(one.document, asked, each.key) for each in columns),
            ]
            for one in rows
        ],
    )
    book.close()
    return written.getvalue()
