"""Translating side by side: what a page of rows sends becomes a version."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from protect.captions.beside import digest, rows
from protect.captions.models import Track, TrackVersion, Work
from protect.captions.services.keeping import against_of, cues_of, held, write
from protect.captions.states import Origin
from protect.captions.texts import text_of, track_of
from protect.formats.captions import cues as formats
from protect.formats.captions.comparing import merged
from protect.formats.captions.cues import Cue
from protect.organisations.models import User


@transaction.atomic
def translate(
    track: Track, source: TrackVersion, base: TrackVersion | None, words: Mapping[int, str], more: Mapping[int, str],
    right: Sequence[int], *, note: str = "", by: User,
) -> TrackVersion | None:  # fmt: skip
    """Payloads for cues of the translation (``words``) and of the source that had none (``more``), by index; rows that are
    still right although their source moved (``right``: index of their first source cue).

    ``source``, ``base``: the versions that were on the page. What others saved meanwhile is brought together with it; where
    both changed the same cues nothing is saved and None comes back: what was written waits as a working copy to be settled.
    """
    stored = held(track)
    if source.track_id != stored.source_id or (base is not None and base.track_id != stored.pk):
        raise ValidationError(_("That is a version of another track."))
    target = track_of(base.text) if base is not None else formats.Track()
    mine, marks = _written(track_of(source.text), target, base.against if base is not None else [], words, more, right)
    if (base.pk if base is not None else None) == stored.current_id:
        return write(stored, mine, origin=Origin.TRANSLATION, note=note, against=marks, by=by)
    found = merged(target, cues_of(stored), mine)
    if found.clashes:
        if Work.objects.filter(track=stored, person=by).exists():
            raise ValidationError(
                _("Somebody else changed the same, and you have a working copy in the editor: save that first.")
            )
        Work.objects.create(track=stored, person=by, base=base, text=text_of(mine), step=1)
        return None
    both = found.settled(lambda _at, clash: clash.mine)
    known = {**_by_cue(cues_of(stored), against_of(stored)), **_by_cue(mine, marks)}
    against = [known.get(cue, "") for cue in both.cues]
    return write(stored, both, origin=Origin.TRANSLATION, note=note, against=against, by=by)


def _by_cue(cues: formats.Track, marks: Sequence[str]) -> dict[Cue, str]:
    return dict(zip(cues.cues, [*marks, *([""] * len(cues))], strict=False))


def _written(
    source: formats.Track, target: formats.Track, against: Sequence[str], words: Mapping[int, str],
    more: Mapping[int, str], right: Sequence[int],
) -> tuple[formats.Track, list[str]]:  # fmt: skip
    marks = [*against, *([""] * len(target))][: len(target)]
    found = rows(source, target, marks)
    kept = list(zip(target.cues, marks, strict=True))
    mark_of = {at: row.mark for row in found for at in row.second}
    for at, payload in words.items():
        if 0 <= at < len(kept) and payload != target.cues[at].text:
            kept[at] = (replace(target.cues[at], text=payload), mark_of.get(at, ""))
    for row in found:
        if row.first and row.first[0] in right:
            for at in row.second:
                kept[at] = (kept[at][0], row.mark)
    # An emptied cue goes.
    filled = [one for one in kept if one[0].text.strip()]
    for row in found:
        for at in row.first:
            payload = more.get(at, "").strip()
            if payload and not any(target.cues[other].text.strip() for other in row.second):
                cue = source.cues[at]
                filled.append((Cue(cue.start, cue.end, payload, "", cue.settings), digest([cue])))
    filled.sort(key=lambda one: (one[0].start, one[0].end))
    cues = formats.Track(tuple(cue for cue, _mark in filled), target.blocks, target.header, target.language)
    return cues, [mark for _cue, mark in filled]


@transaction.atomic
def copy_times(track: Track, *, by: User | None) -> TrackVersion:
    """Each cue that has one partner in the source gets its times; others stay as they are."""
    stored = held(track)
    if stored.source is None or stored.source.current is None:
        raise ValidationError(_("There is nothing to translate from yet."))
    from_, target, marks = cues_of(stored.source), cues_of(stored), against_of(stored)
    cues = list(target.cues)
    for row in rows(from_, target, marks):
        if len(row.first) == len(row.second) == 1:
            cue, at = from_.cues[row.first[0]], row.second[0]
            cues[at] = replace(cues[at], start=cue.start, end=cue.end)
    note = _("times of the source")
    return write(stored, target.with_cues(cues), origin=Origin.TRANSLATION, note=note, against=marks, by=by)
