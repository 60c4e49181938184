"""A page of the editor: its cues as they stand in fields, with what could be easier to read."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from protect.captions.texts import from_form, plain_length, shown_in_form
from protect.formats.captions import checks, editing, timing
from protect.formats.captions.checks import LIMITS
from protect.formats.captions.cues import Complaint, Cue, Track
from protect.formats.tables import InputError
from protect.organisations.sentences import in_words

#: Cues on a page; more fields than a form may have would be refused.
PAGE = 100
USUAL = LIMITS["usual"]
#: A cue, counted from 0; -1 is before the first.
_PLACE = re.compile(r"\d{1,7}|-1", re.ASCII)


@dataclass
class Line:
    """One cue: ``at`` counts from 0, ``number`` from 1. ``error``: what was typed cannot be."""

    at: int
    begins: str
    ends: str
    speaker: str
    words: str
    #: Sentences in the language of the reader.
    hints: list[str] = field(default_factory=list)
    error: str = ""

    @property
    def number(self) -> int:
        return self.at + 1

    @property
    def rows(self) -> int:
        return max(2, self.words.count("\n") + 1)


def clock(time: int) -> str:
    return timing.as_sbv(time)


def line_of(at: int, cue: Cue) -> Line:
    return Line(at, clock(cue.start), clock(cue.end), *shown_in_form(cue.text))


@dataclass(frozen=True)
class Typed:
    """What a page of the editor sent: cues that differ from what it was made with, and fields that cannot be read."""

    edits: dict[int, tuple[int, int, str]]
    lines: dict[int, Line]

    @property
    def errors(self) -> dict[int, str]:
        return {at: one.error for at, one in self.lines.items() if one.error}


def typed(cues: Track, data: Mapping[str, Any]) -> Typed:
    """Fields that were not touched leave their cue as it is, whatever markup it has."""
    edits: dict[int, tuple[int, int, str]] = {}
    lines: dict[int, Line] = {}
    for name in data:
        key = name.removeprefix("begins-")
        if key == name or not (key.isascii() and key.isdigit() and len(key) < 8):
            continue
        at = int(key)
        if at >= len(cues):
            continue
        cue = cues.cues[at]
        shown = line_of(at, cue)
        begins, ends, speaker, words = (
            str(data.get(f"{part}-{at}", "")) for part in ("begins", "ends", "speaker", "words")
        )
        sent = Line(at, begins, ends, speaker, words)
        sent.words = sent.words.replace("\r\n", "\n")
        lines[at] = sent
        try:
            start = cue.start if sent.begins == shown.begins else editing.time_of(sent.begins)
            end = cue.end if sent.ends == shown.ends else editing.time_of(sent.ends)
        except InputError as error:
            sent.error = in_words(error)
            continue
        if (start, end) != (cue.start, cue.end) and end <= start:
            sent.error = _("It must end after it begins.")
            continue
        same = (sent.speaker, sent.words) == (shown.speaker, shown.words)
        text = cue.text if same else from_form(sent.speaker, sent.words)
        if (start, end, text) != (cue.start, cue.end, cue.text):
            edits[at] = (start, end, text)
    return Typed(edits, lines)


@dataclass(frozen=True)
class Sheet:
    """One page of a track."""

    lines: list[Line]
    number: int
    pages: int
    count: int
    #: Cues with a hint, in the whole track, and the first of them that is on no earlier page.
    hinted: int
    next_hint: int | None

    @property
    def numbers(self) -> range:
        return range(1, self.pages + 1)


def sheet(cues: Track, kind: str, number: int, sent: Typed | None = None) -> Sheet:
    pages = max(1, -(-len(cues) // PAGE))
    number = min(max(number, 1), pages)
    first = (number - 1) * PAGE
    hints: dict[int, list[Complaint]] = {}
    for one in checks.checked(cues, kind="descriptions" if kind == "descriptions" else "captions"):
        if one.cue:
            hints.setdefault(one.cue - 1, []).append(one)
    lines = []
    for at in range(first, min(first + PAGE, len(cues))):
        line = line_of(at, cues.cues[at])
        if sent is not None and at in sent.lines:
            line = sent.lines[at]
        line.hints = [in_words(one.text) for one in hints.get(at, [])]
        lines.append(line)
    after = [at for at in sorted(hints) if at >= first + PAGE] or sorted(hints)
    return Sheet(lines, number, pages, len(cues), len(hints), after[0] if after else None)


def page_with(at: int) -> int:
    return at // PAGE + 1


# -- what the buttons do


def operated(cues: Track, operation: str, data: Mapping[str, Any]) -> tuple[Track, int | None]:
    """The track after a button was pressed, and the cue to go on with. Raises InputError with a sentence."""
    name, _sep, place = operation.partition(":")
    if name in ("split", "merge", "delete", "insert") and not _PLACE.fullmatch(place):
        raise InputError(_("There is no such cue."))
    at = int(place) if _PLACE.fullmatch(place) else 0
    if name == "split":
        words = str(data.get(f"words-{at}", "")).replace("\r\n", "\n")
        cursor = _number(data.get("cursor"))
        plain = plain_length(words, cursor) if cursor is not None else None
        inside = plain is not None and 0 < plain < plain_length(words, len(words))
        return editing.split(cues, at, plain if inside else None, _number(data.get("time"))), at + 1
    if name == "merge":
        return editing.merged(cues, at, at + 1), at
    if name == "delete":
        return editing.deleted(cues, at), min(at, len(cues) - 2)
    if name == "insert":
        return _inserted(cues, at)
    if name == "shift":
        by = round(_seconds(data.get("shift_by")) * 1000)
        first = (_number(data.get("shift_from")) or 1) - 1
        return editing.shifted(cues, by, max(first, 0)), max(first, 0)
    if name == "stretch":
        one, other = (_anchor(cues, data, which) for which in ("a", "b"))
        return editing.stretched(cues, one, other), None
    if name == "replace":
        changed, places = editing.replaced(
            cues, str(data.get("find", "")), str(data.get("by", "")), case=bool(data.get("case")),
            whole_words=bool(data.get("whole")),
        )  # fmt: skip
        if not places:
            raise InputError(_("It was not found."))
        return changed, places[0]
    if name == "tidy":
        from protect.formats.captions.repair import tidied

        return tidied(cues)[0], None
    return cues, None


def _inserted(cues: Track, at: int) -> tuple[Track, int]:
    """An empty cue after one (-1: before the first), in the time that is free there."""
    start = cues.cues[at].end if 0 <= at < len(cues) else 0
    following = cues.cues[at + 1].start if at + 1 < len(cues) else start + 2000
    if following - start < 200:
        raise InputError(_("There is no time free there: let one cue end sooner, or the next begin later."))
    end = min(start + 2000, following)
    return cues.spliced(at + 1, 0, [Cue(start, end, "")]), at + 1


def _number(value: Any) -> int | None:
    text = str(value or "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def _seconds(value: Any) -> float:
    text = str(value or "").strip().replace(",", ".").replace("\u2212", "-")
    try:
        found = float(text)
    except ValueError:
        found = float("nan")
    if not abs(found) < 1e7:
        raise InputError(_("Say by how many seconds, such as 1.5 or -0.25."))
    return found


def _anchor(cues: Track, data: Mapping[str, Any], which: str) -> tuple[int, int]:
    number = _number(data.get(f"cue_{which}"))
    if number is None or not 0 < number <= len(cues):
        raise InputError(_("Choose two cues by their numbers."))
    return cues.cues[number - 1].start, editing.time_of(str(data.get(f"time_{which}", "")))
