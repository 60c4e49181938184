"""The steps in the life of a practice."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from protect.organisations.changes import save_changes
from protect.organisations.models import User, Verb
from protect.practices import readiness
from protect.practices.models import Practice
from protect.practices.services.writing import held
from protect.practices.states import MOVES, NEEDS_DATE, NEEDS_REASON, State

#: After so many days somebody looks again, if nobody says otherwise; and at the latest.
USUAL, LONGEST = 730, 5 * 366


@transaction.atomic
def confirm_review(practice: Practice, *, by: User) -> Practice:
    """Somebody else has read it and finds it right; of the owner, or a lead of another authority that sees it."""
    stored = held(practice)
    if not by.has_perm("practices.review", stored):
        raise PermissionDenied(_("Your role does not allow this here, or you wrote it yourself."))
    _refuse_unready(stored)
    save_changes(stored, {"reviewed_by": by}, verb=Verb.APPROVED, note=_("read and found right"))
    return stored


def _refuse_unready(practice: Practice) -> None:
    if missing := readiness.missing(practice):
        raise ValidationError([_("Still missing: %(what)s.") % {"what": one} for one in missing])


@transaction.atomic
def move(practice: Practice, verb: str, *, by: User, reason: str = "", review_on: dt.date | None = None) -> Practice:
    """One of ``states.MOVES``. PermissionDenied where the role of ``by`` does not allow it."""
    step, stored = MOVES[verb], held(practice)
    if not step.permission or not by.has_perm(step.permission, stored):
        raise PermissionDenied(_("Your role does not allow this here."))
    if stored.state not in step.source:
        raise ValidationError(
            _("This step is not open now: the practice is %(state)s.") % {"state": stored.get_state_display().lower()}
        )
    if verb in NEEDS_REASON and not reason.strip():
        raise ValidationError({"reason": _("Say why; the reason stands in the history.")})
    values: dict[str, Any] = {"state": step.target, "state_reason": reason.strip()}
    if verb in ("submit", "publish"):
        _refuse_unready(stored)
    if verb in NEEDS_DATE:
        values["review_on"] = _date(review_on)
    if verb == "publish":
        values |= _read_by_two(stored, by)
        values |= {"published_at": timezone.now(), "version": stored.version + 1}
    if verb in ("submit", "send_back", "revise"):
        values["reviewed_by"] = None
    if verb == "renew":
        values["reviewed_by"] = by
    save_changes(stored, values, verb=Verb.APPROVED if step.target == State.PUBLISHED else Verb.MOVED_ON, note=reason)
    return stored


def _date(review_on: dt.date | None) -> dt.date:
    today = timezone.localdate()
    when = review_on or today + dt.timedelta(days=USUAL)
    if not today < when <= today + dt.timedelta(days=LONGEST):
        raise ValidationError({"review_on": _("Choose a day after today, within five years.")})
    return when


def _read_by_two(practice: Practice, by: User) -> dict[str, Any]:
    """Who publishes has read it; of what is their own somebody else must have."""
    if practice.reviewed_by_id is not None:
        return {}
    if by.pk in (practice.written_by_id, practice.changed_by_id):
        raise ValidationError(
            _("You wrote it or changed it last: somebody else has to read it first and mark it as reviewed.")
        )
    return {"reviewed_by": by}


def age() -> int:
    """For the daily job: what was to be looked at again until yesterday counts as outdated. Safe to run twice."""
    due = Practice.objects.filter(state=State.PUBLISHED, review_on__lt=timezone.localdate()).order_by("pk")
    keys = list(due.values_list("pk", flat=True))
    for key in keys:
        with transaction.atomic():
            stored = Practice.objects.select_for_update(of=("self",)).get(pk=key)
            if stored.state in MOVES["age"].source:
                text = str(_("nobody looked at it again by %(day)s") % {"day": stored.review_on})
                save_changes(stored, {"state": MOVES["age"].target, "state_reason": text}, verb=Verb.MOVED_ON)
    return len(keys)
