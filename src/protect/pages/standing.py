"""What stands on the public home as long as no editor has written one; and what the first editor begins with."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from protect.pages import boxes
from protect.pages.blocks import Body


@dataclass(frozen=True)
class Standing:
    title: str
    lead: str
    body: Any


def standing() -> Standing:
    """In the reader's language."""
    return Standing(
        _("Public spaces: protected, and open"),
        _(
            "Here towns work out together how their squares, markets, stations and festivals stay open to everybody and "
            "are still hard to attack."
        ),
        Body().to_python(list(_parts())),
    )


def _parts() -> Iterator[dict[str, Any]]:
    yield from _box("events", 1, _("Next event"))
    yield from _section(
        _("What we do"),
        _("A town looks at its public spaces together with police, rescue services and operators, sees where they are "
          "vulnerable, and decides what to do. Solutions are tried out where people live with them, and what was learned "
          "is told here."),
    )  # fmt: skip
    for kind in ("recordings", "selected", "practices", "documents", "news", "calls", "map"):
        yield from _box(kind, 3)
    yield from _section(
        _("How to join"),
        _("Municipalities, police, rescue services, operators of places and providers of solutions ask with a form. "
          "Whoever runs this platform answers by e-mail."),
    )  # fmt: skip
    asked = {"text": _("Ask to join"), "page": None, "address": reverse("organisations:ask"), "note": ""}
    yield {"type": "call", "value": asked}


def _box(kind: str, most: int, title: str = "") -> Iterator[dict[str, Any]]:
    """Only of kinds that this platform has."""
    if boxes.has(kind):
        yield {"type": "box", "value": {"kind": kind, "title": title, "topic": "", "most": most}}


def _section(heading: str, text: str) -> Iterator[dict[str, Any]]:
    yield {"type": "heading", "value": {"text": heading, "level": "2"}}
    yield {"type": "text", "value": str(format_html("<p>{}</p>", text))}
