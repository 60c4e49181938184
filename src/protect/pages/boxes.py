"""KC boxes: live lists that any page can show.

Each reads as a visitor who is not signed in, through the one rule of seeing, so that no page can show what is not public.
A box that finds nothing, fails or takes too long is not there for the public; the log says why, and the editors are told
(``waiting``, and the preview of the page).

    @box("events", _("Next events"), more="events:list")
    def next_events(most: int, topic: str) -> list[Row]: ...
"""

from __future__ import annotations

import datetime as dt
import logging
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

log = logging.getLogger(__name__)

#: Seconds that the questions of one box may take together.
PATIENCE = 2.0


@dataclass(frozen=True)
class Row:
    title: str
    address: str
    note: str = ""
    at: dt.datetime | dt.date | None = None
    #: Address of a picture beside it that says nothing more than the title.
    picture: str = ""


@dataclass(frozen=True)
class Kind:
    code: str
    label: str | Promise
    rows: Callable[[int, str], Any]
    #: Address of the whole list: a name, without arguments.
    more: str = ""
    template: str = "pages/boxes/list.html"


@dataclass(frozen=True)
class Shown:
    """A box as a page shows it. ``problem``: why there is nothing, for the editors alone."""

    kind: Kind | None
    title: str
    rows: list[Any] = field(default_factory=list)
    problem: str | Promise = ""

    @property
    def more(self) -> str:
        return reverse(self.kind.more) if self.kind and self.kind.more else ""


_kinds: dict[str, Kind] = {}


def box(
    code: str, label: str | Promise, **more: Any
) -> Callable[[Callable[[int, str], Any]], Callable[[int, str], Any]]:
    """Registers what finds the rows: (how many at most, a word or "") -> rows."""

    def register(rows: Callable[[int, str], Any]) -> Callable[[int, str], Any]:
        _kinds[code] = Kind(code, label, rows, **more)
        return rows

    return register


def choices() -> list[tuple[str, str | Promise]]:
    return [(one.code, one.label) for one in _kinds.values()]


def has(code: str) -> bool:
    return code in _kinds


class TooSlow(Exception):
    """The questions of a box took longer than ``PATIENCE``."""


def show(code: str, *, most: int = 3, topic: str = "", title: str = "") -> Shown:
    """Never raises: what goes wrong in a box goes no further than the box."""
    kind = _kinds.get(code)
    if kind is None:
        return Shown(None, title, problem=gettext_lazy("This kind of list is not there any more. Choose another one."))
    named = title or str(kind.label)
    try:
        with _apart(), limited(PATIENCE):
            rows = list(kind.rows(most, topic.strip()[:60]))[:most]
    except TooSlow:
        log.warning("box %s took too long and is left out", code)
        return Shown(
            kind, named, problem=gettext_lazy("It takes too long. Ask who runs the platform to look into the log.")
        )
    except Exception:
        log.exception("box %s failed and is left out", code)
        return Shown(kind, named, problem=gettext_lazy("It fails. Ask who runs the platform to look into the log."))
    if not rows:
        return Shown(kind, named, problem=gettext_lazy("There is nothing to list at the moment."))
    return Shown(kind, named, rows)


def _apart() -> AbstractContextManager[Any]:
    """An error of the database ends with the box. SQLite needs that only within the transaction of somebody else, and one of
    its own would wait for all that write."""
    is_free = connection.vendor == "sqlite" and not connection.in_atomic_block
    return nullcontext() if is_free else transaction.atomic()


@contextmanager
def limited(seconds: float) -> Iterator[None]:
    """Questions to the database inside, each no longer than that (SQLite: all together)."""
    if connection.vendor == "sqlite":
        with _limited_sqlite(seconds):
            yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('statement_timeout')")
        before = cursor.fetchone()[0]
        cursor.execute("SELECT set_config('statement_timeout', %s, true)", [str(int(seconds * 1000))])
    try:
        yield
    except Exception as error:
        if "statement timeout" in str(error):
            raise TooSlow from error
        raise
    with connection.cursor() as cursor:  # after an error the transaction takes it back itself
        cursor.execute("SELECT set_config('statement_timeout', %s, true)", [before])


@contextmanager
def _limited_sqlite(seconds: float) -> Iterator[None]:
    connection.ensure_connection()
    raw: Any = connection.connection
    end = time.monotonic() + seconds
    raw.set_progress_handler(lambda: int(time.monotonic() > end), 10_000)
    try:
        yield
    except Exception as error:
        if str(error) == "interrupted":
            raise TooSlow from error
        raise
    finally:
        raw.set_progress_handler(None, 0)


def problems_of(streams: Any) -> list[str]:
    """What the boxes in a page's content would tell its editors; each kind of list asked once."""
    told = []
    for block in streams:
        if block.block_type == "box":
            value = block.value
            shown = show(value["kind"], most=1, topic=value["topic"] or "", title=value["title"] or "")
            if shown.problem:
                told.append(_("“%(box)s”: %(problem)s") % {"box": shown.title, "problem": shown.problem})
    return told
