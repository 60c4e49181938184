"""The tracks of a recording; a track with its versions, its review and what whoever watches gets of it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import F, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from protect.captions import services, speech
from protect.captions.forms import MannerForm, RemoveForm, TrackForm
from protect.captions.models import Track, TrackVersion
from protect.captions.outputs import ENDINGS, content_of
from protect.captions.queries import pages
from protect.captions.states import State
from protect.captions.views import files
from protect.captions.views.common import may, recording_to_change, tell, to_change
from protect.organisations import audit
from protect.organisations.access import Reach, fetch
from protect.organisations.forming import attempt
from protect.organisations.lists import csv_response, key_of, one_of, page_of
from protect.organisations.models import Organisation, Verb
from protect.organisations.sentences import in_words
from protect.recordings.forms import PublishForm

PAGE_SIZE = 50
SORTS = {
    "changed": (gettext_lazy("last changed"), [F("changed_at").desc()]),
    "recording": (gettext_lazy("recording"), ["recording__title", "language"]),
    "state": (gettext_lazy("state"), ["state", "recording__title"]),
}


@require_safe
def own(request: HttpRequest) -> HttpResponse:
    """All tracks of the reader's organisations: where something is to be done."""
    reading = Reach.of(request.user).reading
    seen: Any = Track.objects.visible_to(request.user).filter(recording__organisation__in=reading)  # type: ignore[attr-defined]
    text, state = request.GET.get("q", "").strip()[:100], one_of(request.GET, "state", State.values)
    sort, language = one_of(request.GET, "sort", SORTS, "changed"), request.GET.get("language", "")[:10]
    organisation = key_of(request.GET, "organisation")
    found = seen.select_related("recording__event", "current", "source__current")
    if text:
        found = found.filter(Q(recording__title__icontains=text) | Q(recording__event__title__icontains=text))
    for name, value in (("state", state), ("language", language), ("recording__organisation", organisation)):
        found = found.filter(**{name: value}) if value else found
    found = found.order_by(*SORTS[sort][1], "-pk")
    if request.GET.get("format") == "csv":
        return _as_csv(found)
    page = page_of(found, request.GET.get("page"), PAGE_SIZE)
    owners = Organisation.objects.filter(pk__in=reading).order_by("name")
    context = {
        "page_obj": page, "rows": pages.standings(page.object_list), "q": text, "state": state, "sort": sort,
        "language": language, "organisation": organisation, "states": State.choices, "sorts": SORTS.items(),
        "languages": pages.languages_of(seen), "organisations": owners if len(owners) > 1 else [],
        "manners": [
            (one, MannerForm(initial={"four_eyes": pages.asks_four_eyes(one)}, prefix=str(one.pk)))
            for one in owners
            if request.user.has_perm("captions.lead", one)
        ],
    }  # fmt: skip
    return render(request, "captions/own.html", context)


def _as_csv(found: Any) -> HttpResponse:
    rows = list(found.select_related("recording__organisation"))
    for organisation in {one.recording.organisation for one in rows}:
        audit.record(Verb.EXPORTED, organisation, note=_("captions as CSV"))
    head = [_("Recording"), _("Event"), _("Language"), _("Kind"), _("State"), _("Cues"), _("Changed")]
    lines = [
        [
            one.recording, one.recording.event, one.language_name, one.get_kind_display(), one.get_state_display(),
            one.current.cues if one.current else 0, one.changed_at.isoformat(timespec="minutes"),
        ]
        for one in rows
    ]  # fmt: skip
    return csv_response("captions.csv", [head, *lines])


@require_POST
def manner(request: HttpRequest, pk: int) -> HttpResponse:
    organisation = Organisation.objects.filter(pk=pk, pk__in=Reach.of(request.user).reading).first()
    if organisation is None:
        raise Http404(_("There is no such page, or it was not shared with you."))
    if not request.user.has_perm("captions.lead", organisation):
        raise PermissionDenied(_("Your role does not allow this here."))
    form = MannerForm(request.POST, prefix=str(pk))
    if form.is_valid():
        services.set_manner(organisation, four_eyes=form.cleaned_data["four_eyes"])
        messages.success(request, _("Saved."))
    return redirect("captions:own")


@require_safe
def of_recording(request: HttpRequest, pk: int) -> HttpResponse:
    """Its tracks in all languages with their state, and what can be done next."""
    recording = recording_to_change(request, pk)
    found: Any = Track.objects.visible_to(request.user).filter(recording=recording)  # type: ignore[attr-defined]
    found = list(found.select_related("current", "source__current", "recording").order_by("kind", "language"))
    context = {
        "recording": recording,
        "rows": pages.standings(found),
        "missing": not any(one.language == recording.language and one.current_id for one in found),
        "why_no_recogniser": speech.why_not(),
    }
    return render(request, "captions/of_recording.html", context)


def begin(request: HttpRequest, pk: int) -> HttpResponse:
    """A track without a word: to be written, or asked of somebody."""
    recording = recording_to_change(request, pk)
    form = TrackForm(recording, request.POST or None)
    if request.method == "POST" and form.is_valid():
        done, made = attempt(form, lambda: services.begin(recording, **form.cleaned_data, by=request.user))  # type: ignore[arg-type]
        if done and made is not None:
            return redirect("captions:track", made.pk)
    context = {"recording": recording, "form": form, "title": _("New track"), "submit": _("Begin")}
    return render(request, "captions/form.html", context)


@require_safe
def track(request: HttpRequest, pk: int) -> HttpResponse:
    found = to_change(request, pk)
    versions = found.versions.select_related("written_by").defer("text", "against")
    context = {
        "track": found, "recording": found.recording, "versions": versions, "may": may(request, found),
        "standing": pages.standing_of(found), "work": pages.work_of(found, request.user),
        "dictation": pages.dictation_of(found), "brought": found.brought.filter(taken_over_at=None).first(),
        "hints": pages.hints_of(found), "endings": pages.endings_of(found), "why_no_recogniser": speech.why_not(),
        "four_eyes": pages.asks_four_eyes(found.recording.organisation),
    }  # fmt: skip
    return render(request, "captions/track.html", context)


@require_POST
def review(request: HttpRequest, pk: int) -> HttpResponse:
    found = to_change(request, pk, "captions.review")
    text = request.POST.get("number", "")
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 8 else 0
    try:
        services.review(found, number, by=request.user)  # type: ignore[arg-type]
        messages.success(request, _("Reviewed. Whoever watches gets this version now."))
    except ValidationError as error:
        tell(request, error)
    return redirect("captions:track", pk)


@require_POST
def send_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Of a published recording the reason is asked for, where it would be without reviewed captions."""
    found = to_change(request, pk)
    form = PublishForm(request.POST)
    done = False
    if form.is_valid():
        done, _track = attempt(form, lambda: services.send_back(found, reason=form.cleaned_data["reason"]))
    if done:
        messages.success(request, _("It counts as not reviewed again."))
    elif "reason" in form.errors:
        context = {
            "recording": found.recording, "track": found, "form": form, "title": _("Take the review back"),
            "submit": _("Take the review back"),
        }  # fmt: skip
        return render(request, "captions/form.html", context)
    else:
        for sentence in form.non_field_errors():
            messages.error(request, str(sentence))
    return redirect("captions:track", pk)


@require_POST
def offer(request: HttpRequest, pk: int) -> HttpResponse:
    services.offer(to_change(request, pk), request.POST.get("unreviewed") == "yes")
    messages.success(request, _("Saved."))
    return redirect("captions:track", pk)


def version_of(request: HttpRequest, track: Track, number: int) -> TrackVersion:
    return fetch(request, TrackVersion, track=track, number=number, related=("track", "track__recording", "written_by"))


@require_safe
def version(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """What it changed, cue by cue, against the one before, or against ``?with=`` another."""
    found = to_change(request, pk)
    one = version_of(request, found, number)
    other = pages.compared_with(found, one, request.GET.get("with", ""))
    changes = pages.changes_between(other, one, request.GET.get("page"))
    context = {
        "track": found, "recording": found.recording, "version": one, "other": other, "changes": changes,
        "numbers": found.versions.exclude(pk=one.pk).values_list("number", flat=True)[:100],
    }  # fmt: skip
    return render(request, "captions/version.html", context)


@require_safe
def version_file(request: HttpRequest, pk: int, number: int, ending: str) -> HttpResponse:
    found = to_change(request, pk)
    one = version_of(request, found, number)
    if ending not in ENDINGS:
        raise Http404(_("There is no such page, or it was not shared with you."))
    audit.record(Verb.EXPORTED, one, note=str(ENDINGS[ending]))
    return files.answer(found, one, ending, download=True)


@require_safe
def losses(request: HttpRequest, pk: int, ending: str) -> HttpResponse:
    """What a format cannot carry, before it is taken."""
    found = to_change(request, pk)
    if ending not in ENDINGS or found.current is None:
        raise Http404(_("There is no such page, or it was not shared with you."))
    written = content_of(found.current, ending)
    context = {
        "track": found, "recording": found.recording, "ending": ending, "name": ENDINGS[ending],
        "losses": [replace(one, text=in_words(one.text)) for one in written.losses[:500]], "count": len(written.losses),
    }  # fmt: skip
    return render(request, "captions/losses.html", context)


@require_POST
def restore(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    found = to_change(request, pk)
    try:
        services.restore(found, version_of(request, found, number), by=request.user)  # type: ignore[arg-type]
        messages.success(request, _("Brought back as the newest version."))
    except ValidationError as error:
        tell(request, error)
    return redirect("captions:track", pk)


def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """For good: its language is typed first."""
    found = to_change(request, pk, "captions.lead")
    form = RemoveForm(found, request.POST or None)
    if request.method == "POST" and form.is_valid():
        done, _removed = attempt(form, lambda: services.remove(found, reason=form.cleaned_data.get("reason", "")))
        if done:
            messages.success(request, _("Removed, with all its versions."))
            return redirect("captions:of_recording", found.recording_id)
    context = {
        "recording": found.recording, "track": found, "form": form, "title": _("Remove the track"),
        "submit": _("Remove for good"), "is_dangerous": True,
    }  # fmt: skip
    return render(request, "captions/form.html", context)
