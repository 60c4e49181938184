"""Scale sets: levels of probability and consequence, risk levels, the table between them, factors."""

from __future__ import annotations

from typing import Any

from protect.reference.schema import KEY, Code, ListOf, MapOf, Number, Reading, Record, Text, Whole

CONFIDENCES = ("low", "medium", "high")
PATTERNS = ("plain", "dots", "lines", "crosses", "grid")
SIDES = ("probability", "consequence")


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
