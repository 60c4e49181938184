"""Sentences of this folder for people: English texts that can be said again in the language of whoever reads them.

Nothing here knows a catalogue: the program that shows a sentence looks its template up (``organisations/sentences.py``).
Templates are collected for translation by the names of the two functions (``scripts/messages.py``), so they stand in their
calls as they are, never put together.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


class Sentence(str):
    """Equal to its English text. ``template``: with places such as ``%(line)d``; ``many``: the same for another number than
    one, with that number as ``count``; empty where no number matters. ``values``: what fills them, sentences among them.
    """

    template: str
    many: str
    values: dict[str, Any]


def sentence(template: str, /, **values: Any) -> Sentence:
    """A sentence filled with values.

    >>> sentence("begins before cue %(cue)d", cue=3)
    'begins before cue 3'
    """
    return _made(template % values, template, "", values)


def counted(one: str, many: str, /, *, count: int, **values: Any) -> Sentence:
    """A sentence about a number of things, which every language bends in its own way."""
    values["count"] = count
    return _made((one if count == 1 else many) % values, one, many, values)


def _made(english: str, template: str, many: str, values: dict[str, Any]) -> Sentence:
    made = Sentence(english)
    made.template, made.many, made.values = template, many, values
    return made


def said(text: str, one: Callable[[str], str], several: Callable[[str, str, int], str]) -> str:
    """The text with templates looked up by ``one`` and ``several`` (as gettext and ngettext); other texts as they are."""
    if not isinstance(text, Sentence):
        return text
    values: dict[str, Any] = {
        name: said(value, one, several) if isinstance(value, str) else value for name, value in text.values.items()
    }
    template = several(text.template, text.many, values["count"]) if text.many else one(text.template)
    return template % values


def kept(text: str) -> Any:
    """The text as it is written in JSON, so that it can be said in any language later."""
    if not isinstance(text, Sentence):
        return text
    values = {name: kept(value) if isinstance(value, str) else value for name, value in text.values.items()}
    return {"template": text.template, "many": text.many, "values": values}


def from_kept(data: Any) -> Any:
    """What ``kept`` wrote; texts and numbers as they are."""
    if not isinstance(data, dict):
        return data
    values = {name: from_kept(value) for name, value in data["values"].items()}
    return counted(data["template"], data["many"], **values) if data["many"] else sentence(data["template"], **values)
