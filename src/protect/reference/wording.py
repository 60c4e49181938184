"""Reference data in the reader's language: the texts are English in the files and translated when they are shown."""

from __future__ import annotations

from typing import Any

from protect.reference import kinds


def translate(text: str) -> str:
    """The text in the language of the present reader; an empty text stays empty (gettext would answer its header)."""
    from django.utils.translation import gettext

    return gettext(text) if text else text


def in_language(kind: str, content: dict[str, Any], key: str = "") -> dict[str, Any]:
    """A copy of ``content`` of a document of ``kind`` with all that people read in the present language."""
    return kinds.content_field(kind, key).translated(content, translate)
