"""Tracks and their versions: begun, written, reviewed, shown, brought back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from protect.captions.beside import rows, standing
from protect.captions.models import Manner, Track, TrackVersion
from protect.captions.said import indexing
from protect.captions.states import Origin, State
from protect.captions.texts import text_of, track_of
from protect.formats.captions import cues as formats
from protect.organisations import audit
from protect.organisations.changes import save_changes
from protect.organisations.models import Organisation, User, Verb
from protect.recordings import hooks
from protect.recordings.models import Recording

#: Tracks of one recording: more than the languages of Europe.
MOST_TRACKS = 60
#: Versions of one track; the file of a long day is large.
MOST_VERSIONS = 500


def held(track: Track) -> Track:
    """The row as it is now, locked."""
    return Track.objects.select_for_update(of=("self",)).select_related("recording").get(pk=track.pk)


def cues_of(track: Track) -> formats.Track:
    """The newest version's; none where there is none."""
    return track_of(track.current.text) if track.current is not None else formats.Track()


def against_of(track: Track) -> list[str]:
    return track.current.against if track.current is not None else []


@transaction.atomic
def begin(
    recording: Recording, *, language: str, kind: str, source: Track | None = None, asked: bool = False, by: User | None
) -> Track:
    """A track without a word yet. ``asked``: somebody is waiting for it. Raises ValidationError where there is one."""
    stored = Recording.objects.select_for_update(of=("self",)).get(pk=recording.pk)
    if stored.tracks.filter(language=language, kind=kind).exists():
        raise ValidationError({"language": _("There is such a track already.")})
    if stored.tracks.count() >= MOST_TRACKS:
        raise ValidationError(_("A recording has at most %(most)d tracks.") % {"most": MOST_TRACKS})
    if source is not None and source.recording_id != stored.pk:
        raise ValidationError({"source": _("Choose a track of this recording.")})
    made = Track(recording=stored)
    values: dict[str, Any] = {"language": language, "kind": kind, "source": source}
    if asked:
        values |= {"asked_by": by, "asked_at": timezone.now()}
    save_changes(made, values)
    _count(made)
    return made


@transaction.atomic
def write(
    track: Track, cues: formats.Track, *, origin: str, note: str = "", against: Sequence[str] = (), by: User | None
) -> TrackVersion:
    """A new version. What was reviewed stays shown to those who watch until the new one is reviewed, too.

    Raises ValidationError where there is nothing new in it.
    """
    stored = held(track)
    text = text_of(cues)
    marks = list(against) if any(against) else []
    if stored.current is not None and (stored.current.text, stored.current.against) == (text, marks):
        raise ValidationError(_("Nothing is changed."))
    if stored.versions.count() >= MOST_VERSIONS:
        raise ValidationError(_("A track has at most %(most)d versions.") % {"most": MOST_VERSIONS})
    newest = stored.versions.first()
    made = TrackVersion(
        track=stored, number=newest.number + 1 if newest else 1, text=text, cues=len(cues), against=marks, origin=origin,
        note=note.strip()[:300], written_by=by,
    )  # fmt: skip
    made.save()
    audit.record(Verb.CREATED, made, note=made.note)
    _settle(stored, {"current": made, "state": State.MACHINE if origin == Origin.MACHINE else State.DRAFT})
    for one in (stored, *stored.translations.select_related("source__current", "current")):
        _count(one)
    return made


def _count(track: Track) -> None:
    """How far a translation is, kept beside it: lists of tracks do not read all their versions."""
    if track.source is not None:
        found = standing(rows(cues_of(track.source), cues_of(track), against_of(track)))
        Track.objects.filter(pk=track.pk).update(untranslated=found.missing, moved=found.moved)


def _settle(track: Track, values: dict[str, Any]) -> None:
    """Save what changed; what is shown follows, and so does what the search finds."""
    before = track.shown_id
    after = {name: getattr(track, name) for name in ("current", "reviewed", "shows_unreviewed")} | values
    shown = after["reviewed"] or (after["current"] if after["shows_unreviewed"] else None)
    save_changes(track, {**values, "shown": shown})
    if track.shown_id != before:
        indexing.index(track)


@transaction.atomic
def review(track: Track, number: int, *, by: User | None) -> Track:
    """The version with this number is right. Refused if another came in the meantime, or where it takes four eyes."""
    stored = held(track)
    if stored.current is None or stored.current.number != number:
        raise ValidationError(_("There is a newer version; read that one first."))
    if by is not None and not by.has_perm("captions.review", stored):
        raise PermissionDenied(_("Somebody else has to review what you wrote."))
    if stored.is_reviewed:
        raise ValidationError(_("It is reviewed already."))
    if stored.current.cues == 0:
        raise ValidationError(_("There is not one cue in it."))
    reviewed = {"reviewed": stored.current, "reviewed_by": by, "reviewed_at": timezone.now()}
    _settle(stored, {**reviewed, "state": State.REVIEWED})
    return stored


@transaction.atomic
def send_back(track: Track, *, reason: str = "") -> Track:
    """The review does not hold any more; whoever watches is not shown the version as reviewed.

    ``reason``: why a published recording is without reviewed captions then. Raises ValidationError where it lacks.
    """
    stored = held(track)
    if stored.reviewed_id is None:
        raise ValidationError(_("It is not reviewed."))
    state = State.DRAFT if stored.is_reviewed else stored.state
    _settle(stored, {"reviewed": None, "reviewed_by": None, "reviewed_at": None, "state": state})
    _tell_why(stored.recording, reason)
    return stored


def _tell_why(recording: Recording, reason: str) -> None:
    """It is not published without reviewed captions without a reason, and does not lose them without one."""
    stored = Recording.objects.select_for_update(of=("self",)).get(pk=recording.pk)
    reason = reason.strip()[:500]
    if not stored.is_published or hooks.has_reviewed_captions(stored):
        return
    if reason:
        save_changes(stored, {"uncaptioned_reason": reason}, note=reason)
    elif not stored.uncaptioned_reason:
        raise ValidationError({"reason": _("It has no reviewed captions. Say why it is published without them.")})


@transaction.atomic
def offer(track: Track, unreviewed: bool) -> Track:
    """Whether whoever watches gets the newest version before anybody reviewed one."""
    stored = held(track)
    _settle(stored, {"shows_unreviewed": unreviewed})
    return stored


@transaction.atomic
def restore(track: Track, version: TrackVersion, *, by: User | None) -> TrackVersion:
    """An earlier version as the newest; those between stay."""
    if version.track_id != track.pk:
        raise ValidationError(_("That is a version of another track."))
    note = _("version %(number)d brought back") % {"number": version.number}
    cues = track_of(version.text)
    return write(track, cues, origin=Origin.RESTORED, note=note, against=version.against, by=by)


@transaction.atomic
def remove(track: Track, *, reason: str = "") -> None:
    """With all its versions, for good. ``reason``: as when it is sent back."""
    stored = held(track)
    audit.record(Verb.DELETED, stored)
    # They point at each other.
    Track.objects.filter(pk=stored.pk).update(current=None, reviewed=None, shown=None)
    recording = stored.recording
    stored.delete()
    _tell_why(recording, reason)


@transaction.atomic
def set_manner(organisation: Organisation, *, four_eyes: bool) -> Manner:
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    kept = Manner.objects.filter(organisation=organisation).first() or Manner(organisation=organisation)
    if kept.four_eyes != four_eyes or kept.pk is None:
        kept.four_eyes = four_eyes
        kept.save()
        audit.record(Verb.CHANGED, kept, organisation=organisation, note=_("who reviews captions"))
    return kept
