"""What the editor plays: the files of a recording that every browser plays by itself."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from protect.recordings.models import MediaFile, MediaKind

_TYPES = {MediaKind.FILM: "video/mp4", MediaKind.SOUND: "audio/mp4"}


def sources_of(person: Any, recording: Any) -> list[tuple[str, str]]:
    """(address, media type), the smallest film first: pictures only help to tell who speaks. None while there is no file."""
    seen: Any = MediaFile.objects.visible_to(person).filter(recording=recording, kind__in=list(_TYPES))  # type: ignore[attr-defined]
    found = sorted(seen, key=lambda one: (one.kind != MediaKind.FILM, one.height or 0))
    return [
        (reverse("recordings:file", args=[recording.pk, one.pk, one.file.name.rpartition(".")[2]]), _TYPES[one.kind])
        for one in found
    ]
