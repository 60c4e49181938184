"""A file comes in: in pieces by the tus protocol (``tus.py``), or whole by a form. What is converted is looked at meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from protect.organisations import audit
from protect.organisations.access import fetch
from protect.organisations.forming import attempt
from protect.organisations.models import Verb
from protect.recordings import services, tus
from protect.recordings.forms import FileForm
from protect.recordings.models import Recording, Upload
from protect.recordings.states import State
from protect.recordings.views.planning import to_change
from protect.recordings.views.sending import send

View = Callable[..., HttpResponse]


def by_protocol(view: View) -> View:
    """Says the version, and tells what is refused as the protocol wants it."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **options: Any) -> HttpResponse:
        try:
            response = view(request, *args, **options)
        except tus.Refused as refused:
            response = HttpResponse(refused.sentence, status=refused.status, content_type="text/plain; charset=utf-8")
            for name, value in refused.headers.items():
                response[name] = value
        except ValidationError as error:
            # Nothing that sending it again would change.
            response = HttpResponse(" ".join(error.messages), status=422, content_type="text/plain; charset=utf-8")
        response["Tus-Resumable"] = tus.VERSION
        return response

    return answer


@require_http_methods(["POST", "OPTIONS"])
@by_protocol
def start(request: HttpRequest, pk: int) -> HttpResponse:
    """Creation: the address of the upload is the answer."""
    found = to_change(request, pk)
    if request.method == "OPTIONS":
        response = HttpResponse(status=204)
        for name, value in tus.about(settings.LARGEST_RECORDING).items():
            response[name] = value
        return response
    tus.version(request.headers)
    length = tus.whole(request.headers, "Upload-Length")
    if length > settings.LARGEST_RECORDING:
        raise tus.Refused(
            413, _("At most %(most)d MB can be uploaded.") % {"most": settings.LARGEST_RECORDING // 10**6}
        )
    name = tus.metadata(request.headers).get("filename", "")
    made = services.start(found, name, length, by=request.user)  # type: ignore[arg-type]
    response = HttpResponse(status=201)
    response["Location"] = reverse("recordings:upload", args=[made.secret])
    for name, value in tus.told(made.offset, made.length, made.expires_at).items():
        response[name] = value
    return response


@require_http_methods(["HEAD", "PATCH", "DELETE"])
@by_protocol
def upload(request: HttpRequest, secret: str) -> HttpResponse:
    """How far it came; the next piece; no more of it."""
    found = fetch(
        request, Upload, secret=secret, permission="recordings.edit", related=("recording__event", "started_by")
    )
    tus.version(request.headers)
    if request.method == "DELETE":
        services.give_up(found)
        return HttpResponse(status=204)
    if request.method == "PATCH":
        offset, length, checksum = tus.piece(request.headers)
        found = services.write(found, offset, length, request, checksum)
    elif found.is_whole and found.recording.state == State.UPLOADING:
        services.receive(found)  # the server ended just before it could
    response = HttpResponse(status=204 if request.method == "PATCH" else 200)
    for name, value in tus.told(found.offset, found.length, found.expires_at).items():
        response[name] = value
    return response


upload.more_methods = ("PATCH", "DELETE")  # type: ignore[attr-defined]


def bring(request: HttpRequest, pk: int) -> HttpResponse:
    """The page that sends the file in pieces; without scripts its form sends it whole."""
    found = to_change(request, pk)
    if found.state != State.UPLOADING:
        messages.info(request, _("There is a file already; take it out first."))
        return redirect("recordings:manage", pk)
    form = FileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data["file"]
        by: Any = request.user
        done, _made = attempt(form, lambda: services.take(found, sent, name=sent.name, size=sent.size, by=by))
        if done:
            return redirect("recordings:manage", pk)
    context = {
        "recording": found, "event": found.event, "form": form, "title": _("Bring the file"), "with_file": True,
        "unfinished": found.uploads.first(), "piece": tus.LARGEST_PIECE // 2,
        "most": settings.LARGEST_RECORDING, "most_at_once": settings.LARGEST_REQUEST,
    }  # fmt: skip
    return render(request, "recordings/bring.html", context)


@require_safe
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """How far the job is; when it ended, the page is loaded anew."""
    found = to_change(request, pk)
    if not found.is_on:
        return HttpResponse(headers={"HX-Refresh": "true"})
    return render(request, "recordings/_progress.html", {"recording": found})


def _step(request: HttpRequest, pk: int, verb: Callable[[Recording], Any], told: str) -> HttpResponse:
    found = to_change(request, pk)
    try:
        verb(found)
        messages.success(request, told)
    except ValidationError as error:
        for sentence in error.messages:
            messages.error(request, sentence)
    return redirect("recordings:manage", pk)


@require_POST
def try_again(request: HttpRequest, pk: int) -> HttpResponse:
    return _step(request, pk, lambda one: services.try_again(one, by=request.user), _("It is tried again."))  # type: ignore[arg-type]


@require_POST
def replace(request: HttpRequest, pk: int) -> HttpResponse:
    return _step(request, pk, services.replace, _("Bring another file now."))


@require_POST
def take_chapters(request: HttpRequest, pk: int) -> HttpResponse:
    return _step(request, pk, services.take_chapters, _("The sessions are chapters now."))


@require_safe
def original(request: HttpRequest, pk: int) -> HttpResponseBase:
    """As it came from the camera, for those who brought it."""
    found = to_change(request, pk)
    if not found.original:
        raise Http404(_("There is no file yet."))
    audit.record(Verb.EXPORTED, found, note=_("original file"))
    return send(
        request, found.original, found.original_size, found.original_sha256, "application/octet-stream", False,
        found.original_name,
    )  # fmt: skip
