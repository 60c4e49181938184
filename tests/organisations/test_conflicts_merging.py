"""The three-way merge, for any values: nothing that somebody wrote is lost without a question."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from protect.organisations.merging import merge

NAMES = ("name", "text", "codes")
VALUES = st.one_of(st.text(max_size=2), st.booleans(), st.none(), st.lists(st.sampled_from("abc"), max_size=2))
ROWS = st.fixed_dictionaries(dict.fromkeys(NAMES, VALUES))


@given(ROWS, ROWS, ROWS)
def test_every_field_is_settled_or_asked_and_never_both(was, theirs, yours):
    merged = merge(was, theirs, yours)
    assert set(merged.values) | set(merged.clashes) == set(NAMES)
    assert not set(merged.values) & set(merged.clashes)
    for name, value in merged.values.items():
        assert value in (theirs[name], yours[name])


@given(ROWS, ROWS, ROWS)
def test_a_change_of_either_side_stands_or_is_asked_about(was, theirs, yours):
    merged = merge(was, theirs, yours)
    for name in NAMES:
        changed = [side[name] for side in (theirs, yours) if side[name] != was[name]]
        for value in changed:
            assert name in merged.clashes or merged.values[name] == value
    assert set(merged.theirs) == {n for n in NAMES if theirs[n] != was[n] and yours[n] == was[n]}
    assert set(merged.yours) == {n for n in NAMES if yours[n] != was[n] and theirs[n] == was[n]}


@given(ROWS, ROWS, ROWS)
def test_it_does_not_matter_who_came_first(was, theirs, yours):
    one, other = merge(was, theirs, yours), merge(was, yours, theirs)
    assert one.values == other.values
    assert set(one.clashes) == set(other.clashes)
    assert (set(one.theirs), set(one.yours)) == (set(other.yours), set(other.theirs))


@given(ROWS, ROWS)
def test_alone_nobody_is_asked(was, yours):
    assert merge(was, was, yours).values == yours
    assert merge(was, yours, was).values == yours
    assert merge(was, yours, yours).values == yours


@given(ROWS, ROWS, ROWS)
def test_an_answer_saved_against_what_is_stored_now_is_final(was, theirs, yours):
    merged = merge(was, theirs, yours)
    answer = {**merged.values, **{name: yours[name] for name in merged.clashes}}
    again = merge(theirs, theirs, answer)
    assert again.values == answer
    assert not again.clashes


@given(ROWS, ROWS)
def test_without_a_known_past_every_difference_is_asked(theirs, yours):
    assert set(merge({}, theirs, yours).clashes) == {name for name in NAMES if theirs[name] != yours[name]}
