"""Catalogues of translated texts: whatever a text is filled with in English, it is filled with in every language."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import polib
import pytest

PACKAGE = Path(__file__).resolve().parents[2] / "src/protect"
LOCALE = PACKAGE / "locale"
CATALOGUES = sorted(LOCALE.glob("*/LC_MESSAGES/django.po"))
FILLED = re.compile(r"%\(\w+\)[sdif]|%[sd]|\{[\w.:!]*\}|</?[a-z][^>]*>|`[^`]*`")


def filled(text: str) -> list[str]:
    return sorted(FILLED.findall(text))


@cache
def catalogue(path: Path) -> polib.POFile:
    return polib.pofile(str(path))


def sentences_of_formats() -> list[tuple[str, str]]:
    """Template and, where it counts, the one for several, of each sentence made by ``formats/saying.py``."""
    found = []
    for path in sorted(PACKAGE.rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        for call in ast.walk(ast.parse(text)) if "saying" in text else ():
            name = getattr(call, "func", None)
            if getattr(name, "id", getattr(name, "attr", "")) in ("sentence", "counted"):
                assert isinstance(call, ast.Call)
                texts = [one.value for one in call.args if isinstance(one, ast.Constant)]
                found += [(texts[0], texts[1] if len(texts) > 1 else "")] if texts else []
    return found


def test_there_is_a_second_language():
    assert "fr" in {path.parts[-3] for path in CATALOGUES}


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parts[-3])
def test_translations_are_filled_with_what_the_english_is(path):
    wrong = []
    entries = [one for one in catalogue(path) if not one.obsolete]
    for entry in entries:
        assert not entry.fuzzy, entry.msgid
        if not entry.translated():
            continue
        forms = list(entry.msgstr_plural.values()) or [entry.msgstr]
        wanted = [filled(entry.msgid), filled(entry.msgid_plural or entry.msgid)]
        wrong += [(entry.msgid, form) for form in forms if filled(form) not in wanted]
        ends = (entry.msgid.startswith("\n"), entry.msgid.endswith("\n"))
        wrong += [(entry.msgid, form) for form in forms if (form.startswith("\n"), form.endswith("\n")) != ends]
    assert not wrong
    # A language is offered whole: what is missing are texts of the last days.
    assert sum(one.translated() for one in entries) > 0.95 * len(entries)


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parts[-3])
def test_what_is_said_of_a_file_is_in_every_catalogue(path):
    sentences = sentences_of_formats()
    assert ("has no text", "") in sentences and any(several for _one, several in sentences)
    translated = {(one.msgid, one.msgid_plural) for one in catalogue(path) if one.translated() and not one.obsolete}
    assert not [one for one in sentences if one not in translated]
