"""The order of a longlist in figures and words; the arithmetic is in ``methods.longlist``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from protect.longlists.models import LEVELS, Longlist, Place
from protect.methods import longlist as method
from protect.organisations.models import User

#: Drawn weightings; the standard error of a share is half a hundredth at most.
DRAWS = 10_000
#: From so many hundredths on a place is said to stand firmly on the list, or firmly off it.
FIRM, OFF = 90, 10


@dataclass(frozen=True)
class Row:
    """``low``, ``middle``, ``high``: need in hundredths; ``known``: hundredths of the weight that are scored; ``top``: in how
    many of a hundred weightings it is among the first; ``inside``: whether it is by the present weights."""

    rank: int
    place: Place
    low: int
    middle: int
    high: int
    known: int
    top: int
    inside: bool
    word: str

    @property
    def x(self) -> int:
        return 2 * self.low

    @property
    def width(self) -> int:
        return max(4, 2 * (self.high - self.low))

    @property
    def dot(self) -> int:
        return 2 * self.middle


@dataclass(frozen=True)
class Ranking:
    rows: list[Row]
    sentences: list[str]


def places_of(longlist: Longlist, user: User) -> list[Place]:
    """Only places whose space the reader may see, too."""
    found: Any = Place.objects.visible_to(user)
    return list(found.filter(longlist=longlist).select_related("space"))


def ranking(longlist: Longlist, places: list[Place]) -> Ranking:
    if not places:
        return Ranking([], [])
    codes = [one["code"] for one in longlist.factors]
    weights = [one["weight"] for one in longlist.factors]
    scores = [[np.nan if (one := place.score(code)) is None else one for code in codes] for place in places]
    valued = method.values(scores, LEVELS, [one["rising"] for one in longlist.factors])
    found = method.need(valued, weights)
    seats = min(longlist.seats, len(places))
    # The same draws for the same list: two readers see the same figures.
    robust = method.robustness(valued, seats, np.random.default_rng(longlist.pk), DRAWS)
    rows = []
    for rank, index in enumerate(method.order(found), 1):
        top = round(100 * float(robust.top[index]))
        low, middle, high = (round(100 * float(one[index])) for one in (found.low, found.middle, found.high))
        rows.append(
            Row(
                rank,
                places[index],
                low,
                middle,
                high,
                round(100 * float(found.known[index])),
                top,
                rank <= seats,
                _word(top),
            )  # fmt: skip
        )
    return Ranking(rows, _sentences(longlist, places, valued, weights, found, seats, rows))


def _word(top: int) -> str:
    if top >= FIRM:
        return _("firmly among the first")
    return _("firmly not among the first") if top <= OFF else _("depends on the weights")


def _sentences(
    longlist: Longlist,
    places: list[Place],
    valued: Any,
    weights: list[int],
    found: method.Need,
    seats: int,
    rows: list[Row],
) -> list[str]:
    firm = sum(row.top >= FIRM for row in rows)
    said = [
        ngettext(
            "With any other weights, drawn %(draws)s times, %(firm)d of the first %(seats)d places stays among the first in "
            "at least %(share)d of 100 cases.",
            "With any other weights, drawn %(draws)s times, %(firm)d of the first %(seats)d places stay among the first in at "
            "least %(share)d of 100 cases.",
            firm,
        )
        % {"draws": number_format(DRAWS, force_grouping=True), "firm": firm, "seats": seats, "share": FIRM}
    ]
    open_ones = [row for row in rows if row.known < 100]
    if open_ones:
        said.append(
            ngettext(
                "For %(count)d place something is not known; the bar shows how far that could move it.",
                "For %(count)d places something is not known; the bars show how far that could move them.",
                len(open_ones),
            )
            % {"count": len(open_ones)}
        )
    if seats < len(places):
        order = method.order(found)
        last, next_one = int(order[seats - 1]), int(order[seats])
        names = {"last": places[last].space.name, "next": places[next_one].space.name}
        pair = [np.where(np.isnan(valued[one]), 0.5, valued[one]) for one in (last, next_one)]
        shift = method.smallest_shift(pair[0], pair[1], weights)
        if shift is None:
            said.append(_("No other weights would put “%(next)s” before “%(last)s”.") % names)
        else:
            said.append(
                _(
                    "Moving %(points)s of 100 weight points would bring “%(next)s” level with “%(last)s”, the last of the "
                    "first %(seats)d."
                )
                % {**names, "seats": seats, "points": f"{100 * shift:.0f}" if shift >= 0.01 else _("less than one")}
            )
    return said
