"""Dates with a time by the clock of a place, on the days on which its clocks are changed."""

from __future__ import annotations

import datetime as dt
import zoneinfo

import pytest
from django.core.exceptions import ValidationError

from protect.organisations.moments import LocalMoment


def field(zone: str = "Europe/Bucharest") -> LocalMoment:
    made = LocalMoment()
    made.zone = zoneinfo.ZoneInfo(zone)
    return made


def test_an_hour_that_there_is_not_is_refused_and_not_shifted():
    with pytest.raises(ValidationError, match="does not exist on that day"):
        field().clean("2031-03-30T03:30")
    assert field().clean("2031-03-30T04:00") == dt.datetime(2031, 3, 30, 1, tzinfo=dt.UTC)
    assert field("Europe/Brussels").clean("2031-03-30T03:30") == dt.datetime(2031, 3, 30, 1, 30, tzinfo=dt.UTC)


def test_of_an_hour_that_there_is_twice_the_first_counts():
    found = field().clean("2031-10-26T03:30")
    assert found == dt.datetime(2031, 10, 26, 0, 30, tzinfo=dt.UTC)
    assert field().prepare_value(found) == "2031-10-26T03:30"
