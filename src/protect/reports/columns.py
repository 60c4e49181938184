"""How wide the columns of a table are, by what stands in them: a word processor would make them all alike."""

from __future__ import annotations

from collections.abc import Sequence

#: Of an edge of a cell and the air beside it, both sides [cm].
AIR = 0.5
#: A letter with what stands beside it [cm for each point of size], rather too wide than too narrow.
LETTER = 0.024
#: Longer words may be broken.
LONGEST_WORD = 24
#: What a column counts for that is filled in by hand.
BY_HAND = 60


def widths(rows: Sequence[Sequence[str]], room: float, size: float) -> list[float]:
    """Columns [cm] that fill ``room``, for texts of ``size`` points; the first row is the header.

    Each column takes its longest word, if there is room, and more the more it has to say: by the square root, so that a column of
    sentences gets more than one of words, and not everything. What is short enough for one line takes no more than that line.
    """
    columns = list(zip(*rows, strict=True))
    letter = size * LETTER
    longest = [
        BY_HAND if len(one) > 1 and not any(one[1:]) else max(max(len(text) for text in one), 1) for one in columns
    ]
    words = [max((len(word) for text in one for word in text.split()), default=0) for one in columns]
    found = [AIR + letter * min(one, LONGEST_WORD) for one in words]
    left = room - sum(found)
    if left <= 0:
        return [one * room / sum(found) for one in found]
    most = [max(least, AIR + letter * one) for least, one in zip(found, longest, strict=True)]
    growing = set(range(len(columns)))
    while left > 1e-6 and growing:
        share = left / sum(longest[one] ** 0.5 for one in growing)
        for one in sorted(growing):
            more = min(longest[one] ** 0.5 * share, most[one] - found[one])
            found[one] += more
            left -= more
        growing = {one for one in growing if most[one] - found[one] > 1e-6}
    return [one + max(left, 0.0) / len(found) for one in found]
