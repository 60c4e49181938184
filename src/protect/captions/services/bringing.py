"""A caption file: looked at first, then taken over as a version."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from protect.captions.beside import marks_for
from protect.captions.models import Brought, Track, TrackVersion
from protect.captions.services.keeping import cues_of, held, write
from protect.captions.states import Origin
from protect.captions.texts import text_of, track_of
from protect.formats import saying
from protect.formats.captions import checks
from protect.formats.captions.cues import LOST
from protect.formats.captions.reading import read
from protect.formats.captions.repair import tidied
from protect.formats.tables import InputError
from protect.organisations import audit
from protect.organisations.changes import save_changes
from protect.organisations.models import User, Verb
from protect.organisations.sentences import in_words

#: Lines of the report that are kept; a file with more is told so.
MOST_TOLD = 500


@transaction.atomic
def look_at(track: Track, name: str, content: bytes, *, tidy: bool = False, by: User | None) -> Brought:
    """Read a file; nothing of the track changes yet. Raises ValidationError for what cannot be read at all."""
    stored = held(track)
    try:
        found = read(name[-120:], content)
    except InputError as error:
        raise ValidationError({"file": in_words(error)}) from None
    cues, told = found.track, list(found.complaints)
    if tidy:
        cues, more = tidied(cues)
        told += more
    told += checks.checked(cues, kind="descriptions" if stored.kind == "descriptions" else "captions")
    report = [[one.level, one.line, one.cue, saying.kept(one.text)] for one in told[:MOST_TOLD]]
    if len(told) > MOST_TOLD:
        further = saying.sentence("%(count)d more lines of this report", count=len(told) - MOST_TOLD)
        report.append([LOST, 0, 0, saying.kept(further)])
    for former in stored.brought.filter(taken_over_at=None):
        audit.record(Verb.DELETED, former)
        former.delete()
    made = Brought(
        track=stored, file_name=name[-200:], format=found.format, encoding=found.encoding, text=text_of(cues), cues=len(cues),
        report=report, created_by=by,
    )  # fmt: skip
    made.save()
    audit.record(Verb.CREATED, made)
    return made


@transaction.atomic
def take_over(brought: Brought, *, by: User | None) -> TrackVersion:
    """The file as the newest version of its track. Raises ValidationError for a second time, and for a file without cues."""
    track = held(brought.track)
    stored = Brought.objects.select_for_update().get(pk=brought.pk)
    if stored.taken_over_at is not None:
        raise ValidationError(_("This file was taken over already."))
    if not stored.cues:
        raise ValidationError(_("There is not one cue in it."))
    cues = track_of(stored.text)
    against = marks_for(cues_of(track.source), cues) if track.source is not None else []
    made = write(track, cues, origin=Origin.FILE, note=stored.file_name, against=against, by=by)
    save_changes(stored, {"taken_over_at": timezone.now(), "text": ""}, note=_("captions taken over"))
    return made
