"""Who judges what: each candidate gets so many evaluators, the load is even, expertise is spread, conflicts are kept out."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np

#: Beyond it the best panel found until then is taken.
SECONDS = 5.0
#: One more in the difference of loads weighs more than any number of gaps in expertise.
EVEN = 1_000.0


def assign(
    candidates: int,
    expertise: Sequence[Collection[str]],
    *,
    each: int = 3,
    blocked: Collection[tuple[int, int]] = (),
    fixed: Collection[tuple[int, int]] = (),
) -> list[tuple[int, int]]:
    """Pairs (evaluator, candidate), sorted: ``each`` evaluators a candidate (more where ``fixed`` has more).

    ``expertise``: for each evaluator the fields known; of each field that anybody knows every candidate gets somebody where
    that is possible. ``blocked``: pairs that must not be; ``fixed``: pairs that are there already. One integer programme:
    least difference between the largest and smallest load, then fewest candidates without somebody for a field.
    Raises ValueError naming the first candidate (its index) for whom too few evaluators are free of conflicts.

    >>> assign(2, [{"cost"}, set(), set()], each=2, blocked=[(0, 1)])
    [(0, 0), (1, 0), (1, 1), (2, 1)]
    """
    from scipy.optimize import Bounds, LinearConstraint, milp  # loaded when asked: not every server assigns

    people = len(expertise)
    for c in range(candidates):
        free = sum((e, c) not in blocked for e in range(people))
        if free < each:
            raise ValueError(f"candidate {c}: {free} evaluators are free of conflicts; {each} are needed")
    if not candidates:
        return []
    fields = sorted(set().union(*expertise)) if expertise else []
    pairs, gaps = people * candidates, candidates * len(fields)
    size = pairs + gaps + 2  # then the largest and the smallest load
    cost = np.concatenate([np.zeros(pairs), np.ones(gaps), [EVEN, -EVEN]])
    # The same problem has the same answer, whoever asks: of equal panels the one of the first people.
    cost[:pairs] = np.arange(pairs) * 1e-6
    low, high = np.zeros(size), np.ones(size)
    high[-2:] = candidates
    for e, c in blocked:
        high[e * candidates + c] = 0
    for e, c in fixed:
        if (e, c) not in blocked:
            low[e * candidates + c] = 1
    rows: list[np.ndarray] = []
    least: list[float] = []
    most: list[float] = []
    held = [sum(c == other and (e, c) not in blocked for e, other in fixed) for c in range(candidates)]
    for c in range(candidates):
        row = np.zeros(size)
        row[c:pairs:candidates] = 1
        rows.append(row)
        least.append(max(each, held[c]))
        most.append(max(each, held[c]))
        for number, field in enumerate(fields):
            row = np.zeros(size)
            for e in range(people):
                row[e * candidates + c] = field in expertise[e]
            row[pairs + c * len(fields) + number] = 1
            rows.append(row)
            least.append(1)
            most.append(np.inf)
    for e in range(people):
        load = np.zeros(size)
        load[e * candidates : (e + 1) * candidates] = 1
        below, above = -load, load.copy()
        below[-2], above[-1] = 1, -1  # the largest load less this one, and this one less the smallest
        rows += [below, above]
        least += [0, 0]
        most += [np.inf, np.inf]
    solved = milp(
        cost, integrality=np.concatenate([np.ones(pairs), np.zeros(gaps + 2)]), bounds=Bounds(low, high),
        constraints=LinearConstraint(np.array(rows), least, most), options={"time_limit": SECONDS},
    )  # fmt: skip
    if solved.x is None:
        raise ValueError("no panel was found in time; assign some by hand first")
    chosen = np.flatnonzero(solved.x[:pairs] > 0.5)
    return [(int(one) // candidates, int(one) % candidates) for one in chosen]
