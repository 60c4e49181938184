"""The report of an evaluation: one document of figures, as PDF, workbook and data. The same figures as the pages show."""

from __future__ import annotations

import datetime as dt
import io
import json
from typing import Any

from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from protect.evaluations.models import Decision, Evaluation, Identity
from protect.evaluations.queries import ranking, rounds, standing, telling, weights
from protect.evaluations.queries.overview import in_words
from protect.organisations.models import User
from protect.reports import pdf
from protect.reports.look import marking_look, on_day, point_in_time
from protect.reports.workbook import HEADER_ROW

FORMAT, FORMAT_VERSION = "protect-evaluation", 1
TYPES = {
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
}
SPREADSHEET = {
    "in_memory": True, "remove_timezone": True, "strings_to_formulas": False, "strings_to_urls": False,
    "strings_to_numbers": False,
}  # fmt: skip


def document(evaluation: Evaluation, reader: User) -> dict[str, Any]:
    """Everything of an evaluation that ``reader`` may see: sealed scores and hidden providers are not in it.

    Values, coverage and weights in hundredths. Evaluators are numbered, never named.
    """
    found = ranking.ranked(evaluation, reader)
    criteria_set = found.standing.criteria_set
    told, overall = in_words(criteria_set), weights.overall(criteria_set)
    identities = Identity.objects.visible_to(reader).filter(candidate__evaluation=evaluation)  # type: ignore[attr-defined]
    providers = {one.candidate_id: one.provider for one in identities}
    titles, stages, changed = telling.stages(evaluation, reader)
    numbers: dict[int, int] = {}
    judged = []
    for one in standing.revealed(evaluation):
        scores = [
            {
                "candidate": score.pairing.candidate.name, "criterion": code, "level": score.value,
                "evaluator": numbers.setdefault(score.pairing.evaluator_id, len(numbers) + 1),
                "rationale": score.rationale, "evidence": score.evidence,
            }
            for (_candidate, code), given in sorted(standing.single_scores(one, reader).items())
            for score in given
        ]  # fmt: skip
        agreed = [
            {"candidate": c.candidate.name, "criterion": c.criterion, "level": c.value, "rationale": c.rationale}
            for c in one.consensus.visible_to(reader).select_related("candidate").order_by("pk")
        ]
        judged.append(
            {
                "kind": one.kind, "title": str(one), "note": one.note, "opened_at": _iso(one.opened_at),
                "revealed_at": _iso(one.revealed_at), "ended_because": one.ended_because, "scores": scores, "agreed": agreed,
                "agreement": rounds.agreement_in_words(one, reader),
            }
        )  # fmt: skip
    decisions = Decision.objects.visible_to(reader).filter(evaluation=evaluation)  # type: ignore[attr-defined]
    return {
        "format": FORMAT,
        "version": FORMAT_VERSION,
        "title": evaluation.title,
        "organisation": str(evaluation.organisation),
        "note": evaluation.note,
        "call": str(evaluation.call) if evaluation.call_id else "",
        "marking": str(evaluation.effective_marking),
        "criteria": {
            "version": criteria_set.version,
            "reason": criteria_set.reason,
            "frozen_at": _iso(criteria_set.frozen_at),
            "groups": [
                {
                    "code": group["code"], "label": group["label"], "weight": found.weights[group["code"]],
                    "criteria": [
                        {"code": one["code"], "label": one["label"], "question": one["question"], "anchors": one["anchors"],
                         "weight": ranking.hundredths(overall[one["code"]])}
                        for one in group["criteria"]
                    ],
                }
                for group in told["groups"]
            ],
            "knock_outs": told["knock_outs"],
        },
        "candidates": [
            {
                "name": row.candidate.name, "summary": row.candidate.summary, "provider": providers.get(row.candidate.pk, ""),
                "rank": row.rank or None, "value": row.value, "coverage": row.coverage, "fails": row.failed,
                "first": row.first, "acceptability": row.acceptability, "groups": row.levels, "other_methods": row.others,
            }
            for row in found.rows
        ],
        "sentences": telling.sentences(found),
        "intervals": [vars(one) for one in found.intervals],
        "rounds": judged,
        "stages": {"rounds": titles, "candidates": stages, "sentences": changed},
        "decisions": [
            {
                "kind": str(one), "chosen": [str(c) for c in one.chosen.all()], "reason": one.reason,
                "against_ranking": one.against_ranking, "decided_at": _iso(one.decided_at), "ranking": one.ranking,
            }
            for one in decisions
        ],
    }  # fmt: skip


def _iso(at: dt.datetime | None) -> str | None:
    return at.isoformat(timespec="seconds") if at else None


def file(evaluation: Evaluation, kind: str, *, reader: User, at: dt.datetime) -> tuple[str, bytes]:
    """Name and content of the report as ``pdf``, ``xlsx`` or ``json``. Raises ReportError where the PDF cannot be set."""
    found = document(evaluation, reader)
    marking = marking_look(evaluation.effective_marking)
    tail = marking["short"].replace(":", "-").replace("+", "-")
    name = f"{slugify(evaluation.title) or 'evaluation'}-{tail}.{kind}"
    if kind == "json":
        return name, (json.dumps(found, ensure_ascii=False, indent=2, allow_nan=False) + "\n").encode()
    printed = _("Printed for %(reader)s, %(time)s") % {"reader": str(reader), "time": point_in_time(at)}
    if kind == "xlsx":
        return name, workbook(found, f"{marking['short']} · {printed}")
    return name, pdf.render("evaluation.typ", printable(found, marking, printed, at)).content


def tables(found: dict[str, Any]) -> list[dict[str, Any]]:
    """Title, header and rows of texts and numbers: the same tables in the PDF and in the workbook."""
    groups = found["criteria"]["groups"]
    labels = {one["code"]: one["label"] for group in groups for one in group["criteria"]}
    return [
        {
            "title": _("Ranking"),
            "header": [
                _("Rank"), _("Candidate"), _("Provider"), _("Value, of 100"), _("Covered, %"), _("First in, of 100"), _("Fails"),
            ],
            "rows": [
                [one["rank"], one["name"], one["provider"], one["value"], one["coverage"], one["first"], ", ".join(one["fails"])]
                for one in found["candidates"]
            ],
        },
        {
            "title": _("By group"),
            "header": [_("Candidate"), *(f"{one['label']} ({one['weight']})" for one in groups)],
            "rows": [[one["name"], *(one["groups"].get(g["code"]) for g in groups)] for one in found["candidates"]],
        },
        {
            "title": _("Criteria and weights"),
            "header": [_("Group"), _("Criterion"), _("Question"), _("Weight, of 100")],
            "rows": [[g["label"], one["label"], one["question"], one["weight"]] for g in groups for one in g["criteria"]],
        },
        {
            "title": _("What each round changed"),
            "header": [_("Candidate"), *found["stages"]["rounds"]],
            "rows": [
                [one["name"], *(_place(rank, value) for rank, value in one["path"])] for one in found["stages"]["candidates"]
            ],
        },
        {
            "title": _("Agreed levels"),
            "header": [_("Round"), _("Candidate"), _("Criterion"), _("Level"), _("Why")],
            "rows": [
                [r["title"], a["candidate"], labels.get(a["criterion"], a["criterion"]), a["level"], a["rationale"]]
                for r in found["rounds"]
                for a in r["agreed"]
            ],
        },
        {
            "title": _("Single scores"),
            "header": [_("Round"), _("Candidate"), _("Criterion"), _("Evaluator"), _("Level"), _("Why"), _("Evidence")],
            "rows": [
                [r["title"], s["candidate"], labels.get(s["criterion"], s["criterion"]), s["evaluator"], s["level"],
                 s["rationale"], s["evidence"]]
                for r in found["rounds"]
                for s in r["scores"]
            ],
        },
        {
            "title": _("Decisions"),
            "header": [_("Decision"), _("Chosen"), _("Against the ranking"), _("Reason")],
            "rows": [
                [d["kind"], ", ".join(d["chosen"]), _("yes") if d["against_ranking"] else _("no"), d["reason"]]
                for d in found["decisions"]
            ],
        },
    ]  # fmt: skip


def _place(rank: int, value: int | None) -> str:
    if value is None:
        return "–"
    return _("rank %(rank)d, %(value)d") % {"rank": rank, "value": value} if rank else _("not ranked, %d") % value


def workbook(found: dict[str, Any], marking: str) -> bytes:
    return sheets(found["title"], found["organisation"], tables(found), marking)


def sheets(title: str, author: str, shown: list[dict[str, Any]], marking: str) -> bytes:
    """Every table on a sheet of its own, with the marking above. Texts stay texts: none becomes a formula."""
    import xlsxwriter

    written = io.BytesIO()
    book = xlsxwriter.Workbook(written, SPREADSHEET)
    book.set_properties({"title": title, "author": author, "comments": marking})
    head = book.add_format(
        {"bold": True, "text_wrap": True, "bg_color": "#1f3a5f", "font_color": "#ffffff", "border": 1}
    )
    mark = book.add_format({"bold": True, "bg_color": "#000000", "font_color": "#ffffff"})
    text = book.add_format({"text_wrap": True, "valign": "top"})
    for one in shown:
        sheet = book.add_worksheet(one["title"][:31])
        sheet.write_string(0, 0, marking, mark)
        sheet.set_row(0, 18, mark)
        for column, word in enumerate(one["header"]):
            sheet.write_string(HEADER_ROW, column, word, head)
            sheet.set_column(column, column, 18 if column else 24)
        for number, row in enumerate(one["rows"], HEADER_ROW + 1):
            for column, value in enumerate(row):
                if isinstance(value, int):
                    sheet.write_number(number, column, value, text)
                elif value:
                    sheet.write_string(number, column, str(value)[:32_000], text)
        sheet.freeze_panes(HEADER_ROW + 1, 1)
    book.close()
    return written.getvalue()


def printable(found: dict[str, Any], marking: dict[str, str], printed: str, at: dt.datetime) -> dict[str, Any]:
    """Data of ``evaluation.typ``: texts only."""
    criteria = found["criteria"]
    shown = [one for one in tables(found) if one["rows"]]
    return {
        "title": found["title"], "author": found["organisation"], "lang": (get_language() or "en")[:2], "marking": marking,
        "printed": printed, "kicker": _("Evaluation of solutions"), "owner": found["organisation"], "note": found["note"],
        "facts": [
            {"label": _("As of"), "value": on_day(at)},
            {"label": _("Call"), "value": found["call"] or "–"},
            {"label": _("Criteria"), "value": _("Version %(number)d") % {"number": criteria["version"]}
             + (f": {criteria['reason']}" if criteria["reason"] else "")},
            {"label": _("Candidates"), "value": str(len(found["candidates"]))},
        ],
        "sentences": [*found["sentences"], *found["stages"]["sentences"],
                      *(f"{one['title']}: {text}" for one in found["rounds"] for text in one["agreement"])],
        "bars": [
            {"name": one["name"], "value": one["value"], "label": str(one["value"])}
            for one in found["candidates"] if one["value"] is not None
        ],
        "bars_title": _("Values, of 100"),
        "tables": [
            {**one, "rows": [["–" if cell is None or cell == "" else str(cell) for cell in row] for row in one["rows"]]}
            for one in shown
        ],
        "missing_glyphs": _("Some characters have no glyph in our fonts; this file is a plain PDF:"),
        "advice": _("The ranking advises; people decide, and give their reason."),
    }  # fmt: skip
