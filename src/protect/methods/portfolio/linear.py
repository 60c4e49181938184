"""The best portfolio for effects that add up, by a mixed-integer programme (HiGHS): any costs, budgets and rules."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from protect.methods.portfolio.logic import Logic

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Row = tuple[dict[int, float], float, float]


def rules_as_rows(logic: Logic) -> list[Row]:
    """Exclusions, needs and cover as (coefficients by column, least, most)."""
    rows: list[Row] = [(dict.fromkeys(group, 1.0), -math.inf, 1.0) for group in logic.excludes]
    rows += [({one: 1.0, other: -1.0}, -math.inf, 0.0) for one, some in logic.needs.items() for other in some]
    rows += [(dict.fromkeys(members, 1.0), float(least), math.inf) for members, least in logic.cover]
    rows += [({one: 1.0}, -math.inf, 0.0) for one in logic.never]
    return rows


def pair_rows(a: int, b: int, pair: int, value: float) -> list[Row]:
    """A column ``pair`` that is 1 if a and b both are: as far as the sign of its value does not see to that by itself."""
    if value >= 0:
        return [({pair: 1.0, a: -1.0}, -math.inf, 0.0), ({pair: 1.0, b: -1.0}, -math.inf, 0.0)]
    return [({a: 1.0, b: 1.0, pair: -1.0}, -math.inf, 1.0)]


def constraint(rows: list[Row], columns: int) -> LinearConstraint:
    """Rows as HiGHS takes them: a sparse matrix with the lowest and highest sum of each."""
    places = [number for number, (cells, _low, _high) in enumerate(rows) for _ in cells]
    matrix = csr_array(
        ([v for cells, _l, _h in rows for v in cells.values()], (places, [c for cells, _l, _h in rows for c in cells])),
        shape=(len(rows), columns),
    )
    return LinearConstraint(matrix, [low for _c, low, _h in rows], [high for _c, _l, high in rows])


def best(
    values: Floats, use: Floats, budget: Floats, logic: Logic, pairs: Floats, *, gap: float = 0.0
) -> Bools | None:  # fmt: skip
    """The choice of the greatest value, (measures,); None where no choice fits.

    ``values``: (measures,); ``use``: (measures, resources), ``budget``: (resources,); ``pairs``: (pairs,) what each adds.
    ``gap``: how far, as a share, a better choice may lie above it.
    """
    measures = len(values)
    columns = measures + len(pairs)
    rows: list[Row] = [
        ({one: float(use[one, resource]) for one in range(measures)}, -math.inf, float(most))
        for resource, most in enumerate(budget)
        if math.isfinite(most)
    ]
    rows += rules_as_rows(logic)
    for number, ((a, b), value) in enumerate(zip(logic.together, pairs, strict=True)):
        rows += pair_rows(a, b, measures + number, float(value))
    solved = milp(
        -np.concatenate([values, pairs]), integrality=np.concatenate([np.ones(measures), np.zeros(len(pairs))]),
        bounds=Bounds(0, 1), constraints=constraint(rows, columns) if rows else None, options={"mip_rel_gap": gap},
    )  # fmt: skip
    return None if solved.x is None else np.asarray(solved.x[:measures] > 0.5)
