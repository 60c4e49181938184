"""Two languages of one recording side by side: which cues say the same, by their times.

Cues of two tracks belong together if they are on screen together for at least half of the shorter one's time; what belongs
together through others stands in one row. A cue without a partner has a row of its own.
"""

from __future__ import annotations

from dataclasses import dataclass

from protect.formats.captions.cues import Cue, Track

#: Part of the shorter cue's time. Our default.
TOGETHER = 0.5
#: Cues of one track on screen at once; more are not captions, and would be compared for ever.
_MOST_OPEN = 50


@dataclass(frozen=True)
class Row:
    """Indexes of the cues of the first and of the second track that belong together; one side may be empty."""

    first: tuple[int, ...]
    second: tuple[int, ...]


def aligned(first: Track, second: Track, together: float = TOGETHER) -> list[Row]:
    """Rows in the order of their beginning; every cue of both tracks is in exactly one."""
    nodes = [(cue.start, 0, at) for at, cue in enumerate(first.cues)]
    nodes += [(cue.start, 1, at) for at, cue in enumerate(second.cues)]
    parent = {(side, at): (side, at) for _, side, at in nodes}

    def root(one: tuple[int, int]) -> tuple[int, int]:
        while parent[one] != one:
            parent[one] = parent[parent[one]]
            one = parent[one]
        return one

    for one, other in _partners(first, second, together):
        parent[root((1, other))] = root((0, one))
    groups: dict[tuple[int, int], tuple[list[int], list[int]]] = {}
    for _, side, at in sorted(nodes):
        groups.setdefault(root((side, at)), ([], []))[side].append(at)
    return [Row(tuple(sorted(left)), tuple(sorted(right))) for left, right in groups.values()]


def _partners(first: Track, second: Track, together: float) -> list[tuple[int, int]]:
    """Pairs that are on screen together long enough, found in one walk over both tracks by time."""
    order = sorted(
        [(_shown(cue)[0], 0, at) for at, cue in enumerate(first.cues)]
        + [(_shown(cue)[0], 1, at) for at, cue in enumerate(second.cues)]
    )
    tracks = (first.cues, second.cues)
    open_: tuple[list[int], list[int]] = ([], [])
    found = []
    for start, side, at in order:
        cue = tracks[side][at]
        other = 1 - side
        # A few that ended are kept until they are met: most tracks show one cue at a time.
        open_[other][:] = [one for one in open_[other] if _shown(tracks[other][one])[1] >= start]
        for partner in open_[other]:
            if _together(cue, tracks[other][partner]) >= together:
                found.append((at, partner) if side == 0 else (partner, at))
        open_[side].append(at)
        del open_[side][:-_MOST_OPEN]
    return found


def _shown(cue: Cue) -> tuple[int, int]:
    """When a cue is on screen; broken ones count as a moment at their beginning."""
    return cue.start, max(cue.start, cue.end)


def _together(one: Cue, other: Cue) -> float:
    """Part of the shorter one's time for which both are shown; a moment is together with what is shown then."""
    (begin, end), (begins, ends) = _shown(one), _shown(other)
    shorter = min(end - begin, ends - begins)
    common = min(end, ends) - max(begin, begins)
    if shorter == 0:
        return 1.0 if common >= 0 and (begin < ends or begin == begins) else 0.0
    return common / shorter
