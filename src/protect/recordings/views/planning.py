"""The recordings of an event for its organisers, one recording with all that belongs to it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from protect.events.models import Event
from protect.organisations import conflicts
from protect.organisations.access import fetch
from protect.organisations.forming import attempt
from protect.organisations.markings import Marking
from protect.recordings import hooks, services
from protect.recordings.forms import ChapterForm, DeleteForm, RecordingForm
from protect.recordings.models import Chapter, MediaKind, Recording

RELATED = ("organisation", "event", "event__organisation", "session")


@require_safe
def of_event(request: HttpRequest, pk: int) -> HttpResponse:
    event = fetch(request, Event, pk=pk, permission="events.edit", related=("organisation",))
    found: Any = Recording.objects.visible_to(request.user).filter(event=event)  # type: ignore[attr-defined]
    return render(
        request, "recordings/of_event.html", {"event": event, "recordings": found.select_related("session", "event")}
    )


def begin(request: HttpRequest, pk: int) -> HttpResponse:
    event = fetch(request, Event, pk=pk, permission="events.edit", related=("organisation",))
    first = {"language": event.languages[0] if event.languages else "en", "begins_at": event.begins_at}
    form = RecordingForm(event, request.POST or None, initial=first)
    if request.method == "POST" and form.is_valid():
        done, made = attempt(form, lambda: services.begin(event, form.cleaned_data, by=request.user))  # type: ignore[arg-type]
        if done and made is not None:
            return redirect("recordings:manage", made.pk)
    return render(request, "recordings/form.html", {"event": event, "form": form, "title": _("New recording")})


def to_change(request: HttpRequest, pk: int, permission: str = "recordings.edit") -> Recording:
    return fetch(request, Recording, pk=pk, permission=permission, related=RELATED)


def form_page(request: HttpRequest, found: Recording, form: Any, title: str, **more: Any) -> HttpResponse:
    context = {"recording": found, "event": found.event, "form": form, "title": title, **more}
    return render(request, "recordings/form.html", context)


@require_safe
def manage(request: HttpRequest, pk: int) -> HttpResponse:
    """State, what is missing, chapters and the next steps."""
    found = to_change(request, pk)
    context = {
        "recording": found,
        "event": found.event,
        "chapters": found.chapters.all(),
        "links": hooks.links_of(request.user, found),
        "watch": hooks.pages_of(found),
        "files": found.media.exclude(kind=MediaKind.SOUND_STREAM),
        "posters": found.posters.all(),
        "readers": readers(found),
        "has_file": bool(found.original) or any(one.is_whole for one in found.uploads.all()),
        "may": {name: request.user.has_perm(f"recordings.{name}", found) for name in ("edit", "lead", "share")},
    }
    return render(request, "recordings/manage.html", context)


def readers(recording: Recording) -> str:
    """What stands between it and its readers, as a sentence."""
    if not recording.is_published:
        return _("Your organisation alone sees it until it is published.")
    if not recording.event.is_public:
        return _("It is seen by those who see its event, and its event is not public.")
    if recording.marking != Marking.CLEAR:
        return _("It is read by those its marking lets in. The public sees it only when it is marked TLP:CLEAR.")
    return ""


def change(request: HttpRequest, pk: int) -> HttpResponse:
    found = to_change(request, pk)
    form = RecordingForm(found.event, request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        done, _saved = conflicts.save(request, form, lambda stored: services.change(stored, form.cleaned_data))
        if done:
            messages.success(request, _("Saved."))
            return redirect("recordings:manage", pk)
    return form_page(request, found, form, _("Change the recording"))


def delete(request: HttpRequest, pk: int) -> HttpResponse:
    """For good: its title is typed first."""
    found = to_change(request, pk, "recordings.lead")
    form = DeleteForm(found, request.POST or None)
    if request.method == "POST" and form.is_valid():
        services.delete(found)
        messages.success(request, _("Deleted, with all its files."))
        return redirect("recordings:of_event", found.event_id)
    return form_page(request, found, form, _("Delete the recording"), submit=_("Delete for good"), is_dangerous=True)


def chapter(request: HttpRequest, pk: int, part_pk: int | None = None) -> HttpResponse:
    found = to_change(request, pk)
    kept = None if part_pk is None else fetch(request, Chapter, pk=part_pk, recording=found, related=("recording",))
    form = ChapterForm(request.POST or None, instance=kept)
    if request.method == "POST" and form.is_valid():
        done, _saved = conflicts.save(
            request, form, lambda stored: services.save_chapter(found, form.cleaned_data, stored)
        )
        if done:
            messages.success(request, _("Saved."))
            return redirect("recordings:manage", pk)
    return form_page(request, found, form, _("Chapter"))


@require_POST
def remove_chapter(request: HttpRequest, pk: int, part_pk: int) -> HttpResponse:
    found = to_change(request, pk)
    services.remove_chapter(fetch(request, Chapter, pk=part_pk, recording=found, related=("recording",)))
    messages.success(request, _("Removed."))
    return redirect("recordings:manage", pk)
