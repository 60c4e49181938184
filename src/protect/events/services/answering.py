"""Feedback on an event by whoever came."""

from __future__ import annotations

import datetime as dt
import secrets
import uuid
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from protect.events import mails
from protect.events.models import Feedback, Registration
from protect.events.services.planning import held
from protect.events.services.registering import digest
from protect.events.states import ON, PlaceState
from protect.organisations.changes import save_changes

#: Of an event that is longer past nobody is asked any more.
THANKED_WITHIN = dt.timedelta(days=4)
FIELDS = ("useful", "organised", "takes", "better")


def may_answer(registration: Registration) -> bool:
    """Once, from the end of a session in which they had a place."""
    if registration.answered or not registration.is_open:
        return False
    mine = registration.places.filter(state=PlaceState.CONFIRMED, session__ends_at__lt=timezone.now())
    return mine.exists()


def thank() -> int:
    """For the daily job, after the end: a new link, to the feedback and to the certificate; each person once.

    Returns how many mails went; one that could not go is tried again the next day, for some days.
    """
    now = timezone.now()
    rows = Registration.objects.filter(
        cancelled_at=None, erased_at=None, thanked_at=None, event__state__in=ON, event__ends_at__lt=now,
        event__ends_at__gt=now - THANKED_WITHIN, places__state=PlaceState.CONFIRMED,
    )  # fmt: skip
    sent = 0
    for one in list(rows.select_related("event__organisation").distinct()):
        secret, before = secrets.token_urlsafe(24), one.secret_digest
        if not mails.noted(one, secret_digest=digest(secret), thanked_at=now):
            continue
        if mails.thank(one, secret):
            sent += 1
        else:
            mails.noted(one, secret_digest=before, thanked_at=None)
    return sent


@transaction.atomic
def answer(registration: Registration, values: Mapping[str, Any]) -> Feedback:
    """Kept without a name and without a time. Raises ValidationError the second time, or before there was anything to judge."""
    event = held(registration.event)
    stored = Registration.objects.select_for_update(of=("self",)).get(pk=registration.pk)
    if not may_answer(stored):
        raise ValidationError(_("There is nothing to answer, or you did already. Thank you."))
    # Shown in the order of a random key: nobody reads from it who answered first.
    made = Feedback(event=event, on=timezone.localdate(), guid=uuid.uuid4())
    for name in FIELDS:
        setattr(made, name, values[name])
    made.full_clean(exclude=["event"])
    made.save()
    save_changes(stored, {"answered": True}, note=_("gave feedback"))
    return made
