"""Whatever is put in: no residual level above the present one, more money never worse, the cautious reading never better."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from protect.methods.scales import Matrix, lookup
from protect.portfolios.queries.field import Field, Row
from protect.portfolios.queries.reckoning import residual, taken
from protect.portfolios.searching import Unanswerable, asked_of, engine, search

MATRIX = Matrix(
    bands=("low", "moderate", "high", "very_high"),
    cells=((0, 0, 0, 0, 1), (0, 0, 1, 1, 2), (0, 1, 1, 2, 2), (0, 1, 2, 2, 3), (1, 1, 2, 3, 3)),
)
money = st.one_of(st.none(), st.integers(0, 60))


@st.composite
def fields(draw: Any, most: int = 7) -> Field:
    """A study as plain data: some rows, some measures, no database."""
    levels = st.integers(1, 5)
    rows = []
    for number in range(draw(st.integers(1, 6))):
        p, c = draw(levels), draw(levels)
        p, c = (0, 0) if draw(st.integers(0, 9)) == 0 else (p, c)
        rows.append(Row(number, 1, None, "vehicle", f"row {number}", p, c, lookup(MATRIX, p, c), draw(st.booleans())))
    candidates = [
        SimpleNamespace(
            pk=number, name=f"m{number}", buy_low=None, buy_best=draw(money), buy_high=None, year_low=None,
            year_best=draw(st.integers(0, 20)), year_high=None, hours=draw(money), personal_data=draw(st.booleans()),
            openness={"looks": draw(st.sampled_from(["better", "worse", "none"])), **dict.fromkeys(
                ("accessibility", "multi_functionality", "proportionality", "sustainability"), "none")},
        )
        for number in range(draw(st.integers(1, most)))
    ]  # fmt: skip
    effects = {}
    for one in candidates:
        for row in rows:
            p, c = draw(st.integers(0, 3)), draw(st.integers(0, 3))
            if p or c:
                effects[one.pk, row.pk] = (p, c, draw(st.sampled_from(["low", "medium", "high"])), draw(st.booleans()))
    study = SimpleNamespace(
        budget_buy=draw(st.integers(0, 200)), budget_year=draw(st.one_of(st.none(), st.integers(0, 60))),
        step=draw(st.integers(1, 10)),
        scope="treated", reading=draw(st.sampled_from(["stated", "cautious"])), cover_musts=False,
        openness_least=draw(st.one_of(st.none(), st.integers(-2, 1))), privacy_most=draw(st.one_of(st.none(), st.integers(0, 2))),
        hours_most=draw(st.one_of(st.none(), st.integers(0, 90))), years=5,
    )  # fmt: skip
    scale = SimpleNamespace(matrix=MATRIX)
    excludes = [(0, 1)] if len(candidates) > 1 and draw(st.booleans()) else []
    needs = {2: [0]} if len(candidates) > 2 and draw(st.booleans()) else {}
    names = {one.pk: one.name for one in candidates}
    return Field(study, [], {1: scale}, rows, candidates, effects, [], [], {}, excludes, needs, names)  # type: ignore[arg-type]


def found_in(field: Field) -> dict[str, Any] | None:
    try:
        return search(asked_of(field))
    except Unanswerable:
        return None


@settings(max_examples=150)
@given(fields(), st.data())
def test_no_residual_level_lies_above_the_present_one(field, data):
    chosen = data.draw(st.sets(st.sampled_from([one.pk for one in field.candidates])))
    for one in residual(field, chosen):
        if one.row.band is None:
            assert one.stated is None and one.cautious is None
        else:
            assert one.stated <= one.cautious <= one.row.band
            assert one.probability >= 1 and one.consequence >= 1
    assert 0 <= taken(field, chosen, cautious=True) <= taken(field, chosen, cautious=False) + 1e-12


@settings(max_examples=60)
@given(fields(), st.integers(0, 100))
def test_more_money_is_never_worse(field, more):
    before = found_in(field)
    field.study.budget_buy += more
    after = found_in(field)
    if before is None:
        return
    assert after is not None
    assert after["points"][after["best"]]["taken"] >= before["points"][before["best"]]["taken"] - 1e-9
    shares = [one["taken"] for one in after["points"]]
    assert shares == sorted(shares)


@settings(max_examples=60)
@given(fields())
def test_the_best_portfolio_keeps_every_limit_and_is_counted_as_it_is_shown(field):
    from protect.portfolios.queries.sentences import obstacle_words

    found = found_in(field)
    if found is None:
        return
    best = found["points"][found["best"]]
    assert obstacle_words(field, set(best["members"])) == []
    assert best["taken"] == pytest.approx(taken(field, best["members"]), abs=1e-9)
    assert all(0 <= share <= 1 for share in found["heaps"].values())
    for key, reason in found["reasons"].items():
        assert reason["inside"] == (int(key) in best["members"])


@settings(max_examples=12)
@given(fields(most=6))
def test_the_engine_finds_what_the_list_of_all_portfolios_finds(field):
    """Two independent ways to the front, where both can be walked."""
    try:
        asked = asked_of(field)
    except Unanswerable:
        return
    field_ = found_in(field)
    if field_ is None:
        return
    best = field_["points"][field_["best"]]
    points = engine.curve(asked, max(float(field.study.budget_buy), 1.0), lambda share: None)
    within = [one for one in points if one.cost <= field.study.budget_buy]
    assert within and within[-1].worth / asked.points <= best["taken"] + 1e-9
    assert within[-1].worth * (1 + within[-1].gap) / asked.points >= best["taken"] - 1e-6
    drawn, _sampled = engine.good(asked, lambda share: None)
    assert np.asarray(drawn).shape[1] == len(field.candidates)
