"""Tabletop exercises to begin with: what people at the table learn, and what they have to decide."""

from __future__ import annotations

from typing import Any

from protect.reference.schema import Code, ListOf, Reading, Record, Text, Whole

#: How a message reaches the table.
CHANNELS = ("radio", "phone", "control_room", "eyewitness", "alarm", "email", "social_media", "news", "other")

EXERCISE_TEMPLATES = Record(
    note=Text(),
    functions=ListOf(Record(code=Code(), label=Text(longest=80), task=Text(longest=300)), least=2, unique="code"),
    templates=ListOf(
        Record(
            threat=Code(vocabulary="threat_type"),
            title=Text(longest=120),
            situation=Text(),
            objectives=ListOf(Text(longest=300), least=1, most=6),
            injects=ListOf(
                Record(
                    # Of the exercise, not of an attack: when the table learns of it.
                    minute=Whole(0, 600),
                    title=Text(longest=120),
                    channel=Code(one_of=CHANNELS),
                    text=Text(longest=1000),
                    expected=ListOf(Text(longest=300), least=1, most=6),
                ).maybe(to=Code()),
                least=3,
                most=6,
            ),
        ),
        unique="threat",
    ),
)


def check_exercise_templates(content: dict[str, Any], reading: Reading) -> None:
    """Messages come one after the other, and to functions that are at the table."""
    known = [one["code"] for one in content["functions"]]
    for number, template in enumerate(content["templates"]):
        before = -1
        for index, inject in enumerate(template["injects"]):
            place = ("content", "templates", number, "injects", index)
            told = f"content.templates[{number + 1}].injects[{index + 1}]"
            if "to" in inject and inject["to"] not in known:
                reading.fail(
                    (*place, "to"),
                    f"{told}.to: '{inject['to']}' is no function of this document: {', '.join(known)}.",
                )
            if inject["minute"] < before:
                reading.fail(
                    (*place, "minute"),
                    f"{told}.minute: {inject['minute']} is before the one above it; put them in the order of time.",
                )
            before = inject["minute"]
