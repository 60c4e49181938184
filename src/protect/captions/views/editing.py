"""The editor: a page of cues as a plain form whose buttons do everything, and what its script asks for between them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from protect.captions import playing, services
from protect.captions.forms import NoteForm
from protect.captions.models import Track, Work
from protect.captions.queries import editor, pages
from protect.captions.queries.editor import Typed
from protect.captions.services.working import BOTH, MINE, THEIRS, Clashed, OtherWindow, begun_from, edited, opened
from protect.captions.texts import track_of
from protect.captions.views.common import tell, to_change
from protect.formats.captions import cues as formats

OTHER = gettext_lazy(
    "In another window you went on with these captions. Nothing was changed here; copy what you typed and open the page anew."
)


def edit(request: HttpRequest, pk: int) -> HttpResponse:
    found = to_change(request, pk)
    if request.method == "POST":
        return _pressed(request, found)
    work = opened(found, request.user)  # type: ignore[arg-type]
    return _page(request, found, work, _number(request.GET.get("page"), 1))


def _page(
    request: HttpRequest, track: Track, work: Work | None, number: int, sent: Typed | None = None, status: int = 200
) -> HttpResponse:
    cues = track_of(begun_from(track, work))
    context = {
        "track": track, "recording": track.recording, "work": work, "step": work.step if work else 0,
        "sheet": editor.sheet(cues, track.kind, number, sent), "limits": editor.USUAL,
        "sources": playing.sources_of(request.user, track.recording), "is_video": track.recording.has_video,
        "behind": work is not None and work.base_id != track.current_id,
    }  # fmt: skip
    part = bool(request.headers.get("HX-Request"))
    return render(request, "captions/_sheet.html" if part else "captions/edit.html", context, status=status)


def _pressed(request: HttpRequest, track: Track) -> HttpResponse:
    """Keep what was typed, then do what the button says. What cannot be kept comes back with its error."""
    data, number = request.POST, _number(request.POST.get("page"), 1)
    operation = data.get("op", "keep")
    step = _number(data.get("step"), 0)
    work = opened(track, request.user)  # type: ignore[arg-type]
    sent = editor.typed(track_of(begun_from(track, work)), data)
    goal: list[int | None] = [None]

    def change(cues: formats.Track) -> formats.Track:
        changed, goal[0] = editor.operated(edited(cues, sent.edits), operation, data)
        return changed

    try:
        if (work.step if work else 0) != step:
            raise OtherWindow
        if sent.errors:
            raise ValidationError(_("Some times cannot be read; they stand beside their cues."))
        if operation == "undo":
            work = services.take_back(track, step, by=request.user)  # type: ignore[arg-type]
        elif operation != "keep" or sent.edits:
            work = services.keep(track, step, change, by=request.user, typed=operation == "keep")  # type: ignore[arg-type]
    except OtherWindow:
        return _refused(request, track, work, number, sent, str(OTHER), 409)
    except ValidationError as error:
        return _refused(request, track, work, number, sent, " ".join(error.messages), 422)
    if request.headers.get("Accept") == "application/json":
        return JsonResponse({"step": work.step if work else 0})
    if operation == "save":
        return redirect("captions:save", track.pk)
    at = goal[0]
    page = editor.page_with(at) if at is not None and at >= 0 else number
    if request.headers.get("HX-Request"):
        response = _page(request, track, work, page)
        response["X-Go-To"] = str(at if at is not None else "")
        return response
    messages.success(request, _("Kept in your working copy."))
    place = f"#cue-{at + 1}" if at is not None and at >= 0 else ""
    return redirect(f"{reverse('captions:edit', args=[track.pk])}?page={page}{place}")


def _refused(
    request: HttpRequest, track: Track, work: Work | None, number: int, sent: Typed, sentence: str, status: int
) -> HttpResponse:
    """Nothing is lost: what was typed stands in the fields again, with the reason above."""
    if request.headers.get("Accept") == "application/json" or request.headers.get("HX-Request"):
        errors = {str(at): told for at, told in sent.errors.items()}
        return JsonResponse({"error": sentence, "errors": errors}, status=status)
    messages.error(request, sentence)
    return _page(request, track, work, number, sent, status=status)


def _number(value: Any, default: int) -> int:
    text = str(value or "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 8 else default


def save(request: HttpRequest, pk: int) -> HttpResponse:
    """The working copy becomes a version; where somebody changed the same cues meanwhile, both stand beside each other."""
    found = to_change(request, pk)
    work = opened(found, request.user)  # type: ignore[arg-type]
    if work is None:
        messages.info(request, _("There is nothing to save."))
        return redirect("captions:track", pk)
    form = NoteForm(request.POST or None)
    context: dict[str, Any] = {"track": found, "recording": found.recording, "work": work, "form": form}
    if request.method == "POST" and form.is_valid():
        choices = {at: request.POST.get(f"choice-{at}", "") for at in range(500) if f"choice-{at}" in request.POST}
        seen = _number(request.POST.get("seen"), -1)
        try:
            services.save(
                found, note=form.cleaned_data["note"], by=request.user, choices=choices,  # type: ignore[arg-type]
                seen=seen if seen >= 0 else None,
            )  # fmt: skip
            messages.success(request, _("Saved as the newest version."))
            return redirect("captions:track", pk)
        except Clashed as clash:
            context |= {"seen": clash.current, "clashes": [_told(one) for one in clash.found.clashes]}
        except ValidationError as error:
            tell(request, error)
    now, was = track_of(work.text), track_of(work.base.text) if work.base else formats.Track()
    context["differences"] = pages.count_of_changes(was, now)
    context["behind"] = work.base_id != found.current_id
    context["choices"] = [(THEIRS, _("Theirs")), (MINE, _("Mine")), (BOTH, _("Both, one after the other"))]
    return render(request, "captions/save.html", context)


def _told(clash: Any) -> dict[str, Any]:
    return {name: [pages.of_cue(cue) for cue in getattr(clash, name)] for name in ("base", "theirs", "mine")}


@require_POST
def throw_away(request: HttpRequest, pk: int) -> HttpResponse:
    found = to_change(request, pk)
    services.throw_away(found, by=request.user)  # type: ignore[arg-type]
    messages.success(request, _("Your working copy is gone; the versions are as they were."))
    return redirect("captions:track", pk)
