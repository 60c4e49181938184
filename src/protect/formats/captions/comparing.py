"""Two states of a track beside each other, and the work of two people on one state brought together, cue by cue."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from protect.formats.captions.alignment import aligned
from protect.formats.captions.cues import Block, Cue, Track

SAME, WORDS, TIMES, BOTH, ADDED, REMOVED = "same", "words", "times", "both", "added", "removed"


@dataclass(frozen=True)
class Change:
    """One cue before and after; indexes from 0, None where there is none on that side."""

    kind: str
    before: int | None
    after: int | None


def changes(before: Track, after: Track) -> list[Change]:
    """What became of every cue, in the order of the track; what says the same at the same time is ``same``."""
    found: list[Change] = []
    for tag, i, i_end, j, j_end in _opcodes(before.cues, after.cues):
        if tag == "equal":
            found += [Change(SAME, i + at, j + at) for at in range(i_end - i)]
            continue
        pairs = aligned(Track(before.cues[i:i_end]), Track(after.cues[j:j_end]))
        for row in pairs:
            common = min(len(row.first), len(row.second))
            for at in range(common):
                one, other = i + row.first[at], j + row.second[at]
                found.append(Change(_difference(before.cues[one], after.cues[other]), one, other))
            found += [Change(REMOVED, i + at, None) for at in row.first[common:]]
            found += [Change(ADDED, None, j + at) for at in row.second[common:]]
    return found


def _difference(before: Cue, after: Cue) -> str:
    words = before.text != after.text or (before.identifier, before.settings) != (after.identifier, after.settings)
    times = (before.start, before.end) != (after.start, after.end)
    return BOTH if words and times else WORDS if words else TIMES if times else SAME


def _opcodes(before: Sequence[Cue], after: Sequence[Cue]) -> Sequence[tuple[str, int, int, int, int]]:
    return SequenceMatcher(None, before, after, autojunk=False).get_opcodes()


@dataclass(frozen=True)
class Clash:
    """Cues that both changed, each in another way."""

    base: tuple[Cue, ...]
    theirs: tuple[Cue, ...]
    mine: tuple[Cue, ...]


@dataclass(frozen=True)
class Merged:
    """Pieces in order: cues on which there is no question, and clashes."""

    pieces: tuple[Cue | Clash, ...]
    blocks: tuple[Block, ...]
    header: str
    language: str

    @property
    def clashes(self) -> list[Clash]:
        return [one for one in self.pieces if isinstance(one, Clash)]

    def settled(self, choose: Callable[[int, Clash], Sequence[Cue]]) -> Track:
        """The track; ``choose`` says for each clash (counted from 0) which cues shall stand."""
        cues: list[Cue] = []
        number = 0
        for piece in self.pieces:
            if isinstance(piece, Clash):
                cues += choose(number, piece)
                number += 1
            else:
                cues.append(piece)
        kept = [replace(one, before=min(one.before, len(cues))) for one in self.blocks]
        return Track(tuple(cues), tuple(kept), self.header, self.language)


def merged(base: Track, theirs: Track, mine: Track) -> Merged:
    """What both made of ``base``. What only one side changed is taken; what both changed alike is taken once."""
    pieces: list[Cue | Clash] = []
    to_theirs, to_mine = _kept(base.cues, theirs.cues), _kept(base.cues, mine.cues)
    i = a = b = 0
    while True:
        j = i
        while j < len(base.cues) and not (j in to_theirs and j in to_mine):
            j += 1
        at_end = j == len(base.cues)
        a_end = len(theirs.cues) if at_end else to_theirs[j]
        b_end = len(mine.cues) if at_end else to_mine[j]
        pieces += _settle(base.cues[i:j], theirs.cues[a:a_end], mine.cues[b:b_end])
        if at_end:
            break
        pieces.append(base.cues[j])
        i, a, b = j + 1, a_end + 1, b_end + 1
    blocks = mine.blocks if theirs.blocks == base.blocks else theirs.blocks
    header = mine.header if theirs.header == base.header else theirs.header
    return Merged(tuple(pieces), blocks, header, mine.language or theirs.language)


def _kept(before: Sequence[Cue], after: Sequence[Cue]) -> dict[int, int]:
    """Cues that stayed as they are: index before to index after."""
    found: dict[int, int] = {}
    for tag, i, i_end, j, _j_end in _opcodes(before, after):
        if tag == "equal":
            found.update((i + at, j + at) for at in range(i_end - i))
    return found


def _settle(base: Sequence[Cue], theirs: Sequence[Cue], mine: Sequence[Cue]) -> list[Cue | Clash]:
    if theirs == mine or base == mine:
        return list(theirs)
    if base == theirs:
        return list(mine)
    groups = _by_time(base, theirs, mine)
    if len(groups) == 1:
        return [Clash(tuple(base), tuple(theirs), tuple(mine))]
    # Neighbours that were changed by different people are no clash.
    return [one for group in groups for one in _settle(*group)]


def _by_time(*sides: Sequence[Cue]) -> list[tuple[tuple[Cue, ...], ...]]:
    """Cues that are on screen together, of any side, in one group; groups in the order of time."""
    found: list[list[list[Cue]]] = []
    until = -1
    for cue, side in sorted(
        ((cue, side) for side, cues in enumerate(sides) for cue in cues), key=lambda one: one[0].start
    ):
        if not found or cue.start >= until:
            found.append([[] for _side in sides])
        found[-1][side].append(cue)
        until = max(until, cue.end, cue.start + 1)
    return [tuple(tuple(one) for one in group) for group in found]
