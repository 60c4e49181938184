"""The way through a study: what is done, what is next, with the address of each step."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from protect.portfolios.queries.results import Result
from protect.portfolios.states import State


@dataclass(frozen=True)
class Step:
    title: str
    told: str
    address: str
    is_done: bool
    is_next: bool = False


def steps_of(result: Result, reader: Any) -> list[Step]:
    field, study = result.field, result.field.study
    acting = {key[0] for key in field.effects}
    without = sum(one.pk not in acting for one in field.candidates)
    unknown = sum(one.buy_best is None or one.year_best is None for one in field.candidates)
    count = len(field.candidates)
    kept = study.alternatives.count()
    measures = (
        ngettext("%(count)d measure.", "%(count)d measures.", count) % {"count": count} if count else _("None yet.")
    )
    if unknown:
        measures += " " + ngettext(
            "Of %(count)d nobody knows what it costs; it is not chosen.",
            "Of %(count)d nobody knows what they cost; they are not chosen.", unknown,
        ) % {"count": unknown}  # fmt: skip
    raw = [
        (_("Candidate measures"), measures, "portfolios:candidates", count > 0),
        (_("Effects on the rows"), _effects(result, without), "portfolios:effects", bool(acting)),
        (_("Result"), _told_of(result), "portfolios:result", result.computation is not None and not result.is_stale),
        (
            _("Compare alternatives"),
            ngettext("%(count)d kept, of four at most.", "%(count)d kept, of four at most.", kept) % {"count": kept},
            "portfolios:compare", kept > 0,
        ),
        (
            _("Decide"), _("Decided.") if study.state == State.DECIDED else _("Not decided yet."),
            "portfolios:decide" if study.is_open and reader.has_perm("portfolios.decide", study) else "portfolios:compare",
            study.state == State.DECIDED,
        ),
    ]  # fmt: skip
    open_ = next((number for number, one in enumerate(raw) if not one[3]), None) if study.is_open else None
    return [
        Step(title, told, reverse(name, args=[study.pk]), done, number == open_)
        for number, (title, told, name, done) in enumerate(raw)
    ]


def _effects(result: Result, without: int) -> str:
    field = result.field
    if not field.effects:
        return _("None yet.")
    told = [_("%(count)d effects.") % {"count": len(field.effects)}]
    if without:
        told.append(
            ngettext("%(count)d measure has none.", "%(count)d measures have none.", without) % {"count": without}
        )
    if field.unconfirmed:
        open_ = ngettext(
            "%(count)d is a proposal that nobody has confirmed.", "%(count)d are proposals that nobody has confirmed.",
            field.unconfirmed,
        )  # fmt: skip
        told.append(open_ % {"count": field.unconfirmed})
    return " ".join(told)


def _told_of(result: Result) -> str:
    if result.running:
        return _("Being computed.")
    if result.computation is None:
        return result.failed.error if result.failed else _("Not computed yet.")
    return _("Out of date: something was changed since.") if result.is_stale else _("Up to date.")
