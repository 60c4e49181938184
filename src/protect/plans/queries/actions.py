"""Actions as they are listed: what is blocked and overdue first. The table, the board and the time line ask the same way."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.db.models import Case, Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Sum, Value, When
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from protect.organisations.lists import key_of, one_of
from protect.organisations.models import Organisation
from protect.plans.models import Action
from protect.plans.states import BOARD, OPEN, PENDING, RELEASING, State
from protect.spaces.extracts.names import folded
from protect.spaces.models import Space

#: How far ahead "soon" looks.
SOON = dt.timedelta(days=30)
FLAGS = {
    "blocked": _("Blocked"),
    "overdue": _("Overdue"),
    "soon": _("Due within 30 days"),
    "mine": _("Mine"),
    "nobody": _("Without an owner"),
}
#: "open" stands for every state in which something is to be done.
STATES: dict[str, Any] = {"open": _("All open"), **dict(State.choices)}
SORTS: dict[str, tuple[Any, ...]] = {
    "urgent": ("urgency", F("due_on").asc(nulls_last=True), "pk"),
    "due": (F("due_on").asc(nulls_last=True), "pk"),
    "start": (F("starts_on").asc(nulls_last=True), "pk"),
    "title": ("title", "pk"),
    "space": (F("space__name").asc(nulls_first=True), F("due_on").asc(nulls_last=True), "pk"),
    "cost": (F("cost_planned").desc(nulls_last=True), "pk"),
    "changed": ("-changed_at", "-pk"),
}
SORT_NAMES = {
    "urgent": _("Blocked and overdue first"), "due": _("Due"), "start": _("Start"), "title": _("Title"),
    "space": _("Space"), "cost": _("Planned cost"), "changed": _("Changed last"),
}  # fmt: skip


def waits() -> Exists:
    """Something it waits for is not done yet."""
    through = Action.predecessors.through
    return Exists(
        through.objects.filter(from_action=OuterRef("pk")).exclude(
            to_action__state__in=[str(one.value) for one in RELEASING]
        )
    )


def is_overdue(today: dt.date) -> Q:
    return Q(state__in=OPEN, due_on__lt=today)


def should_run(today: dt.date) -> Q:
    """Running, or its start or due day has come."""
    return Q(state__in=PENDING) & (Q(state=State.RUNNING) | Q(starts_on__lte=today) | Q(due_on__lte=today))


def is_blocked(today: dt.date) -> Q:
    """It should be going on, and what has to be done before is not done."""
    return should_run(today) & Q(waits())


def urgency(today: dt.date) -> Case:
    """0 blocked and overdue, 1 overdue, 2 blocked, 3 the rest that is open, 4 done."""
    return Case(
        When(is_overdue(today) & is_blocked(today), then=Value(0)),
        When(is_overdue(today), then=Value(1)),
        When(is_blocked(today), then=Value(2)),
        When(state__in=OPEN, then=Value(3)),
        default=Value(4),
        output_field=IntegerField(),
    )


@dataclass(frozen=True)
class Listing:
    """Everything a list depends on comes from the address of the page."""

    reader: Any
    organisation: str = ""
    space: str = ""
    state: str = ""
    flag: str = ""
    text: str = ""
    sort: str = "urgent"
    today: dt.date = field(default_factory=timezone.localdate)

    @classmethod
    def of(cls, reader: Any, parameters: Mapping[str, str]) -> Listing:
        """Unknown values count as "no filter": an old bookmark still opens a list."""
        space = parameters.get("space", "")
        return cls(
            reader=reader,
            organisation=key_of(parameters, "organisation"),
            space="town" if space == "town" else key_of(parameters, "space"),
            state=one_of(parameters, "state", STATES),
            flag=one_of(parameters, "flag", FLAGS),
            text=parameters.get("q", "").strip()[:100].replace("\x00", ""),
            sort=one_of(parameters, "sort", SORTS, "urgent"),
        )

    def seen(self) -> QuerySet[Any]:
        found: QuerySet[Any] = Action.objects.visible_to(self.reader)  # type: ignore[attr-defined]
        if self.organisation:
            found = found.filter(organisation=self.organisation)
        if self.space:
            found = found.filter(space=None) if self.space == "town" else found.filter(space=self.space)
        for word in folded(self.text).split():
            found = found.filter(search_text__contains=word)
        return found

    def chosen(self) -> QuerySet[Any]:
        """Filtered, in no order."""
        found = self.seen()
        if self.state == "open":
            found = found.filter(state__in=OPEN)
        elif self.state:
            found = found.filter(state=self.state)
        return self._flagged(found, self.flag).order_by()

    def _flagged(self, found: QuerySet[Any], flag: str) -> QuerySet[Any]:
        if flag == "blocked":
            return found.filter(is_blocked(self.today))
        if flag == "overdue":
            return found.filter(is_overdue(self.today))
        if flag == "soon":
            return found.filter(state__in=OPEN, due_on__range=(self.today, self.today + SOON))
        if flag == "mine":
            return found.filter(responsible=self.reader.pk)
        if flag == "nobody":
            return found.filter(state__in=OPEN, responsible=None, responsible_name="")
        return found

    def found(self) -> QuerySet[Any]:
        found = self.chosen()
        if self.sort == "urgent":
            found = found.annotate(urgency=urgency(self.today))
        return found.order_by(*SORTS[self.sort])

    def rows(self, keys: list[int]) -> list[Any]:
        """The actions of a page in the order of ``keys``, with all that a row shows."""
        told = with_signs(Action.objects.filter(pk__in=keys), self.today).select_related(
            "organisation", "space", "assessment", "responsible"
        )
        found = {one.pk: one for one in told.defer("space__wkb", "description", "progress_note")}
        return [found[key] for key in keys if key in found]

    @cached_property
    def _sums(self) -> list[dict[str, Any]]:
        """Counts and money by state and currency whatever flag is chosen: all figures of a page from one look."""
        base = replace(self, flag="").chosen()
        today = self.today
        found = base.values("state", "currency").annotate(
            number=Count("pk"),
            planned=Sum("cost_planned"),
            spent=Sum("cost_spent"),
            overdue=Count("pk", filter=Q(state__in=OPEN, due_on__lt=today)),
            soon=Count("pk", filter=Q(state__in=OPEN, due_on__range=(today, today + SOON))),
            mine=Count("pk", filter=Q(responsible=self.reader.pk)),
            nobody=Count("pk", filter=Q(state__in=OPEN, responsible=None, responsible_name="")),
        )
        return list(found)

    def counts(self) -> list[tuple[str, Any, int]]:
        """``(flag, its name, how many)`` whatever flag is chosen, each a link."""
        told = {flag: sum(one[flag] for one in self._sums) for flag in FLAGS if flag != "blocked"}
        told["blocked"] = replace(self, flag="blocked").chosen().count()
        return [(flag, label, told[flag]) for flag, label in FLAGS.items()]

    def money(self) -> list[dict[str, Any]]:
        """Sums by currency: money of two currencies is not added up. What was dropped costs nothing."""
        if self.flag:
            found = self.chosen().values("state", "currency")
            rows = list(found.annotate(number=Count("pk"), planned=Sum("cost_planned"), spent=Sum("cost_spent")))
        else:
            rows = self._sums
        sums: dict[str, dict[str, Any]] = {}
        for one in rows:
            if one["state"] != State.DROPPED:
                told = sums.setdefault(
                    one["currency"], {"currency": one["currency"], "number": 0, "planned": 0, "spent": 0}
                )
                told["number"] += one["number"]
                told["planned"] += one["planned"] or 0
                told["spent"] += one["spent"] or 0
        return [sums[one] for one in sorted(sums) if sums[one]["planned"] or sums[one]["spent"]]

    def by_state(self) -> dict[str, int]:
        if self.flag:
            return dict(self.chosen().values_list("state").annotate(number=Count("pk")))
        counts: dict[str, int] = {}
        for one in self._sums:
            counts[one["state"]] = counts.get(one["state"], 0) + one["number"]
        return counts

    @property
    def count(self) -> int:
        return sum(self.by_state().values())

    def organisations(self) -> list[tuple[int, str]]:
        mine: Any = Action.objects.visible_to(self.reader).filter(organisation=OuterRef("pk"))  # type: ignore[attr-defined]
        return list(Organisation.objects.filter(Exists(mine)).values_list("pk", "name"))

    def spaces(self) -> list[tuple[int, str]]:
        seen: Any = Space.objects.visible_to(self.reader)
        if self.organisation:
            seen = seen.filter(organisation=self.organisation)
        there = Action.objects.filter(space=OuterRef("pk"))
        return list(seen.filter(Exists(there)).order_by("name", "pk").values_list("pk", "name")[:1000])

    @property
    def is_filtered(self) -> bool:
        return bool(self.organisation or self.space or self.state or self.flag or self.text)


def with_signs(found: QuerySet[Any], today: dt.date) -> QuerySet[Any]:
    """``overdue`` and ``blocked`` on each row, for its signs."""
    return found.annotate(
        overdue=Case(When(is_overdue(today), then=Value(True)), default=Value(False)),
        blocked=Case(When(is_blocked(today), then=Value(True)), default=Value(False)),
    )


#: Cards of a column; the rest is a link into the table.
CARDS = 12


@dataclass(frozen=True)
class Column:
    state: Any
    count: int
    cards: list[Any]

    @property
    def more(self) -> int:
        return self.count - len(self.cards)


def board(listing: Listing) -> list[Column]:
    """A column a state: what is blocked and overdue first, of what is done the latest."""
    base = replace(listing, state="") if listing.state else listing
    chosen = base.chosen()
    counts = base.by_state()
    keys: dict[str, list[int]] = {}
    for state in BOARD:
        column = chosen.filter(state=state)
        if state in PENDING:
            column = column.annotate(urgency=urgency(listing.today)).order_by(*SORTS["urgent"])
        elif state == State.PROPOSED:
            column = column.order_by(*SORTS["due"])
        else:
            column = column.order_by("-changed_at", "-pk")
        keys[state] = list(column.values_list("pk", flat=True)[:CARDS]) if counts.get(state) else []
    rows = {one.pk: one for one in listing.rows([key for some in keys.values() for key in some])}
    return [
        Column(state, counts.get(state.value, 0), [rows[key] for key in keys[state] if key in rows]) for state in BOARD
    ]


def blockers(action: Action, reader: Any) -> tuple[list[Any], int]:
    """What it waits for and is not done: those the reader may see, and how many more there are."""
    open_ones = action.predecessors.exclude(state__in=RELEASING)
    seen = list(open_ones.visible_to(reader).select_related("responsible").order_by("due_on", "pk"))  # type: ignore[attr-defined]
    return seen, open_ones.count() - len(seen)
