"""Only questions in scope are asked, and widening a scope never drops one."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from protect.checklists.questions import Question
from protect.checklists.scope import Scope, asked

CODES = "abcd"
LISTS = ("threats", "categories", "usage_states", "sub_areas")
codes = st.frozensets(st.sampled_from(CODES), max_size=4)


@st.composite
def questions(draw) -> list[Question]:
    number = draw(st.integers(1, 6))
    return [
        Question(
            f"A{place}", "A", "Is it?", "", "", "site", quick=draw(st.booleans()),
            **{name: tuple(sorted(draw(codes))) for name in LISTS},
        )
        for place in range(number)
    ]  # fmt: skip


scopes = st.builds(
    Scope, categories=codes, threats=codes, usage_states=codes, sub_areas=codes,
    added=st.frozensets(st.sampled_from(["A0", "A1", "A2"])), everything=st.booleans(), quick=st.booleans(),
)  # fmt: skip


def names(found) -> set[str]:
    return {one.code for one in found}


@given(questions(), scopes, st.sampled_from(LISTS), st.sampled_from(CODES))
def test_widening_never_drops_a_question(asking, scope, name, code) -> None:
    given_ = getattr(scope, name)
    # From "not limited" there is nothing wider; from some codes to one more, or to no limit at all.
    for wider in (
        replace(scope, **{name: given_ | {code}}) if given_ else scope,
        replace(scope, **{name: frozenset()}),
    ):
        assert names(asked(asking, scope)) <= names(asked(asking, wider))
    assert names(asked(asking, scope)) <= names(asked(asking, replace(scope, everything=True)))
    assert names(asked(asking, scope)) <= names(asked(asking, replace(scope, added=scope.added | {"A0"})))


@given(questions(), scopes)
def test_a_question_is_asked_exactly_where_every_list_it_has_meets_the_scope(asking, scope) -> None:
    for one in asking:
        meets = all(
            not getattr(one, name) or not getattr(scope, name) or set(getattr(one, name)) & getattr(scope, name)
            for name in LISTS
        )
        expected = scope.everything or one.code in scope.added or (one.quick if scope.quick else meets)
        assert scope.asks(one) == bool(expected)


@given(questions(), scopes)
def test_the_order_stays_and_nothing_is_asked_twice(asking, scope) -> None:
    found = [one.code for one in asked(asking, scope)]
    assert found == [one.code for one in asking if one.code in set(found)]


def test_a_question_without_limits_is_asked_everywhere() -> None:
    question = Question("A1", "A", "Is it?", "", "", "site")
    assert Scope(frozenset("a"), frozenset("b"), frozenset("c"), frozenset("d")).asks(question)
