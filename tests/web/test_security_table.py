"""docs/security.md names a test for what it claims: each is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "docs/security.md").read_text(encoding="utf-8")
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in TEXT.splitlines()
    if re.match(r"\| \d+\.\d+\.\d+ \|", line)
]


@pytest.mark.parametrize("name", sorted(set(re.findall(r"`(tests/[^`]+)`", TEXT))))
def test_the_test_named_exists(name):
    path, _, function = name.partition("::")
    assert (ROOT / path).is_file(), path
    if function:
        assert f"def {function}(" in (ROOT / path).read_text(encoding="utf-8"), name


def test_every_requirement_stands_once_with_a_state_and_the_sums_are_right():
    numbers = [row[0] for row in ROWS]
    assert len(numbers) == len(set(numbers)) > 200
    states = [row[4].strip("*") for row in ROWS]
    assert set(states) <= {"met", "partly", "open", "n/a"}
    told = re.search(r"Of (\d+) requirements .*? (\d+) are met, (\d+) partly, (\d+) is open, (\d+) do not", TEXT)
    assert told
    assert [len(ROWS), *(states.count(word) for word in ("met", "partly", "open", "n/a"))] == list(
        map(int, told.groups())
    )


def test_what_is_only_partly_met_is_told_above_the_table():
    head = TEXT.partition("## Requirement by requirement")[0]
    for row in ROWS:
        if row[4].strip("*") in {"partly", "open"}:
            assert f"**{row[0]} {row[1]}**" in head
