"""Streams, films, sound and pictures, to whoever may see the recording: each file by the one rule, each in parts.

Nothing of it holds one of the few threads in which the program works: what is streamed is read in those of the server
(``project/wsgi.py``), and a proxy can be told to send it instead.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO, Any
from urllib.parse import quote

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from protect.events.queries import shown_or_none
from protect.organisations import audit
from protect.organisations.access import LoginNeeded
from protect.organisations.models import Verb
from protect.recordings import ranges
from protect.recordings.models import MediaFile, MediaKind, Poster, Recording
from protect.recordings.queries import main_playlist

BLOCK = 256 * 1024
#: A player that asks for all the rest gets so much of it and asks again: it would read for as long as the film lasts.
FOR_PLAYERS = 8_000_000
#: Of what everybody sees; what is taken back is gone after so many seconds.
PUBLIC = "public, max-age=600"
PLAYLIST = "application/vnd.apple.mpegurl"
TYPES = {
    MediaKind.STREAM: "video/mp4", MediaKind.SOUND_STREAM: "audio/mp4", MediaKind.FILM: "video/mp4",
    MediaKind.SOUND: "audio/mp4",
}  # fmt: skip


def seen(request: HttpRequest, model: Any, pk: int, *related: str) -> Any:
    found = shown_or_none(request.user, model, pk, *related)
    if found is None:
        if not request.user.is_authenticated:
            raise LoginNeeded
        raise Http404(_("There is no such file, or it was not shared with you."))
    return found


@login_not_required
@require_safe
def stream(request: HttpRequest, pk: int) -> HttpResponse:
    """Which streams there are: the player takes the one that the line carries."""
    found: Recording = seen(request, Recording, pk, "event")
    if not found.is_ready:
        raise Http404(_("It is not converted yet."))
    return _text(found, main_playlist(found))


def _of(request: HttpRequest, pk: int, part_pk: int) -> MediaFile:
    found: MediaFile = seen(request, MediaFile, part_pk, "recording__event")
    if found.recording_id != pk:
        raise Http404
    return found


@login_not_required
@require_safe
def playlist(request: HttpRequest, pk: int, part_pk: int) -> HttpResponse:
    found = _of(request, pk, part_pk)
    if not found.playlist:
        raise Http404
    return _text(found.recording, found.playlist.replace("{file}", f"{found.pk}.m4s"))


def _text(recording: Recording, text: str) -> HttpResponse:
    response = HttpResponse(text, content_type=PLAYLIST)
    response["Cache-Control"] = PUBLIC if recording.is_public else "private, no-store"
    return response


@login_not_required
@require_safe
def file(request: HttpRequest, pk: int, part_pk: int, suffix: str) -> HttpResponseBase:
    """``?download`` gives it a name to be kept under."""
    found = _of(request, pk, part_pk)
    name = ""
    if "download" in request.GET and found.kind in (MediaKind.FILM, MediaKind.SOUND):
        name = f"{slugify(found.recording.title)[:60] or 'recording'}.{suffix}"
    response = send(
        request, found.file, found.size, found.sha256, TYPES[MediaKind(found.kind)], found.recording.is_public, name
    )
    is_begun = response.status_code == 200 or response.headers.get("Content-Range", "").startswith("bytes 0-")
    if is_begun and not found.playlist and not found.recording.is_public:
        audit.record(Verb.VIEWED, found.recording)
    return response


@login_not_required
@require_safe
def poster(request: HttpRequest, pk: int) -> HttpResponseBase:
    found: Poster = seen(request, Poster, pk, "recording__event")
    kind = "image/png" if str(found.file.name).endswith(".png") else "image/jpeg"
    if str(found.file.name).endswith(".webp"):
        kind = "image/webp"
    return send(request, found.file, _size(found.file), found.sha256, kind, found.recording.is_public)


def _size(stored: Any) -> int:
    try:
        return int(stored.size)
    except OSError:
        raise _missing() from None


def _missing() -> Http404:
    return Http404(_("The file is missing on the server; tell the administrator."))


def send(
    request: HttpRequest, stored: Any, size: int, digest: str, kind: str, is_public: bool, name: str = ""
) -> HttpResponseBase:
    """The file or the part that was asked for: 200, 206, 304 or 416."""
    etag = f'"{digest[:40]}"'
    headers = {
        "ETag": etag, "Accept-Ranges": "bytes", "Cache-Control": PUBLIC if is_public else "private, no-store",
        "X-Content-Type-Options": "nosniff", "Content-Security-Policy": "default-src 'none'; sandbox",
    }  # fmt: skip
    told = ranges.etags(request.headers.get("If-None-Match"))
    if etag in told or "*" in told:
        return HttpResponse(status=304, headers=headers)
    if name:
        headers["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    handed = _by_proxy(stored)
    if handed:
        return HttpResponse(content_type=kind, headers={**headers, **handed})
    condition = request.headers.get("If-Range")
    wanted = None
    if condition is None or condition == etag:
        try:
            wanted = ranges.part(request.headers.get("Range"), size)
        except ranges.Unsatisfiable:
            return HttpResponse(status=416, headers={**headers, "Content-Range": f"bytes */{size}"})
    first, length, status = 0, size, 200
    if wanted is not None:
        first, length, status = wanted.first, wanted.length, 206
        if wanted.is_open and request.headers.get("Sec-Fetch-Dest") in ("video", "audio"):
            length = min(length, FOR_PLAYERS)
        headers["Content-Range"] = f"bytes {first}-{first + length - 1}/{size}"
    headers["Content-Length"] = str(length)
    if request.method == "HEAD":
        return HttpResponse(status=status, content_type=kind, headers=headers)
    try:
        content = stored.storage.open(stored.name, "rb")
        content.seek(first)
    except (OSError, ValueError):
        raise _missing() from None
    response = StreamingHttpResponse(_blocks(content, length), status=status, content_type=kind, headers=headers)
    response._resource_closers.append(content.close)  # type: ignore[attr-defined]
    return response


def _by_proxy(stored: Any) -> dict[str, str]:
    if settings.MEDIA_ACCEL:
        return {"X-Accel-Redirect": f"{settings.MEDIA_ACCEL.rstrip('/')}/{quote(stored.name)}"}
    if settings.MEDIA_SENDFILE:
        return {"X-Sendfile": stored.path}
    return {}


def _blocks(content: IO[bytes], length: int) -> Iterator[bytes]:
    while length > 0:
        block = content.read(min(BLOCK, length))
        if not block:
            return
        length -= len(block)
        yield block
