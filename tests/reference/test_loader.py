"""Reference documents are read strictly, and every complaint says where and what to do."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from protect.reference import kinds, loader
from protect.reference.loader import ReferenceDataError, load_all, load_file, load_text

FILES = sorted(loader.DATA.glob("*/*.yaml"))
TAXONOMY = """\
kind: taxonomy
key: demo
version: 1
title: "Demo"
status: organisation
source: "A test."
content:
  about: "Only for tests."
  terms:
    - code: one
      label: "One"
      help: "The first."
    - code: two
      label: "Two"
      help: "The second."
"""
SCALE = (loader.DATA / "scale_set/platform-default.v1.yaml").read_text(encoding="utf-8")


def complaint(text: str) -> str:
    with pytest.raises(ReferenceDataError) as caught:
        load_text(text, "demo.yaml")
    return str(caught.value)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_shipped_file_is_valid(path: Path) -> None:
    document = load_file(path)
    assert document.messages
    assert document.warnings == ()


def test_all_files_are_found_and_each_name_is_there_once() -> None:
    names = [document.name for document in load_all()]
    assert len(names) == len(set(names)) == len(FILES)


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("version: 1", "version: one", 3, "should be a whole number"),
        ("version: 1", "version: 0", 3, "between 1 and 9999"),
        ("version: 1", "version: 1_0", 3, "should be a whole number"),
        ("kind: taxonomy", "kind: recipe", 1, "use one of taxonomy"),
        ("kind: taxonomy\n", "", 1, "kind is missing"),
        ("status: organisation", "status: mine", 5, "platform_default, eu, organisation"),
        ("status: organisation", "state: organisation", 5, "state is unknown; the keys here are kind, key"),
        ('source: "A test."\n', "", 1, "source is missing; add it"),
        ("code: two", "code: one", 13, "repeats 'one' of line 10"),
        ("code: two", "code: Two words", 13, "small letters"),
        ("code: two", "code: no", 13, "put it in quotes"),
        ('label: "Two"', "label: 2", 14, "content.terms[2].label should be a text"),
        ('label: "Two"', "label:", 14, "content.terms[2].label is empty"),
        ('label: "Two"', 'label: " "', 14, "is empty"),
        ('label: "Two"', "label: [Two]", 14, "not a list"),
        ('label: "Two"', 'label: "a\\u0000b"', 14, "unprintable"),
        ('label: "Two"', 'label: "a\\ud800b"', 14, ""),
        ('label: "Two"', f'label: "{"x" * 81}"', 14, "81 characters; 80 is the limit"),
        ('help: "The second."', 'help: "The second."\n      help: "Again."', 16, "twice (line 15 too)"),
        ('help: "The second."', 'help: "The second', 15, "not valid YAML"),
        ('help: "The second."', "? [a]\n      : b", 15, "not a plain word"),
        ('help: "The second."', "help: !!python/name:os.system x", 15, "should be a text"),
        ('label: "One"', "label: &a One", 11, "repeats another place by an alias"),
        ("  terms:\n", "  terms: 7\n  about:\n", 10, "twice"),
        ("  terms:\n", "  x: 7\n  terms:\n", 9, "content.x is unknown"),
    ],
)
def test_a_mistake_is_told_with_its_line(old: str, new: str, line: int, words: str) -> None:
    text = TAXONOMY.replace(old, new, 1)
    if "&a" in new:
        text = text.replace('label: "Two"', "label: *a")
    told = complaint(text)
    assert told.startswith(f"demo.yaml:{line}: "), told
    assert words in told


@pytest.mark.parametrize(
    "text", ["", "\n# nothing\n", "- a\n", "plain", "a: b\n---\nc: d\n", "\t", "[" * 5000, "&a [*a]", "a: *b", "\x07"]
)
def test_what_is_no_document_is_told_with_a_line(text: str) -> None:
    assert re.match(r"demo\.yaml:\d+: .{10,}", complaint(text))


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("    - [low, low, low, low, moderate]\n", "", "has 4 rows; it needs 5"),
        ("[low, low, low, low, moderate]", "[low, low, low, moderate]", "row 1 has 4 cells; it needs 5"),
        ("[low, low, low, low, moderate]", "[low, low, low, low, low]", "the product 5 lies in another band"),
        ("[low, low, low, low, moderate]", "[low, low, low, low, medium]", "'medium' is no band"),
        ("[low, low, moderate, moderate, high]", "[low, low, moderate, low, high]", "lower than its milder neighbour"),
        ("top_consequence_at_least: moderate", "top_consequence_at_least: low", "may never read as the lowest band"),
        ("top_consequence_at_least: moderate", "top_consequence_at_least: high", "below 'high'"),
        ("products: [5, 9]", "products: [6, 9]", "must be contiguous, so it begins at 5"),
        ("products: [16, 25]", "products: [16, 24]", "the highest product is 25"),
        ("      products: [5, 9]\n", "", "for all bands or for none"),
        ("token: 2", "token: 3", "so this one is 2"),
        ("medium: {own: 0.8, neighbour: 0.1}", "medium: {own: 0.8, neighbour: 0.2}", "must be 1, not 1.2"),
        ("medium: {own: 0.8, neighbour: 0.1}", "medium: {own: .nan, neighbour: 0.1}", "should be a number"),
        ("low: {own: 0.6, neighbour: 0.2}", "low: {own: 0.9, neighbour: 0.05}", "smaller own share"),
    ],
)
def test_a_contradictory_scale_set_is_refused(old: str, new: str, words: str) -> None:
    assert old in SCALE
    told = complaint(SCALE.replace(old, new, 1))
    assert words in told
    assert re.match(r"demo\.yaml:\d\d", told)


def test_without_products_the_worst_consequence_still_may_not_read_low() -> None:
    free = re.sub(r"\n      products: .*", "", SCALE)
    load_text(free)
    told = complaint(free.replace("[low, low, low, low, moderate]", "[low, low, low, low, low]"))
    assert "the highest consequence reads 'low', below 'moderate'" in told


def test_codes_of_vocabularies_are_checked() -> None:
    text = (loader.DATA / "threat_types/eu-vat.v1.yaml").read_text(encoding="utf-8")
    told = complaint(text.replace("functions: [alert, detect,", "functions: [alert, guess,", 1))
    assert "'guess' is not a measure_function; use one of alert, surveil" in told
    assert "number the types 1, 2, 3" in complaint(text.replace("number: 3", "number: 4", 1))


def test_a_file_is_named_after_its_content(tmp_path: Path) -> None:
    folder = tmp_path / "taxonomy"
    folder.mkdir()
    (folder / "other.v1.yaml").write_text(TAXONOMY)
    with pytest.raises(ReferenceDataError, match=r"taxonomy/other.v1.yaml:3: .* should be taxonomy/demo.v1.yaml"):
        load_all(tmp_path)
    (folder / "other.v1.yaml").write_bytes(b"kind: \xff")
    with pytest.raises(ReferenceDataError, match="not UTF-8"):
        load_all(tmp_path)


def test_lines_of_values_are_kept() -> None:
    document = load_text(TAXONOMY)
    assert document.lines[("content", "terms", 1, "label")] == 14
    assert (14, "Two") in document.messages


# ---- whatever happens to a valid document, the answer is a document or one clear error -----------------------------

CHARACTERS = st.sampled_from(list("-:[]{}#&*!|>'\"%@`,? \n\tab019~.") + ["\x00", "\u2028", "ä", "€", "\ud800"])


@st.composite
def mutated(draw: st.DrawFn) -> str:
    text = draw(st.sampled_from([TAXONOMY, SCALE]))
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(text)))
        until = min(len(text), at + draw(st.sampled_from([0, 0, 1, 2, 10, 80])))
        text = text[:at] + "".join(draw(st.lists(CHARACTERS, max_size=4))) + text[until:]
    return text


@settings(max_examples=400, deadline=None)
@given(mutated(), st.booleans())
def test_a_damaged_document_gives_a_document_or_one_error_with_a_line(text: str, pure: bool) -> None:
    before = loader.LOADER
    loader.LOADER = yaml.SafeLoader if pure else before
    try:
        document = load_text(text, "demo.yaml")
    except ReferenceDataError as error:
        assert re.match(r"demo\.yaml:\d+: .", str(error), re.DOTALL)
        assert 1 <= error.line <= len(re.split("\r\n|[\r\n\x85\u2028\u2029]", text)) + 1
    else:
        assert document.kind in kinds.CONTENT
    finally:
        loader.LOADER = before
