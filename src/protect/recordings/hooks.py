"""What folders above tell this one at start-up, because it may not import them.

    hooks.captions(reviewed)       # (recording) -> whether it has captions of what is spoken, reviewed by a person
    hooks.beside(links)            # (person, recording) -> list of Link: further work on a recording, for its page

Without a folder of captions no recording has any.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from protect.events.beside import Beside


@dataclass(frozen=True)
class Link:
    """One line on the organisers' page of a recording: what it is, where, and how it stands."""

    label: str | Promise
    address: str
    state: str | Promise = ""


_pages: list[Callable[[Any], Link]] = []
_reviewed: list[Callable[[Any], bool]] = []
_links: list[Callable[[Any, Any], list[Link]]] = []


def captions(reviewed: Callable[[Any], bool]) -> None:
    if reviewed not in _reviewed:
        _reviewed.append(reviewed)


def beside(links: Callable[[Any, Any], list[Link]]) -> None:
    if links not in _links:
        _links.append(links)


def page(link: Callable[[Any], Link]) -> None:
    """The page where people watch it."""
    if link not in _pages:
        _pages.append(link)


def pages_of(recording: Any) -> list[Link]:
    return [link(recording) for link in _pages]


def has_reviewed_captions(recording: Any) -> bool:
    return any(asked(recording) for asked in _reviewed)


def links_of(person: Any, recording: Any) -> list[Link]:
    return [found for find in _links for found in find(person, recording)]


def recordings_of(event: Any) -> Beside:
    """On the organisers' page of an event."""
    return Beside(_("Recordings"), reverse("recordings:of_event", args=[event.pk]))
