"""What this folder tells those below it."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from protect.captions.models import Track, TrackKind
from protect.events import archive
from protect.recordings import hooks
from protect.recordings.hooks import Link


def has_reviewed_captions(recording: Any) -> bool:
    """Whether what is spoken can be read, as somebody checked it."""
    return Track.objects.filter(
        recording=recording, kind=TrackKind.CAPTIONS, language=recording.language, reviewed__isnull=False
    ).exists()


def links(person: Any, recording: Any) -> list[Link]:
    """For the organisers' page of a recording: the work on its captions."""
    spoken = Track.objects.filter(recording=recording, kind=TrackKind.CAPTIONS, language=recording.language).first()
    state = spoken.get_state_display() if spoken is not None else _("missing")
    return [Link(_("Captions and translations"), reverse("captions:of_recording", args=[recording.pk]), state)]


def register() -> None:
    from protect.captions.said import showing

    hooks.beside(links)
    archive.use(showing.results)
    hooks.captions(has_reviewed_captions)
    showing.register()
