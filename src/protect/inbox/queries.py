"""The inbox as one page shows it: tasks by urgency, news with what was read, both filtered by the address."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.core.cache import cache
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from protect.inbox.models import Notification, Snooze
from protect.inbox.services import gather
from protect.organisations import waiting
from protect.organisations.lists import key_of, one_of
from protect.organisations.models import Organisation, User
from protect.organisations.waiting import News, Waiting

#: Urgencies in their order.
URGENCIES = {
    "overdue": _("Overdue"),
    "week": _("Today and this week"),
    "later": _("Later, or without a date"),
}
SORTS = {"due": _("by date"), "oldest": _("waiting longest first"), "kind": _("by kind")}
#: News that is shown; what is older leaves by the rules of retention.
BACK = dt.timedelta(days=365)
#: Seconds that the number in the header may be old before a page asks anew, and how long it is kept at all.
FRESH, KEPT = 60, 24 * 3600


@dataclass(frozen=True)
class Task:
    waiting: Waiting
    urgency: str
    label: Any
    group: str
    organisation: str
    snoozed_until: dt.date | None = None


@dataclass(frozen=True)
class Told:
    """A piece of news and its row."""

    news: News
    row: Notification
    label: Any
    organisation: str


def urgency_of(one: Waiting, today: dt.date) -> str:
    if one.due is None or one.due > today + dt.timedelta(days=7):
        return "later"
    return "overdue" if one.due < today else "week"


def put_off(person: User, today: dt.date) -> dict[str, dt.date]:
    return dict(Snooze.objects.filter(user=person, until__gt=today).values_list("code", "until"))


def news_with_rows(person: User, now: dt.datetime) -> list[tuple[News, Notification]]:
    """Puts into the inbox what is new, and returns all that is there and still seen, newest first."""
    found = waiting.news_of(person, now - BACK)
    gather(person, found, now)
    rows = {one.code: one for one in Notification.objects.filter(user=person)}
    return [(one, rows[one.code]) for one in found if one.code in rows]


@dataclass(frozen=True)
class Inbox:
    """Everything the page depends on comes from its address."""

    reader: User
    kind: str = ""
    organisation: str = ""
    show: str = ""
    sort: str = "due"
    now: dt.datetime = field(default_factory=timezone.now)

    @classmethod
    def of(cls, reader: User, parameters: Mapping[str, str]) -> Inbox:
        kinds = {**waiting.task_kinds(), **waiting.news_kinds()}
        return cls(
            reader=reader,
            kind=one_of(parameters, "kind", kinds),
            organisation=key_of(parameters, "organisation"),
            show=one_of(parameters, "show", ("unread", "snoozed")),
            sort=one_of(parameters, "sort", SORTS, "due"),
        )

    @property
    def today(self) -> dt.date:
        return timezone.localdate(self.now)

    @cached_property
    def _all(self) -> list[Waiting]:
        return waiting.tasks_of(self.reader)

    @cached_property
    def _off(self) -> dict[str, dt.date]:
        return put_off(self.reader, self.today)

    @cached_property
    def _news(self) -> list[tuple[News, Notification]]:
        return news_with_rows(self.reader, self.now)

    @cached_property
    def names(self) -> dict[int, str]:
        keys = {one.organisation for one in self._all} | {one.organisation for one, _row in self._news}
        return dict(Organisation.objects.filter(pk__in=keys - {None}).order_by("name").values_list("pk", "name"))

    def _chosen(self, one: Waiting | News) -> bool:
        if self.kind and one.kind != self.kind:
            return False
        return not self.organisation or one.organisation == int(self.organisation)

    @cached_property
    def tasks(self) -> list[Task]:
        """Of the filter, the most urgent first. Put off ones only where they are asked for."""
        kinds = waiting.task_kinds()
        if self.show == "unread":
            return []
        wanted = [one for one in self._all if self._chosen(one) and (one.code in self._off) == (self.show == "snoozed")]
        order = list(URGENCIES)
        found = [
            Task(
                one, urgency_of(one, self.today), kinds[one.kind].label, kinds[one.kind].group,
                self.names.get(one.organisation or 0, ""), self._off.get(one.code),
            )
            for one in wanted
        ]  # fmt: skip
        late = dt.date.max
        keys = {
            "due": lambda one: (one.waiting.due or late, one.waiting.since or late),
            "oldest": lambda one: (one.waiting.since or late, one.waiting.due or late),
            "kind": lambda one: (list(kinds).index(one.waiting.kind), one.waiting.due or late),
        }
        return sorted(found, key=lambda one: (order.index(one.urgency), *keys[self.sort](one), one.waiting.code))

    @cached_property
    def news(self) -> list[Told]:
        if self.show == "snoozed":
            return []
        labels = waiting.news_kinds()
        return [
            Told(one, row, labels[one.kind], self.names.get(one.organisation or 0, ""))
            for one, row in self._news
            if self._chosen(one) and not (self.show == "unread" and row.read_at)
        ]

    def counts(self) -> list[tuple[str, Any, int]]:
        """``(kind, its label, how many)`` of what is there, whatever kind is chosen."""
        off = self._off
        found: Counter[str] = Counter(one.kind for one in self._all if one.code not in off)
        found.update(one.kind for one, _row in self._news)
        labels = {code: one.label for code, one in waiting.task_kinds().items()} | waiting.news_kinds()
        return [(code, label, found[code]) for code, label in labels.items() if found[code]]

    @property
    def unread(self) -> int:
        return sum(row.read_at is None for _one, row in self._news)

    @property
    def snoozed(self) -> int:
        return sum(one.code in self._off for one in self._all)

    @property
    def open_tasks(self) -> int:
        return len(self._all) - self.snoozed

    @property
    def number(self) -> int:
        """As the header of every page says: tasks that are not put off, and news that was not read."""
        return self.open_tasks + self.unread


def grouped(tasks: Iterable[Task]) -> list[tuple[str, Any, list[Task]]]:
    listed = list(tasks)
    found = [(code, label, [one for one in listed if one.urgency == code]) for code, label in URGENCIES.items()]
    return [one for one in found if one[2]]


# -- the number in the header


def _cache_key(person: User) -> str:
    return f"inbox-number-{person.pk}"


def known_number(person: User) -> tuple[int | None, bool]:
    """``(number as it was counted last, whether that is fresh)``: one look into the cache, and no count."""
    kept = cache.get(_cache_key(person))
    if kept is None:
        return None, False
    number, counted_at = kept
    return number, timezone.now().timestamp() - counted_at < FRESH


def keep_number(person: User, number: int) -> int:
    cache.set(_cache_key(person), (number, timezone.now().timestamp()), KEPT)
    return number


def forget_number(person: User) -> None:
    cache.delete(_cache_key(person))


def count(person: User) -> int:
    return keep_number(person, Inbox(person).number)
