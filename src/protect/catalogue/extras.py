"""What folders above add to the page of an entry, which may not import them; said at start-up (``AppConfig.ready``)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest

from protect.catalogue.models import Entry

Extra = Callable[[HttpRequest, Entry], "dict[str, Any] | None"]

_extras: list[tuple[str, Extra]] = []


def add(template: str, context: Extra) -> None:
    """Show ``template`` on the page of every entry, with what ``context`` returns; None for nothing."""
    if (template, context) not in _extras:
        _extras.append((template, context))


def of(request: HttpRequest, entry: Entry) -> list[tuple[str, dict[str, Any]]]:
    found = [(template, context(request, entry)) for template, context in _extras]
    return [(template, context) for template, context in found if context is not None]
