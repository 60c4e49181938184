"""Counting who stands where over many weightings at once.

Each score becomes a whole number whose high bits are the score and whose low bits say which alternative it belongs to: one plain
sort of a row then gives the order, several times faster than sorting indices.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
#: Order of a block, best first, and which rows it cannot tell; scores of some of its rows in double precision.
_Coarse = Callable[[], tuple[NDArray[Any], NDArray[np.bool_]]]
_Exact = Callable[[NDArray[np.int_]], Floats]
#: Multiplications in one go: below it BLAS stays in one thread, and does not wait for a core that others use.
STEP = 250_000
#: Scores closer than this share of the range that scores can take are a tie: the last bits of a sum decide nothing.
TIE = 1e-12
#: Draws ranked at a time: what they need stays in the cache of a core. At most 8 x 255, see ``_true_in_rows``.
ROWS = 2040
#: Beyond this many the low bits would reach into the tie.
MOST_ALTERNATIVES = 2048
_ULP = 2.0**-52
_WORD = 2.0**32 * (1 - 1e-6)
_MARGIN = 1e-7
#: Up to here whole rankings are counted: 40,320 without ties.
MOST_WHOLE = 8


def span_for_ties(low: float, high: float) -> float:
    """Range by which ties are judged: that of the scores, but no less than 1 % of their size, below which rounding shows."""
    return max(high - low, 0.01 * max(abs(low), abs(high)))


class Counts:
    """Running sums over draws; memory does not grow with the number of draws.

    ``ranks[i, r]`` draws in which i took rank r + 1, ``wins[i, j]`` in which i beat j (a tie is half a win for each),
    ``first_weights[i]`` sum of the weights with which i was first. Tied alternatives share the ranks they occupy equally.
    ValueError for fewer than two or too many alternatives.
    """

    def __init__(self, alternatives: int, criteria: int, *, pairwise: bool) -> None:
        if not 2 <= alternatives <= MOST_ALTERNATIVES:
            raise ValueError(f"scores has {alternatives} alternatives; SMAA ranks 2 to {MOST_ALTERNATIVES}")
        self.n = 0
        self.ranks: Floats = np.zeros((alternatives, alternatives))
        self.first_weights: Floats = np.zeros((alternatives, criteria))
        self.wins: Floats | None = np.zeros((alternatives, alternatives)) if pairwise else None
        self._bits = int(alternatives - 1).bit_length()
        self._coarse = True
        # Memory that is used for every block again: asking for it anew takes longer than the sums. Names and ranks stand in it
        # for each row, because a row of fifty is too short to be worth a loop of its own.
        tile = (ROWS, alternatives)
        self._shifted: Floats = np.empty(tile)
        self._single: NDArray[np.float32] = np.empty(tile, dtype=np.float32)
        self._keys: NDArray[np.int32] = np.empty(tile, dtype=np.int32)
        self._apart: NDArray[np.uint32] = np.empty(tile, dtype=np.uint32)
        self._cells: NDArray[np.int64] = np.empty(tile, dtype=np.int64)
        self._names: NDArray[np.int32] = np.tile(np.arange(alternatives, dtype=np.int32), (ROWS, 1))
        self._ranks_of_cells: NDArray[np.int32] = self._names << np.int32(self._bits)
        self._rankings: dict[int, int] | None = {} if alternatives <= MOST_WHOLE else None

    def add(self, scores: Floats, weights: Floats, low: float, high: float) -> None:
        """Count draws: ``scores`` (draws, alternatives), more is better, all in low..high; ``weights`` (draws, criteria)."""
        low = high - span_for_ties(low, high)

        def block(rows: slice) -> tuple[_Coarse, _Exact]:
            part = scores[rows]
            return (lambda: self._coarse_order(part, low, high)), (lambda at: part[at])

        self._add_blocks(block, weights, low, high)

    def add_sums(self, parts: Floats, weights: Floats, low: float, high: float) -> None:
        """Count draws of weighted sums: ``parts`` (alternatives, criteria), all in low..high; ``weights`` (draws, criteria), each
        row of which sums to 1.

        The sums are made in single precision, already as words; what is too close for that is summed again in double.
        """
        low = high - span_for_ties(low, high)
        criteria = parts.shape[1]
        # A sum of n products is wrong by (n + 2) roundings at most, each half of 2^-23 of half a word; the room at both ends of
        # the word is larger than that.
        doubt = (criteria + 3) * 128
        half = 2.0**31 - 8 * doubt
        share = (high - parts) / (high - low) if high > low else np.zeros_like(parts)
        in_words = np.ascontiguousarray((half * (2 * share - 1)).T, dtype=np.float32)
        single = weights.astype(np.float32)

        def block(rows: slice) -> tuple[_Coarse, _Exact]:
            return (
                lambda: self._order_of_words(self._sums(single[rows], in_words), 2 * doubt),
                lambda at: weights[rows][at] @ parts.T,
            )

        self._add_blocks(block, weights, low, high)

    def _add_blocks(
        self, block: Callable[[slice], tuple[_Coarse, _Exact]], weights: Floats, low: float, high: float
    ) -> None:
        firsts: NDArray[np.int32] = np.full(len(weights), -1, dtype=np.int32)
        for start in range(0, len(weights), ROWS):
            rows = slice(start, start + ROWS)
            coarse, exact = block(rows)
            self._add(coarse, exact, weights[rows], low, high, firsts[rows])
        untied = firsts >= 0
        if untied.all():
            self._first(firsts, weights, None)
        else:
            self._first(firsts[untied], weights[untied], None)
        self.n += len(weights)

    def _add(
        self, coarse: _Coarse, exact: _Exact, weights: Floats, low: float, high: float, firsts: NDArray[np.int32]
    ) -> None:
        """``firsts`` (draws,) is filled with who is first, and left at -1 where something is tied."""
        if self._coarse:
            who, close = coarse()
        else:
            shape = (len(weights), len(self.ranks))
            who, close = np.empty(shape, dtype=np.int32), np.ones(len(weights), dtype=bool)
        places = np.flatnonzero(close)
        self._coarse = len(places) < len(close) / 2
        if len(places):
            who[places], near = self._fine_order(exact(places), low, high)
            tied = near.any(axis=1)
            if tied.any():
                rows = places[tied]
                self._add_tied(who[rows].astype(np.int64), near[tied], weights[rows])
                plain = np.ones(len(who), dtype=bool)
                plain[rows] = False
                firsts[plain] = who[plain, 0]
                self._add_plain(who[plain])
                return
        firsts[:] = who[:, 0]
        self._add_plain(who)

    def _sums(self, weights: NDArray[np.float32], in_words: NDArray[np.float32]) -> NDArray[np.int32]:
        """Weighted sums as words, (draws, alternatives). In steps, below which BLAS stays in one thread."""
        shifted, keys = self._single[: len(weights)], self._keys[: len(weights)]
        step = max(STEP // in_words.size, 64)
        for start in range(0, len(weights), step):
            rows = slice(start, start + step)
            np.matmul(weights[rows], in_words, out=shifted[rows])
        np.copyto(keys, shifted, casting="unsafe")
        return keys

    def _coarse_order(self, scores: Floats, low: float, high: float) -> tuple[NDArray[Any], NDArray[np.bool_]]:
        """Best first, in words of 32 bits, and the rows in which two scores are too close for that."""
        wide = high - low if high > low else 1.0
        # A little above the best: what exceeds it by rounding stays within the word. Words with a sign, because processors turn
        # floats into them several times faster than into words without.
        shifted, keys = self._shifted[: len(scores)], self._keys[: len(scores)]
        np.multiply(scores, -_WORD / wide, out=shifted)
        shifted += (high + wide * _MARGIN) * (_WORD / wide) - 2.0**31
        np.copyto(keys, shifted, casting="unsafe")
        return self._order_of_words(keys, 0)

    def _order_of_words(self, keys: NDArray[np.int32], doubt: int) -> tuple[NDArray[Any], NDArray[np.bool_]]:
        """Order of words, least first, and the rows in which two are closer than names and ``doubt`` allow to tell."""
        mask = (1 << self._bits) - 1
        apart = self._apart[: len(keys)]
        keys &= np.int32(~mask)
        keys |= self._names[: len(keys)]
        keys.sort(axis=1)
        # Differences of more than half a word wrap round; read without a sign they are right. All in one go: from the last of a
        # row to the first of the next it is never close, for the best and the worst possible are a word apart less a millionth.
        flat, between = keys.view(np.uint32).reshape(-1), apart.reshape(-1)[: keys.size - 1]
        np.subtract(flat[1:], flat[:-1], out=between)
        least = np.uint32(2 * (mask + 1) + doubt)
        rows: NDArray[np.bool_] = np.zeros(len(keys), dtype=bool)
        if between.min() < least:
            rows[np.flatnonzero(between < least) // keys.shape[1]] = True
        keys &= np.int32(mask)
        return keys, rows

    def _fine_order(self, scores: Floats, low: float, high: float) -> tuple[NDArray[Any], NDArray[np.bool_]]:
        """Best first, in words of 64 bits, and where neighbours are tied."""
        mask = np.uint64((1 << self._bits) - 1)
        # 1 for the best possible score to 2 for the worst: the same exponent, so that bits are evenly spaced.
        shifted = (scores - high) * (-1.0 / (high - low) if high > low else 0.0)
        np.clip(shifted, 0.0, 1.0 - _ULP, out=shifted)
        shifted += 1.0
        keys = shifted.view(np.uint64)
        keys &= ~mask
        keys |= np.arange(scores.shape[1], dtype=np.uint64)
        keys.sort(axis=1)
        near = (keys[:, 1:] - keys[:, :-1]) < np.uint64(int(TIE / _ULP) + int(mask))
        return (keys & mask).view(np.int64), near

    def _add_plain(self, who: NDArray[Any]) -> None:
        if not len(who):
            return
        count = who.shape[1]
        cells = self._cells[: len(who)]
        np.copyto(cells, who | self._ranks_of_cells[: len(who)])
        found = np.bincount(cells.ravel(), minlength=count << self._bits)
        self.ranks += found.reshape(count, -1)[:, :count].T
        self._whole(who, 0)
        if self.wins is not None:
            self._pairs(who, np.broadcast_to(np.arange(count), who.shape), ties=False)

    def _add_tied(self, who: NDArray[Any], near: NDArray[np.bool_], weights: Floats) -> None:
        """A group of g alternatives on ranks s to s+g-1: each gets 1/g of each of these ranks."""
        rows, count = who.shape
        place = np.arange(count)
        start = np.zeros((rows, count), dtype=np.int64)
        start[:, 1:] = np.where(near, 0, place[1:])
        np.maximum.accumulate(start, axis=1, out=start)
        flat = (start + count * np.arange(rows)[:, None]).ravel()
        size = np.bincount(flat, minlength=rows * count)[flat].reshape(rows, count)
        share = 1.0 / size
        for further in range(int(size.max())):
            inside = size > further
            cells = who[inside] * count + start[inside] + further
            added = np.bincount(cells, weights=share[inside], minlength=count * count)
            self.ranks += added.reshape(count, count)
        row, column = np.nonzero(start == 0)
        self._first(who[row, column], weights[row], share[row, column])
        ranks = np.empty_like(start)
        np.put_along_axis(ranks, who, start, axis=1)
        self._whole(ranks, 1)
        if self.wins is not None:
            self._pairs(who, start, ties=True)

    @property
    def entropy(self) -> float | None:
        """Bits of doubt about the whole ranking; None where there are too many alternatives to count rankings."""
        if self._rankings is None or not self.n:
            return None
        shares = np.array(list(self._rankings.values())) / self.n
        return float(-(shares * np.log2(shares)).sum() + 0.0)

    def _whole(self, rows: NDArray[Any], tied: int) -> None:
        """Each row as one number: the order where nothing is tied, the ranks where something is."""
        if self._rankings is None:
            return
        codes = rows.astype(np.int64) @ (MOST_WHOLE ** np.arange(rows.shape[1])) * 2 + tied
        for code, times in zip(*np.unique(codes, return_counts=True), strict=True):
            self._rankings[int(code)] = self._rankings.get(int(code), 0) + int(times)

    def _first(self, who: NDArray[Any], weights: Floats, share: Floats | None) -> None:
        from scipy.sparse import csr_array  # loaded when asked: a server that only reads needs none of it

        # One entry for each draw, in the column of who is first: the product sums weights by winner.
        count = len(who)
        entries = np.ones(count) if share is None else share
        chosen = csr_array(
            (entries, who.astype(np.int32), np.arange(count + 1, dtype=np.int32)), shape=(count, len(self.ranks))
        )
        self.first_weights += chosen.T @ weights

    def _pairs(self, who: NDArray[Any], start: NDArray[Any], *, ties: bool) -> None:
        """Who beats whom from ranks of one byte (two from 256 alternatives), the smallest numbers to compare."""
        assert self.wins is not None
        rows, count = who.shape
        # Padded to whole words of eight draws; the padding is alike for all, so nobody beats anybody in it.
        ranks = np.zeros((count, -(-rows // 8) * 8), dtype=np.uint8 if count <= 256 else np.uint16)
        if count <= 256:
            # Alternative in the high byte, rank in the low one: a sort puts ranks in the order of alternatives.
            words = who.astype(np.uint16) << 8
            words |= start.astype(np.uint16)
            words.sort(axis=1)
            ranks[:, :rows] = words.astype(np.uint8).T
        else:
            ranks[who, np.arange(rows)[:, None]] = start
        for one in range(count - 1):
            others = ranks[one + 1 :]
            better = _true_in_rows(ranks[one] < others)
            worse = _true_in_rows(ranks[one] > others) if ties else rows - better
            half = (rows - better - worse) / 2
            self.wins[one, one + 1 :] += better + half
            self.wins[one + 1 :, one] += worse + half


def _true_in_rows(found: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Eight at a time: a word of eight bytes 0 or 1 is added to the next; ``ROWS`` keeps each byte under 256."""
    words = np.add.reduce(found.view(np.uint64), axis=1)
    return np.asarray(words.view(np.uint8).reshape(len(found), 8).sum(axis=1, dtype=np.int64))
