"""What this folder tells those below it."""

from __future__ import annotations

from typing import Any

from protect.captions.models import Track, TrackKind


def has_reviewed_captions(recording: Any) -> bool:
    """Whether what is spoken can be read, as somebody checked it."""
    return Track.objects.filter(
        recording=recording, kind=TrackKind.CAPTIONS, language=recording.language, reviewed__isnull=False
    ).exists()


def register() -> None:
    from protect.captions.said import showing
    from protect.recordings import hooks

    hooks.captions(has_reviewed_captions)
    showing.register()
