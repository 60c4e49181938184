"""What this folder tells those below it: where a recording is watched, and what to show of recordings on their pages."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from protect.captions.said import showing
from protect.events import beside
from protect.organisations import registry
from protect.recordings import hooks
from protect.search import kinds
from protect.search.kinds import Kind
from protect.watching import queries


def at(recording: Any, second: float = 0) -> str:
    """Address of a recording, at a second of it."""
    address = reverse("watching:watch", args=[recording.pk])
    return f"{address}?t={second:g}" if second else address


def of_event(reader: Any, event: Any, session: Any = None) -> list[beside.Beside]:
    return [
        beside.Beside(
            title=one.recording.title, address=at(one.recording), note=one.told, image=one.poster,
        )
        for one in queries.of_event(reader, event, session)
    ]  # fmt: skip


def register() -> None:
    registry.register("recordings.recording", permission="recordings.share", page="watching:watch")
    hooks.page(lambda recording: hooks.Link(_("As its viewers see it"), at(recording)))
    showing.watched_at(at)
    beside.add(_("Recordings"), of_event)
    kinds.add(
        Kind(
            100, "recordings.recording", _("Recordings"), _("recording"), ("title",), ("about",), page=at,
            related=("event",), place=lambda thing: thing.event.title, is_open=True, languages=("language",),
        ),
        Kind(
            101, "recordings.chapter", _("Chapters of recordings"), _("chapter of a recording"), ("title",), (),
            page=lambda thing: at(thing.recording, thing.begins_ms / 1000), related=("recording",),
            place=lambda thing: thing.recording.title, owner="recording__organisation", is_open=True,
        ),
    )  # fmt: skip
