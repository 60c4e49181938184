"""The check of a table as it is kept: a line for each row, counts, and the digest by which the import knows it again."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from typing import Any

from protect.spaces.imports import planning
from protect.spaces.imports.checking import Outcome
from protect.spaces.tables import systems


def as_report(found: list[Outcome], plan: dict[str, Any]) -> dict[str, Any]:
    """The report that is kept: a line for each row, counts, and the digest by which the import knows it again."""
    layer = planning.layer_of(plan)
    note = systems.shift_note(plan["system"])
    return {
        "rows": [
            [
                one.number,
                one.name,
                one.what,
                one.details,
                *(one.point or (None, None)),
                one.space.pk if one.space else None,
            ]
            for one in found
        ],
        "look": [one.number for one in found if one.look and one.what != "error"],
        "tally": dict(Counter(one.what for one in found)),
        "notes": [*layer["notes"], *([note] if note else [])],
        "digest": digest_of(found),
    }


def digest_of(found: list[Outcome]) -> str:
    """Of everything that would be written: a second look that finds something else is shown before it counts."""
    told = [
        [one.number, one.what, one.space.pk if one.space else None, one.source, one.values,
         one.geometry.wkb_hex if one.geometry is not None else ""]
        for one in found
    ]  # fmt: skip
    return hashlib.sha256(json.dumps(told, sort_keys=True, ensure_ascii=False).encode()).hexdigest()[:32]
