"""The time line: a window of months or quarters, a page of actions in it, and where each bar stands."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import F, QuerySet
from django.db.models.functions import Coalesce
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from protect.plans.queries.actions import Listing
from protect.plans.states import State

ROWS = 40
UNITS = {"month": gettext_lazy("Months"), "quarter": gettext_lazy("Quarters")}
#: Months that a window shows.
SPAN = {"month": 12, "quarter": 36}
#: The drawing, in its own units.
WIDTH, LEFT, HEAD, ROW = 960, 280, 34, 34
#: Of a title, that fit to the left of the bars.
LETTERS = 33


def months_later(day: dt.date, months: int) -> dt.date:
    """First of the month so many months later, within what dates can be."""
    number = day.year * 12 + day.month - 1 + months
    number = max(12 * 1990, min(number, 12 * 2200))
    return dt.date(number // 12, number % 12 + 1, 1)


@dataclass(frozen=True)
class Tick:
    x: float
    label: str


@dataclass(frozen=True)
class Bar:
    """One row of the drawing. ``x`` and ``width`` lie inside it; ``before`` and ``after``: it goes on outside."""

    action: Any
    y: int
    x: float
    width: float
    done: float
    words: str
    name: str
    before: bool
    after: bool


@dataclass(frozen=True)
class Timeline:
    first: dt.date
    last: dt.date  # the day after the window
    unit: str
    page: Page
    bars: list[Bar]
    ticks: list[Tick]
    today_x: float | None
    outside: int  # with dates, but not in the window
    undated: int

    @property
    def height(self) -> int:
        return HEAD + ROW * max(1, len(self.bars))

    @property
    def earlier(self) -> str:
        return f"{months_later(self.first, -SPAN[self.unit] // 2):%Y-%m}"

    @property
    def later(self) -> str:
        return f"{months_later(self.first, SPAN[self.unit] // 2):%Y-%m}"

    @property
    def sentence(self) -> str:
        count = self.page.paginator.count
        told = ngettext(
            "%(count)d action runs or is due between %(first)s and %(last)s",
            "%(count)d actions run or are due between %(first)s and %(last)s",
            count,
        ) % {
            "count": count,
            "first": date_format(self.first, "DATE_FORMAT"),
            "last": date_format(self.last - dt.timedelta(days=1), "DATE_FORMAT"),
        }
        return told + _("; %(outside)d lie outside this window, %(undated)d have no date.") % {
            "outside": self.outside, "undated": self.undated,
        }  # fmt: skip


def timeline(listing: Listing, parameters: Mapping[str, str]) -> Timeline:
    unit = parameters.get("unit", "")
    unit = unit if unit in UNITS else "month"
    first = _first(parameters.get("from", ""), listing.today, unit)
    last = months_later(first, SPAN[unit])
    chosen = listing.chosen()
    dated = chosen.exclude(starts_on=None, due_on=None)
    inside: QuerySet[Any] = dated.annotate(
        begins=Coalesce(F("starts_on"), F("due_on")), ends=Coalesce(F("due_on"), F("starts_on"))
    ).filter(begins__lt=last, ends__gte=first)
    paginator = Paginator(inside.order_by("begins", "pk").values_list("pk", flat=True), ROWS)
    page = paginator.get_page(parameters.get("page"))
    rows = listing.rows(list(page.object_list))
    bars = [_bar(one, number, first, last) for number, one in enumerate(rows)]
    with_dates = dated.count()
    return Timeline(
        first, last, unit, page, bars, list(_ticks(first, last, unit)),
        _x(listing.today, first, last) if first <= listing.today < last else None,
        with_dates - paginator.count, chosen.count() - with_dates,
    )  # fmt: skip


def _first(text: str, today: dt.date, unit: str) -> dt.date:
    """The first month shown; without a good one a quarter of the window before today."""
    try:
        return months_later(dt.datetime.strptime(text[:7], "%Y-%m").date(), 0)
    except ValueError:
        return months_later(today, -SPAN[unit] // 4)


def _x(day: dt.date, first: dt.date, last: dt.date) -> float:
    return round(LEFT + (WIDTH - LEFT) * (day - first).days / (last - first).days, 1)


def _bar(action: Any, number: int, first: dt.date, last: dt.date) -> Bar:
    begins, ends = action.starts_on or action.due_on, action.due_on or action.starts_on
    start = _x(max(begins, first), first, last)
    end = _x(min(ends + dt.timedelta(days=1), last), first, last)
    width = max(4.0, round(end - start, 1))
    words = [str(State(action.state).label)]
    if action.overdue:
        words.append(_("overdue"))
    if action.blocked:
        words.append(_("blocked"))
    name = action.title if len(action.title) <= LETTERS else f"{action.title[: LETTERS - 1]}…"
    share = 100 if action.state in (State.DONE, State.VERIFIED) else action.progress
    return Bar(
        action, HEAD + ROW * number, min(start, WIDTH - 4.0), width, round(width * share / 100, 1), " · ".join(words), name,
        begins < first, ends >= last,
    )  # fmt: skip


def _ticks(first: dt.date, last: dt.date, unit: str) -> Any:
    day = first
    while day < last:
        if unit == "month":
            yield Tick(_x(day, first, last), date_format(day, "M" if day.month != 1 and day != first else "M Y"))
            day = months_later(day, 1)
        else:
            if day.month % 3 == 1:
                number = day.month // 3 + 1
                label = _("Q%(number)d") % {"number": number}
                yield Tick(_x(day, first, last), f"{label} {day.year}" if number == 1 or day == first else label)
            day = months_later(day, 1)
