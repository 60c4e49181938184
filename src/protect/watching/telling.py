"""A recording for programs: JSON-LD as schema.org describes it, with what was said in it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.urls import reverse

from protect.captions.queries import Offered
from protect.recordings.models import Chapter, Recording
from protect.recordings.queries import Media
from protect.watching.queries import Paragraph

#: Letters of what was said that are told; an hour has about 60,000.
MOST = 200_000
Full = Callable[[str], str]


def duration(milliseconds: int | None) -> str:
    """“PT1H2M3S” (ISO 8601)."""
    seconds = (milliseconds or 0) // 1000
    return f"PT{seconds // 3600}H{seconds // 60 % 60}M{seconds % 60}S"


def linked_data(
    recording: Recording, media: Media, full: Full, page: str, *, chapters: Iterable[Chapter], tracks: Iterable[Offered],
    text: Iterable[Paragraph],
) -> dict[str, Any]:  # fmt: skip
    ends = [*[one.begins_ms for one in chapters][1:], recording.duration_ms or 0]
    words = " ".join(piece.text for one in text for piece in one.pieces)[:MOST]
    found: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "VideoObject" if recording.has_video else "AudioObject",
        "name": recording.title,
        "description": recording.about or recording.title,
        "url": page,
        "thumbnailUrl": full(media.poster) if media.poster else None,
        "uploadDate": recording.published_at.isoformat(timespec="seconds") if recording.published_at else None,
        "duration": duration(recording.duration_ms),
        "contentUrl": full(media.film or media.sound),
        "encodingFormat": "video/mp4" if media.film else "audio/mp4",
        "width": recording.width,
        "height": recording.height,
        "inLanguage": recording.language,
        "isAccessibleForFree": True,
        "transcript": words,
        "accessibilityFeature": ["captions", "transcript"] if words else None,
        "caption": [
            {
                "@type": "MediaObject", "contentUrl": full(one.address), "inLanguage": one.track.language,
                "encodingFormat": "text/vtt",
            }
            for one in tracks
        ],
        "hasPart": [
            {
                "@type": "Clip", "name": one.title, "startOffset": one.begins_ms // 1000, "endOffset": end // 1000,
                "url": f"{page}?t={one.begins_ms // 1000}",
            }
            for one, end in zip(chapters, ends, strict=False)
        ],
        "recordedAt": {
            "@type": "Event", "name": recording.event.title, "url": full(reverse("events:event", args=[recording.event_id])),
        },
        "publisher": {"@type": "Organization", "name": recording.organisation.name},
    }  # fmt: skip
    return {name: value for name, value in found.items() if value not in (None, "", [])}
