"""What other folders add to the page of a space.

A space stands below its assessments and may not import them; they tell it at start-up what belongs on its page
(``AppConfig.ready``). Each extra is a function from request and space to the context of a template.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest

from protect.spaces.models import Space

Extra = Callable[[HttpRequest, Space], dict[str, Any]]

_extras: list[tuple[str, Extra]] = []


def add(template: str, context: Extra) -> None:
    """Show ``template`` on the page of every space, with what ``context`` returns."""
    if (template, context) not in _extras:
        _extras.append((template, context))


def of(request: HttpRequest, space: Space) -> list[tuple[str, dict[str, Any]]]:
    return [(template, context(request, space)) for template, context in _extras]
