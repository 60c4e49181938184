"""What an editor does to a track, each as a function that gives a new track and leaves the old one alone.

Cues are counted from 0. Times are milliseconds. What cannot be done raises InputError with a sentence for the person.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from protect.formats.captions import markup, timing
from protect.formats.captions.cues import LATEST, Cue, Track, without_empty_lines
from protect.formats.captions.markup import Node, Tag
from protect.formats.saying import sentence
from protect.formats.tables import InputError


def _cue(track: Track, at: int) -> Cue:
    if not 0 <= at < len(track):
        raise InputError(sentence("There is no cue %(cue)d; there are %(count)d.", cue=at + 1, count=len(track)))
    return track.cues[at]


def _times(start: int, end: int) -> None:
    if start < 0:
        raise InputError(sentence("A cue cannot begin before the recording does."))
    if end <= start:
        raise InputError(sentence("A cue must end after it begins."))
    if end > LATEST:
        raise InputError(sentence("A cue cannot end after %(hours)d hours.", hours=LATEST // 3_600_000))


def inserted(track: Track, start: int, end: int, text: str) -> Track:
    """A new cue of plain or marked-up text, before the first that begins later."""
    _times(start, end)
    at = next((number for number, cue in enumerate(track.cues) if cue.start > start), len(track))
    return track.spliced(at, 0, [Cue(start, end, without_empty_lines(text)[0])])


def deleted(track: Track, at: int) -> Track:
    """The track without one cue."""
    _cue(track, at)
    return track.spliced(at, 1, [])


def retimed(track: Track, at: int, start: int, end: int) -> Track:
    """One cue at other times. It keeps its place in the file; ``repair.tidied`` sorts."""
    _times(start, end)
    return track.spliced(at, 1, [replace(_cue(track, at), start=start, end=end)])


def reworded(track: Track, at: int, text: str) -> Track:
    """One cue with another text (WebVTT payload)."""
    return track.spliced(at, 1, [replace(_cue(track, at), text=without_empty_lines(text)[0])])


def split(track: Track, at: int, characters: int | None = None, time: int | None = None) -> Track:
    """One cue as two. ``characters``: of the plain text in the first; without, at the best break near the middle.

    ``time``: where the second begins; without, in proportion to the characters. Markup open at the cut (a speaker, say)
    goes on in the second. The second has no identifier; settings stay with both.
    """
    cue = _cue(track, at)
    nodes = markup.parse(cue.text)
    plain = markup.plain(cue.text)
    cut = _middle(plain) if characters is None else characters
    if not 0 < cut < len(plain):
        raise InputError(sentence("There is nothing to split: both cues need some text."))
    if time is None:
        time = cue.start + round(Fraction(cue.duration * cut, len(plain)))
    if not cue.start < time < cue.end:
        raise InputError(sentence("Cue %(cue)d can only be split between its beginning and its end.", cue=at + 1))
    before, after = markup.split(nodes, cut)
    first, second = (without_empty_lines(_trimmed(markup.render(half)))[0] for half in (before, after))
    return track.spliced(
        at, 1, [replace(cue, end=time, text=first), replace(cue, start=time, text=second, identifier="")]
    )


def _middle(plain: str) -> int:
    """The best place to cut: the line end, sentence end or blank nearest the middle, in this order of liking."""
    middle = len(plain) / 2
    for pattern, within in ((r"\n", 0.34), (r"[.!?…;:](?=\s)", 0.25), (r",(?=\s)", 0.15), (r"\s", 0.5)):
        found = [one.end() for one in re.finditer(pattern, plain) if 0 < one.end() < len(plain)]
        near = [place for place in found if abs(place - middle) <= within * len(plain)]
        if near:
            return min(near, key=lambda place: abs(place - middle))
    return int(middle)


def _trimmed(payload: str) -> str:
    """Without blanks where it begins and ends, and within tags that begin or end there."""
    payload = re.sub(r"^((?:<[^>]*>)*)\s+", r"\1", payload)
    return re.sub(r"(?<!\s)\s+((?:</[^>]*>)*)$", r"\1", payload)


def merged(track: Track, first: int, last: int, between: str = "\n") -> Track:
    """Cues ``first`` to ``last`` as one, from the earliest beginning to the latest end.

    ``between``: a line end or a blank. Where one speaker goes on, her name is told once. Identifier and settings are those
    of the first.
    """
    if not 0 <= first < last < len(track):
        raise InputError(sentence("Choose two or more cues that follow each other."))
    cues = track.cues[first : last + 1]
    nodes: list[Node] = []
    for cue in cues:
        following = markup.parse(cue.text)
        if not markup.plain(cue.text).strip():
            continue
        if not nodes:
            nodes = following
        elif _same_voice(nodes, following):
            voice, going_on = nodes[0], following[0]
            assert isinstance(voice, Tag) and isinstance(going_on, Tag)
            markup.add(voice, between)
            for child in going_on.children:
                if isinstance(child, str):
                    markup.add(voice, child)
                else:
                    voice.children.append(child)
        else:
            nodes = [*nodes, between, *following]
    text = markup.render(nodes) if len([cue for cue in cues if cue.text]) > 1 else "".join(cue.text for cue in cues)
    whole = replace(
        cues[0],
        start=min(cue.start for cue in cues),
        end=max(cue.end for cue in cues),
        text=without_empty_lines(text)[0],
    )
    return track.spliced(first, len(cues), [whole])


def _same_voice(one: Sequence[Node], other: Sequence[Node]) -> bool:
    """Whether both are said by the same one speaker, wholly."""
    if len(one) != 1 or len(other) != 1:
        return False
    first, second = one[0], other[0]
    return (
        isinstance(first, Tag)
        and isinstance(second, Tag)
        and first.name == second.name == "v"
        and (first.annotation, first.classes) == (second.annotation, second.classes)
    )


def shifted(track: Track, by: int, first: int = 0, last: int | None = None) -> Track:
    """All cues, or those from ``first`` to ``last``, later by milliseconds, or sooner by negative ones."""
    end = len(track) if last is None else last + 1
    chosen = track.cues[first:end]
    if chosen and by < 0 and min(min(cue.start, cue.end) for cue in chosen) + by < 0:
        earliest = min(min(cue.start, cue.end) for cue in chosen)
        raise InputError(
            sentence(
                "The first cue would begin before the recording; at most %(seconds)s seconds sooner is possible.",
                seconds=f"{earliest / 1000:g}",
            )
        )
    if chosen and max(max(cue.start, cue.end) for cue in chosen) + by > LATEST:
        raise InputError(sentence("A cue cannot end after %(hours)d hours.", hours=LATEST // 3_600_000))
    return track.with_cues(
        replace(cue, start=cue.start + by, end=cue.end + by) if first <= at < end else cue
        for at, cue in enumerate(track.cues)
    )


def stretched(track: Track, one: tuple[int, int], other: tuple[int, int]) -> Track:
    """All times on a line through two anchors, each (time now, time it should be): for recordings cut or run otherwise.

    Exact arithmetic, rounded to the millisecond (halves upward).
    """
    if one[0] == other[0]:
        raise InputError(sentence("The two anchors are at the same time; choose cues far from each other."))
    factor = Fraction(other[1] - one[1], other[0] - one[0])
    if factor <= 0:
        raise InputError(sentence("The anchors would turn time round; check which is which."))

    def moved(time: int) -> int:
        return int((one[1] + (time - one[0]) * factor + Fraction(1, 2)) // 1)

    cues = [replace(cue, start=moved(cue.start), end=moved(cue.end)) for cue in track.cues]
    for at, cue in enumerate(cues):
        if min(cue.start, cue.end) < 0:
            raise InputError(sentence("Cue %(cue)d would begin before the recording does.", cue=at + 1))
        if max(cue.start, cue.end) > LATEST:
            raise InputError(sentence("A cue cannot end after %(hours)d hours.", hours=LATEST // 3_600_000))
    return track.with_cues(cues)


def replaced(
    track: Track, find: str, by: str, *, case: bool = True, whole_words: bool = False
) -> tuple[Track, list[int]]:
    """Words for words in what is read, never in markup; and the indexes of the cues that changed.

    ``find`` is text, not a pattern. It is found within one stretch of text, not across a change of emphasis or speaker.
    """
    if not find:
        raise InputError(sentence("Say what to look for."))
    pattern = re.escape(find)
    if whole_words:
        pattern = rf"(?<!\w){pattern}(?!\w)"
    wanted = re.compile(pattern, 0 if case else re.IGNORECASE)
    cues, changed = [], []
    for at, cue in enumerate(track.cues):
        nodes = markup.parse(cue.text)
        if _replace(nodes, wanted, by):
            text = without_empty_lines(markup.render(nodes))[0]
            if text != cue.text:
                cue = replace(cue, text=text)
                changed.append(at)
        cues.append(cue)
    return track.with_cues(cues), changed


def _replace(nodes: list[Node], wanted: re.Pattern[str], by: str) -> int:
    count = 0
    for at, node in enumerate(nodes):
        if isinstance(node, str):
            nodes[at], number = wanted.subn(lambda _: by, node)
            count += number
        elif isinstance(node, Tag):
            count += _replace(node.children, wanted, by)
    return count


def time_of(text: str) -> int:
    """A time as people type it, in milliseconds. Raises InputError."""
    found = timing.one(text)
    if found is None:
        raise InputError(sentence("'%(text)s' is no time; write 1:02:03.5, 2:03 or 63.5 (seconds).", text=text[:40]))
    return found
