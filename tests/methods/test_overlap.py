"""Overlap of a need with what is on offer: by hand, and what always holds."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protect.methods.overlap import WEIGHTS, Codes, left_open, overlap

sets = st.frozensets(st.sampled_from("abcdef"))
codes = st.builds(Codes, threats=sets, functions=sets, phases=sets, places=sets)


def test_the_weights_are_those_of_the_method() -> None:
    assert WEIGHTS == {"threats": 40, "functions": 30, "phases": 20, "places": 10}


@pytest.mark.parametrize(
    ("offer", "total", "out"),
    [
        (Codes({"vehicle", "ied"}, {"protect", "restrict"}, {"execution"}, {"square"}), 100, False),
        (Codes({"vehicle"}, {"protect"}, {"execution"}, {"square"}), 65, False),  # 20 + 15 + 20 + 10
        (Codes({"vehicle"}, {"protect"}, {"execution"}), 65, False),  # fits every kind of place
        (Codes({"vehicle"}, {"alert"}, {"planning"}, {"worship"}), 20, False),
        (Codes({"firearms"}, {"protect", "restrict"}, {"execution"}, {"square"}), 60, True),
        (Codes(), 10, True),
    ],
)
def test_totals_by_hand(offer: Codes, total: int, out: bool) -> None:
    need = Codes({"vehicle", "ied"}, {"protect", "restrict"}, {"execution"}, {"square"})
    found = overlap(need, offer)
    assert (found.total, found.is_out) == (total, out)


def test_what_is_not_asked_for_does_not_count() -> None:
    found = overlap(Codes(threats={"vehicle"}), Codes(threats={"vehicle"}))
    assert found.total == 100 and [part.share for part in found.parts] == [1.0, None, None, None]
    assert overlap(Codes(), Codes(threats={"vehicle"})).total == 0
    assert not overlap(Codes(), Codes()).is_out


@given(codes, codes)
def test_met_and_missing_together_are_the_need(need: Codes, offer: Codes) -> None:
    found = overlap(need, offer)
    for part in found.parts:
        assert {*part.met, *part.missing} == need.part(part.name) and not {*part.met} & {*part.missing}
    assert 0 <= found.total <= 100


@given(codes, st.lists(codes, max_size=4), codes)
def test_another_offer_never_leaves_more_open(need: Codes, offers: list[Codes], one: Codes) -> None:
    before, after = left_open(need, offers), left_open(need, [*offers, one])
    for name in WEIGHTS:
        assert set(after.part(name).missing) <= set(before.part(name).missing)
    assert after.total >= before.total


def test_without_an_offer_everything_is_open() -> None:
    need = Codes({"vehicle"}, {"protect"}, {"execution"}, {"square"})
    left = left_open(need, [])
    assert left.total == 0 and all(part.missing for part in left.parts)
    assert left_open(need, [Codes({"vehicle"})]).part("places").missing == ()
