"""The catalogue of measures that the platform ships."""

from __future__ import annotations

from typing import Any

from protect.reference.schema import Code, Flag, ListOf, MapOf, Reading, Record, Text

JUDGED = Record(judgement=Code(vocabulary="effect_answer"), note=Text(longest=500))

MEASURE_SET = Record(
    note=Text(),
    measures=ListOf(
        Record(
            code=Code(),
            name=Text(longest=200),
            summary=Text(longest=400),
            description=Text(),
            category=Code(vocabulary="measure_category"),
            family=Code(vocabulary="measure_family"),
            approach=Code(vocabulary="measure_approach"),
            horizon=Code(vocabulary="measure_horizon"),
            threat_types=ListOf(Code(vocabulary="threat_type"), unique=""),
            phases=ListOf(Code(vocabulary="threat_phase"), unique=""),
            functions=ListOf(Code(vocabulary="measure_function"), unique=""),
            criteria=ListOf(Code(vocabulary="measure_criterion"), unique=""),
            cost_purchase=Code(vocabulary="cost_band"),
            cost_yearly=Code(vocabulary="cost_band"),
            personal_data=Flag(),
            needs_dpia=Flag(),
            # In the hands of the police by law: told, never offered for a weak point.
            information_only=Flag(),
            helps_when=Text(),
            helps_not=Text(),
            cost_drivers=Text(),
            upkeep=Text(),
            new_weaknesses=Text(),
            privacy_note=Text(),
            openness=MapOf(JUDGED, vocabulary="openness_check"),
            side_effects=MapOf(JUDGED, vocabulary="side_effect"),
        ).maybe(
            # Kinds of space it fits; absent means all of them.
            space_categories=ListOf(Code(vocabulary="psoi_category"), unique=""),
            related=ListOf(Code(), unique=""),
        ),
        unique="code",
    ),
)


def check_measure_set(content: dict[str, Any], reading: Reading) -> None:
    known = {one["code"] for one in content["measures"]}
    for index, one in enumerate(content["measures"]):
        for number, code in enumerate(one.get("related", [])):
            if code not in known or code == one["code"]:
                reading.fail(
                    ("content", "measures", index, "related", number),
                    f"content.measures[{index + 1}].related: '{code}' is no other measure of this set.",
                )
        if one["needs_dpia"] and not one["personal_data"]:
            reading.fail(
                ("content", "measures", index, "needs_dpia"),
                f"content.measures[{index + 1}] needs an impact assessment but handles no personal data; change one of them.",
            )
