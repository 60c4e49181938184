"""The kinds of reference document: the shape of each, and what must hold between its parts."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from protect.reference.call_kinds import (
    CALL_QUESTIONS,
    CALL_TEMPLATE,
    check_call_questions,
    check_call_template,
)
from protect.reference.evaluation_kinds import EVALUATION_TEMPLATE, check_evaluation_template
from protect.reference.schema import KEY, Code, Flag, ListOf, MapOf, Number, Reading, Record, Text, Whole

STATUSES = ("platform_default", "eu", "organisation")
CONFIDENCES = ("low", "medium", "high")
#: Steps without which an assessment can be done; the others carry it from one state to the next.
OPTIONAL_STEPS = ("measures",)
PATTERNS = ("plain", "dots", "lines", "crosses", "grid")
SIDES = ("probability", "consequence")

SENTENCES = ListOf(Text(), most=20)


def level() -> Record:
    return Record(code=Code(), label=Text(longest=60), description=Text())


def axis() -> Record:
    return Record(title=Text(longest=60), question=Text(), levels=ListOf(level(), least=2, most=7, unique="code"))


def factor() -> Record:
    return Record(
        code=Code(), label=Text(longest=80), question=Text(), levels=ListOf(Text(), least=2, most=7, unique="")
    )


SCALE_SET = Record(
    note=Text(),
    probability=axis(),
    consequence=axis(),
    bands=ListOf(
        Record(
            code=Code(),
            label=Text(longest=40),
            help=Text(),
            token=Whole(0, 6),
            symbol=Text(translate=False, longest=2),
            pattern=Code(one_of=PATTERNS),
        ).maybe(products=ListOf(Whole(1, 49), least=2, most=2)),
        least=2,
        most=7,
        unique="code",
    ),
    # One row for each level of probability, lowest first; in it one band for each level of consequence.
    matrix=ListOf(ListOf(Code()), least=2, most=7),
    top_consequence_at_least=Code(),
    confidence=MapOf(Record(own=Number(0, 1), neighbour=Number(0, 0.5)), codes=CONFIDENCES),
    improvement_chance=Number(0, 1),
    discussion_spread=Whole(1, 6),
).maybe(
    factors=Record(
        probability=ListOf(factor(), unique="code"),
        consequence=ListOf(factor(), unique="code"),
        floor=Code(),
    ),
    grows_into=Record(
        key=Code(pattern=KEY), note=Text(), probability=ListOf(Whole(1, 7)), consequence=ListOf(Whole(1, 7))
    ),
)

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

GLOSSARY = Record(
    note=Text(),
    terms=ListOf(
        Record(code=Code(), term=Text(longest=80), text=Text()).maybe(see=ListOf(Code(), unique="")), unique="code"
    ),
)

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

CONTENT: dict[str, Record] = {
    "taxonomy": TAXONOMY,
    "threat_types": THREAT_TYPES,
    "scale_set": SCALE_SET,
    "step_template": STEP_TEMPLATE,
    "scenario_prompts": SCENARIO_PROMPTS,
    "glossary": GLOSSARY,
    "question_set": QUESTION_SET,
    "factor_set": FACTOR_SET,
    "measure_set": MEASURE_SET,
    "call_template": CALL_TEMPLATE,
    "call_questions": CALL_QUESTIONS,
    "evaluation_template": EVALUATION_TEMPLATE,
}


def content_field(kind: str, key: str) -> Record:
    return MARKINGS if (kind, key) == ("taxonomy", "marking") else CONTENT[kind]


def document_field(kind: str, key: str) -> Record:
    """The whole document: the head that all kinds share and the content of this one."""
    return Record(
        kind=Code(one_of=tuple(CONTENT)),
        key=Code(pattern=KEY),
        version=Whole(1, 9999),
        title=Text(longest=200),
        status=Code(one_of=STATUSES),
        source=Text(),
        content=content_field(kind, key),
    )


# ---- what must hold between the parts ------------------------------------------------------------------------------


def check_scale_set(content: dict[str, Any], reading: Reading) -> None:
    sizes = {side: len(content[side]["levels"]) for side in SIDES}
    check_bands(content, reading, sizes["probability"] * sizes["consequence"])
    check_matrix(content, reading, sizes)
    for code, share in content["confidence"].items():
        if abs(share["own"] + 2 * share["neighbour"] - 1) > 1e-9:
            reading.fail(
                ("content", "confidence", code),
                f"content.confidence.{code}: own plus twice neighbour must be 1, "
                f"not {share['own'] + 2 * share['neighbour']:g}.",
            )
    own = [content["confidence"][code]["own"] for code in CONFIDENCES]
    if own != sorted(own):
        reading.fail(
            ("content", "confidence"), "content.confidence: more confidence may not leave a smaller own share."
        )
    if "factors" in content:
        check_factors(content, reading, sizes)
    if "grows_into" in content:
        for side in SIDES:
            target = content["grows_into"][side]
            if len(target) != sizes[side] or target != sorted(target):
                reading.fail(
                    ("content", "grows_into", side),
                    f"content.grows_into.{side} needs {sizes[side]} levels, rising: one for each level of {side}.",
                )


def check_bands(content: dict[str, Any], reading: Reading, highest: int) -> None:
    """Tokens count up from 0; products, where given, cover 1 to the highest product without gap or overlap."""
    bands = content["bands"]
    for index, band in enumerate(bands):
        if band["token"] != index:
            reading.fail(
                ("content", "bands", index, "token"),
                f"content.bands[{index + 1}].token is {band['token']}; the bands run from low to high with tokens "
                f"0, 1, 2 ..., so this one is {index}.",
            )
        if ("products" in band) != ("products" in bands[0]):
            reading.fail(("content", "bands", index), "Give products for all bands or for none.")
    if "products" not in bands[0]:
        return
    expected = 1
    for index, band in enumerate(bands):
        low, high = band["products"]
        path = ("content", "bands", index, "products")
        if low != expected or high < low:
            reading.fail(
                path,
                f"content.bands[{index + 1}].products is {low} to {high}; the bands must be contiguous, so it "
                f"begins at {expected} and does not end before.",
            )
        expected = high + 1
    if expected != highest + 1:
        reading.fail(
            ("content", "bands", len(bands) - 1, "products"),
            f"The products end at {expected - 1}; with these levels the highest product is {highest}.",
        )


def check_matrix(content: dict[str, Any], reading: Reading, sizes: dict[str, int]) -> None:
    """Shape, known bands, never falling, guard of the top consequence, agreement with the products."""
    codes = [band["code"] for band in content["bands"]]
    matrix = content["matrix"]
    rows, columns = sizes["probability"], sizes["consequence"]
    if len(matrix) != rows:
        reading.fail(
            ("content", "matrix"),
            f"content.matrix has {len(matrix)} rows; it needs {rows}, one a level of probability.",
        )
    guard = content["top_consequence_at_least"]
    if guard not in codes[1:]:
        reading.fail(
            ("content", "top_consequence_at_least"),
            f"content.top_consequence_at_least: '{guard}' must be a band above the lowest: {', '.join(codes[1:])}. "
            "The worst consequence may never read as the lowest band.",
        )
    for p, row in enumerate(matrix):
        path = ("content", "matrix", p)
        if len(row) != columns:
            reading.fail(
                path,
                f"content.matrix row {p + 1} has {len(row)} cells; it needs {columns}, one a level of consequence.",
            )
        for c, code in enumerate(row):
            here = (*path, c)
            if code not in codes:
                reading.fail(here, f"content.matrix: '{code}' is no band; use one of {', '.join(codes)}.")
            index = codes.index(code)
            if (c and index < codes.index(row[c - 1])) or (p and index < codes.index(matrix[p - 1][c])):
                reading.fail(
                    here,
                    f"content.matrix: probability {p + 1}, consequence {c + 1} is '{code}', lower than its milder "
                    "neighbour. A worse level never gives a lower band.",
                )
            if "products" in content["bands"][0] and not in_band(content, (p + 1) * (c + 1), index, c + 1 == columns):
                reading.fail(
                    here,
                    f"content.matrix: probability {p + 1}, consequence {c + 1} is '{code}', but the product "
                    f"{(p + 1) * (c + 1)} lies in another band. Change the cell or the products.",
                )
        if codes.index(row[-1]) < codes.index(guard):
            reading.fail(
                (*path, columns - 1),
                f"content.matrix row {p + 1}: the highest consequence reads '{row[-1]}', below '{guard}' "
                "(top_consequence_at_least). Raise the cell.",
            )
    if unused := [code for code in codes if not any(code in row for row in matrix)]:
        reading.fail(("content", "matrix"), f"content.matrix never gives {', '.join(unused)}; use or remove the band.")


def in_band(content: dict[str, Any], product: int, index: int, top: bool) -> bool:
    """Whether the band agrees with the product; the guard may lift a cell of the top consequence."""
    low, high = content["bands"][index]["products"]
    codes = [band["code"] for band in content["bands"]]
    return low <= product <= high or (
        top and index == codes.index(content["top_consequence_at_least"]) and product < low
    )


def check_factors(content: dict[str, Any], reading: Reading, sizes: dict[str, int]) -> None:
    factors = content["factors"]
    for side in SIDES:
        for index, one in enumerate(factors[side]):
            if len(one["levels"]) != sizes[side]:
                reading.fail(
                    ("content", "factors", side, index, "levels"),
                    f"content.factors.{side}[{index + 1}].levels has {len(one['levels'])} items; it needs "
                    f"{sizes[side]}, as many as {side} has levels.",
                )
    codes = [one["code"] for side in SIDES for one in factors[side]]
    if len(set(codes)) != len(codes):
        reading.fail(("content", "factors"), "content.factors: a code is used on both sides; rename one.")
    if factors["floor"] not in [one["code"] for one in factors["consequence"]]:
        reading.fail(
            ("content", "factors", "floor"),
            f"content.factors.floor: '{factors['floor']}' is no factor of the consequence; name one of them.",
        )


def check_threat_types(content: dict[str, Any], reading: Reading) -> None:
    for index, one in enumerate(content["threat_types"]):
        if one["number"] != index + 1:
            reading.fail(
                ("content", "threat_types", index, "number"),
                f"content.threat_types[{index + 1}].number is {one['number']}; number the types 1, 2, 3 ... in their order.",
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


def check_glossary(content: dict[str, Any], reading: Reading) -> None:
    known = {one["code"] for one in content["terms"]}
    for index, one in enumerate(content["terms"]):
        for number, code in enumerate(one.get("see", [])):
            if code not in known or code == one["code"]:
                reading.fail(
                    ("content", "terms", index, "see", number),
                    f"content.terms[{index + 1}].see: '{code}' is no other term of this glossary.",
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


CHECKS: dict[str, Callable[[dict[str, Any], Reading], None]] = {
    "scale_set": check_scale_set,
    "threat_types": check_threat_types,
    "step_template": check_step_template,
    "glossary": check_glossary,
    "question_set": check_question_set,
    "measure_set": check_measure_set,
    "call_questions": check_call_questions,
    "call_template": check_call_template,
    "evaluation_template": check_evaluation_template,
}
