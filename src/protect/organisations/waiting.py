"""What waits for a person, and what happened that concerns them: told by each folder at start-up, asked by the inbox.

    waiting.task("scores", _("Scores to hand in"), waiting.ASSESSING, scores)     # (person) -> Tasks
    waiting.news({"shared": _("Shared with you")}, shared)                        # (person, since) -> Happened

A folder answers with what it found, or better with what it asks for (``Asked``): that of all folders is one question.

Tasks are computed from the state of the things whenever they are asked for, so they are never stale; so is what a piece of
news says. Only what the person may see now is told (``visible_to``), and a title says no more than its page would.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from protect.organisations.models import User
from protect.organisations.together import Asked, answers

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


Tasks = list[Waiting | Asked]
Happened = list[News | Asked]


@dataclass(frozen=True)
class TaskKind:
    code: str
    label: str | Promise
    group: str
    find: Callable[[User], Tasks]


_tasks: dict[str, TaskKind] = {}
_news_kinds: dict[str, str | Promise] = {}
_news: list[Callable[[User, dt.datetime], Happened]] = []


def task(code: str, label: str | Promise, group: str, find: Callable[[User], Tasks]) -> None:
    _tasks[code] = TaskKind(code, label, group, find)


def news(kinds: dict[str, str | Promise], find: Callable[[User, dt.datetime], Happened]) -> None:
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
    return [told for found in _answered([one.find(person) for one in asked]) for told in found[:MOST]]


def news_of(person: User, since: dt.datetime) -> list[News]:
    """What happened after ``since``, newest first."""
    each = _answered([find(person, since) for find in _news])
    return sorted((told for found in each for told in found), key=lambda one: (one.at, one.code), reverse=True)


def _answered(each: Sequence[Sequence[Any]]) -> list[list[Any]]:
    """What each folder tells, with what they only asked for: one question for all of that."""
    found = iter(answers([one for some in each for one in some if isinstance(one, Asked)], MOST))
    return [[told for one in some for told in (next(found) if isinstance(one, Asked) else [one])] for some in each]


def day(at: dt.datetime | dt.date | None) -> dt.date | None:
    return at.date() if isinstance(at, dt.datetime) else at


def leading(person: User, *roles: str) -> list[int]:
    """Organisations in which the person has one of the roles."""
    from protect.organisations.access import Reach

    return sorted(key for key, role in Reach.of(person).roles.items() if role in roles)


def seen(model: Any, person: User) -> Any:
    return model.objects.visible_to(person)
