"""The play: clock, messages, end. Two facilitators may press at the same time; each thing happens once."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from protect.exercises import events, live
from protect.exercises.clock import LONGEST, Clock
from protect.exercises.models import Inject, Release, Run
from protect.exercises.services.joining import fresh_code, held
from protect.exercises.states import RUN_MOVES, RunState, State
from protect.organisations import audit
from protect.organisations.changes import save_changes
from protect.organisations.models import Verb

CLOSED: dict[str, Any] = {"code": "", "code_until": None}


def _clock(clock: Clock) -> dict[str, Any]:
    return {"clock_shown": clock.shown, "clock_since": clock.since}


def _move(run: Run, verb: str, note: str = "", **values: Any) -> Run:
    """``run`` is locked."""
    move = RUN_MOVES[verb]
    if run.state not in move.source:
        raise ValidationError(
            _("This run is “%(state)s”; that cannot be done with it now.") % {"state": RunState(run.state).label}
        )
    save_changes(run, {"state": move.target, **values}, verb=Verb.MOVED_ON, note=note)
    events.tell(run, "clock", events.clock_of(run))
    return run


@transaction.atomic
def start(run: Run) -> Run:
    stored = held(run)
    if stored.exercise.state != State.READY:
        raise ValidationError(_("Make the exercise ready first."))
    if stored.exercise.runs.filter(state__in=(RunState.RUNNING, RunState.PAUSED)).exists():
        raise ValidationError(_("Another run is on; end it first."))
    now = timezone.now()
    _move(stored, "start", begun_at=now, **_clock(stored.clock.start(now)))
    if stored.by_clock:
        release_due(stored)
    return stored


@transaction.atomic
def pause(run: Run) -> Run:
    stored = held(run)
    return _move(stored, "pause", **_clock(stored.clock.pause(timezone.now())))


@transaction.atomic
def go_on(run: Run) -> Run:
    stored = held(run)
    return _move(stored, "go_on", **_clock(stored.clock.start(timezone.now())))


@transaction.atomic
def jump(run: Run, to: float) -> Run:
    """Set the clock to ``to`` seconds, forward or back; what was released stays released."""
    stored = held(run)
    if not stored.is_live:
        raise ValidationError(_("The clock is set while a run is on."))
    if not 0 <= to <= LONGEST:
        raise ValidationError({"minute": _("Choose a minute within a day.")})
    save_changes(stored, _clock(stored.clock.set(to, timezone.now())))
    events.tell(stored, "clock", events.clock_of(stored))
    if stored.by_clock:
        release_due(stored)
    return stored


@transaction.atomic
def end(run: Run) -> Run:
    """Clock and code end; what waits on phones is still taken, and what facilitators noted on paper."""
    stored = held(run)
    now = timezone.now()
    return _move(stored, "end", ended_at=now, **_clock(stored.clock.pause(now)), **CLOSED)


@transaction.atomic
def take_end_back(run: Run) -> Run:
    """Ended by mistake: paused again, with a new code."""
    stored = held(run)
    if stored.exercise.runs.filter(state__in=(RunState.RUNNING, RunState.PAUSED)).exists():
        raise ValidationError(_("Another run is on; end it first."))
    return _move(stored, "take_end_back", ended_at=None, **fresh_code())


@transaction.atomic
def cancel_run(run: Run, *, reason: str) -> Run:
    stored = held(run)
    if not reason.strip():
        raise ValidationError({"reason": _("Say why it does not take place.")})
    now = timezone.now()
    return _move(
        stored, "cancel", reason.strip()[:500], ended_at=now if stored.begun_at else None,
        **_clock(stored.clock.pause(now)), **CLOSED,
    )  # fmt: skip


@transaction.atomic
def reopen_report(run: Run, *, reason: str) -> Run:
    if not reason.strip():
        raise ValidationError({"reason": _("Say why it is opened again.")})
    return _move(held(run), "reopen_report", reason.strip()[:500])


@transaction.atomic
def release_by_clock(run: Run, on: bool) -> Run:
    stored = held(run)
    if stored.state in (RunState.ENDED, RunState.REPORTED, RunState.CANCELLED):
        raise ValidationError(_("This run is over."))
    save_changes(stored, {"by_clock": on})
    events.tell(stored, "by_clock", {"on": on}, events.STAFF)
    if on:
        release_due(stored)
    return stored


@transaction.atomic
def release(run: Run, inject: Inject, *, by_clock: bool = False) -> Release:
    """Give a message to the table. A second press, or a second facilitator, changes nothing."""
    stored = held(run)
    if not stored.is_live:
        raise ValidationError(_("Start the run first."))
    if inject.exercise_id != stored.exercise_id:
        raise ValidationError(_("This message belongs to another exercise."))
    there = stored.releases.filter(inject=inject).first()
    return there or _release(stored, inject, by_clock)


def _release(run: Run, inject: Inject, by_clock: bool) -> Release:
    made = Release(run=run, inject=inject, clock=run.seconds)
    save_changes(made, {"by_clock": by_clock})
    events.tell(run, "inject", events.message_of(inject, made.clock), events.audience_of(inject))
    return made


@transaction.atomic
def take_release_back(release: Release) -> None:
    """Released by mistake. What people read they have read; it only goes from the screens."""
    run = held(release.run)
    if not run.is_live:
        raise ValidationError(_("This run is over."))
    if run.entries.filter(inject=release.inject).exists():
        raise ValidationError(_("There are entries about this message; it stays released."))
    audit.record(Verb.DELETED, release)
    events.tell(run, "taken_back", {"inject": release.inject_id}, events.audience_of(release.inject))
    release.delete()


def release_due(run: Run) -> int:
    """By the clock: everything whose minute has come. Safe to call from several processes at once."""
    if run.state != RunState.RUNNING:
        return 0
    due = Inject.objects.filter(exercise=run.exercise_id, minute__lte=run.seconds // 60)
    due = due.exclude(pk__in=run.releases.order_by().values("inject"))
    if not due.exists():
        return 0
    with transaction.atomic():
        stored = held(run)
        if stored.state != RunState.RUNNING or not stored.by_clock:
            return 0
        waiting = list(due.all())
        for one in waiting:
            _release(stored, one, by_clock=True)
    return len(waiting)


def _tick(runs: list[int]) -> None:
    """Of the thread that looks for news (live.py)."""
    for run in Run.objects.filter(pk__in=runs, by_clock=True, state=RunState.RUNNING):
        with audit.acting(None, "exercise clock"):
            release_due(run)


live.hub.tick = _tick
