"""What is read of recordings, for players and for lists."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from protect.recordings.models import MediaFile, MediaKind, Poster, Recording

#: Players begin with the first stream they are told of: one that most lines carry.
BEGIN_WITH = 540


def main_playlist(recording: Recording) -> str:
    """The streams by what they need of the line (RFC 8216)."""
    streams = list(recording.media.filter(kind__in=(MediaKind.STREAM, MediaKind.SOUND_STREAM)))
    films = sorted((one for one in streams if one.kind == MediaKind.STREAM), key=lambda one: one.peak_bits)
    middle = [one for one in films if min(one.width or 0, one.height or 0) <= BEGIN_WITH][-1:] or films[:1]
    sounds = [one for one in streams if one.kind == MediaKind.SOUND_STREAM]
    lines = ["#EXTM3U", "#EXT-X-VERSION:7", "#EXT-X-INDEPENDENT-SEGMENTS"]
    for one in [*middle, *(film for film in films if film not in middle), *sounds]:
        about = [f"BANDWIDTH={max(one.peak_bits, 1)}", f"AVERAGE-BANDWIDTH={max(one.mean_bits, 1)}"]
        if one.width and one.height:
            about.append(f"RESOLUTION={one.width}x{one.height}")
        if one.codecs:
            about.append(f'CODECS="{one.codecs}"')
        lines += [f"#EXT-X-STREAM-INF:{','.join(about)}", f"media/{one.pk}.m3u8"]
    return "\n".join(lines) + "\n"


@dataclass(frozen=True)
class Media:
    """Addresses of what a page plays and offers to keep; empty where there is none."""

    stream: str
    film: str
    sound: str
    poster: str
    film_size: int
    sound_size: int
    film_height: int | None
    poster_pk: int | None


def address_of(one: MediaFile) -> str:
    suffix = {MediaKind.FILM: "mp4", MediaKind.SOUND: "m4a"}.get(MediaKind(one.kind), "m4s")
    return reverse("recordings:file", args=[one.recording_id, one.pk, suffix])


def media_of(recording: Recording) -> Media:
    by_kind = {one.kind: one for one in recording.media.filter(kind__in=(MediaKind.FILM, MediaKind.SOUND))}
    film, sound = by_kind.get(MediaKind.FILM), by_kind.get(MediaKind.SOUND)
    picture: Poster | None = recording.posters.filter(is_chosen=True).first() or recording.posters.first()
    return Media(
        stream=reverse("recordings:stream", args=[recording.pk]) if recording.is_ready else "",
        film=address_of(film) if film else "",
        sound=address_of(sound) if sound else "",
        poster=reverse("recordings:poster", args=[picture.pk]) if picture else "",
        film_size=film.size if film else 0,
        sound_size=sound.size if sound else 0,
        film_height=film.height if film else None,
        poster_pk=picture.pk if picture else None,
    )


def posters_of(recordings: list[Recording]) -> dict[int, int]:
    """Key of the picture shown first, by recording: one query."""
    rows: Any = Poster.objects.filter(recording__in=recordings).order_by("is_chosen", "-at_ms", "-pk")
    return dict(rows.values_list("recording_id", "pk"))
