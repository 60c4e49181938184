"""What is wrong with the table of a scale set, and what risk science holds against it, in the words of the set."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from protect.methods.risk import cox_checks
from protect.methods.scales import Matrix


def problem(content: dict[str, Any]) -> str | None:
    """The first thing that the strict reader would refuse in the table, told by the names of levels; None where there are no
    words for it. The reader tells places and codes of a file, which whoever edits in the browser never sees.
    """
    codes = [band["code"] for band in content["bands"]]
    label = {band["code"]: band["label"] for band in content["bands"]}
    p_levels, c_levels = (content[side]["levels"] for side in ("probability", "consequence"))
    matrix = content["matrix"]
    if len(matrix) != len(p_levels) or any(len(row) != len(c_levels) or set(row) - set(codes) for row in matrix):
        return None
    guard = content["top_consequence_at_least"]
    for p, row in enumerate(matrix):
        for c, code in enumerate(row):
            said = {"probability": p_levels[p]["label"], "consequence": c_levels[c]["label"], "risk": label[code]}
            milder = [row[c - 1]] * (c > 0) + [matrix[p - 1][c]] * (p > 0)
            above = next((one for one in milder if codes.index(one) > codes.index(code)), None)
            if above is not None:
                return _(
                    "“%(probability)s” with “%(consequence)s” is “%(risk)s”, lower than “%(milder)s” beside it. A worse level "
                    "never gives a lower risk."
                ) % {**said, "milder": label[above]}
            if c + 1 == len(row) and guard in codes and codes.index(code) < codes.index(guard):
                return _(
                    "“%(probability)s” with “%(consequence)s”, the highest consequence, is only “%(risk)s”. The highest "
                    "consequence reads at least as “%(least)s”: raise the cell."
                ) % {**said, "least": label[guard]}
    unused = [label[code] for code in codes if not any(code in row for row in matrix)]
    if unused:
        return _("The table never gives %(risks)s: use it somewhere, or remove that risk level.") % {
            "risks": ", ".join(f"“{one}”" for one in unused)
        }
    return None


def weaknesses(content: dict[str, Any]) -> list[str]:
    """What a town may keep, knowing (Cox 2008)."""
    codes = [band["code"] for band in content["bands"]]
    lowest, highest = content["bands"][0]["label"], content["bands"][-1]["label"]
    found = cox_checks(
        Matrix(tuple(codes), tuple(tuple(codes.index(code) for code in row) for row in content["matrix"]))
    )
    said = {"lowest": lowest, "highest": highest}
    told = [
        (
            found.weakly_consistent,
            _("Some risks that read “%(highest)s” are smaller than some that read “%(lowest)s”."),
        ),
        (found.low_never_beside_top, _("“%(lowest)s” and “%(highest)s” touch, so one step decides everything.")),
        (
            found.no_top_in_first_row_or_column,
            _("“%(highest)s” stands in the row of the lowest probability or the column of the mildest consequence."),
        ),
        (found.no_step_skips_a_band, _("One step of probability or consequence skips a risk level.")),
    ]
    return [sentence % said for good, sentence in told if not good]
