"""Words that are the same everywhere: taxonomies, markings, threat types, the glossary."""

from __future__ import annotations

import re
from typing import Any

from protect.reference.schema import Code, ListOf, Reading, Record, Text, Whole

TAXONOMY = Record(
    about=Text(),
    terms=ListOf(
        Record(code=Code(), label=Text(longest=80), help=Text()).maybe(examples=ListOf(Text())), unique="code"
    ),
)

# The marking codes of the Traffic Light Protocol are written in capitals everywhere in the field.
MARKINGS = Record(
    about=Text(),
    terms=ListOf(
        Record(code=Code(pattern=re.compile(r"[A-Z][A-Z_]*\Z")), label=Text(longest=80), help=Text()).maybe(
            examples=ListOf(Text())
        ),
        unique="code",
    ),
)

THREAT_TYPES = Record(
    note=Text(),
    threat_types=ListOf(
        Record(
            number=Whole(1, 99),
            code=Code(),
            label=Text(longest=80),
            definition=Text(),
            look_at=ListOf(Text(), least=3, most=8),
            functions=ListOf(Code(vocabulary="measure_function"), unique=""),
            functions_note=Text(),
            phases=ListOf(Code(vocabulary="threat_phase"), unique=""),
        ),
        unique="code",
    ),
)

GLOSSARY = Record(
    note=Text(),
    terms=ListOf(
        Record(code=Code(), term=Text(longest=80), text=Text()).maybe(see=ListOf(Code(), unique="")), unique="code"
    ),
)


def check_threat_types(content: dict[str, Any], reading: Reading) -> None:
    for index, one in enumerate(content["threat_types"]):
        if one["number"] != index + 1:
            reading.fail(
                ("content", "threat_types", index, "number"),
                f"content.threat_types[{index + 1}].number is {one['number']}; number the types 1, 2, 3 ... in their order.",
            )


def check_glossary(content: dict[str, Any], reading: Reading) -> None:
    known = {one["code"] for one in content["terms"]}
    for index, one in enumerate(content["terms"]):
        for number, code in enumerate(one.get("see", [])):
            if code not in known or code == one["code"]:
                reading.fail(
                    ("content", "terms", index, "see", number),
                    f"content.terms[{index + 1}].see: '{code}' is no other term of this glossary.",
                )
