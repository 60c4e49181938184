"""A security plan as PDF/UA and as DOCX: the same document that its page shows, a draft saying that it is one."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from collections.abc import Mapping
from typing import Any

from django.utils import timezone, translation
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from protect.organisations.markings import strictest
from protect.organisations.models import User
from protect.plans.documents import SecurityPlan
from protect.plans.queries import document
from protect.plans.states import PlanState
from protect.reports import pdf
from protect.reports.look import marking_look, on_day, point_in_time

TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


def file(plan: SecurityPlan, kind: str, *, reader: User, at: dt.datetime) -> tuple[str, bytes]:
    """Name and content, in the reader's language; of an approved version its seal, as far as the reader sees its rows."""
    with translation.override(reader.language), timezone.override(_zone(reader.time_zone)):
        data = printable(plan, reader, at)
        name = f"{_('security-plan')}-{slugify(plan.space.name)[:60] or plan.pk}-{plan.version}.{kind}"
        if kind == "docx":
            from protect.reports.security_plan_word import PlanWriter  # with python-docx, which no page needs

            return name, PlanWriter(data).write()
        return name, pdf.render("security_plan.typ", data).content


def _zone(name: str) -> dt.tzinfo:
    try:
        return zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError):
        return timezone.get_default_timezone()


def printable(plan: SecurityPlan, reader: User, at: dt.datetime) -> dict[str, Any]:
    """Data of ``security_plan.typ``: texts only. The marking is the strictest of what was sealed and what holds today."""
    shown = document.shown(plan, reader)
    marking = strictest([shown.document["plan"]["marking"], plan.effective_marking])
    state = PlanState(plan.state).label
    facts = [
        {"label": _("Public space"), "value": plan.space.name},
        {"label": _("Version"), "value": f"{plan.version} ({state})"},
        {"label": _("Approved on"), "value": on_day(plan.approved_at) or "–"},
        {"label": _("Look through it again by"), "value": on_day(plan.review_on) or "–"},
    ]
    if shown.sha256:
        facts.append({"label": _("Seal (SHA-256)"), "value": shown.sha256})
    notes = []
    if plan.organisation.is_demonstration:
        notes.append(_("Demonstration: everything here is invented."))
    if plan.state in {PlanState.DRAFT, PlanState.IN_REVIEW}:
        notes.append(_("This version is not approved."))
    if plan.state == PlanState.SUPERSEDED:
        notes.append(_("A later version was approved; this one no longer holds."))
    if shown.left_out:
        notes.append(
            _("%(count)d lines are left out: the reader may not see what they are about.") % {"count": shown.left_out}
        )
    return {
        "title": plan.title, "author": plan.organisation.name, "lang": (get_language() or "en")[:2],
        "marking": marking_look(marking), "kicker": _("Security plan"), "owner": plan.organisation.name, "facts": facts,
        "printed": _("Printed for %(reader)s, %(time)s") % {"reader": str(reader), "time": point_in_time(at)},
        "notes": notes, "sections": [_section(one) for one in shown.document["sections"]],
        "contents": _("Contents"), "missing_glyphs": _("Some characters have no glyph in our fonts; this file is a plain PDF:"),
        "words": {"page": _("page")}, "footer": "", "demonstration_short": "", "logo": "",
    }  # fmt: skip


def _section(section: Mapping[str, Any]) -> dict[str, Any]:
    """Every part in one shape: lines, facts, or a table; what a template asks for is always there."""
    parts = []
    for part in section["parts"]:
        kind = part["kind"]
        rows = part.get("rows", [])
        if kind == "table" and not rows:
            continue
        parts.append(
            {
                "kind": kind,
                "lines": part.get("lines", []),
                "facts": [{"label": label, "value": value} for label, value in rows] if kind == "facts" else [],
                "title": part.get("title", ""),
                "header": part.get("header", []),
                "rows": [row["cells"] for row in rows] if kind == "table" else [],
            }
        )
    paragraphs = [line for line in section["text"].splitlines() if line.strip()]
    return {"title": section["title"], "paragraphs": paragraphs, "parts": parts}
