"""What folders above add to the pages of a call, which may not import them; said at start-up (``AppConfig.ready``)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from protect.calls.models import Call, Publication

Context = dict[str, Any] | None

_public: list[tuple[str, Callable[[HttpRequest, Publication], Context]]] = []
_call: list[tuple[str, Callable[[HttpRequest, Call], Context]]] = []
_clarified: list[Callable[[Publication], list[dict[str, Any]]]] = []
_files: list[tuple[Any, str]] = []


def add_to_public(template: str, context: Callable[[HttpRequest, Publication], Context]) -> None:
    """Show ``template`` on the public page of every call, with what ``context`` returns; None for nothing."""
    if (template, context) not in _public:
        _public.append((template, context))


def add_to_call(template: str, context: Callable[[HttpRequest, Call], Context]) -> None:
    """The same on the page of a call as its own people see it."""
    if (template, context) not in _call:
        _call.append((template, context))


def add_file(label: Any, page: str) -> None:
    """A file made from the published document; ``page``: name of its address, which takes the key of the publication."""
    if (label, page) not in _files:
        _files.append((label, page))


def add_clarified(told: Callable[[Publication], list[dict[str, Any]]]) -> None:
    """Questions that were answered to all, for machines: ``id``, ``question``, ``answer``, ``answered_at`` (a moment) each."""
    if told not in _clarified:
        _clarified.append(told)


def clarified(publication: Publication) -> list[dict[str, Any]]:
    return [one for told in _clarified for one in told(publication)]


def files(key: int) -> list[tuple[str, str]]:
    """(label, address) of every file beside the public page."""
    return [(str(label), reverse(page, args=[key])) for label, page in _files]


def of_public(request: HttpRequest, publication: Publication) -> list[tuple[str, dict[str, Any]]]:
    return [(name, found) for name, make in _public if (found := make(request, publication)) is not None]


def of_call(request: HttpRequest, call: Call) -> list[tuple[str, dict[str, Any]]]:
    return [(name, found) for name, make in _call if (found := make(request, call)) is not None]
