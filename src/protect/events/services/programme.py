"""Sessions and who speaks there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from protect.events import tasks
from protect.events.models import Event, Session, Speaker, Talk
from protect.events.services.planning import held, revised, within
from protect.organisations import audit
from protect.organisations.binning import Binned
from protect.organisations.changes import save_changes
from protect.organisations.models import Verb
from protect.organisations.services import bin

MOST_SESSIONS = 2000
#: Whoever has a place in a session is told of a change of these.
MOVED = frozenset({"begins_at", "ends_at"})


@transaction.atomic
def save_session(event: Event, values: Mapping[str, Any], session: Session | None = None) -> Session:
    """Whoever has a place in it is told of another time or room.

    Raises ValidationError where it ends before it begins, a room or track is of another event, or a published event is over
    before or has not begun.
    """
    stored = held(event)
    found = session or Session()
    if session is None and stored.sessions.count() >= MOST_SESSIONS:
        raise ValidationError(_("An event has at most %(most)d sessions.") % {"most": MOST_SESSIONS})
    begins, ends = (values.get(name, getattr(found, name)) for name in ("begins_at", "ends_at"))
    if begins is None or ends is None or ends <= begins:
        raise ValidationError({"ends_at": _("It ends before it begins.")})
    within(stored, begins, ends, str(values.get("title", found.title)))
    for name in ("room", "track"):
        part = values.get(name)
        if part is not None and part.event_id != stored.pk:
            raise ValidationError({name: _("Choose one of this event.")})
    found.event = stored
    changes = save_changes(found, values)
    if changes or session is None:
        revised(stored)
    if session is not None and MOVED & set(changes):
        tasks.tell_session(found, "move")
    elif session is not None and "room" in changes:
        tasks.tell_session(found, "place")
    return found


@transaction.atomic
def remove_session(session: Session) -> Binned:
    """Into the bin, with its place on the programme. Whoever had a place in it is told."""
    session.event = held(session.event)
    revised(session.event)
    tasks.tell_session(session, "cancel")
    return bin.put(session, permission="events.edit")


@transaction.atomic
def put_on(session: Session, speaker: Speaker, function: str) -> Talk:
    """Raises ValidationError for a speaker of another organisation's list, or one who is on the session already."""
    stored = held(session.event)
    if speaker.organisation_id != stored.organisation_id:
        raise ValidationError({"speaker": _("Choose a speaker of your own list.")})
    if session.talks.filter(speaker=speaker).exists():
        raise ValidationError({"speaker": _("This speaker is on the session already.")})
    made = Talk(session=session, speaker=speaker)
    save_changes(made, {"function": function})
    return made


@transaction.atomic
def take_off(talk: Talk) -> None:
    held(talk.session.event)
    audit.record(Verb.DELETED, talk)
    talk.delete()
