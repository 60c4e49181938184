"""The figures of a town, each with the list it opens; and that list. Both count the same places, so they cannot differ."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from protect.assessments.models import State
from protect.dashboard.reading import Place, counts, places
from protect.incidents.queries import Listing as Incidents
from protect.organisations.lists import one_of
from protect.organisations.models import Organisation
from protect.plans.models import Action
from protect.plans.money import amount
from protect.plans.queries.actions import Listing as Actions
from protect.plans.queries.actions import is_overdue
from protect.plans.states import OPEN
from protect.reference import terms
from protect.reminders.queries import Listing as Reviews
from protect.spaces.models import Space

#: How far back "lately" looks.
LATELY = dt.timedelta(days=90)
STATES: dict[str, Any] = {
    "never": gettext_lazy("Never assessed"),
    **{code: State(code).label for code in (*State.values,) if code != State.SUPERSEDED},
}
COVERAGE: dict[str, Any] = {
    "assessed": gettext_lazy("assessed"),
    "open": gettext_lazy("open: nobody could judge"),
    "not_applicable": gettext_lazy("does not apply"),
    "never": gettext_lazy("never looked at"),
}
AGREEMENT: dict[str, Any] = {
    "agree": gettext_lazy("The team was close together"),
    "apart": gettext_lazy("Somewhere two levels apart or more"),
    "alone": gettext_lazy("One person judged"),
    "none": gettext_lazy("No approved assessment"),
}
WIDTH = 200


@dataclass(frozen=True)
class Bar:
    """One line of a chart and of its table."""

    label: str
    number: int
    address: str
    width: float
    pattern: int = 0


@dataclass(frozen=True)
class Chart:
    title: str
    sentence: str
    bars: list[Bar]


@dataclass(frozen=True)
class Coverage:
    """One threat type: ``(number, address)`` for each kind of answer, in the order of ``COVERAGE``."""

    label: str
    cells: list[tuple[str, int, str]]


@dataclass(frozen=True)
class Town:
    """Everything of one organisation, as far as the reader may see it."""

    organisation: Organisation
    reader: Any
    state: str = ""
    level: str = ""
    threat: str = ""
    coverage: str = ""
    agreement: str = ""
    today: dt.date = field(default_factory=timezone.localdate)

    @classmethod
    def of(cls, organisation: Organisation, reader: Any, parameters: Mapping[str, str]) -> Town:
        """Unknown values count as "no filter": an old bookmark still opens the list."""
        return cls(
            organisation, reader,
            state=one_of(parameters, "state", STATES),
            level=parameters.get("level", "")[:30],
            threat=one_of(parameters, "threat", terms.codes("threat_type")),
            coverage=one_of(parameters, "coverage", COVERAGE),
            agreement=one_of(parameters, "agreement", AGREEMENT),
        )  # fmt: skip

    @cached_property
    def _read(self) -> tuple[dict[int, Place], list[Any]]:
        return places(self.organisation, self.reader, self.today)

    @property
    def places(self) -> list[Place]:
        return list(self._read[0].values())

    @property
    def levels(self) -> dict[str, Any]:
        """Highest first: what is worst is read first."""
        bands = {one.code: one.label for one in reversed(self._read[1])}
        return {**bands, "open": _("Open: nobody could judge"), "none": _("No approved assessment")}

    # -- the list

    def chosen(self) -> list[Place]:
        return [one for one in self.places if self._fits(one)]

    def _fits(self, one: Place) -> bool:
        if self.state and one.state != self.state:
            return False
        if self.level and one.level != self.level:
            return False
        if self.agreement and one.agreement != self.agreement:
            return False
        return not (self.threat and self.coverage) or one.threats.get(self.threat, "never") == self.coverage

    @property
    def is_filtered(self) -> bool:
        return bool(self.state or self.level or self.agreement or (self.threat and self.coverage))

    def names(self, chosen: list[Place]) -> list[tuple[Space, Place]]:
        """Of the spaces of a page, by name."""
        rows = Space.objects.filter(pk__in=[one.key for one in chosen]).defer("wkb").select_related("organisation")
        by_key = {one.key: one for one in chosen}
        return [(one, by_key[one.pk]) for one in rows.order_by("name", "pk")]

    # -- the figures

    def to(self, **filters: str) -> str:
        return f"{reverse('dashboard:spaces', args=[self.organisation.pk])}?{urlencode(filters)}"

    def _bars(self, words: Mapping[str, Any], what: str) -> list[Bar]:
        told = counts(self.places, what)
        most = max(told.values(), default=1)
        return [
            Bar(str(label), told[code], self.to(**{what: code}), round(WIDTH * told[code] / most, 1), number % 4)
            for number, (code, label) in enumerate(words.items())
            if told.get(code)
        ]

    @property
    def total(self) -> int:
        return len(self.places)

    def by_state(self) -> Chart:
        never = sum(one.state == "never" for one in self.places)
        sentence = _("%(never)d of %(total)d spaces were never assessed.") % {"never": never, "total": self.total}
        return Chart(_("Spaces by state of their assessment"), sentence, self._bars(STATES, "state"))

    def by_level(self) -> Chart:
        bars = self._bars(self.levels, "level")
        rated = [one for one in bars if one.label not in {self.levels["open"], self.levels["none"]}]
        sentence = (
            _("The highest level is “%(level)s”, at %(number)d of %(total)d spaces.")
            % {"level": rated[0].label, "number": rated[0].number, "total": self.total}
            if rated
            else _("No space has an approved assessment with a level yet.")
        )
        return Chart(_("Spaces by their highest level now"), sentence, bars)

    def by_agreement(self) -> Chart:
        apart = sum(one.agreement == "apart" for one in self.places)
        sentence = _("At %(apart)d of %(total)d spaces the team was two levels apart or more about some row.") % {
            "apart": apart, "total": self.total,
        }  # fmt: skip
        return Chart(_("Agreement of the teams"), sentence, self._bars(AGREEMENT, "agreement"))

    def coverage_rows(self) -> list[Coverage]:
        found = []
        for threat in terms.codes("threat_type"):
            told = dict.fromkeys(COVERAGE, 0)
            for one in self.places:
                told[one.threats.get(threat, "never")] += 1
            found.append(
                Coverage(
                    terms.label("threat_type", threat),
                    [(code, told[code], self.to(threat=threat, coverage=code)) for code in COVERAGE],
                )
            )
        return found

    @cached_property
    def overdue(self) -> list[tuple[str, int, str]]:
        """What is late or was told lately: ``(what, how many, where)``."""
        key = str(self.organisation.pk)
        since = self.today - LATELY
        reviews = Reviews(self.reader, "overdue", key, today=self.today).found().order_by().count()
        actions = Actions(self.reader, organisation=key, today=self.today)
        number_open, late = self._actions(actions)
        incidents = Incidents.of(self.reader, {"organisation": key, "since": since.isoformat()})
        lately = incidents.found().order_by().count()
        return [
            (_("Assessments overdue"), reviews, _address("reminders:list", state="overdue", organisation=key)),
            (_("Actions overdue"), late, _address("plans:list", flag="overdue", organisation=key)),
            (_("Actions open"), number_open, _address("plans:list", state="open", organisation=key)),
            (
                _("Incidents in the last 90 days"),
                lately,
                _address("incidents:list", since=since.isoformat(), organisation=key),
            ),
        ]

    def _actions(self, listing: Actions) -> tuple[int, int]:
        from django.db.models import Count, Q

        told = (
            listing.seen()
            .order_by()
            .aggregate(open=Count("pk", filter=Q(state__in=OPEN)), late=Count("pk", filter=is_overdue(self.today)))
        )
        return told["open"], told["late"]

    @cached_property
    def money(self) -> list[tuple[str, str, str, int, str]]:
        """``(currency, planned, spent, actions, where)``: two currencies are not added up."""
        key = str(self.organisation.pk)
        where = _address("plans:list", organisation=key)
        return [
            (
                one["currency"],
                amount(one["planned"] or 0, one["currency"]),
                amount(one["spent"] or 0, one["currency"]),
                one["number"],
                where,
            )
            for one in Actions(self.reader, organisation=key, today=self.today).money()
        ]

    def table(self) -> list[list[Any]]:
        """All figures as lines, for the exports: group, what, number."""
        rows: list[list[Any]] = []
        for chart in (self.by_state(), self.by_level(), self.by_agreement()):
            rows += [[chart.title, one.label, one.number] for one in chart.bars]
        for row in self.coverage_rows():
            rows += [[row.label, str(COVERAGE[code]), number] for code, number, _where in row.cells]
        rows += [[_("What is due"), what, number] for what, number, _where in self.overdue]
        for currency, planned, spent, _number, _where in self.money:
            rows += [[_("Money"), _("planned"), planned], [_("Money"), _("spent"), spent]] if currency else []
        return rows


def several(organisations: list[Organisation], reader: Any) -> list[tuple[Organisation, int, int]]:
    """``(organisation, spaces, actions that are overdue)`` of each, in two questions whatever their number."""
    from django.db.models import Count

    def told(seen: Any) -> dict[int, int]:
        found = seen.filter(organisation__in=organisations).order_by().values_list("organisation_id")
        return dict(found.annotate(Count("pk", distinct=True)))

    spaces: Any = Space.objects.visible_to(reader)
    actions: Any = Action.objects.visible_to(reader)  # type: ignore[attr-defined]
    of_spaces = told(spaces.filter(archived_at=None))
    late = told(actions.filter(is_overdue(timezone.localdate())))
    return [(one, of_spaces.get(one.pk, 0), late.get(one.pk, 0)) for one in organisations]


def _address(name: str, **filters: str) -> str:
    return f"{reverse(name)}?{urlencode(filters)}"
