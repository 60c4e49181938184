"""Places in a recording, as people write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protect.recordings import positions


@given(st.integers(0, positions.LONGEST))
def test_what_is_told_is_read_again(milliseconds):
    assert positions.read(positions.told(milliseconds)) == milliseconds


@pytest.mark.parametrize(
    ("text", "milliseconds"),
    [("75", 75_000), ("1:15", 75_000), ("0:01:15.5", 75_500), ("1:02:03", 3_723_000), ("75,25", 75_250)],
)
def test_as_people_write_it(text, milliseconds):
    assert positions.read(text) == milliseconds


@pytest.mark.parametrize("text", ["", "-1", "1:2:3:4", "1h", "٣", "9" * 9, "1:15.1234", "NaN"])
def test_all_else_is_refused(text):
    with pytest.raises(ValueError):
        positions.read(text)
