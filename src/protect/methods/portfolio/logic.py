"""What may not go together, what needs what, what must be covered; and a walk through the measures that keeps to it.

A walk takes the measures one by one and remembers only what later ones have to know: whether one of an exclusion was chosen, how
often a weakness is covered so far, whether a measure stands that a later one needs or goes together with. Measures that hang
together loosely, however many, leave few such states; each dynamic programme here runs over them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Mark = tuple[str, int]
#: States of one step that are walked through; measures that hang together more closely are for ``planning``.
MOST_STATES = 4096


@dataclass(frozen=True)
class Logic:
    """Rules between measures, by their index.

    ``excludes``: groups of which one at most is chosen. ``needs``: measure to those that it needs, all of them. ``together``:
    (a, b) to the value that choosing both adds (below 0: the second camera adds less; above 0: they help each other); one number,
    or one for each criterion. ``cover``: (members, least): so many of them are chosen at least. ``never``: these are not chosen.
    """

    excludes: Sequence[Sequence[int]] = ()
    needs: Mapping[int, Sequence[int]] = field(default_factory=dict)
    together: Mapping[tuple[int, int], float | Sequence[float]] = field(default_factory=dict)
    cover: Sequence[tuple[Sequence[int], int]] = ()
    never: Sequence[int] = ()

    def checked(self, measures: int) -> Logic:
        """Raises ValueError for measures that do not exist or need themselves, and for cover that nothing can give."""
        named = [one for group in self.excludes for one in group]
        named += [one for some in self.needs.values() for one in some] + list(self.needs)
        named += [one for pair in self.together for one in pair]
        named += [one for members, _least in self.cover for one in members] + list(self.never)
        wrong = sorted({one for one in named if not 0 <= one < measures})
        if wrong:
            raise ValueError(f"there is no measure {wrong[0]}; there are 0 to {measures - 1}")
        if any(one in some for one, some in self.needs.items()) or any(a == b for a, b in self.together):
            raise ValueError("a measure neither needs itself nor goes together with itself")
        if len({frozenset(pair) for pair in self.together}) < len(self.together):
            raise ValueError("a pair of measures is named once")
        if any(least > len(set(members)) for members, least in self.cover):
            raise ValueError("more measures are asked for than there are that cover it")
        if not all(np.isfinite(np.asarray(value, dtype=float)).all() for value in self.together.values()):
            raise ValueError("what a pair adds is a number")
        return self

    def allows(self, chosen: Bools) -> Bools:
        """Which of many choices, (choices, measures) of bool, keep to the rules; (choices,)."""
        kept = np.ones(len(chosen), dtype=bool)
        for group in self.excludes:
            kept &= chosen[:, sorted(set(group))].sum(axis=1) <= 1
        for one, some in self.needs.items():
            kept &= ~chosen[:, one] | chosen[:, list(some)].all(axis=1)
        for members, least in self.cover:
            kept &= chosen[:, sorted(set(members))].sum(axis=1) >= least
        return kept & ~chosen[:, list(self.never)].any(axis=1)

    def both(self, chosen: Bools) -> Bools:
        """Which pairs of ``together`` are complete in many choices; (choices, pairs)."""
        found = np.zeros((len(chosen), len(self.together)), dtype=bool)
        for number, (a, b) in enumerate(self.together):
            found[:, number] = chosen[:, a] & chosen[:, b]
        return found

    def pair_values(self, criteria: int) -> Floats:
        """What each pair adds to each criterion; (pairs, criteria). One number counts for the only criterion."""
        found = np.zeros((len(self.together), criteria))
        for number, value in enumerate(self.together.values()):
            given = np.atleast_1d(np.asarray(value, dtype=float))
            if given.shape != (criteria,):
                raise ValueError(f"a pair adds one number to each of the {criteria} criteria, not {len(given)}")
            found[number] = given
        return found


@dataclass(frozen=True)
class Move:
    """From one state to the next by taking a measure or not. ``pairs``: those of ``together`` that taking it completes."""

    start: int
    take: bool
    end: int
    pairs: tuple[int, ...]


@dataclass(frozen=True)
class Walk:
    """``order``: the measures as they are walked; ``moves``: those of each step; ``states``: how many there are before each step
    and after the last, where one is left, or none if no choice keeps to the rules."""

    order: tuple[int, ...]
    moves: tuple[tuple[Move, ...], ...]
    states: tuple[int, ...]


def walk(logic: Logic, measures: int, first: Sequence[float] = ()) -> Walk:
    """The walk for rules that are ``checked``; where the order is free, measures with a small ``first`` come early.

    Raises ValueError where more than 4,096 states would have to be remembered.

    >>> found = walk(Logic(excludes=[(0, 1, 2)], needs={3: [2]}), 4)
    >>> found.states, found.order
    ((1, 2, 2, 2, 1), (0, 1, 2, 3))
    """
    marks = _marks(logic)
    order = _order(marks, first or [0.0] * measures)
    place = {one: number for number, one in enumerate(order)}
    last = {mark: max(place[one] for one in members) for mark, members in marks.items()}
    states: dict[tuple[tuple[Mark, int], ...], int] = {(): 0}
    counts, steps = [1], []
    for number, one in enumerate(order):
        after: dict[tuple[tuple[Mark, int], ...], int] = {}
        moves = []
        for state, start in states.items():
            for take in (False,) if one in logic.never else (False, True):
                found = _next(logic, dict(state), one, take, place, marks)
                if found is None:
                    continue
                known, pairs = found
                if any(known.get(("cover", c), 0) < logic.cover[c][1] for kind, c in marks
                       if kind == "cover" and last["cover", c] == number):  # fmt: skip
                    continue
                left = tuple(
                    sorted(((mark, worth) for mark, worth in known.items() if worth and last[mark] > number), key=str)
                )
                moves.append(Move(start, take, after.setdefault(left, len(after)), pairs))
        if len(after) > MOST_STATES:
            raise ValueError(
                "too many measures hang together by exclusions, needs, pairs and cover for the exact front: use planning"
            )
        # Those that take nothing come first: of equal choices the cheaper one is kept.
        steps.append(tuple(sorted(moves, key=lambda move: move.take)))
        counts.append(len(after))
        states = after
    return Walk(tuple(order), tuple(steps), tuple(counts))


def _marks(logic: Logic) -> dict[Mark, set[int]]:
    """What may have to be remembered, and the measures between whose first and last one it matters."""
    marks: dict[Mark, set[int]] = {}
    for number, group in enumerate(logic.excludes):
        marks["exclusion", number] = set(group)
    for number, (members, least) in enumerate(logic.cover):
        if least > 0:
            marks["cover", number] = set(members)
    linked = [(one, other) for one, some in logic.needs.items() for other in some] + list(logic.together)
    for a, b in linked:
        marks.setdefault(("stands", a), {a}).add(b)
        marks.setdefault(("stands", b), {b}).add(a)
    return {mark: members for mark, members in marks.items() if members}


def _order(marks: Mapping[Mark, set[int]], first: Sequence[float]) -> list[int]:
    """An order in which little has to be remembered at once: always the measure that leaves fewest marks open."""
    measures = len(first)
    touching: dict[int, list[Mark]] = {one: [] for one in range(measures)}
    for mark, members in marks.items():
        for one in members:
            touching[one].append(mark)
    left = {mark: set(members) for mark, members in marks.items()}
    order: list[int] = []
    waiting = set(range(measures))
    near: set[int] = set()
    while waiting:

        def opened(one: int) -> tuple[int, int, float, int]:
            fresh = sum(len(left[mark]) == len(marks[mark]) > 1 for mark in touching[one])
            closed = sum(len(left[mark]) == 1 < len(marks[mark]) for mark in touching[one])
            return fresh - closed, len(touching[one]), first[one], one

        chosen = min(near or waiting, key=opened)
        order.append(chosen)
        waiting.discard(chosen)
        for mark in touching[chosen]:
            left[mark].discard(chosen)
            near |= marks[mark]
        near &= waiting
    return order


def _next(
    logic: Logic, known: dict[Mark, int], one: int, take: bool, place: Mapping[int, int],
    marks: Mapping[Mark, set[int]],
) -> tuple[dict[Mark, int], tuple[int, ...]] | None:  # fmt: skip
    """What is known after a measure was taken or not, and the pairs it completes; None where the rules forbid it."""
    for mark, members in marks.items():
        kind, number = mark
        if one not in members or kind == "stands":
            continue
        if kind == "cover":
            known[mark] = min(logic.cover[number][1], known.get(mark, 0) + take)
        elif take and known.get(mark):
            return None
        else:
            known[mark] = max(known.get(mark, 0), int(take))
    for needing, needed in logic.needs.items():
        if needing == one and take:
            if any(place[other] < place[one] and not known.get(("stands", other)) for other in needed):
                return None
        elif one in needed and not take and place[needing] < place[one] and known.get(("stands", needing)):
            return None
    pairs = []
    for number, (a, b) in enumerate(logic.together):
        other = b if a == one else a if b == one else None
        if take and other is not None and place[other] < place[one] and known.get(("stands", other)):
            pairs.append(number)
    if take and ("stands", one) in marks:
        known["stands", one] = 1
    return known, tuple(pairs)
