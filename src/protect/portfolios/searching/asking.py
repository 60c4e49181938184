"""The question as the engine takes it: levels become shares (``defaults``), a band becomes points, wishes become limits."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.utils.translation import gettext as _
from numpy.typing import NDArray

from protect.methods.portfolio.logic import Logic
from protect.methods.portfolio.model import Model
from protect.portfolios import defaults
from protect.portfolios.queries.field import Field, Row
from protect.portfolios.queries.reckoning import costs

Floats = NDArray[np.float64]


class Unanswerable(ValueError):
    """Why nothing can be looked for, as a sentence for its reader."""


@dataclass(frozen=True)
class Asked:
    """``model``: as the study reads effects and costs. ``stated`` and ``cautious``: shares (measures, rows) in either reading.
    ``band``: (rows,) the band that each row weighs like. ``keys``: of the candidates, in the order of the measures."""

    model: Model
    stated: Floats
    cautious: Floats
    band: NDArray[np.int_]
    keys: list[int]
    step: int

    @property
    def points(self) -> float:
        return float(self.model.weight.sum())


def asked_of(field: Field) -> Asked:
    """Raises Unanswerable where there is nothing to look for."""
    rows = [row for row in field.rows if row.counts]
    if not field.candidates:
        raise Unanswerable(_("There is no candidate measure yet. Add some."))
    if not rows:
        raise Unanswerable(
            _(
                "No row counts: no weak point of these assessments is to be treated. Decide that there, or count all rows."
            )
        )
    if not field.effects:
        raise Unanswerable(_("No measure has an effect yet. Fill in the grid of effects."))
    stated, cautious = _shares(field, rows)
    study = field.study
    keys = [one.pk for one in field.candidates]
    number = {key: place for place, key in enumerate(keys)}
    end = 2 if field.is_cautious else 1
    money = np.array([[each[end] for each in costs(one)] for one in field.candidates], dtype=float)
    sides, least = _limits(field)
    logic = Logic(
        [(number[a], number[b]) for a, b in field.excludes],
        {number[one]: [number[other] for other in some] for one, some in field.needs.items()},
        {},
        _musts(field, number),
        [n for n, one in enumerate(field.candidates) if one.buy_best is None or one.year_best is None],
    ).checked(len(keys))
    model = Model(
        money[:, 0], money[:, 1], np.array([float(study.budget_buy)]),
        np.array([math.inf if study.budget_year is None else float(study.budget_year)]),
        cautious if field.is_cautious else stated, np.array([field.weight(row) for row in rows]), np.zeros(len(keys)),
        np.zeros(0), sides, least, logic,
    )  # fmt: skip
    band = np.array([defaults.OPEN_WEIGHS_LIKE if row.band is None else row.band for row in rows])
    return Asked(model, stated, cautious, band, keys, study.step)


def _shares(field: Field, rows: list[Row]) -> tuple[Floats, Floats]:
    number = {one.pk: place for place, one in enumerate(field.candidates)}
    place = {row.pk: at for at, row in enumerate(rows)}
    found = np.zeros((2, len(number), len(place)))
    for (candidate, scenario), (probability, consequence, sure, confirmed) in field.effects.items():
        at = place.get(scenario)
        if at is None or candidate not in number:
            continue
        row = rows[at]
        for reading in (0, 1):
            levels = 0
            for side, now in ((probability, row.probability), (consequence, row.consequence)):
                counted = side if reading == 0 else defaults.surely(side, sure, confirmed)
                # No level lies below the lowest; of what nobody could judge nobody knows how far it is down.
                levels += min(counted, now - 1) if row.band is not None else counted
            found[reading, number[candidate], at] = defaults.share(levels)
    return found[0], found[1]


def _limits(field: Field) -> tuple[Floats, Floats]:
    """Openness, personal data and staff hours as sums that must not fall below their least."""
    study, some = field.study, field.candidates
    sides: list[list[float]] = []
    least: list[float] = []
    if study.openness_least is not None:
        sides.append([float(defaults.openness_mark(one.openness)) for one in some])
        least.append(float(study.openness_least))
    if study.privacy_most is not None:
        sides.append([-float(one.personal_data) for one in some])
        least.append(-float(study.privacy_most))
    if study.hours_most is not None:
        # Hours that nobody knows are taken to be all there are.
        sides.append([-float(study.hours_most if one.hours is None else one.hours) for one in some])
        least.append(-float(study.hours_most))
    return np.array(sides).reshape(len(sides), len(some)), np.array(least)


def _musts(field: Field, number: dict[int, int]) -> list[Any]:
    if not field.study.cover_musts:
        return []
    cover = []
    for aim in field.requirements:
        if not aim.is_must:
            continue
        able = [
            number[one.pk]
            for one in field.candidates
            if aim.pk in field.serves.get(one.pk, ()) and one.buy_best is not None and one.year_best is not None
        ]
        if not able:
            raise Unanswerable(
                _("No candidate with a known cost serves the requirement “%(text)s”, and every “must” is to be served.")
                % {"text": aim.text[:120]}
            )
        cover.append((able, 1))
    return cover
