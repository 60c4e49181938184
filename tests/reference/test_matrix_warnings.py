"""A table that sorts risks badly is allowed, but nobody uses it unknowingly."""

from __future__ import annotations

import re

from protect.reference import loader

SHIPPED = loader.DATA / "scale_set"


def test_the_shipped_tables_pass_all_four_checks() -> None:
    for path in SHIPPED.glob("*.yaml"):
        assert loader.load_file(path).warnings == ()


def test_a_table_that_jumps_is_told_with_its_line() -> None:
    text = (SHIPPED / "quick-three-level.v1.yaml").read_text(encoding="utf-8")
    text = re.sub(r" +products: .*\n", "", text)
    rows = "    - [low, low, moderate]\n    - [low, moderate, high]\n    - [moderate, high, high]\n"
    assert rows in text
    text = text.replace(rows, "    - [low, low, moderate]\n    - [low, low, high]\n    - [moderate, high, high]\n")
    document = loader.load_text(text, "scale_set/quick-three-level.v1.yaml")
    line = text[: text.index("    - [low, low, moderate]")].count("\n") + 1
    assert len(document.warnings) == 3
    for warning in document.warnings:
        assert warning.startswith(f"scale_set/quick-three-level.v1.yaml:{line}: content.matrix: ")
    assert "smaller than some" in document.warnings[0]
    assert "touch" in document.warnings[1]
    assert "skips a level" in document.warnings[2]
