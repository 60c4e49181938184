"""Every step of an action from one state into the next; ``states.MOVES`` says which there are and who takes them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from protect.organisations.changes import save_changes
from protect.organisations.models import User, Verb
from protect.plans.models import Action, ActionScore
from protect.plans.services.actions import held
from protect.plans.states import MOVES, RELEASING, SIMPLE, State


def missing(action: Action, verb: str) -> list[str]:
    """What stands in the way of ``verb``, as sentences."""
    found = []
    if verb in {"decide", "plan", "start"} and not action.grounds.exists():
        found.append(_("It stands on no requirement and no accepted weak point yet."))
    if verb == "plan":
        wanted = {
            _("an owner"): bool(action.responsible_id or action.responsible_name),
            _("a start"): action.starts_on is not None,
            _("a day when it is due"): action.due_on is not None,
            _("the planned cost (0 if it costs nothing)"): action.cost_planned is not None,
        }
        lacking = [name for name, there in wanted.items() if not there]
        if lacking:
            found.append(_("It still needs %(things)s.") % {"things": get_text_list(lacking, _("and"))})
    if verb == "start":
        waits = action.predecessors.exclude(state__in=RELEASING).count()
        if waits:
            found.append(_("It waits for what has to be done before; see “Waits for”."))
    return found


@transaction.atomic
def move(action: Action, verb: str, *, by: User, reason: str = "") -> Action:
    """One step that needs no more than a button. Raises PermissionDenied, or ValidationError saying what is in the way."""
    if verb not in SIMPLE:
        raise ValueError(f"{verb} has a function of its own")
    return step(held(action), verb, by=by, reason=reason)


def step(stored: Action, verb: str, *, by: User, reason: str = "", **values: Any) -> Action:
    """``stored`` is locked. Checks state, permission and what is missing, and tells the trail."""
    rule = MOVES[verb]
    if stored.state not in rule.source:
        raise ValidationError(
            _("“%(name)s” is “%(state)s”; that cannot be done with it now.")
            % {"name": stored, "state": State(stored.state).label}
        )
    if not by.has_perm(rule.permission, stored):
        raise PermissionDenied(_("Your role does not allow this here."))
    if rule.reason and not reason.strip():
        raise ValidationError({"reason": _("Say why.")})
    obstacles = missing(stored, verb)
    if obstacles:
        raise ValidationError(obstacles)
    if verb == "finish":
        values |= {"progress": 100, "done_on": timezone.localdate()}
    elif verb == "resume":
        values |= {"done_on": None}
    save_changes(
        stored, {"state": rule.target, "state_reason": reason.strip()[:500], **values}, verb=Verb.MOVED_ON, note=reason
    )
    return stored


def move_several(actions: Iterable[Action], verb: str, *, by: User) -> tuple[list[Action], list[tuple[Action, str]]]:
    """The same step with many, each by itself: those that went, and those that did not with the reason."""
    done, refused = [], []
    for one in actions:
        try:
            done.append(move(one, verb, by=by))
        except ValidationError as error:
            refused.append((one, " ".join(error.messages)))
        except PermissionDenied as error:
            refused.append((one, str(error)))
    return done, refused


@transaction.atomic
def drop(action: Action, *, by: User, reason: str) -> Action:
    """It is not done after all."""
    return step(held(action), "drop", by=by, reason=reason)


@transaction.atomic
def take_up(action: Action, *, by: User) -> Action:
    return step(held(action), "take_up", by=by)


@transaction.atomic
def unverify(action: Action, *, by: User, reason: str) -> Action:
    """Back to done: the levels judged after it hold no longer, and stay in the history."""
    stored = step(held(action), "unverify", by=by, reason=reason)
    now = timezone.now()
    for one in stored.scores.filter(basis=ActionScore.Basis.RESIDUAL, withdrawn_at=None):
        save_changes(one, {"withdrawn_at": now})
    return stored
