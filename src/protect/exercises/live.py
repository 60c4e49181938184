"""Who waits for news of a run: one thread a process looks for all of them.

Each open screen holds a thread of the web server that sleeps until there is something to send. Looking into the database
is done once for all screens of this process: one indexed query each fifth of a second, and only while somebody waits.
So a line written by any process, on either database, is on every screen within that time; one written by this process
is there at once.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db import connection

if TYPE_CHECKING:
    from protect.exercises.models import Event

LOOK_EVERY = 0.2
#: How often messages that are due are released and phones are noted as there.
TICK_EVERY, SEEN_EVERY = 1.0, 10.0
#: Lines of a run that are kept in memory; whoever is further behind reads from the table.
KEPT = 200
#: Screens that one process serves at a time; each holds a thread (project/processes.py). More are told to ask now and then.
MOST = 96
#: After so many quiet seconds a line that means nothing: it finds out whether anybody is still there.
BEAT = 5.0

logger = logging.getLogger(__name__)


@dataclass
class Followed:
    """A run that somebody in this process follows."""

    last: int
    lines: deque[Event] = field(default_factory=lambda: deque(maxlen=KEPT))
    listeners: int = 0
    participants: dict[int, int] = field(default_factory=dict)
    over: bool = False


class Hub:
    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._runs: dict[int, Followed] = {}
        self._thread: threading.Thread | None = None
        self._awake = threading.Event()
        self._closed = False
        #: Called about once a second for the runs that are followed; set by ``services`` to avoid a circle.
        self.tick: Callable[[list[int]], None] = lambda _runs: None

    @property
    def is_full(self) -> bool:
        with self._changed:
            return sum(one.listeners for one in self._runs.values()) >= MOST

    def nudge(self, run_pk: int) -> None:
        """Something was written here: look now."""
        if run_pk in self._runs:
            self._awake.set()

    @contextmanager
    def following(self, run_pk: int, last: int, participant_pk: int | None = None) -> Iterator[Followed]:
        """``last``: the number up to which the caller has read."""
        with self._changed:
            found = self._runs.setdefault(run_pk, Followed(last=last, over=self._closed))
            found.listeners += 1
            if participant_pk is not None:
                found.participants[participant_pk] = found.participants.get(participant_pk, 0) + 1
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._look, name="exercise-news", daemon=True)
                self._thread.start()
        self._awake.set()
        try:
            yield found
        finally:
            with self._changed:
                found.listeners -= 1
                if participant_pk is not None:
                    found.participants[participant_pk] -= 1
                    if not found.participants[participant_pk]:
                        del found.participants[participant_pk]
                if not found.listeners and self._runs.get(run_pk) is found:
                    del self._runs[run_pk]

    def after(self, found: Followed, number: int, patience: float = BEAT) -> list[Event] | None:
        """Lines behind ``number``, at once if there are any; empty after ``patience``; None where the table must be read."""
        with self._changed:
            self._changed.wait_for(lambda: found.last > number or found.over, timeout=patience)
            if found.last <= number:
                return []
            first = found.lines[0].number if found.lines else found.last + 1
            if number + 1 < first:
                return None
            return [one for one in found.lines if one.number > number]

    def stop(self) -> None:
        """Every stream of this process ends; browsers come again by themselves."""
        with self._changed:
            thread = self._thread
            for one in self._runs.values():
                one.over = True
            self._runs.clear()
            self._changed.notify_all()
        self._awake.set()
        if thread is not None:
            thread.join(5)

    def close(self) -> None:
        """This process ends: so do its streams, and no new one stays open."""
        self._closed = True
        self.stop()

    def _look(self) -> None:
        try:
            ticked = noted = 0.0
            while True:
                with self._changed:
                    runs = {pk: one.last for pk, one in self._runs.items()}
                    if not runs:
                        self._thread = None
                        return
                try:
                    now = time.monotonic()
                    if now - ticked >= TICK_EVERY:
                        ticked = now
                        self.tick(list(runs))
                    self._fetch(runs)
                    if now - noted >= SEEN_EVERY:
                        noted = now
                        self._note_seen()
                except Exception:  # the database may be away for a moment; those who wait ask again by themselves
                    logger.exception("looking for news of exercises failed")
                    connection.close()
                    time.sleep(1.0)
                self._awake.wait(LOOK_EVERY)
                self._awake.clear()
        finally:
            connection.close()

    def _fetch(self, runs: dict[int, int]) -> None:
        from protect.exercises.models import Event, Run

        newest = dict(Run.objects.filter(pk__in=runs).order_by().values_list("pk", "last_event"))
        for pk, last in runs.items():
            if newest.get(pk, 0) <= last:
                continue
            lines = list(Event.objects.filter(run_id=pk, number__gt=last).order_by("number")[:KEPT])
            with self._changed:
                found = self._runs.get(pk)
                if found is not None and lines:
                    found.lines.extend(one for one in lines if one.number > found.last)
                    found.last = max(found.last, lines[-1].number)
                self._changed.notify_all()

    def _note_seen(self) -> None:
        from django.utils import timezone

        from protect.exercises.models import Participant

        with self._changed:
            there = [pk for one in self._runs.values() for pk in one.participants]
        if there:
            Participant.objects.filter(pk__in=there).update(seen_at=timezone.now())


hub = Hub()
