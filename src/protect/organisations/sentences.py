"""Sentences of ``formats``, which knows no Django, in the language of whoever reads the page."""

from __future__ import annotations

from django.utils.translation import gettext, ngettext

from protect.formats import saying
from protect.formats.tables import InputError


def in_words(told: str | InputError) -> str:
    """A sentence, or that of an error, in the language that is active now. Texts without a template stay as they are."""
    text = told.args[0] if isinstance(told, InputError) and told.args else told
    return saying.said(text, gettext, ngettext) if isinstance(text, str) else str(text)
