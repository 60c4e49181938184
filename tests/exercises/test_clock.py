"""The clock: whatever is pressed in whatever order, it shows the seconds during which it went, and what it was set to."""

from __future__ import annotations

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from protect.exercises.clock import LONGEST, Clock, spoken

BEGIN = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["start", "pause", "set", "look"]),
        st.integers(0, 5000),  # seconds until then
        st.integers(-100, 100_000),  # to what it is set
    ),
    max_size=40,
)


@given(STEPS)
def test_it_shows_what_a_second_by_second_count_shows(steps) -> None:
    clock, now, counted, goes = Clock(), BEGIN, 0.0, False
    for verb, wait, to in steps:
        now += dt.timedelta(seconds=wait)
        if goes:
            counted = min(LONGEST, counted + wait)
        if verb == "start":
            clock, goes = clock.start(now), True
        elif verb == "pause":
            clock, goes = clock.pause(now), False
        elif verb == "set":
            clock, counted = clock.set(to, now), min(LONGEST, max(0.0, to))
        assert clock.at(now) == counted
        assert clock.goes == goes


@given(STEPS)
def test_it_never_goes_back_by_itself(steps) -> None:
    clock, now = Clock(), BEGIN
    for verb, wait, _to in steps:
        before = clock.at(now)
        now += dt.timedelta(seconds=wait)
        assert clock.at(now) >= before
        if verb != "set":
            clock = getattr(clock, verb)(now) if verb != "look" else clock
            assert clock.at(now) >= before


def test_a_computer_whose_clock_was_set_back_shows_no_less() -> None:
    assert Clock(60.0, BEGIN).at(BEGIN - dt.timedelta(minutes=5)) == 60.0


def test_it_is_spoken_in_minutes_and_above_an_hour_in_hours() -> None:
    assert [spoken(one) for one in (0, 59.9, 60, 3599, 3600, 3723)] == [
        "00:00", "00:59", "01:00", "59:59", "1:00:00", "1:02:03",
    ]  # fmt: skip
