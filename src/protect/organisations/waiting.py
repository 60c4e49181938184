"""What waits for a person, and what happened that concerns them: told by each folder at start-up, asked by the inbox.

    waiting.task("scores", _("Scores to hand in"), waiting.ASSESSING, scores)     # (person) -> list of Waiting
    waiting.news({"shared": _("Shared with you")}, shared)                        # (person, since) -> list of News

Tasks are computed from the state of the things whenever they are asked for, so they are never stale; so is what a piece of
news says. Only what the person may see now is told (``visible_to``), and a title says no more than its page would.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from protect.organisations.models import User

#: Groups of kinds, for which mails are chosen.
ASSESSING, CALLING, CHOOSING, ACTING, RUNNING, NEWS = "assessing", "calling", "choosing", "acting", "running", "news"
GROUPS: dict[str, str | Promise] = {
    ASSESSING: _("Spaces, assessments and checklists"),
    CALLING: _("Calls and answers"),
    CHOOSING: _("Evaluations and demonstrations"),
    ACTING: _("Measures, plans, incidents and exercises"),
    RUNNING: _("Catalogue and organisations"),
    NEWS: _("What happened"),
}
#: Rows of one kind that are told; more of one kind are a list of their own.
MOST = 200


@dataclass(frozen=True)
class Waiting:
    """One task. ``about`` and ``key``: the object (``app.model`` and its key); ``why`` it is this person's."""

    kind: str
    title: str
    address: str
    about: str
    key: int
    organisation: int | None
    why: str | Promise
    since: dt.date | None = None
    due: dt.date | None = None

    @property
    def code(self) -> str:
        """By which it is put off: the same for the same task of the same object."""
        return f"{self.kind}:{self.about}:{self.key}"


@dataclass(frozen=True)
class News:
    """One thing that happened, once: ``kind``, ``about``, ``key`` and ``occasion`` name it."""

    kind: str
    title: str
    address: str
    about: str
    key: int
    organisation: int | None
    at: dt.datetime
    occasion: int = 0

    @property
    def code(self) -> str:
        return f"{self.kind}:{self.about}:{self.key}:{self.occasion}"


@dataclass(frozen=True)
class TaskKind:
    code: str
    label: str | Promise
    group: str
    find: Callable[[User], list[Waiting]]


_tasks: dict[str, TaskKind] = {}
_news_kinds: dict[str, str | Promise] = {}
_news: list[Callable[[User, dt.datetime], list[News]]] = []


def task(code: str, label: str | Promise, group: str, find: Callable[[User], list[Waiting]]) -> None:
    _tasks[code] = TaskKind(code, label, group, find)


def news(kinds: dict[str, str | Promise], find: Callable[[User, dt.datetime], list[News]]) -> None:
    """Kinds with their labels, and what finds all of them."""
    _news_kinds.update(kinds)
    if find not in _news:
        _news.append(find)


def task_kinds() -> dict[str, TaskKind]:
    return dict(_tasks)


def news_kinds() -> dict[str, str | Promise]:
    return dict(_news_kinds)


def tasks_of(person: User, kinds: Collection[str] | None = None) -> list[Waiting]:
    """All tasks of the kinds (None: of every kind), in the order of the kinds."""
    asked = [one for code, one in _tasks.items() if kinds is None or code in kinds]
    return [found for one in asked for found in one.find(person)[:MOST]]


def news_of(person: User, since: dt.datetime) -> list[News]:
    """What happened after ``since``, newest first."""
    found = [told for find in _news for told in find(person, since)[:MOST]]
    return sorted(found, key=lambda one: (one.at, one.code), reverse=True)


def day(at: dt.datetime | dt.date | None) -> dt.date | None:
    return at.date() if isinstance(at, dt.datetime) else at


def leading(person: User, *roles: str) -> list[int]:
    """Organisations in which the person has one of the roles."""
    from protect.organisations.access import Reach

    return sorted(key for key, role in Reach.of(person).roles.items() if role in roles)


def seen(model: Any, person: User) -> Any:
    return model.objects.visible_to(person)
