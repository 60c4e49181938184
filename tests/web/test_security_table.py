"""docs/security.md is complete, and names a test for what it claims: each is there."""

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
#: Every requirement of ASVS 5.0.0 at level 1 or 2; those of level 3 stand between them.
WANTED = """
1.1.1-2 1.2.1-9 1.3.1-11 1.4.1-3 1.5.1-2 2.1.1-3 2.2.1-3 2.3.1-4 2.4.1-1 3.2.1-2 3.3.1-4 3.4.1-6 3.5.1-5 3.7.1-2 4.1.1-3
4.2.1-1 4.3.1-2 4.4.1-4 5.1.1-1 5.2.1-3 5.3.1-2 5.4.1-3 6.1.1-3 6.2.1-12 6.3.1-4 6.4.1-4 6.5.1-5 6.6.1-3 6.8.1-4 7.1.1-3
7.2.1-4 7.3.1-2 7.4.1-5 7.5.1-2 7.6.1-2 8.1.1-2 8.2.1-3 8.3.1-1 8.4.1-1 9.1.1-3 9.2.1-4 10.1.1-2 10.2.1-2 10.3.1-4
10.4.1-11 10.5.1-5 10.6.1-2 10.7.1-3 11.1.1-2 11.2.1-3 11.3.1-3 11.4.1-4 11.5.1-1 11.6.1-1 12.1.1-3 12.2.1-2 12.3.1-4
13.1.1-1 13.2.1-5 13.3.1-2 13.4.1-5 14.1.1-2 14.2.1-4 14.3.1-3 15.1.1-3 15.2.1-3 15.3.1-7 16.1.1-1 16.2.1-5 16.3.1-4
16.4.1-3 16.5.1-3 17.1.1-1 17.2.1-4 17.3.1-2
"""


@pytest.mark.parametrize("name", sorted(set(re.findall(r"`(tests/[^`]+)`", TEXT))))
def test_the_test_named_exists(name):
    path, _, function = name.partition("::")
    assert (ROOT / path).is_file(), path
    if function:
        assert f"def {function}(" in (ROOT / path).read_text(encoding="utf-8"), name


def test_every_requirement_stands_once_with_a_state_and_the_sums_are_right():
    wanted = []
    for part in WANTED.split():
        section, first, last = re.fullmatch(r"(\d+\.\d+)\.(\d+)-(\d+)", part).groups()
        wanted += [f"{section}.{number}" for number in range(int(first), int(last) + 1)]
    assert len(wanted) == 253
    assert [row[0] for row in ROWS] == wanted
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


def test_what_is_met_names_the_test_that_shows_it():
    assert not [row[0] for row in ROWS if row[4] == "met" and not row[3].startswith("`tests/")]
