"""The guided steps of an assessment, with its preparation, and the scenarios it begins with."""

from __future__ import annotations

from typing import Any

from protect.reference.schema import KEY, Code, Flag, ListOf, MapOf, Reading, Record, Text, Whole

#: Steps without which an assessment can be done; the others carry it from one state to the next.
OPTIONAL_STEPS = ("measures",)

SENTENCES = ListOf(Text(), most=20)

SCORE_EXAMPLE = Record(level=Whole(1, 7), reason=Text(), would_change=Text())

STEP_TEMPLATE = Record(
    note=Text(),
    vat_steps=ListOf(Record(code=Code(), label=Text(longest=120)), unique="code"),
    steps=ListOf(
        Record(
            key=Code(),
            title=Text(longest=80),
            vat_step=Code(),
            who=Text(),
            why=Text(),
            how=ListOf(Text(), least=3, most=7),
            needs=SENTENCES,
            done_when=Text(),
        ).maybe(
            tips=MapOf(ListOf(Text(), most=5), vocabulary="psoi_category"),
            # Left out of the guided path.
            off=Flag(),
        ),
        unique="key",
    ),
    preparation=ListOf(
        Record(
            key=Code(),
            title=Text(longest=80),
            items=ListOf(Record(key=Code(), text=Text(), help=Text()), unique="key"),
        ),
        unique="key",
    ),
    visits=MapOf(Text(), vocabulary="usage_state"),
    quick=Record(
        summary=Text(),
        steps=ListOf(
            Record(key=Code(), title=Text(longest=80), minutes=Whole(1, 240), how=SENTENCES, done_when=Text()),
            unique="key",
        ),
    ),
    briefing=Record(
        title=Text(longest=120),
        points=SENTENCES,
        example=Record(
            place=Text(),
            scenario=Text(),
            scale_set=Code(pattern=KEY),
            probability=SCORE_EXAMPLE,
            consequence=SCORE_EXAMPLE,
            lesson=Text(),
        ),
    ),
)

SCENARIO_PROMPTS = Record(
    note=Text(),
    phases=MapOf(Text(), vocabulary="threat_phase"),
    prompts=MapOf(
        MapOf(Record(prompt=Text(), title=Text(longest=120), text=Text()), vocabulary="psoi_category"),
        vocabulary="threat_type",
    ),
    not_applicable_reasons=ListOf(Record(code=Code(), text=Text()), unique="code"),
)


def check_step_template(content: dict[str, Any], reading: Reading) -> None:
    known = [one["code"] for one in content["vat_steps"]]
    for index, step in enumerate(content["steps"]):
        if step["vat_step"] not in known:
            reading.fail(
                ("content", "steps", index, "vat_step"),
                f"content.steps[{index + 1}].vat_step: '{step['vat_step']}' is not in vat_steps: {', '.join(known)}.",
            )
        if step.get("off") and step["key"] not in OPTIONAL_STEPS:
            reading.fail(
                ("content", "steps", index, "off"),
                f"content.steps[{index + 1}].off: an assessment cannot do without '{step['key']}'; "
                f"only {', '.join(OPTIONAL_STEPS)} can be left out.",
            )
    keys: set[str] = set()
    for g, group in enumerate(content["preparation"]):
        for i, item in enumerate(group["items"]):
            if item["key"] in keys:
                reading.fail(
                    ("content", "preparation", g, "items", i, "key"),
                    f"The checklist key '{item['key']}' is used twice; each item needs its own.",
                )
            keys.add(item["key"])
