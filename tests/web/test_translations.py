"""Catalogues of translated texts: whatever a text is filled with in English, it is filled with in every language."""

from __future__ import annotations

import re
from pathlib import Path

import polib
import pytest

LOCALE = Path(__file__).resolve().parents[2] / "src/protect/locale"
CATALOGUES = sorted(LOCALE.glob("*/LC_MESSAGES/django.po"))
FILLED = re.compile(r"%\(\w+\)[sdif]|%[sd]|\{[\w.:!]*\}|</?[a-z][^>]*>|`[^`]*`")


def filled(text: str) -> list[str]:
    return sorted(FILLED.findall(text))


def test_there_is_a_second_language():
    assert "fr" in {path.parts[-3] for path in CATALOGUES}


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parts[-3])
def test_translations_are_filled_with_what_the_english_is(path):
    wrong = []
    entries = [one for one in polib.pofile(str(path)) if not one.obsolete]
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
