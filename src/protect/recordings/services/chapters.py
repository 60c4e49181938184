"""Chapters out of the programme: each session begins so long after the recording did."""

from __future__ import annotations

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from protect.organisations.changes import save_changes
from protect.recordings.models import Chapter, Recording
from protect.recordings.services.planning import MOST_CHAPTERS, held

SECOND = timedelta(milliseconds=1)


@transaction.atomic
def from_programme(recording: Recording) -> list[Chapter]:
    """Of the sessions that begin while it runs; one that runs already is the first chapter. What is there stays."""
    stored = held(recording)
    if stored.begins_at is None or stored.duration_ms is None:
        return []
    ends_at = stored.begins_at + stored.duration_ms * SECOND
    sessions = stored.event.sessions.filter(ends_at__gt=stored.begins_at, begins_at__lt=ends_at)
    if stored.session_id is not None:
        sessions = sessions.filter(pk=stored.session_id)
    taken = set(stored.chapters.values_list("begins_ms", flat=True))
    made = []
    for session in sessions.order_by("begins_at", "pk")[: MOST_CHAPTERS - len(taken)]:
        begins = max(0, (session.begins_at - stored.begins_at) // SECOND)
        # Of what runs side by side the first is told: a recording shows one room.
        if begins not in taken:
            taken.add(begins)
            chapter = Chapter(recording=stored)
            save_changes(chapter, {"begins_ms": begins, "title": session.title, "session": session})
            made.append(chapter)
    return made


@transaction.atomic
def take_chapters(recording: Recording) -> list[Chapter]:
    """The same, asked for by a person. Raises ValidationError where there is nothing to take."""
    if recording.begins_at is None:
        raise ValidationError(_("Say first when the recording began; then the sessions have their place in it."))
    made = from_programme(recording)
    if not made:
        raise ValidationError(_("No session of the programme begins in this recording that is not a chapter already."))
    return made
