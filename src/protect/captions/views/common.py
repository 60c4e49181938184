"""How the pages of captions get what they work on."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from protect.captions.models import Track
from protect.organisations.access import fetch
from protect.recordings.models import Recording

RECORDING = ("organisation", "event", "event__organisation", "session")
TRACK = (
    "recording", "recording__organisation", "recording__event", "recording__event__organisation", "current", "reviewed",
    "shown", "source", "source__current",
)  # fmt: skip


def to_change(request: HttpRequest, pk: int, permission: str = "captions.edit") -> Track:
    return fetch(request, Track, pk=pk, permission=permission, related=TRACK)


def recording_to_change(request: HttpRequest, pk: int, permission: str = "captions.edit") -> Recording:
    return fetch(request, Recording, pk=pk, permission=permission, related=RECORDING)


def may(request: HttpRequest, about: Any) -> dict[str, bool]:
    return {name: request.user.has_perm(f"captions.{name}", about) for name in ("edit", "review", "lead")}


def tell(request: HttpRequest, error: ValidationError) -> None:
    for sentence in error.messages:
        messages.error(request, sentence)
