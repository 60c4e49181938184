"""A person's working copy: kept with every step, taken back by one, saved as a version beside what others saved."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from protect.captions.beside import carried
from protect.captions.models import Track, TrackVersion, Work
from protect.captions.services.keeping import against_of, cues_of, held, write
from protect.captions.states import Origin
from protect.captions.texts import EMPTY, text_of, track_of
from protect.formats.captions import cues as formats
from protect.formats.captions.comparing import Clash, Merged, merged
from protect.formats.captions.cues import Cue
from protect.formats.tables import InputError
from protect.organisations.models import User
from protect.organisations.sentences import in_words

THEIRS, MINE, BOTH = "theirs", "mine", "both"


class OtherWindow(Exception):
    """The working copy went on in another window since this page was made; nothing was changed."""


class Clashed(Exception):
    """Others changed the same cues; nothing was saved. ``current``: number of the version with theirs."""

    def __init__(self, found: Merged, current: int) -> None:
        super().__init__("the same cues were changed by somebody else")
        self.found, self.current = found, current


def opened(track: Track, person: User) -> Work | None:
    return Work.objects.filter(track=track, person=person).select_related("base", "track").first()


def begun_from(track: Track, work: Work | None) -> str:
    """The text that the editor shows: the working copy, else the newest version."""
    return work.text if work is not None else track.current.text if track.current is not None else EMPTY


@transaction.atomic
def keep(
    track: Track, step: int, change: Callable[[formats.Track], formats.Track], *, by: User, typed: bool = False
) -> Work:
    """Change the working copy; the first change makes it. ``step``: the one the page was made with, 0 for none yet.

    ``typed``: it is a pause in typing, which is taken back together with what comes next. What the change refuses comes
    as ValidationError. Working copies leave no trace in the audit trail: the version does.
    """
    stored = held(track)
    work = Work.objects.select_for_update(of=("self",)).filter(track=stored, person=by).first()
    if (work.step if work else 0) != step:
        raise OtherWindow
    if work is None:
        work = Work(track=stored, person=by, base=stored.current, text=begun_from(stored, None))
    try:
        text = text_of(change(track_of(work.text)))
    except InputError as error:
        raise ValidationError(in_words(error)) from None
    if text != work.text or work.pk is None:
        if not typed or not work.before:
            work.before = work.text
        work.text = text
        work.step += 1
        work.save()
    return work


@transaction.atomic
def take_back(track: Track, step: int, *, by: User) -> Work:
    """The last step undone; undone again it is there again."""
    held(track)
    work = Work.objects.select_for_update(of=("self",)).filter(track=track, person=by).first()
    if work is None or not work.before:
        raise ValidationError(_("There is nothing to take back."))
    if work.step != step:
        raise OtherWindow
    work.text, work.before, work.step = work.before, work.text, work.step + 1
    work.save()
    return work


@transaction.atomic
def throw_away(track: Track, *, by: User) -> None:
    """What was not saved is gone; the versions stay."""
    held(track)
    Work.objects.filter(track=track, person=by).delete()


@transaction.atomic
def save(
    track: Track, *, note: str = "", by: User, choices: Mapping[int, str] | None = None, seen: int | None = None
) -> TrackVersion:
    """The working copy as the newest version, together with what others saved meanwhile.

    Where both changed the same cues, ``choices`` says for each clash whose shall stand; ``seen`` is the number of the
    version that was asked about. Raises Clashed without an answer to each, or where yet another version came.
    """
    stored = held(track)
    work = Work.objects.select_for_update(of=("self",)).filter(track=stored, person=by).select_related("base").first()
    if work is None:
        raise ValidationError(_("Nothing is changed."))
    mine = track_of(work.text)
    former, marks = cues_of(stored), against_of(stored)
    if work.base_id != stored.current_id:
        base = track_of(work.base.text) if work.base is not None else formats.Track()
        found = merged(base, former, mine)
        asked = len(found.clashes)
        number = stored.current.number if stored.current else 0
        answered = choices or {}
        if asked and (seen != number or any(answered.get(at) not in (THEIRS, MINE, BOTH) for at in range(asked))):
            raise Clashed(found, number)
        mine = found.settled(lambda at, clash: _chosen(answered[at], clash))
    made = write(
        stored, mine, origin=Origin.EDITOR, note=note, against=carried(former, marks, mine), by=by
    )  # fmt: skip
    work.delete()
    return made


def _chosen(choice: str, clash: Clash) -> tuple[Cue, ...]:
    if choice == BOTH:
        return tuple(sorted({*clash.theirs, *clash.mine}, key=lambda one: (one.start, one.end, one.text)))
    return clash.theirs if choice == THEIRS else clash.mine


def edited(track: formats.Track, edits: Mapping[int, tuple[int, int, str]]) -> formats.Track:
    """Cues by index at other times and with other texts, as the fields of a page have them."""
    cues = list(track.cues)
    for at, (start, end, text) in edits.items():
        if not 0 <= at < len(cues):
            raise InputError(_("There is no cue %(number)d any more.") % {"number": at + 1})
        if (start, end) != (cues[at].start, cues[at].end) and (start < 0 or end <= start or end > formats.LATEST):
            raise InputError(_("Cue %(number)d must end after it begins.") % {"number": at + 1})
        cues[at] = replace(cues[at], start=start, end=end, text=text)
    return track.with_cues(cues)
