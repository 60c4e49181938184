"""Photos, documents and portraits: sent to whoever may see them, put there by the organisers."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from protect.events import services
from protect.events.forms import FileForm
from protect.events.models import EventFile, Profile
from protect.events.queries import shown_or_none
from protect.events.views.planning import form_page, to_change
from protect.organisations import audit
from protect.organisations.access import LoginNeeded, fetch
from protect.organisations.forming import attempt
from protect.organisations.models import Verb
from protect.organisations.sending import send


def add(request: HttpRequest, pk: int) -> HttpResponse:
    found = to_change(request, pk)
    form = FileForm(found, request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        sent = values["file"]
        done, _made = attempt(
            form,
            lambda: services.add_file(
                found, sent.file, name=sent.name, size=sent.size, description=values["description"],
                credit=values["credit"], session=values["session"], by=request.user,  # type: ignore[arg-type]
            ),
        )  # fmt: skip
        if done:
            messages.success(request, _("Saved."))
            return redirect("events:manage", pk)
    return form_page(request, found, form, _("Photo or document"), with_file=True)


@require_POST
def remove(request: HttpRequest, pk: int, part_pk: int) -> HttpResponse:
    found = to_change(request, pk)
    services.remove_file(fetch(request, EventFile, pk=part_pk, event=found, related=("event",)))
    messages.success(request, _("Moved to the bin."))
    return redirect("events:manage", pk)


def _file(request: HttpRequest, pk: int) -> EventFile:
    found: EventFile | None = shown_or_none(request.user, EventFile, pk, "event__organisation")
    if found is None:
        if not request.user.is_authenticated:
            raise LoginNeeded
        raise Http404(_("There is no such file."))
    if not found.event.is_public:
        audit.record(Verb.VIEWED, found)
    return found


@login_not_required
@require_safe
def file(request: HttpRequest, pk: int) -> FileResponse:
    found = _file(request, pk)
    suffix = str(found.file.name).rpartition(".")[2]
    name = "" if found.is_photo else f"{slugify(found.description)[:60] or 'document'}.{suffix}"
    return send(found.file, found.content_type, name)


@login_not_required
@require_safe
def thumbnail(request: HttpRequest, pk: int) -> FileResponse:
    found = _file(request, pk)
    if not found.is_photo:
        raise Http404
    return send(found.thumbnail, found.content_type)


@login_not_required
@require_safe
def portrait(request: HttpRequest, pk: int) -> FileResponse:
    """The small photo of a speaker, with the consent or for the own organisation."""
    found = Profile.objects.visible_to(request.user).filter(speaker=pk).exclude(thumbnail="").first()  # type: ignore[attr-defined]
    if found is None:
        if not request.user.is_authenticated:
            raise LoginNeeded
        raise Http404(_("There is no such photo."))
    return send(found.thumbnail, found.content_type)
