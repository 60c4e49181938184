"""The kinds of reference document that a call to providers begins with: its template and its questions."""

from __future__ import annotations

from typing import Any

from protect.reference.schema import Code, Flag, ListOf, Reading, Record, Text, Whole

#: Kinds of question that a call can ask, and what an answer to each is.
CALL_QUESTION_KINDS = ("text", "number", "choice", "scale", "table", "file", "proof")

CALL_QUESTIONS = Record(
    note=Text(),
    questions=ListOf(
        Record(code=Code(), text=Text(), kind=Code(one_of=CALL_QUESTION_KINDS)).maybe(
            help=Text(),
            mandatory=Flag(),
            unit=Text(translate=False, longest=30),
            options=ListOf(Text(longest=120), least=2, most=30, unique=""),
            several=Flag(),
            columns=ListOf(Text(longest=80), least=1, most=8, unique=""),
            lowest=Whole(0, 100),
            highest=Whole(1, 100),
            # Asked only where an earlier question was answered with one of these.
            condition=Code(),
            condition_values=ListOf(Text(longest=120), least=1, most=30, unique=""),
        ),
        unique="code",
    ),
)

CALL_TEMPLATE = Record(
    note=Text(),
    sections=ListOf(
        Record(
            code=Code(),
            title=Text(longest=120),
            help=Text(),
            # Put together from fields of the call; a text of one's own may stand before it.
            composed=Flag(),
        ).maybe(text=Text()),
        least=1,
        unique="code",
    ),
    criteria=ListOf(
        Record(code=Code(), label=Text(longest=80), help=Text(), points=Whole(0, 100)), least=1, unique="code"
    ),
    reviewers=ListOf(Record(code=Code(), label=Text(longest=80), question=Text()), least=1, unique="code"),
)


def check_call_questions(content: dict[str, Any], reading: Reading) -> None:
    """A condition names an earlier question, and a choice has something to choose from."""
    before: set[str] = set()
    for index, one in enumerate(content["questions"]):
        place = ("content", "questions", index)
        if "condition" in one and one["condition"] not in before:
            reading.fail(
                (*place, "condition"),
                f"content.questions[{index + 1}].condition: '{one['condition']}' is no earlier question of this set.",
            )
        if one["kind"] == "choice" and "options" not in one:
            reading.fail((*place, "kind"), f"content.questions[{index + 1}] is a choice; give it options.")
        if one["kind"] == "table" and "columns" not in one:
            reading.fail((*place, "kind"), f"content.questions[{index + 1}] is a table; give it columns.")
        before.add(one["code"])


def check_call_template(content: dict[str, Any], reading: Reading) -> None:
    points = sum(one["points"] for one in content["criteria"])
    if points != 100:
        reading.fail(("content", "criteria"), f"content.criteria: the points add up to {points}; make them 100.")
