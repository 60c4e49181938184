"""Chapters of the full report that tell what is: the place, its measures, the method, the people, the signatures."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from protect.reference import terms
from protect.reports.figures import Figures, moment
from protect.reports.look import band_look, on_day


def pairs(facts: list[tuple[str, str]]) -> list[dict[str, str]]:
    """Label and value of what is known; empty values stay out."""
    return [{"label": label, "value": value} for label, value in facts if value]


def place(figures: Figures) -> dict[str, Any]:
    space, about = figures.space, figures.about
    further = [terms.label("psoi_category", code) for code in space["further_categories"]]
    area = space["area_m2"]
    facts = [
        (_("Categories"), ", ".join([terms.label("psoi_category", space["main_category"]), *further])),
        (_("Area"), f"{number_format(round(area), use_l10n=True, force_grouping=True)} m²" if area else ""),
        (
            _("People at the busiest usual time"),
            terms.label("crowd_class", space["crowd_class"]) if space["crowd_class"] else "",
        ),
        (_("Busy times"), space["busy_times"]),
        (_("Owner"), space["owner_name"]),
        (_("Operator"), space["operator_name"]),
        (_("Description"), space["description"]),
        (_("Surroundings"), space["surroundings"]),
        (_("Symbolic meaning"), space["symbolic_notes"]),
        (_("Hazards nearby"), space["hazard_notes"]),
        (_("Usage states looked at"), ", ".join(terms.label("usage_state", code) for code in about["usage_states"])),
        (_("What was found on site"), about["site_notes"]),
    ]
    return {
        "facts": pairs(facts),
        "states": table(
            (_("Usage state"), _("When"), _("People (estimate)")),
            [
                (
                    terms.label("usage_state", one["state"]),
                    one["when"],
                    "" if one["people"] is None else str(one["people"]),
                )
                for one in space["states"]
            ],
        ),
        "areas": table(
            (_("No."), _("Part of the place"), _("Kind")),
            [
                (str(number), area["name"], terms.label("sub_area_kind", area["kind"]))
                for number, area in enumerate(space["sub_areas"], 1)
            ],
        ),
        "entrances": table(
            (_("Entrance"), _("Used by"), _("Free width (m)"), _("Notes")),
            [
                (
                    one["name"],
                    ", ".join(used_by(code) for code in one["used_by"]),
                    "" if one["width_m"] is None else number_format(one["width_m"], use_l10n=True),
                    one["notes"],
                )
                for one in space["entrances"]
            ],
        ),
        "nothing": _("Nothing is recorded about the place beyond its name."),
    }


def used_by(code: str) -> str:
    known = {
        "people": _("people"),
        "vehicles": _("vehicles"),
        "deliveries": _("deliveries"),
        "emergency": _("emergency services"),
    }
    return known.get(code, code)


def table(header: tuple[str, ...], rows: list[tuple[str, ...]]) -> dict[str, Any]:
    return {"header": list(header), "rows": [list(row) for row in rows]}


def measures(figures: Figures) -> dict[str, Any]:
    listed = figures.space["measures"]
    return {
        "nothing": _("No existing measure is recorded."),
        "intro": ngettext(
            "%(count)d measure is in place. The numbers are those of the site plan.",
            "%(count)d measures are in place. The numbers are those of the site plan.",
            len(listed),
        )
        % {"count": len(listed)},
        "table": table(
            (_("No."), _("Measure"), _("Kind"), _("Functions"), _("Counters"), _("Condition"), _("Where and when")),
            [
                (
                    f"M{number}",
                    one["name"],
                    f"{terms.label('measure_origin', one['origin'])}, {terms.label('measure_category', one['category'])}",
                    ", ".join(terms.label("measure_function", code) for code in one["functions"]),
                    ", ".join(figures.threats.get(code, code) for code in one["threat_types"]),
                    terms.label("measure_condition", one["condition"]),
                    "; ".join(
                        filter(
                            None, [figures.area_name(one["sub_area"]), one["hours"], one["owner_name"], one["notes"]]
                        )
                    ),
                )
                for number, one in enumerate(listed, 1)
            ],
        ),
    }


def method(figures: Figures) -> dict[str, Any]:
    """The scale printed whole, whose it is, and the rules by which a level comes about."""
    scale, document = figures.scale, figures.document
    status = document["scale_set"]["status"]
    labels = {
        "platform_default": _("Platform default, not the scale of the EU Vulnerability Assessment Tool."),
        "eu": _("Scale of the European Union."),
        "organisation": _("Own scale of the organisation."),
    }
    rules = [
        _("Each member judges every scenario alone; nobody sees the scores of others until the scores are opened."),
        _("The team then talks about the rows where members differ and agrees on a score, with its reasons."),
        _("The level is read from the matrix below. Levels are never multiplied or added up."),
        _("“Cannot judge” is an answer. What nobody could judge stays open and is never shown as low."),
        _(
            "How sure a level is comes from the individual scores: a score given with less confidence is spread to the "
            "neighbouring levels, all members count the same, and the result is carried exactly through the matrix."
        ),
        _(
            "Agreement is measured by Krippendorff's alpha for ordinal scores: from 0.80 rely on it, from 0.67 take it as "
            "tentative, below that talk again."
        ),
    ]
    if figures.is_quick:
        rules[:2] = [
            _(
                "Quick mode: one person judges ten rows on three levels. It is a first look and grows into the full method."
            )
        ]
    spread = "; ".join(
        _("%(word)s: %(own)d in 100 on the level, %(neighbour)d in 100 on each neighbour")
        % {"word": terms.label("confidence", code), "own": round(own * 100), "neighbour": round(neighbour * 100)}
        for code, (own, neighbour) in scale.confidence.items()
    )
    return {
        "status": labels[status],
        "scale": _("%(title)s, version %(version)d") % {"title": scale.title, "version": scale.version},
        "note": scale.note,
        "rules": rules,
        "spread": _("How confidence is read: %(rule)s.") % {"rule": spread},
        "matrix_corner": _("Probability (down), consequence (across)"),
        "columns": [f"{level.value} {level.label}" for level in scale.consequence],
        "matrix": [
            {
                "label": f"{level.value} {level.label}",
                "cells": [band_look(scale.bands[index]) for index in row],
            }
            for level, row in reversed(list(zip(scale.probability.levels, scale.matrix.cells, strict=True)))
        ],
        "axes": [
            {
                "title": axis.title,
                "question": axis.question,
                "table": table(
                    (_("Level"), _("Word"), _("Meaning")),
                    [(str(level.value), level.label, level.description) for level in axis],
                ),
            }
            for axis in (scale.probability, scale.consequence)
        ],
        "factors_title": _("Factors"),
        "factors": table(
            (_("Side"), _("Factor"), _("Question")),
            [
                (
                    scale.probability.title if factor.side == "probability" else scale.consequence.title,
                    factor.label,
                    factor.question,
                )
                for factor in scale.factors
            ],
        ),
        "sources": [
            _("Scale set: %(key)s, version %(version)d, checksum %(digest)s")
            % {"key": scale.key, "version": scale.version, "digest": document["scale_set"]["digest"][:16]},
            _("Threat types: %(title)s, version %(version)d")
            % {"title": document["threat_types"]["title"], "version": document["threat_types"]["version"]},
            *(
                [_("Seal of the approved document (SHA-256): %(seal)s") % {"seal": figures.seal}]
                if figures.seal
                else []
            ),
        ],
    }


def people(figures: Figures) -> dict[str, Any]:
    document = figures.document
    done = sum(1 for item in document["preparation"] if item["done"])
    return {
        "mandate_label": _("Mandate"),
        "mandate": figures.about["mandate"],
        "team": table(
            (_("Name"), _("Organisation"), _("Function"), _("Circle"), _("Scores")),
            [
                (
                    one["name"],
                    one["organisation_name"],
                    terms.label("team_function", one["function"]),
                    terms.label("team_circle", one["circle"]),
                    _("yes") if one["scores"] else _("no"),
                )
                for one in document["team"]
            ],
        ),
        "visits_label": _("Visits"),
        "visits": table(
            (
                _("Date and time (%(zone)s)") % {"zone": timezone.get_current_timezone_name()},
                _("Usage state"),
                _("Who took part"),
                _("Notes"),
            ),
            [
                (
                    _day_and_hour(moment(one["starts_at"])),
                    terms.label("usage_state", one["usage_state"]),
                    one["participants"],
                    one["notes"],
                )
                for one in document["visits"]
            ],
        ),
        "no_visits": _("No visit is recorded."),
        "preparation": ngettext(
            "%(count)d line of the preparation checklist is ticked.",
            "%(count)d lines of the preparation checklist are ticked.",
            done,
        )
        % {"count": done}
        if done
        else "",
    }


def _day_and_hour(at: dt.datetime | None) -> str:
    return f"{on_day(at)}, {timezone.localtime(at):%H:%M}" if at else ""


def signatures(figures: Figures) -> dict[str, Any]:
    """Lines to sign on: who led, who approved, and whoever signs for a vulnerability that is accepted."""
    lines = [
        {"role": _("For the assessment team"), "name": figures.about["lead"]},
        {"role": _("Approved for the managing body"), "name": figures.about["approved_by"]},
    ]
    signing = dict.fromkeys(
        one["signatory"]
        for one in figures.document["vulnerabilities"]
        if one["decision"] == "accept" and one["signatory"]
    )
    lines += [{"role": _("For the vulnerabilities that are accepted"), "name": name} for name in signing]
    note = figures.about["approval_note"]
    return {
        "lines": lines,
        "note": _("Note on the approval: %(note)s") % {"note": note} if note else "",
        "intro": _("Whoever signs has read this report in the version named on its cover."),
    }
