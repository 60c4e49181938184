"""The figures of a report as a workbook: typed cells, frozen header rows, filters, and the marking on every sheet."""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from protect.assessments.models import CANNOT_JUDGE, Decision, Mode, State
from protect.assessments.queries import sentences
from protect.assessments.queries.judgement import Row
from protect.reference import terms
from protect.reports import judged, look
from protect.reports.figures import Figures, day, moment
from protect.reports.look import band_look, no_band_look

Value = str | int | float | bool | dt.date | dt.datetime | None
#: Excel's limits; a longer text is cut and says so.
LONGEST_TEXT, LONGEST_NAME = 32_767, 31
HEADER_ROW = 2  # from 0: marking, blank, header


@dataclass
class Sheet:
    """One table: header, column widths (characters) and rows of typed values."""

    name: str
    header: list[str]
    widths: list[int]
    rows: Sequence[Sequence[Value]] = field(default_factory=list)


def workbook(figures: Figures, *, reader: str, at: dt.datetime) -> bytes:
    """The whole report as XLSX bytes, in the present language. Texts are written as texts: none becomes a formula."""
    import xlsxwriter

    written = io.BytesIO()
    book = xlsxwriter.Workbook(
        written,
        {
            "in_memory": True,
            "remove_timezone": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    )
    printed = _("Printed for %(reader)s, %(time)s") % {"reader": reader, "time": look.point_in_time(at)}
    book.set_properties(
        {
            "title": _("Vulnerability assessment: %(space)s") % {"space": figures.space["name"]},
            "author": figures.about["organisation"],
            "comments": f"{figures.marking.short}. {printed}",
        }
    )
    formats = _Formats(book, figures)
    for sheet in sheets(figures):
        _write(book, formats, sheet, figures, printed)
    book.close()
    return written.getvalue()


class _Formats:
    """The few cell formats, made once a workbook, and one for each band."""

    def __init__(self, book: Any, figures: Figures) -> None:
        base = {"valign": "top", "font_name": "Calibri"}
        self.text = book.add_format({**base, "text_wrap": True})
        self.number = book.add_format(base)
        self.share = book.add_format({**base, "num_format": "0%"})
        self.date = book.add_format({**base, "num_format": "yyyy-mm-dd", "align": "left"})
        self.moment = book.add_format({**base, "num_format": "yyyy-mm-dd hh:mm", "align": "left"})
        self.header = book.add_format(
            {**base, "bold": True, "text_wrap": True, "bg_color": "#1f3a5f", "font_color": "#ffffff", "border": 1}
        )
        self.marking = book.add_format({"bold": True, "bg_color": "#000000", "font_color": "#ffffff"})
        self.bands = {}
        for band in figures.scale.bands:
            look = band_look(band)
            self.bands[band.label] = book.add_format(
                {**base, "bold": True, "bg_color": look["fill"], "font_color": look["ink"]}
            )


def _write(book: Any, formats: _Formats, sheet: Sheet, figures: Figures, printed: str) -> None:
    page = book.add_worksheet(_sheet_name(sheet.name, [one.get_name() for one in book.worksheets()]))
    marking = figures.marking.short
    page.write_string(0, 0, f"{figures.marking.label} · {printed}", formats.marking)
    page.set_row(0, 18, formats.marking)
    for column, (title, width) in enumerate(zip(sheet.header, sheet.widths, strict=True)):
        page.write_string(HEADER_ROW, column, title, formats.header)
        page.set_column(column, column, width)
    for number, row in enumerate(sheet.rows, HEADER_ROW + 1):
        for column, value in enumerate(row):
            _cell(page, formats, number, column, value, sheet.header[column])
    last = HEADER_ROW + max(len(sheet.rows), 1)
    page.freeze_panes(HEADER_ROW + 1, 1)
    page.autofilter(HEADER_ROW, 0, last, len(sheet.header) - 1)
    page.repeat_rows(HEADER_ROW)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    # In headers of Excel "&" begins a code.
    page.set_header(f"&L{marking}&R&A")
    page.set_footer(f"&L{printed.replace('&', '&&')[:150]}&R&P / &N")


def _sheet_name(name: str, taken: list[str]) -> str:
    """A name that Excel takes, in any language: 31 characters, none of []:*?/\\, and only once."""
    name = re.sub(r"[\[\]:*?/\\]", " ", name).strip("' ")[:LONGEST_NAME]
    while name.casefold() in {one.casefold() for one in taken}:
        name = f"{name[: LONGEST_NAME - 3]} {len(taken) + 1}"
    return name


def _cell(page: Any, formats: _Formats, row: int, column: int, value: Value, title: str) -> None:
    if value is None or value == "":
        page.write_blank(row, column, None, formats.text)
    elif isinstance(value, bool):
        page.write_boolean(row, column, value, formats.number)
    elif isinstance(value, Share):
        page.write_number(row, column, float(value), formats.share)
    elif isinstance(value, (int, float)):
        page.write_number(row, column, value, formats.number)
    elif isinstance(value, dt.datetime):
        page.write_datetime(row, column, timezone.localtime(value).replace(tzinfo=None), formats.moment)
    elif isinstance(value, dt.date):
        page.write_datetime(row, column, value, formats.date)
    else:
        text = value if len(value) <= LONGEST_TEXT else value[: LONGEST_TEXT - 1] + "…"
        page.write_string(row, column, text, formats.bands.get(value, formats.text))


class Share(float):
    """A probability, 0..1, shown in percent."""


def level(value: int | None) -> int | str | None:
    """A level as a number; "cannot judge" as words, so that nobody takes its 0 for the lowest level."""
    return _("cannot judge") if value == CANNOT_JUDGE and value is not None else value


def sheets(figures: Figures) -> list[Sheet]:
    return [
        _overview(figures),
        _heat_map(figures),
        _scenarios(figures),
        _scores(figures),
        _consensus(figures),
        _vulnerabilities(figures),
        _requirements(figures),
        _measures(figures),
        _people(figures),
        _visits(figures),
        _matrix(figures),
        _levels(figures),
    ]


def _overview(figures: Figures) -> Sheet:
    about, space, current = figures.about, figures.space, figures.current
    bands = figures.scale.bands
    rows: list[Sequence[Value]] = [
        (_("Place"), space["name"]),
        (_("Town"), space["town"]),
        (_("Category"), terms.label("psoi_category", space["main_category"])),
        (_("Area (m²)"), space["area_m2"]),
        (_("Assessment"), about["title"]),
        (_("Version"), about["version"]),
        (_("Kind"), str(Mode(about["mode"]).label)),
        (_("State"), str(State(about["state"]).label)),
        (_("Organisation"), about["organisation"]),
        (_("Managing body"), about["managing_body"]),
        (_("Led by"), about["lead"]),
        (_("Approved at"), moment(about["approved_at"])),
        (_("Approved by"), about["approved_by"]),
        (_("Assess again by"), day(about["review_on"])),
        (_("Marking"), figures.marking.short),
        (_("Invented demonstration data"), about["demonstration"]),
        (_("Scale"), figures.scale.title),
        (_("Scale is the platform's default"), figures.document["scale_set"]["status"] == "platform_default"),
        (_("Highest level"), "" if current.highest is None else bands[current.highest].label),
        *(
            (_("Rows: %(level)s") % {"level": band.label}, count)
            for band, count in zip(bands, current.counts, strict=True)
        ),
        (_("Rows: open"), len(current.open_rows)),
        (_("Agreement on probability (Krippendorff's alpha)"), current.alpha_probability),
        (_("Agreement on consequence (Krippendorff's alpha)"), current.alpha_consequence),
        (_("Seal (SHA-256)"), figures.seal),
    ]
    return Sheet(_("Overview"), [_("Field"), _("Value")], [44, 70], rows)


def _heat_map(figures: Figures) -> Sheet:
    labels = {band.code: band.label for band in figures.scale.bands}

    def word(cell: dict[str, Any]) -> str:
        if cell["level"] is None:
            return no_band_look(cell["state"])["label"]
        return labels[cell["level"]]

    rows = [
        (
            figures.area_name(line["sub_area"]) or _("Whole place"),
            *(word(cell) for cell in line["cells"]),
            labels.get(line["highest"], ""),
        )
        for line in figures.document["results"]["heat_map"]
    ]
    header = [_("Part of the place"), *figures.threats.values(), _("Highest")]
    return Sheet(_("Heat map"), header, [26, *(16 for _code in figures.threats), 14], rows)


def _scenarios(figures: Figures) -> Sheet:
    current = figures.rows(figures.current)
    inherent = figures.rows(figures.inherent) if figures.inherent else {}
    bands = figures.scale.bands
    header = [
        _("No."), _("Threat type"), _("Part of the place"), _("Usage state"), _("Applies"), _("Reason why not"), _("Title"),
        _("What would happen"), _("Attack phases"), _("Measures that count"), _("Weaknesses observed"),
        _("Ideas for improvement"), _("Probability"), _("Consequence"), _("State"), _("Level"),
        *(_("Chance of %(level)s") % {"level": band.label} for band in bands),
        _("Spread of probability"), _("Spread of consequence"), _("Talk about it"), _("How the level came about"),
    ]  # fmt: skip
    widths = [6, 24, 20, 12, 9, 28, 30, 50, 30, 30, 40, 40, 12, 13, 14, 13, *(13 for _band in bands), 12, 13, 11, 60]
    if inherent:
        header.append(_("Level without the measures"))
        widths.append(16)
    rows = []
    for row in sorted(figures.document["scenarios"], key=lambda one: figures.numbers[one["key"]]):
        judged = current[row["key"]]
        agreed = judged.consensus
        values: list[Value] = [
            figures.numbers[row["key"]],
            figures.threats[row["threat_type"]],
            figures.area_name(row["sub_area"]) or _("Whole place"),
            terms.label("usage_state", row["usage_state"]),
            row["applicable"],
            row["reason"],
            row["title"],
            row["text"],
            ", ".join(terms.label("threat_phase", code) for code in row["phases"]),
            "; ".join(figures.measures[key]["name"] for key in row["measures"]),
            row["weaknesses"],
            row["improvement_ideas"],
            level(agreed.probability) if agreed else None,
            level(agreed.consequence) if agreed else None,
            _state(judged),
            "" if judged.band is None else bands[judged.band].label,
            *(
                None if judged.bands is None or not row["applicable"] else Share(judged.bands[n])
                for n in range(len(bands))
            ),
            judged.spread_probability,
            judged.spread_consequence,
            judged.discuss,
            sentences.why(judged, figures.scale),
        ]
        if inherent:
            without = inherent[row["key"]].band
            values.append("" if without is None else bands[without].label)
        rows.append(values)
    return Sheet(_("Scenarios"), header, widths, rows)


def _state(row: Row) -> str:
    return _("rated") if row.state == "rated" else no_band_look(row.state)["label"]


def _scores(figures: Figures) -> Sheet:
    names = {one["key"]: one["name"] for one in figures.document["team"]}
    rows = [
        (
            figures.numbers[row["key"]],
            row["title"] or figures.threats[row["threat_type"]],
            names[score["member"]],
            terms.label("score_basis", score["basis"]),
            level(score["probability"]),
            level(score["consequence"]),
            terms.label("confidence", score["confidence"]),
            score["rationale"],
        )
        for row in figures.document["scenarios"]
        for score in row["scores"]
    ]
    header = [
        _("No."), _("Scenario"), _("Member"), _("Situation"), _("Probability"), _("Consequence"), _("Confidence"),
        _("Reason given"),
    ]  # fmt: skip
    return Sheet(_("Scores"), header, [6, 34, 26, 18, 13, 13, 13, 60], rows)


def _consensus(figures: Figures) -> Sheet:
    names = {one["key"]: one["name"] for one in figures.document["team"]}
    rows = [
        (
            figures.numbers[row["key"]],
            row["title"] or figures.threats[row["threat_type"]],
            terms.label("score_basis", agreed["basis"]),
            level(agreed["probability"]),
            level(agreed["consequence"]),
            terms.label("confidence", agreed["confidence"]),
            agreed["rationale"],
            agreed["notes"],
            ", ".join(names[key] for key in agreed["absent"]),
        )
        for row in figures.document["scenarios"]
        for agreed in row["consensus"]
    ]
    header = [
        _("No."), _("Scenario"), _("Situation"), _("Probability"), _("Consequence"), _("Confidence"), _("Reasons"),
        _("Notes of the discussion"), _("Absent"),
    ]  # fmt: skip
    return Sheet(_("Consensus"), header, [6, 34, 18, 13, 13, 13, 50, 50, 30], rows)


def _vulnerabilities(figures: Figures) -> Sheet:
    labels = {band.code: band.label for band in figures.scale.bands}
    rows = [
        (
            f"V{number}",
            one["statement"],
            labels.get(one["level"], ""),
            ", ".join(
                str(figures.numbers[key]) for key in sorted(one["scenarios"], key=lambda key: figures.numbers[key])
            ),
            str(Decision(one["decision"]).label) if one["decision"] else "",
            one["reason"],
            one["signatory"],
            one["transferred_to"],
            day(one["review_on"]),
            one["decided_by"],
            moment(one["decided_at"]),
        )
        for number, one in enumerate(figures.document["vulnerabilities"], 1)
    ]
    header = [
        _("No."), _("Vulnerability"), _("Level"), _("Scenarios (No.)"), _("Decision"), _("Reason"), _("Signed by"),
        _("Handed to"), _("Look again on"), _("Decided by"), _("Decided at"),
    ]  # fmt: skip
    return Sheet(_("Vulnerabilities"), header, [6, 60, 13, 16, 13, 40, 28, 28, 14, 24, 18], rows)


def _requirements(figures: Figures) -> Sheet:
    told = judged.requirements(figures)
    header = [_("Must, should or objective"), *told["header"][1:]]
    return Sheet(told["title"], header, [16, 60, 50, 16], [tuple(row) for row in told["rows"]])


def _measures(figures: Figures) -> Sheet:
    rows = [
        (
            f"M{number}",
            one["name"],
            terms.label("measure_origin", one["origin"]),
            terms.label("measure_category", one["category"]),
            ", ".join(terms.label("measure_function", code) for code in one["functions"]),
            ", ".join(figures.threats.get(code, code) for code in one["threat_types"]),
            terms.label("measure_condition", one["condition"]),
            figures.area_name(one["sub_area"]),
            one["owner_name"],
            one["hours"],
            one["notes"],
        )
        for number, one in enumerate(figures.space["measures"], 1)
    ]
    header = [
        _("No."), _("Measure"), _("Natural or emplaced"), _("Category"), _("Functions"), _("Counters"), _("Condition"),
        _("Part of the place"), _("Owner"), _("Hours"), _("Notes"),
    ]  # fmt: skip
    return Sheet(_("Measures"), header, [6, 36, 14, 16, 34, 34, 14, 24, 24, 20, 50], rows)


def _people(figures: Figures) -> Sheet:
    rows = [
        (
            one["name"],
            one["organisation_name"],
            terms.label("team_function", one["function"]),
            terms.label("team_circle", one["circle"]),
            one["scores"],
        )
        for one in figures.document["team"]
    ]
    return Sheet(
        _("Team"), [_("Name"), _("Organisation"), _("Function"), _("Circle"), _("Scores")], [30, 34, 26, 16, 9], rows
    )


def _visits(figures: Figures) -> Sheet:
    rows = [
        (moment(one["starts_at"]), terms.label("usage_state", one["usage_state"]), one["participants"], one["notes"])
        for one in figures.document["visits"]
    ]
    return Sheet(
        _("Visits"), [_("Date and time"), _("Usage state"), _("Who took part"), _("Notes")], [18, 16, 40, 60], rows
    )


def _matrix(figures: Figures) -> Sheet:
    scale = figures.scale
    header = [_("Probability \\ consequence"), *(f"{one.value} {one.label}" for one in scale.consequence)]
    rows = [
        (f"{one.value} {one.label}", *(scale.bands[index].label for index in cells))
        for one, cells in zip(scale.probability.levels, scale.matrix.cells, strict=True)
    ]
    return Sheet(_("Matrix"), header, [26, *(18 for _one in scale.consequence)], rows)


def _levels(figures: Figures) -> Sheet:
    rows: list[Sequence[Value]] = [
        (axis.title, one.value, one.label, one.description)
        for axis in (figures.scale.probability, figures.scale.consequence)
        for one in axis
    ]
    rows += [(_("Result"), band.index + 1, band.label, band.description) for band in figures.scale.bands]
    return Sheet(_("Levels"), [_("Axis"), _("Level"), _("Word"), _("Meaning")], [18, 8, 20, 80], rows)
