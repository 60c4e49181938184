"""Series, events, their rooms, tracks and files."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import IO, Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from protect.events import tasks
from protect.events.models import Event, EventFile, Room, Series, Session, Track
from protect.events.states import State
from protect.organisations import audit, files
from protect.organisations.binning import Binned
from protect.organisations.changes import save_changes
from protect.organisations.models import Organisation, User, Verb
from protect.organisations.services import bin

Part = TypeVar("Part", Room, Track)
MOST_FILES = 60
#: Calendar programs are told of a change of these.
TOLD = frozenset({"title", "summary", "about", "begins_at", "ends_at", "venue", "address", "city", "is_online"})
#: Whoever has a place is told of a change of these.
PLACE = frozenset({"venue", "city"})


def held(event: Event) -> Event:
    """The row as it is now, locked."""
    return Event.objects.select_for_update(of=("self",)).get(pk=event.pk)


@transaction.atomic
def begin(organisation: Organisation, title: str, kind: str, *, by: User | None) -> Event:
    made = Event(organisation=organisation, created_by=by)
    save_changes(made, {"title": title.strip(), "kind": kind})
    return made


@transaction.atomic
def change(event: Event, values: Mapping[str, Any]) -> Event:
    """Raises ValidationError where it would end before it begins, or where a published event would begin unnoticed at
    another time: that is what ``moving.move`` is for.
    """
    stored = held(event)
    begins, ends = (values.get(name, getattr(stored, name)) for name in ("begins_at", "ends_at"))
    if begins and ends and ends <= begins:
        raise ValidationError({"ends_at": _("It ends before it begins.")})
    if ends and not begins:
        raise ValidationError({"begins_at": _("Say when it begins.")})
    if stored.state != State.DRAFT:
        for name in ("begins_at", "ends_at"):
            if values.get(name, getattr(stored, name)) != getattr(stored, name):
                raise ValidationError({name: _("It is published: move it, so that everybody is told.")})
        if values.get("time_zone", stored.time_zone) != stored.time_zone:
            raise ValidationError({"time_zone": _("It is published: take it back first.")})
    series = values.get("series")
    if series is not None and series.organisation_id != stored.organisation_id:
        raise ValidationError({"series": _("Choose a series of the same organisation.")})
    before = (stored.zone, stored.begins_at)
    changed = save_changes(stored, values)
    if "time_zone" in changed and (stored.begins_at is None or stored.begins_at != before[1]):
        _keep_hours(stored, before[0])
    if TOLD & set(changed):
        revised(stored)
    if PLACE & set(changed):
        tasks.tell_place(stored)
    return stored


def _keep_hours(event: Event, before: dt.tzinfo) -> None:
    """The clock of another place: its hours stay as the form shows them, so those of the sessions do. Where the same moments were
    written by the new clock, they stay what they were.
    """

    def by_the_new(moment: dt.datetime) -> dt.datetime:
        return moment.astimezone(before).replace(tzinfo=event.zone).astimezone(dt.UTC)

    if event.registers_until:
        save_changes(event, {"registers_until": by_the_new(event.registers_until)})
    for one in event.sessions.all():
        begins = by_the_new(one.begins_at)
        save_changes(one, {"begins_at": begins, "ends_at": begins + one.duration})


def within(event: Event, begins: dt.datetime, ends: dt.datetime, title: str) -> None:
    """What everybody reads says when it begins and ends. Raises ValidationError for a session outside; drafts are asked later."""
    if event.state == State.DRAFT or event.begins_at is None or event.ends_at is None:
        return
    told = _("“%(title)s” lies outside the time of the event") % {"title": title[:60]}
    if begins < event.begins_at:
        raise ValidationError({"begins_at": told})
    if ends > event.ends_at:
        raise ValidationError({"ends_at": told})


def revised(event: Event) -> None:
    """Count up what calendar programs compare; inside the transaction of the change."""
    event.revision += 1
    event.save(update_fields=["revision", "changed_at"])


@transaction.atomic
def begin_series(organisation: Organisation, values: Mapping[str, Any], *, by: User | None) -> Series:
    made = Series(organisation=organisation, created_by=by)
    save_changes(made, values)
    return made


@transaction.atomic
def change_series(series: Series, values: Mapping[str, Any]) -> Series:
    stored = Series.objects.select_for_update().get(pk=series.pk)
    save_changes(stored, values)
    return stored


@transaction.atomic
def delete_series(series: Series) -> None:
    """Its events stay, and belong to no series."""
    stored = Series.objects.select_for_update().get(pk=series.pk)
    audit.record(Verb.DELETED, stored)
    stored.delete()


@transaction.atomic
def save_room(event: Event, values: Mapping[str, Any], room: Room | None = None) -> Room:
    """Whoever has a place there is told of another link."""
    made = room or Room()
    before = made.link
    saved = _save(event, made, values)
    if room is not None and saved.link != before:
        revised(saved.event)
        for session in saved.sessions.select_related("event"):
            tasks.tell_session(session, "place")
    return saved


@transaction.atomic
def save_track(event: Event, values: Mapping[str, Any], track: Track | None = None) -> Track:
    return _save(event, track or Track(), values)


def _save(event: Event, part: Part, values: Mapping[str, Any]) -> Part:
    part.event = held(event)
    same = type(part).objects.filter(event=part.event, name=values.get("name", part.name)).exclude(pk=part.pk)
    if same.exists():
        raise ValidationError({"name": _("There is one of this name already.")})
    save_changes(part, values)
    return part


@transaction.atomic
def remove_part(part: Room | Track) -> None:
    """Its sessions stay, without it."""
    held(part.event)
    audit.record(Verb.DELETED, part)
    part.delete()


@transaction.atomic
def add_file(
    event: Event, file: IO[bytes], *, name: str, size: int, description: str, credit: str = "",
    session: Session | None = None, by: User | None,
) -> EventFile:  # fmt: skip
    """A photo (re-encoded) or a document, told by its content. Raises ValidationError by field."""
    stored = held(event)
    if stored.files.count() >= MOST_FILES:
        raise ValidationError({"file": _("An event has at most %(most)d files.") % {"most": MOST_FILES}})
    if session is not None and session.event_id != stored.pk:
        raise ValidationError({"session": _("Choose a session of this event.")})
    read = files.read_for(file, name, size, with_office=True)
    if not description.strip():
        raise ValidationError({"description": _("Say what it is; of a photo, what is to be seen.")})
    digest = files.sha256(read.content)
    if stored.files.filter(sha256=digest).exists():
        raise ValidationError({"file": _("This file is here already.")})
    made = EventFile(
        event=stored, session=session, content_type=read.content_type, sha256=digest, size=len(read.content),
        description=description.strip(), credit=credit.strip(), added_by=by,
    )  # fmt: skip
    if isinstance(read, files.Photo):
        made.width, made.height = read.width, read.height
    with files.keeping(read, made.file, made.thumbnail):
        made.save()
        audit.record(Verb.CREATED, made)
    return made


@transaction.atomic
def remove_file(file: EventFile) -> Binned:
    """Into the bin."""
    held(file.event)
    return bin.put(file, permission="events.edit")


@transaction.atomic
def delete(event: Event) -> Binned:
    """Into the bin. What was told is cancelled or taken back first: nobody shall meet a link that leads nowhere."""
    stored = held(event)
    if stored.is_on and not stored.is_past:
        raise ValidationError(_("It is published: cancel it or take it back first."))
    return bin.put(stored, permission="events.edit")
