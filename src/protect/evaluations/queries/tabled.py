"""The ranking of a decision table by one method, and what other methods say of it; the arithmetic is in ``methods.mcda``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from django.core.exceptions import ValidationError

from protect.evaluations.models import DecisionTable
from protect.methods.mcda import Ranking, named

#: Shown beside the method that was published, where the numbers allow it.
BESIDE = ("weighted_sum_of_shares", "topsis", "promethee_2", "vikor")


def choices() -> list[tuple[str, str]]:
    return [(code, one.title) for code, one in named.METHODS.items()]


def _more(criteria: list[dict[str, Any]]) -> dict[str, Any]:
    """Rows that every criterion has; ``balance`` is one number for all."""
    found: dict[str, Any] = {
        key: np.array([one[key] for one in criteria])
        for key in {key for one in criteria for key in one} - {"name", "higher", "weight", "balance"}
        if all(key in one for one in criteria)
    }
    said = [one["balance"] for one in criteria if "balance" in one]
    return found | ({"balance": said[0]} if said else {})


def rank(method: str, content: dict[str, Any]) -> Ranking:
    """``content``: alternatives, criteria and matrix as ``reading.problem`` gives them. Raises ValidationError."""
    criteria = content["criteria"]
    try:
        with np.errstate(all="ignore"):
            found = named.rank(
                method, content["matrix"], [one["weight"] for one in criteria], [one["higher"] for one in criteria],
                _more(criteria),
            )  # fmt: skip
    except ValueError as error:
        raise ValidationError(str(error)) from error
    if not np.isfinite(found.scores).all():
        raise ValidationError(f"{named.METHODS[method].title}: these numbers give no score for every alternative")
    return found


def content_of(table: DecisionTable) -> dict[str, Any]:
    return {"alternatives": table.alternatives, "criteria": table.criteria, "matrix": table.matrix}


@dataclass(frozen=True)
class Placed:
    """One alternative: its rank by the table's method, the score of that method, and its ranks by others (None: cannot)."""

    name: str
    rank: int
    score: float
    others: list[int | None]


def placed(table: DecisionTable) -> tuple[list[Placed], list[str]]:
    """Alternatives in order, and the titles of the other methods. Raises ValidationError where the method cannot be run."""
    found = rank(table.method, content_of(table))
    titles, columns = [], []
    for code in BESIDE:
        if code == table.method:
            continue
        titles.append(named.METHODS[code].title)
        try:
            columns.append(rank(code, content_of(table)).ranks.tolist())
        except ValidationError:
            columns.append(None)
    rows = [
        Placed(name, int(found.ranks[n]), float(found.scores[n]), [None if one is None else one[n] for one in columns])
        for n, name in enumerate(table.alternatives)
    ]
    return sorted(rows, key=lambda one: (one.rank, one.name)), titles
