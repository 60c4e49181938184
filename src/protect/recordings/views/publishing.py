"""Published, taken back; the picture that is shown before it plays."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from protect.organisations.access import fetch
from protect.organisations.forming import attempt
from protect.recordings import hooks, services
from protect.recordings.forms import PosterForm, PublishForm
from protect.recordings.models import Poster
from protect.recordings.views.planning import form_page, to_change


def publish(request: HttpRequest, pk: int) -> HttpResponse:
    """Without reviewed captions the reason is asked for."""
    found = to_change(request, pk, "recordings.lead")
    form = PublishForm(request.POST if request.method == "POST" else None)
    if hooks.has_reviewed_captions(found):
        del form.fields["reason"]
    if request.method == "POST" and form.is_valid():
        done, _published = attempt(form, lambda: services.publish(found, reason=form.cleaned_data.get("reason", "")))
        if done:
            messages.success(request, _("Published."))
            return redirect("recordings:manage", pk)
    return form_page(request, found, form, _("Publish the recording"), submit=_("Publish"), is_publishing=True)


@require_POST
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    found = to_change(request, pk, "recordings.lead")
    try:
        services.take_back(found)
        messages.success(request, _("Only your organisation sees it now."))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("recordings:manage", pk)


def add_poster(request: HttpRequest, pk: int) -> HttpResponse:
    found = to_change(request, pk)
    form = PosterForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data["file"]
        done, _made = attempt(form, lambda: services.add_poster(found, sent.file, name=sent.name, size=sent.size))
        if done:
            messages.success(request, _("Saved."))
            return redirect("recordings:manage", pk)
    return form_page(request, found, form, _("Picture of your own"), with_file=True)


@require_POST
def choose_poster(request: HttpRequest, pk: int, part_pk: int) -> HttpResponse:
    found = to_change(request, pk)
    services.choose_poster(fetch(request, Poster, pk=part_pk, recording=found, related=("recording",)))
    messages.success(request, _("Saved."))
    return redirect("recordings:manage", pk)


@require_POST
def remove_poster(request: HttpRequest, pk: int, part_pk: int) -> HttpResponse:
    found = to_change(request, pk)
    services.remove_poster(fetch(request, Poster, pk=part_pk, recording=found, related=("recording",)))
    messages.success(request, _("Removed."))
    return redirect("recordings:manage", pk)
