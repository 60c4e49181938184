"""Caption files: of published recordings for everybody, in every format, signed in or not."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from protect.captions.models import Track, TrackVersion
from protect.captions.outputs import ENDINGS, FORMATS, content_of
from protect.captions.queries.watched import offered_of
from protect.formats.captions.writing import TYPES
from protect.organisations import audit
from protect.organisations.access import LoginNeeded
from protect.organisations.models import Verb


def seen(request: HttpRequest, pk: int) -> Track:
    """404 for what the reader may not see; a visitor is asked to sign in, as everywhere."""
    rows: Any = Track.objects.visible_to(request.user).select_related(  # type: ignore[attr-defined]
        "shown", "current", "recording", "recording__event", "recording__event__organisation"
    )
    found = rows.filter(pk=pk).first() if abs(pk) < 2**63 else None
    if found is None:
        if not request.user.is_authenticated:
            raise LoginNeeded
        raise Http404(_("There is no such page, or it was not shared with you."))
    return found  # type: ignore[no-any-return]


@login_not_required
@require_safe
def file(request: HttpRequest, pk: int, ending: str) -> HttpResponse:
    """The version that this reader gets. ``?download`` gives it as a file; a player takes it without."""
    track = seen(request, pk)
    got = offered_of(request.user, track)
    if got is None or ending not in ENDINGS:
        raise Http404(_("There is no such page, or it was not shared with you."))
    if not track.recording.is_public:
        audit.record(Verb.EXPORTED, track, note=str(ENDINGS[ending]))
    return answer(track, got.version, ending, download="download" in request.GET)


def answer(track: Track, version: TrackVersion, ending: str, *, download: bool) -> HttpResponse:
    kind = TYPES[FORMATS[ending]] if ending in FORMATS else "text/plain"
    response = HttpResponse(content_of(version, ending).content, content_type=f"{kind}; charset=utf-8")
    if not track.recording.is_public or version.pk != track.shown_id:
        response["Cache-Control"] = "private, no-store"
    if download or ending != "vtt":
        response["Content-Disposition"] = f'attachment; filename="{track.file_name}.{ending}"'
    return response
