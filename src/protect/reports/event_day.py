"""The sheet of an event for the day as PDF/UA: the list with boxes to tick, temporary measures with their plan, what differs."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from typing import Any

from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from protect.organisations.models import User
from protect.overlays import readiness, reading
from protect.overlays.models import EventOverlay
from protect.overlays.reading import Reading
from protect.reference import terms
from protect.reports import pdf, pictures
from protect.reports.look import marking_look, point_in_time
from protect.reports.site_plan import Mark

PLAN = "plan.svg"


def file(overlay: EventOverlay, *, reader: User, at: dt.datetime) -> tuple[str, bytes]:
    """Name and content, in the reader's language and by the clock of the event. Raises ReportError."""
    with translation.override(reader.language), timezone.override(zoneinfo.ZoneInfo(overlay.time_zone)):
        read = reading.read(overlay)
        measures = list(overlay.measures.all())
        marks = [
            Mark(f"T{number}", one.lon, one.lat)
            for number, one in enumerate(measures, 1)
            if one.lat is not None and one.lon is not None
        ]
        plan = pictures.plan_of(overlay.assessment, read.base.document["space"], marks)
        data = printable(overlay, read, measures, reader, at)
        data["plan"] = None if plan is None else {"file": PLAN, "alt": plan.alt, "key": plan.key}
        marking = data["marking"]["short"].replace(":", "-").replace("+", "-")
        name = f"{slugify(overlay.name)[:60] or overlay.pk}-{marking}.pdf"
        return name, pdf.render("event_day.typ", data, {PLAN: plan.svg} if plan else None).content


def printable(
    overlay: EventOverlay, read: Reading, measures: list[Any], reader: User, at: dt.datetime
) -> dict[str, Any]:
    """Data of ``event_day.typ``: texts only."""
    signatures = [
        f"{one}: {one.signed_by or '–'}, {point_in_time(one.at)} – {one.reason}"
        for one in readiness.signatures(overlay).values()
    ]
    people = [
        str(overlay.expected_people) if overlay.expected_people is not None else "",
        terms.label("crowd_class", overlay.crowd_class) if overlay.crowd_class else "",
    ]
    facts = [
        (_("Public space"), str(overlay.assessment.space)),
        (_("When"), f"{_at(overlay.begins_at)} – {_at(overlay.ends_at)} ({overlay.time_zone})"),
        (_("State"), str(overlay.phase_word)),
        (_("People"), ", ".join(filter(None, people)) or "–"),
        (_("Organiser"), overlay.organiser or "–"),
        (_("What is different"), overlay.about or "–"),
    ]
    return {
        "title": overlay.name, "author": str(overlay.organisation), "lang": (get_language() or "en")[:2],
        "marking": marking_look(overlay.effective_marking), "kicker": _("Sheet for the day"),
        "owner": str(overlay.organisation), "facts": [{"label": label, "value": value} for label, value in facts],
        "notes": _notes(overlay),
        "list": {
            "title": _("List for the day"), "none": _("The list is empty."),
            "header": [_("When"), _("What"), _("Responsible"), _("Done at, by")],
            "rows": [
                [
                    _at(one.at), one.what, one.responsible or "–",
                    f"{_at(one.done_at)}, {one.done_by or '–'}" if one.done_at else "",
                ]
                for one in overlay.checks.select_related("done_by")
            ],
        },
        "measures": {
            "title": _("Temporary measures"), "none": _("None."),
            "header": [_("No."), _("Measure"), _("Where"), _("Stands from"), _("Gone by"), _("Responsible")],
            "rows": [
                [
                    f"T{number}", f"{one.name} – {one.note}" if one.note else one.name,
                    f"{one.place} ({one.point_words})" if one.point_words else one.place, _at(one.set_up_at),
                    _at(one.remove_at), one.responsible,
                ]
                for number, one in enumerate(measures, 1)
            ],
        },
        "differs": {
            "title": _("What differs from any other day"), "none": _("Nothing: every row is as on any other day."),
            "header": [_("Row"), _("Any other day"), _("During the event"), _("Why")],
            "rows": [
                [
                    f"{terms.label('threat_type', one.threat_type)}, {one.area or _('The whole space')}"
                    + (f": {one.title}" if one.title else ""),
                    str(one.base.word) if one.base is not None else "–", str(one.now.word), one.difference.reason,
                ]
                for one in read.rows
                if one.difference is not None
            ],
        },
        "plan_title": _("Plan"), "signed_title": _("Signatures"), "signed": signatures,
        "printed": _("Printed for %(reader)s, %(time)s") % {"reader": str(reader), "time": point_in_time(at)},
        "missing_glyphs": _("Some characters have no glyph in our fonts; this file is a plain PDF:"),
        "open": _("open"),
    }  # fmt: skip


def _at(moment: dt.datetime) -> str:
    """By the clock of the event, whose zone stands at the top of the sheet."""
    return date_format(timezone.localtime(moment), "SHORT_DATETIME_FORMAT")


def _notes(overlay: EventOverlay) -> list[str]:
    found = []
    if overlay.organisation.is_demonstration:
        found.append(_("Demonstration: everything here is invented."))
    if overlay.state in ("draft", "review"):
        found.append(_("This overlay is not signed off."))
    return found
