"""People at the table: in by a code, without an account; what they decide and see, written once however often it is sent."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from protect.exercises import events
from protect.exercises.models import Entry, EntryKind, Function, Inject, Participant, Run
from protect.organisations.changes import save_changes
from protect.organisations.models import User

#: Without letters and digits that are taken for another: 31 of them, 6 places, some 900 million codes.
ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
CODE_LENGTH = 6
CODE_HOLDS = timedelta(hours=12)
#: What waited on a phone is still taken for so long after the end.
LATE_FOR = timedelta(hours=24)
MOST_PARTICIPANTS, MOST_ENTRIES = 200, 5000
#: Arrived so many seconds after it was typed: told as late.
LATE = 30


def new_secret() -> str:
    return secrets.token_urlsafe(24)


def digest_of_secret(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def tidy_code(typed: str) -> str:
    """As people type it: small letters, spaces and hyphens do not matter."""
    return "".join(one for one in typed.upper() if one in ALPHABET)[: CODE_LENGTH + 1]


def fresh_code() -> dict[str, Any]:
    while True:
        code = "".join(secrets.choice(ALPHABET) for _place in range(CODE_LENGTH))
        if not Run.objects.filter(code=code).exists():
            return {"code": code, "code_until": timezone.now() + CODE_HOLDS}


def held(run: Run) -> Run:
    """The row of the run as it is now, locked."""
    return Run.objects.select_for_update().select_related("exercise").get(pk=run.pk)


@transaction.atomic
def new_code(run: Run) -> Run:
    """The old one ends; whoever is in stays in."""
    stored = held(run)
    if stored.state in ("ended", "reported", "cancelled"):
        raise ValidationError(_("This run is over."))
    save_changes(stored, fresh_code())
    events.tell(stored, "code", audience=events.STAFF)
    return stored


@transaction.atomic
def join(run: Run, function: Function, name: str = "") -> tuple[Participant, str]:
    """A place at the table, and the secret of its page. Raises ValidationError once the code has ended."""
    stored = held(run)
    if not stored.can_be_joined:
        raise ValidationError(_("This code has ended. Ask the facilitator for the new one."))
    if function.exercise_id != stored.exercise_id:
        raise ValidationError({"function": _("Choose a function of this exercise.")})
    number = stored.participants.count() + 1
    if number > MOST_PARTICIPANTS:
        raise ValidationError(_("There are %(most)d people at the table already.") % {"most": MOST_PARTICIPANTS})
    secret = new_secret()
    made = Participant(run=stored, function=function, number=number, secret_digest=digest_of_secret(secret))
    save_changes(made, {"name": name.strip()[:80]})
    events.tell(stored, "joined", {"who": str(function)}, events.STAFF)
    return made, secret


@transaction.atomic
def remove_participant(participant: Participant) -> Participant:
    """Their page ends; what they wrote stays."""
    stored = held(participant.run)
    found = Participant.objects.get(pk=participant.pk)
    if found.removed_at is None:
        save_changes(found, {"removed_at": timezone.now()})
        events.tell(stored, "left", {}, events.STAFF)
    return found


@transaction.atomic
def write(
    run: Run, kind: str, text: str, key: str, *, inject: Inject | None = None, participant: Participant | None = None,
    author: User | None = None, clock: float | None = None, waited: float = 0.0,
) -> tuple[Entry, bool]:  # fmt: skip
    """One decision or observation, of a phone (``participant``) or of a facilitator (``author``); True where it is new.

    ``key`` is the sender's: what is sent again because no answer came is found and not written twice. ``clock``: what the
    exercise clock showed when it was typed, ``waited``: seconds since then. Raises ValidationError where the run takes no
    more notes, or the text is empty.
    """
    stored = held(run)
    there = Entry.objects.filter(run=stored, key=key).first()
    if there is not None:
        if there.participant_id != (participant.pk if participant else None):
            raise ValidationError(_("This was not written here."))
        return there, False
    text = text.strip()
    if not text:
        raise ValidationError({"text": _("Write what was decided or seen.")})
    if len(text) > 1000:
        raise ValidationError({"text": _("Keep it under 1000 characters.")})
    if kind not in EntryKind.values:
        raise ValidationError({"kind": _("Choose decision or observation.")})
    if not key or len(key) > 40:
        raise ValidationError(_("Something of the form is missing; load the page again."))
    over = stored.ended_at is not None and participant is not None and timezone.now() > stored.ended_at + LATE_FOR
    if not stored.takes_notes or over:
        raise ValidationError(_("This run takes no more notes."))
    if participant is not None and (participant.run_id != stored.pk or participant.removed_at is not None):
        raise ValidationError(_("Your place at this table has ended."))
    if inject is not None and inject.exercise_id != stored.exercise_id:
        raise ValidationError({"inject": _("Choose a message of this exercise.")})
    if stored.entries.count() >= MOST_ENTRIES:
        raise ValidationError(_("There are %(most)d entries already.") % {"most": MOST_ENTRIES})
    now = stored.seconds
    made = Entry(
        run=stored, inject=inject, participant=participant, author=author, key=key, late=waited > LATE,
        clock=now if clock is None else min(max(0.0, clock), now), at=timezone.now(),
    )  # fmt: skip
    save_changes(made, {"kind": kind, "text": text})
    events.tell(stored, "entry", {"entry": made.pk}, events.STAFF)
    return made, True
