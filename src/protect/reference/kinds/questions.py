"""What is asked of a place: the questions of a checklist, the factors of a longlist."""

from __future__ import annotations

import re
from typing import Any

from protect.reference.schema import Code, Flag, ListOf, Reading, Record, Text, Whole

QUESTION_SET = Record(
    note=Text(),
    groups=ListOf(Record(code=Code(pattern=re.compile(r"[A-Z]\Z")), title=Text(longest=120)), unique="code"),
    questions=ListOf(
        Record(
            code=Code(pattern=re.compile(r"[A-Z][0-9]{1,2}\Z")),
            group=Code(pattern=re.compile(r"[A-Z]\Z")),
            text=Text(),
            why=Text(),
            good=Text(),
            step=Code(one_of=("preparation", "site", "measures", "scenarios", "scoring", "results")),
        ).maybe(
            # Whom and what the question concerns; a list that is absent means: all of them.
            threats=ListOf(Code(vocabulary="threat_type"), unique=""),
            categories=ListOf(Code(vocabulary="psoi_category"), unique=""),
            usage_states=ListOf(Code(vocabulary="usage_state"), unique=""),
            sub_areas=ListOf(Code(vocabulary="sub_area_kind"), unique=""),
            # What a measure that answers it does, and of what kind it is; they fill in the form of a measure.
            functions=ListOf(Code(vocabulary="measure_function"), unique=""),
            measure_categories=ListOf(Code(vocabulary="measure_category"), unique=""),
            evidence=Text(),
            who=ListOf(Code(vocabulary="team_function"), unique=""),
            quick=Flag(),
        ),
        unique="code",
    ),
)

FACTOR_SET = Record(
    note=Text(),
    factors=ListOf(
        Record(
            code=Code(),
            label=Text(longest=80),
            question=Text(),
            # False where a high score means less need, as good protection does.
            rising=Flag(),
            weight=Whole(1, 100),
            levels=ListOf(Text(), least=5, most=5, unique=""),
        ),
        unique="code",
    ),
)


def check_question_set(content: dict[str, Any], reading: Reading) -> None:
    groups = {one["code"] for one in content["groups"]}
    for index, one in enumerate(content["questions"]):
        if one["group"] not in groups:
            reading.fail(
                ("content", "questions", index, "group"),
                f"content.questions[{index + 1}].group: '{one['group']}' is not in groups; add the group or change it.",
            )
        if one["code"][0] != one["group"]:
            reading.fail(
                ("content", "questions", index, "code"),
                f"content.questions[{index + 1}].code: '{one['code']}' should begin with its group '{one['group']}'.",
            )
