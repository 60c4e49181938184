"""The one-page summary for the council: public (TLP:CLEAR), so it holds nothing from which a weak point could be told.

What is in it: the town, the month of approval, how many scenarios came out at which level, how many weak points were
decided in which way, and when the place is looked at again. The place is named only if somebody who leads says so.

What is never in it: threat types, parts of the place, usage states, scenarios, vulnerabilities, measures, scores,
reasons, photos, plans, and names of people.

Small counts are held back. "1 very high" would tell whoever knows the place a little which one it is, and "0 high"
tells where nothing need be feared; so every count below three, none included, is given as "fewer than 3". No totals
are given either, because a total with one count held back gives that count away. The highest level reached is not named
for the same reason.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from protect.assessments.models import Decision
from protect.organisations.markings import Marking
from protect.reference import terms
from protect.reports.figures import Figures
from protect.reports.look import band_look, marking_look, on_day

#: Counts below this say nothing but that they are below it.
SMALLEST_COUNT = 3


def held_back(count: int) -> str:
    """``count`` as the public may read it."""
    return str(count) if count >= SMALLEST_COUNT else _("fewer than %(count)d") % {"count": SMALLEST_COUNT}


def summary(figures: Figures, *, name_the_space: bool, at: dt.datetime) -> dict[str, Any]:
    """Data of ``summary.typ``. ``name_the_space``: whether the place may be named in public."""
    about = figures.about
    place = figures.space["name"] if name_the_space else _("A public space of the town")
    scale = figures.scale
    approved = figures.approved_on
    review = figures.review_on
    said = [
        _(
            "%(body)s has assessed how well this place is protected, with a team of the professions that look after it, by "
            "the steps of the EU Vulnerability Assessment Tool."
        )
        % {"body": about["organisation"]},
        _(
            "The team judged scenarios of ten kinds of attack, each member alone first, and then agreed on a level for "
            "each. Levels are not added up: one sum for a place would hide the worst case."
        ),
    ]
    if figures.is_quick:
        said[1] = _(
            "This was a first, quick look by one person on three levels; it says where to look closer, not more. Levels are "
            "not added up: one sum for a place would hide the worst case."
        )
    facts = [
        (_("Approved"), _month(approved) if approved else ""),
        (_("Version"), str(about["version"])),
        (_("Assess again by"), _month(review) if review else ""),
        (_("Scale"), scale.title),
    ]
    return {
        "lang": (get_language() or "en").split("-")[0],
        "title": _("Summary of a vulnerability assessment: %(place)s") % {"place": place},
        "author": about["organisation"],
        "marking": marking_look(Marking.CLEAR),
        "kicker": _("Summary for the council"),
        "place": place,
        "owner": about["organisation"],
        "demonstration": _("Invented demonstration data: this is no real assessment.")
        if about["demonstration"]
        else "",
        "superseded": _("A newer version of this assessment exists.") if about["state"] == "superseded" else "",
        "sentences": said,
        "facts": [{"label": label, "value": value} for label, value in facts if value],
        "bands_title": _("How many scenarios came out at which level"),
        "bands_header": [_("Level"), _("Scenarios"), _("What the level asks for")],
        "bands": [
            {**band_look(band), "count": held_back(count), "help": band.description}
            for band, count in zip(scale.bands, figures.current.counts, strict=True)
        ],
        "open": {
            "label": _("Open"),
            "count": held_back(len(figures.current.open_rows)),
            "help": _("Not judged yet. Open is not low: what is missing is found out first."),
        },
        "decisions_title": _("What was decided"),
        "decisions_header": [_("Decision"), _("Weak points"), _("Meaning")],
        "decisions": [
            [
                terms.label("decision", decision),
                held_back(sum(1 for one in figures.document["vulnerabilities"] if one["decision"] == decision)),
                terms.help_text("decision", decision),
            ]
            for decision in Decision.values
        ],
        "note_title": _("Why there is no more in it"),
        "note": _(
            "Scenarios, weak points and measures stay with those who protect the place: published, they would help the "
            "wrong people. Counts below three are held back for the same reason. Members of the council can ask for the "
            "full report under its marking."
        ),
        "missing_glyphs": _(
            "This copy is a plain PDF, not PDF/UA: no font at hand has every character of the text. The first one missing:"
        ),
        "printed": _("Printed on %(date)s") % {"date": on_day(at)},
    }


def _month(value: dt.date) -> str:
    return date_format(value, "F Y")
