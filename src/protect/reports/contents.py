"""What stands in the full report, chapter by chapter, as plain data for the template: every text in the present language.

Nothing is calculated here: figures come from ``figures``, sentences from the assessment's queries.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils.text import get_text_list
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from protect.assessments.models import Decision, Mode, State
from protect.assessments.queries import sentences
from protect.reference import terms
from protect.reports import chapters, judged
from protect.reports.figures import Figures
from protect.reports.layouts.parts import NO_LAYOUT
from protect.reports.look import band_look, marking_look, on_day, point_in_time


def full_report(
    figures: Figures, *, reader: str, at: dt.datetime, pictures: dict[str, dict[str, str]]
) -> dict[str, Any]:
    """Data of ``full.typ``. ``reader`` and ``at`` stand on every page; ``pictures``: photos by checksum (file, alt)."""
    about = figures.about
    printed = _("Printed for %(reader)s, %(time)s") % {"reader": reader, "time": point_in_time(at)}
    return {
        "lang": (get_language() or "en").split("-")[0],
        "title": _("Vulnerability assessment: %(space)s") % {"space": figures.space["name"]},
        "author": about["organisation"],
        "marking": marking_look(figures.marking),
        "printed": printed,
        "demonstration": _("Invented demonstration data: this is no real assessment.")
        if about["demonstration"]
        else "",
        "demonstration_short": _("Invented demonstration data") if about["demonstration"] else "",
        "draft": ""
        if figures.is_approved
        else _("Not approved: a working copy of the present state, which may still change."),
        "words": words(),
        "cover": cover(figures),
        "summary": summary(figures),
        "place": chapters.place(figures),
        "measures": chapters.measures(figures),
        # Filled in where there is one: see services._make.
        "checklist": {"nothing": _("No checklist of questions was answered for this assessment.")},
        "scenarios": judged.scenarios(figures),
        "heat_map": judged.heat_map(figures),
        "vulnerabilities": judged.vulnerabilities(figures, pictures),
        "method": chapters.method(figures),
        "people": chapters.people(figures),
        "signatures": chapters.signatures(figures),
        # As the platform prints it; a template of the organisation puts its own in their place.
        **NO_LAYOUT,
    }


def words() -> dict[str, str]:
    """Fixed words of the template."""
    return {
        "contents": _("Contents"),
        "summary": _("Summary"),
        "place": _("The place"),
        "plan": _("Site plan"),
        "measures": _("Existing measures"),
        "checklist": _("Checklist"),
        "scenarios": _("Scenarios and how each level came about"),
        "heat_map": _("Heat map: parts of the place and threat types"),
        "vulnerabilities": _("Vulnerabilities"),
        "decisions": _("Decisions"),
        "method": _("Method and scale"),
        "people": _("People and visits"),
        "signatures": _("Signatures"),
        "page": _("Page"),
        "glance": _("Scenarios by level, highest first"),
        "of": _("of"),
        "level": _("Level"),
        "why": _("How this level came about"),
        "member": _("Member"),
        "probability": _("Probability"),
        "consequence": _("Consequence"),
        "confidence": _("Confidence"),
        "rationale": _("Reason given"),
        "part": _("Part of the place"),
        "highest": _("Highest"),
        "not_applicable": _("Threat types that do not apply"),
        "threat": _("Threat type"),
        "reason": _("Reason"),
        "date": _("Date"),
        "name_and_function": _("Name and function"),
        "signature": _("Signature"),
        "missing_glyphs": _(
            "This copy is a plain PDF, not PDF/UA: no font at hand has every character of the text. The first one missing:"
        ),
        "bands": _("What the levels ask for"),
        "matrix": _("The matrix that decides"),
        "rows": _("Rows"),
    }


def cover(figures: Figures) -> dict[str, Any]:
    about, space = figures.about, figures.space
    facts = [
        (_("Place"), ", ".join(filter(None, [space["name"], space["town"]]))),
        (_("Category"), terms.label("psoi_category", space["main_category"])),
        (_("Managing body"), about["managing_body"] or about["organisation"]),
        (_("Assessment"), about["title"]),
        (_("Version"), str(about["version"])),
        (_("Kind"), str(Mode(about["mode"]).label)),
        (_("State"), str(State(about["state"]).label)),
        (_("Led by"), about["lead"]),
        (_("Approved"), _approval(figures)),
        (_("Assess again by"), on_day(figures.review_on)),
        (_("May be read by"), str(figures.marking.label)),
    ]
    return {
        "kicker": _("Vulnerability assessment of a public space"),
        "name": space["name"],
        "owner": about["organisation"],
        "facts": chapters.pairs(facts),
    }


def _approval(figures: Figures) -> str:
    if figures.approved_on is None:
        return _("not yet")
    by = figures.about["approved_by"]
    return (
        _("%(date)s by %(person)s") % {"date": on_day(figures.approved_on), "person": by}
        if by
        else on_day(figures.approved_on)
    )


def summary(figures: Figures) -> dict[str, Any]:
    """The result in sentences with their numbers, the counts for each band, and the rows of the highest level."""
    judgement, scale = figures.current, figures.scale
    rows = [row for row in judgement.rows if row.scenario.applicable]
    said = [
        ngettext(
            "The team looked at %(count)d scenario that applies here, over %(threats)d threat types.",
            "The team looked at %(count)d scenarios that apply here, over %(threats)d threat types.",
            len(rows),
        )
        % {"count": len(rows), "threats": len(figures.threats)}
    ]
    if judgement.highest is None:
        said.append(_("No scenario has a level yet; what is open is not low."))
    else:
        said.append(
            _(
                "The highest level is %(band)s. By level: %(counts)s. There is no sum over the whole place: it would "
                "hide the worst."
            )
            % {"band": scale.bands[judgement.highest].label, "counts": sentences.counts(judgement)}
        )
    if judgement.open_rows:
        said.append(
            ngettext(
                "%(count)d scenario stays open because nobody could judge it or the team has not agreed yet.",
                "%(count)d scenarios stay open because nobody could judge them or the team has not agreed yet.",
                len(judgement.open_rows),
            )
            % {"count": len(judgement.open_rows)}
        )
    said += [one.sentence for one in sentences.agreements(judgement)]
    said.append(_decisions_sentence(figures))
    if figures.review_on:
        said.append(_("The place is to be assessed again by %(date)s.") % {"date": on_day(figures.review_on)})
    return {
        "sentences": said,
        "bands": [
            {**band_look(band), "count": count, "help": band.description}
            for band, count in zip(scale.bands, judgement.counts, strict=True)
        ],
        "open": len(judgement.open_rows),
        "open_label": _("Open"),
        "open_help": _("Not low: find out what is missing, and judge then."),
        "top_title": _("What stands highest, and how sure it is"),
        "top": judged.highest_rows(figures),
    }


def _decisions_sentence(figures: Figures) -> str:
    found = figures.document["vulnerabilities"]
    if not found:
        return _("No vulnerability is written down yet.")
    begin = ngettext("%(count)d vulnerability was found", "%(count)d vulnerabilities were found", len(found)) % {
        "count": len(found)
    }
    parts = []
    for decision in Decision:
        count = sum(1 for one in found if one["decision"] == decision)
        if count:
            parts.append(f"{terms.label('decision', decision)} {count}")
    undecided = sum(1 for one in found if not one["decision"])
    if undecided:
        parts.append(_("not decided %(count)d") % {"count": undecided})
    return f"{begin}: {get_text_list(parts, _('and'))}."
