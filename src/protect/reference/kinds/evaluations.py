"""The kind of reference document that evaluations of solutions begin with."""

from __future__ import annotations

from typing import Any

from protect.reference.schema import Code, ListOf, Reading, Record, Text, Whole

#: What the platform can tell by itself of a step; the others are ticked by people.
CHECKS_OF_STEPS = ("by_hand", "criteria", "gather", "information", "scenarios", "decide")
LEVELS = 5

EVALUATION_TEMPLATE = Record(
    note=Text(),
    steps=ListOf(
        Record(key=Code(), title=Text(longest=80), why=Text(), done_when=Text(), check=Code(one_of=CHECKS_OF_STEPS)),
        least=1,
        unique="key",
    ),
    groups=ListOf(
        Record(
            code=Code(),
            label=Text(longest=80),
            help=Text(),
            points=Whole(0, 100),
            criteria=ListOf(
                Record(
                    code=Code(),
                    label=Text(longest=80),
                    question=Text(),
                    points=Whole(0, 100),
                    anchors=ListOf(Text(), least=LEVELS, most=LEVELS, unique=""),
                ),
                least=1,
                most=10,
                unique="code",
            ),
        ),
        least=1,
        most=10,
        unique="code",
    ),
    knock_outs=ListOf(Record(code=Code(), label=Text(longest=80), question=Text()), unique="code"),
)


def check_evaluation_template(content: dict[str, Any], reading: Reading) -> None:
    """Points add up to 100 over the groups and inside each, and no criterion stands in two groups."""
    points = sum(one["points"] for one in content["groups"])
    if points != 100:
        reading.fail(("content", "groups"), f"content.groups: the points add up to {points}; make them 100.")
    seen: set[str] = set()
    for index, group in enumerate(content["groups"]):
        place = ("content", "groups", index, "criteria")
        inside = sum(one["points"] for one in group["criteria"])
        if inside != 100:
            reading.fail(place, f"content.groups[{index + 1}].criteria: the points add up to {inside}; make them 100.")
        for one in group["criteria"]:
            if one["code"] in seen:
                reading.fail(place, f"content.groups[{index + 1}].criteria: '{one['code']}' is in another group, too.")
            seen.add(one["code"])
