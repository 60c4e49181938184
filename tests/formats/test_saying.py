"""Sentences of files: English by themselves, and said again in another language wherever a catalogue is at hand."""

from __future__ import annotations

import ast
import json
from pathlib import Path

from protect.formats import saying
from protect.formats.captions import checks
from protect.formats.captions.cues import Cue, Track
from protect.formats.saying import counted, from_kept, kept, said, sentence

FORMATS = Path(saying.__file__).parent
GERMAN = {
    "guessed %(page)s (%(language)s)": "%(page)s vermutet (%(language)s)",
    "Greek": "Griechisch",
    "%(count)d lines; more than %(most)s": "%(count)d Zeilen; mehr als %(most)s",
}


def in_german(text: str) -> str:
    def several(one: str, many: str, count: int) -> str:
        return GERMAN.get(one if count == 1 else many, one if count == 1 else many)

    return said(text, lambda template: GERMAN.get(template, template), several)


def test_a_sentence_is_its_english_text_and_can_be_said_in_another_language():
    told = sentence("guessed %(page)s (%(language)s)", page="cp1253", language=sentence("Greek"))
    assert told == "guessed cp1253 (Greek)" and in_german(told) == "cp1253 vermutet (Griechisch)"
    lines = counted("%(count)d line", "%(count)d lines; more than %(most)s", count=3, most="2")
    assert lines == "3 lines; more than 2" and in_german(lines) == "3 Zeilen; mehr als 2"
    assert counted("%(count)d line", "%(count)d lines", count=1) == "1 line"
    # What the file says is never read as a template.
    assert in_german(sentence("the look: %(names)s", names="100% %(page)s")) == "the look: 100% %(page)s"
    assert in_german("Nothing to look up, 100 %.") == "Nothing to look up, 100 %."


def test_a_sentence_that_was_kept_as_json_can_be_said_later():
    for told in (
        sentence("guessed %(page)s (%(language)s)", page="cp1253", language=sentence("Greek")),
        counted("%(count)d line", "%(count)d lines; more than %(most)s", count=3, most="2"),
        sentence("has no text"),
        "written before sentences had templates",
    ):
        again = from_kept(json.loads(json.dumps(kept(told))))
        assert again == told and in_german(again) == in_german(told)


def test_hints_carry_their_template():
    track = Track((Cue(3000, 1000, "One."), Cue(3000, 3500, "Far too much to be read in half a second.")))
    assert all(isinstance(one.text, saying.Sentence) for one in checks.checked(track))


def test_what_is_said_of_a_file_has_a_template_wherever_it_is_said():
    """A sentence put together by an f-string could not be translated."""
    forgotten = []
    # What programmes lose when they are written is for the command line alone.
    written = {"frab_values.py", "frab_json_writing.py", "frab_xml_writing.py"}
    folders = [*(FORMATS / "captions").glob("*.py"), *(FORMATS / "schedule").glob("*.py")]
    for path in sorted(one for one in folders if one.name not in written):
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(call, ast.Call):
                continue
            name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
            at = {"Complaint": 2, "say": 2, "often": 2, "lose": 0, "append": 0}.get(name)
            if at is None or len(call.args) <= at:
                continue
            # Lists of words that are parts of a file are no sentences: only ``told`` and ``repairs`` are lists of them.
            of = getattr(getattr(call.func, "value", None), "id", "")
            if name == "append" and of not in ("told", "repairs"):
                continue
            if isinstance(call.args[at], ast.JoinedStr | ast.Constant):
                forgotten.append(f"{path.name}:{call.lineno}")
    assert not forgotten
