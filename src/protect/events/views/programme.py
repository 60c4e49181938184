"""The organisers' sessions, and who speaks there."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from protect.events import services
from protect.events.forms import SessionForm, TalkForm
from protect.events.models import Session, Speaker, Talk
from protect.events.views.planning import form_page, to_change
from protect.organisations import conflicts
from protect.organisations.access import fetch
from protect.organisations.forming import attempt


def session(request: HttpRequest, pk: int, part_pk: int | None = None) -> HttpResponse:
    found = to_change(request, pk)
    instance = None if part_pk is None else fetch(request, Session, pk=part_pk, event=found, related=("event",))
    form = SessionForm(found, request.user, request.POST or None, instance=instance)
    if request.method == "POST" and form.is_valid():
        done, saved = conflicts.save(request, form, lambda stored: services.save_session(found, form.values, stored))
        if done:
            messages.success(request, _("Saved."))
            if instance is None and saved.speaks:
                return redirect("events:put_on", pk, saved.pk)
            return redirect("events:manage", pk)
    return form_page(request, found, form, _("Session"))


@require_POST
def remove(request: HttpRequest, pk: int, part_pk: int) -> HttpResponse:
    found = to_change(request, pk)
    services.remove_session(fetch(request, Session, pk=part_pk, event=found, related=("event",)))
    messages.success(request, _("Moved to the bin."))
    return redirect("events:manage", pk)


def put_on(request: HttpRequest, pk: int, part_pk: int) -> HttpResponse:
    """Who speaks in a session; one more is chosen from the own list."""
    found = to_change(request, pk)
    about = fetch(request, Session, pk=part_pk, event=found, related=("event",))
    speakers = Speaker.objects.visible_to(request.user).filter(organisation=found.organisation_id)  # type: ignore[attr-defined]
    form = TalkForm(speakers, request.POST or None)
    if request.method == "POST" and form.is_valid():
        done, _made = attempt(
            form, lambda: services.put_on(about, form.cleaned_data["speaker"], form.cleaned_data["function"])
        )
        if done:
            messages.success(request, _("Saved."))
            return redirect("events:put_on", pk, part_pk)
    context = {"event": found, "session": about, "talks": about.talks.select_related("speaker"), "form": form}
    return render(request, "events/talks.html", {**context, "has_speakers": speakers.exists()})


@require_POST
def take_off(request: HttpRequest, pk: int, part_pk: int) -> HttpResponse:
    found = to_change(request, pk)
    talk = fetch(request, Talk, pk=part_pk, session__event=found, related=("session__event",))
    services.take_off(talk)
    messages.success(request, _("Removed."))
    return redirect("events:put_on", pk, talk.session_id)
