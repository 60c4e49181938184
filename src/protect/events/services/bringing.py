"""A programme out of a file: looked at first, then taken over as far as it can be."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from protect.events import schedules, tasks
from protect.events.models import Event, Import, Profile, Room, Session, Speaker, Talk, Track
from protect.events.services.planning import held, revised
from protect.events.services.programme import MOST_SESSIONS, MOVED
from protect.events.services.speaking import add_speaker
from protect.events.states import State
from protect.formats import saying
from protect.formats.schedule import reading
from protect.formats.schedule.model import LOST, WRONG
from protect.formats.tables import InputError
from protect.organisations import audit
from protect.organisations.changes import save_changes
from protect.organisations.models import User, Verb
from protect.organisations.sentences import in_words

#: Complaints that are kept; a file with more is told so.
MOST_TOLD = 500


@transaction.atomic
def look_at(event: Event, name: str, content: bytes, *, by: User | None) -> Import:
    """Read a file; nothing of the event changes yet. Raises ValidationError for what cannot be read at all."""
    stored = held(event)
    try:
        found = reading.read(name[-120:], content, usual=stored.zone)
    except InputError as error:
        raise ValidationError({"file": in_words(error)}) from None
    rows, told = schedules.planned(found)
    report = [[one.level, saying.kept(one.where), saying.kept(one.text), one.times] for one in told[:MOST_TOLD]]
    if len(told) > MOST_TOLD:
        further = saying.sentence("%(count)d more lines of this report", count=len(told) - MOST_TOLD)
        report.append([LOST, "", saying.kept(further), 1])
    # What was looked at before and not taken over is not needed any more.
    for former in stored.imports.filter(taken_over_at=None):
        audit.record(Verb.DELETED, former)
        former.delete()
    made = Import(event=stored, file_name=name[-200:], format=found.format[:30], found=found.found, created_by=by)
    made.rows, made.report = rows, report
    made.save()
    audit.record(Verb.CREATED, made)
    return made


@transaction.atomic
def take_over(one: Import, *, by: User | None) -> Import:
    """Make the sessions of the file: those known by their key are changed, others are new. Raises ValidationError twice."""
    event = held(one.event)
    stored = Import.objects.select_for_update().get(pk=one.pk)
    if stored.taken_over_at is not None:
        raise ValidationError(_("This file was taken over already."))
    rows, report = list(stored.rows), list(stored.report)
    known = {str(session.guid): session for session in event.sessions.all()}
    room_for = MOST_SESSIONS - len(known)
    fresh = sum(1 for row in rows if _key(row["guid"]) not in known)
    if fresh > room_for:
        raise ValidationError(_("An event has at most %(most)d sessions.") % {"most": MOST_SESSIONS})
    with audit.gathered():
        taking = _Taking(event, by)
        made = changed = 0
        for row in rows:
            key = _key(row["guid"])
            session = known.get(key)
            if session is None:
                session, made = Session(event=event), made + 1
                session.guid = _free(key)
                before = False
            else:
                changed, before = changed + 1, True
            taking.write(session, row, before)
            known[str(session.guid)] = session
        _fit(event, report)
        stored.report, stored.rows = report, []
        save_changes(
            stored, {"taken_over_at": timezone.now(), "made": made, "changed": changed}, note=_("programme taken over")
        )
        stored.save(update_fields=["report", "rows"])
        revised(event)
        for session in taking.moved:
            session.event = event
            tasks.tell_session(session, "move")
    return stored


def _key(guid: str) -> str:
    try:
        return str(uuid.UUID(guid))
    except ValueError:
        return ""


def _free(key: str) -> uuid.UUID:
    """The key of the file, unless another event has it: the same file can be brought into two."""
    if key and not Session.objects.filter(guid=key).exists():
        return uuid.UUID(key)
    return uuid.uuid4()


def _fit(event: Event, report: list[Any]) -> None:
    """A draft spans its programme; of what is published the time stays, and what lies outside is told."""
    times = list(event.sessions.order_by().values_list("begins_at", "ends_at", "title"))
    if not times:
        return
    first, last = min(begin for begin, _end, _t in times), max(end for _begin, end, _t in times)
    if event.state == State.DRAFT:
        values = {
            "begins_at": min(first, event.begins_at) if event.begins_at else first,
            "ends_at": max(last, event.ends_at) if event.ends_at else last,
        }
        save_changes(event, values)
        return
    assert event.begins_at and event.ends_at
    for begin, end, title in times:
        if begin < event.begins_at or end > event.ends_at:
            report.append([WRONG, "", _("“%(title)s” lies outside the time of the event") % {"title": title[:60]}, 1])


class _Taking:
    """Rooms, tracks and speakers by name, each made once."""

    def __init__(self, event: Event, by: User | None) -> None:
        self.event, self.by = event, by
        #: Sessions that were there at another time.
        self.moved: list[Session] = []
        self.rooms = {one.name: one for one in event.rooms.all()}
        self.tracks = {one.name: one for one in event.tracks.all()}
        people = list(Speaker.objects.filter(organisation=event.organisation))
        self.by_guid = {str(one.guid): one for one in people}
        self.by_name = {one.name.casefold(): one for one in reversed(people)}

    def write(self, session: Session, row: dict[str, Any], known: bool) -> None:
        values = {name: row[name] for name in ("title", "abstract", "kind", "language")}
        if known and session.kind and row["kind"] in ("talk", "other"):
            del values["kind"]  # chosen by hand, perhaps
        values |= {name: dt.datetime.fromisoformat(row[name]) for name in ("begins_at", "ends_at")}
        values["room"] = self._part(Room, self.rooms, row["room"])
        values["track"] = self._part(Track, self.tracks, row["track"])
        if MOVED & set(save_changes(session, values)) and known:
            self.moved.append(session)
        on_it = set(session.talks.values_list("speaker_id", flat=True)) if known else set()
        for who in row["speakers"]:
            speaker = self._speaker(who)
            if speaker.pk not in on_it:
                save_changes(Talk(session=session, speaker=speaker), {"function": "speaker"})
                on_it.add(speaker.pk)

    def _part(self, model: Any, there: dict[str, Any], name: str) -> Any:
        if not name:
            return None
        if name not in there:
            there[name] = model(event=self.event)
            save_changes(there[name], {"name": name})
        return there[name]

    def _speaker(self, who: dict[str, str]) -> Speaker:
        found = self.by_guid.get(_key(who["guid"])) or self.by_name.get(who["name"].casefold())
        if found is None:
            values = {"name": who["name"], "role": who["role"]}
            found = add_speaker(self.event.organisation, values, by=self.by)
            key = _key(who["guid"])
            if key and not Speaker.objects.filter(guid=key).exists():
                found.guid = uuid.UUID(key)
                found.save(update_fields=["guid"])
            if who["biography"]:
                # Kept for the organisers; public once the speaker consented.
                save_changes(Profile(speaker=found), {"biography": who["biography"]})
        self.by_guid[str(found.guid)] = self.by_name[found.name.casefold()] = found
        return found
