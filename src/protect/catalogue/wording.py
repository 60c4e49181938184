"""Texts of shipped entries in the reader's language; they are English in the table, as in the file they came from."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils import translation

from protect.reference.wording import translate


def shown(entry: Any, text: str) -> str:
    """What an organisation wrote stays in its words; a text of the platform comes in the present language."""
    return text if entry.organisation_id is not None else translate(text)


def in_other_languages(entry: Any) -> str:
    """Every other wording of a shipped entry, for its place in the index; empty where there is none."""
    if entry.organisation_id is not None:
        return ""
    texts = [getattr(entry, name) for name in ("name", *entry.TEXTS)]
    found: list[str] = []
    for language, _label in settings.LANGUAGES:
        with translation.override(language):
            found += [said for text in texts if (said := translate(text)) != text]
    return "\n".join(dict.fromkeys(found))
