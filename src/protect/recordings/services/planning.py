"""A recording is begun for an event, described, divided into chapters and deleted."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext as _

from protect.events.models import Event, Session
from protect.organisations import audit
from protect.organisations.changes import save_changes
from protect.organisations.models import User, Verb
from protect.recordings import hooks, uploading
from protect.recordings.models import Chapter, Recording

MOST, MOST_CHAPTERS = 200, 300


def held(recording: Recording) -> Recording:
    """The row as it is now, locked."""
    return Recording.objects.select_for_update(of=("self",)).select_related("event").get(pk=recording.pk)


def _checked(event: Event, values: Mapping[str, Any]) -> dict[str, Any]:
    session: Session | None = values.get("session")
    if session is not None and session.event_id != event.pk:
        raise ValidationError({"session": _("Choose a session of this event.")})
    return dict(values)


@transaction.atomic
def begin(event: Event, values: Mapping[str, Any], *, by: User | None) -> Recording:
    """Of the event's organisation; its own organisation alone sees it until it is published."""
    stored = Event.objects.select_for_update(of=("self",)).get(pk=event.pk)
    if stored.recordings.count() >= MOST:
        raise ValidationError(_("An event has at most %(most)d recordings.") % {"most": MOST})
    made = Recording(event=stored, organisation_id=stored.organisation_id, created_by=by)
    save_changes(made, _checked(stored, values))
    return made


@transaction.atomic
def change(recording: Recording, values: Mapping[str, Any]) -> Recording:
    stored = held(recording)
    language = stored.language
    save_changes(stored, _checked(stored.event, values))
    if language != stored.language and stored.is_published and not stored.uncaptioned_reason:
        if not hooks.has_reviewed_captions(stored):  # of the other language it has them
            raise ValidationError({"language": _("It is published: take it back first.")})
    return stored


@transaction.atomic
def save_chapter(recording: Recording, values: Mapping[str, Any], chapter: Chapter | None = None) -> Chapter:
    stored = held(recording)
    kept = chapter or Chapter()
    kept.recording = stored
    if chapter is None and stored.chapters.count() >= MOST_CHAPTERS:
        raise ValidationError(_("A recording has at most %(most)d chapters.") % {"most": MOST_CHAPTERS})
    begins = values.get("begins_ms", kept.begins_ms)
    if stored.duration_ms is not None and begins >= stored.duration_ms:
        raise ValidationError({"begins_ms": _("The recording ends before that.")})
    if stored.chapters.filter(begins_ms=begins).exclude(pk=kept.pk).exists():
        raise ValidationError({"begins_ms": _("Another chapter begins there.")})
    save_changes(kept, values)
    return kept


@transaction.atomic
def remove_chapter(chapter: Chapter) -> None:
    held(chapter.recording)
    audit.record(Verb.DELETED, chapter)
    chapter.delete()


@transaction.atomic
def delete(recording: Recording) -> None:
    """For good, with every file: whoever is to be seen in it may ask for that. The trail keeps that it was there."""
    stored = held(recording)
    files = [stored.original, *(one.file for one in stored.media.all()), *(one.file for one in stored.posters.all())]
    kept = [(one.storage, one.name) for one in files if one.name]
    for upload in stored.uploads.all():
        transaction.on_commit(partial(uploading.remove, upload.secret))
    for storage, name in kept:
        transaction.on_commit(partial(storage.delete, name))
    transaction.on_commit(partial(_empty, f"recordings/{stored.folder}"))
    audit.record(Verb.DELETED, stored)
    stored.delete()


def _empty(folder: str) -> None:
    """What a conversion that was killed left there, which no row names."""
    if default_storage.exists(folder):
        for name in default_storage.listdir(folder)[1]:
            default_storage.delete(f"{folder}/{name}")
