"""What everybody sees of recordings, signed in or not, with scripts or without."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from protect.captions.queries import offered
from protect.captions.queries.watched import best_for
from protect.events.views.public import shown as seen
from protect.organisations import audit
from protect.organisations.keeping import may_be_kept
from protect.organisations.linked_data import as_script
from protect.organisations.models import Verb
from protect.recordings import hooks, positions
from protect.recordings.models import Recording
from protect.recordings.queries import media_of
from protect.watching import telling
from protect.watching.queries import PublicList, what_was_said


@login_not_required
@require_safe
@may_be_kept
def recording_list(request: HttpRequest) -> HttpResponse:
    return render(request, "watching/list.html", {"listing": PublicList(request.user, request.GET)})


def second_of(text: str) -> int:
    """Milliseconds of ``?t=``; what is no place counts as the beginning."""
    try:
        return positions.read(text)
    except ValueError:
        return 0


@login_not_required
@require_safe
@may_be_kept
def watch(request: HttpRequest, pk: int) -> HttpResponse:
    """``?t=75``: from there; ``?lang=fr``: what was said in that language; ``?sound``: without the picture."""
    found: Recording = seen(request, Recording, pk, "event", "session", "organisation", "event__organisation")
    if not found.is_public:
        audit.record(Verb.VIEWED, found)
    tracks = offered(request.user, found)
    asked = request.GET.get("lang", "")
    read = next((one for one in tracks if one.track.language == asked and one.track.kind != "descriptions"), None)
    read = read or best_for(tracks, get_language() or "en")
    text = what_was_said(read.version) if read else []
    chapters, media = list(found.chapters.all()), media_of(found)
    at = second_of(request.GET.get("t", ""))
    page = request.build_absolute_uri(reverse("watching:watch", args=[pk]))
    told: dict[str, Any] = {}
    if found.is_public and found.is_ready:
        told = telling.linked_data(
            found, media, request.build_absolute_uri, page, chapters=chapters, tracks=tracks, text=text
        )
    context = {
        "recording": found,
        "event": found.event,
        "media": media,
        "tracks": tracks,
        "read": read,
        "text": text,
        "chapters": chapters,
        "at": f"{at / 1000:g}" if at and at < (found.duration_ms or 0) else "",
        "sound_only": media.sound and ("sound" in request.GET or not media.film),
        # Without scripts each link opens the page anew.
        "keeps_sound": "sound" in request.GET and media.film,
        "page": page,
        "image": request.build_absolute_uri(media.poster) if media.poster else "",
        "data": as_script(told) if told else "",
        "why_uncaptioned": "" if hooks.has_reviewed_captions(found) else found.uncaptioned_reason,
        "may_edit": request.user.has_perm("recordings.edit", found),
    }
    return render(request, "watching/watch.html", context)
