"""The organisers' list of speakers: what a programme needs, profile and consent."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from protect.events import services
from protect.events.forms import ConsentForm, NewSpeakerForm, ProfileForm, SpeakerForm
from protect.events.models import Profile, Speaker, Talk
from protect.organisations import conflicts
from protect.organisations.access import fetch
from protect.organisations.forming import attempt
from protect.organisations.listing import listed
from protect.spaces.queries import organisations_edited_by

PAGE_SIZE = 50
SORTS = {"name": (gettext_lazy("name"), ["name"]), "newest": (gettext_lazy("newest first"), ["-created_at"])}
STATES = {
    "consent": (gettext_lazy("with consent"), Q(consent_at__isnull=False)),
    "without": (gettext_lazy("without consent"), Q(consent_at=None)),
}


def _talks(request: HttpRequest) -> Any:
    return Talk.objects.visible_to(request.user)  # type: ignore[attr-defined]


@require_safe
def speaker_list(request: HttpRequest) -> HttpResponse:
    listing = listed(request, Speaker, texts=("name", "role", "works_for"), sorts=SORTS, states=STATES)
    if listing.wants_csv:
        head = [_("Name"), _("Role"), _("Organisation"), _("Consent")]

        def line(one: Speaker) -> list[Any]:
            return [one.name, one.role, one.works_for, one.consent_at.date().isoformat() if one.consent_at else ""]

        return listing.csv("speakers.csv", head, line, _("speakers as CSV"))
    page = listing.page(PAGE_SIZE)
    # Of programmes that the reader may see: a speaker is known to the whole organisation, what they speak at may not be.
    talks = _talks(request).filter(speaker__in=[one.pk for one in page.object_list]).order_by()
    counts = dict(talks.values("speaker").annotate(count=Count("pk")).values_list("speaker", "count"))
    context = {
        "listing": listing,
        "page_obj": page,
        "rows": [(one, counts.get(one.pk, 0), request.user.has_perm("events.edit", one)) for one in page.object_list],
        "may_begin": request.user.has_perm("events.create"),
    }
    return render(request, "events/speakers.html", context)


def new(request: HttpRequest) -> HttpResponse:
    if not request.user.has_perm("events.create"):
        raise PermissionDenied(_("Your role does not allow this here."))
    form = NewSpeakerForm(organisations_edited_by(request.user), request.POST or None)
    if request.method == "POST" and form.is_valid():
        values = {name: form.cleaned_data[name] for name in SpeakerForm.Meta.fields}
        done, made = attempt(
            form, lambda: services.add_speaker(form.cleaned_data["organisation"], values, by=request.user)  # type: ignore[arg-type]
        )  # fmt: skip
        if done and made is not None:
            return redirect("events:manage_speaker", made.pk)
    return render(request, "events/form.html", {"form": form, "title": _("New speaker"), "speakers": True})


def _held(request: HttpRequest, pk: int) -> Speaker:
    return fetch(request, Speaker, pk=pk, permission="events.edit", related=("organisation",))


@require_safe
def manage(request: HttpRequest, pk: int) -> HttpResponse:
    found = _held(request, pk)
    context = {
        "speaker": found,
        "profile": Profile.objects.filter(speaker=found).first(),
        "talks": _talks(request).filter(speaker=found).select_related("session__event").order_by("-session__begins_at"),
    }
    return render(request, "events/manage_speaker.html", context)


def _page(request: HttpRequest, speaker: Speaker, form: Any, title: str, **more: Any) -> HttpResponse:
    return render(request, "events/form.html", {"speaker": speaker, "form": form, "title": title, **more})


def change(request: HttpRequest, pk: int) -> HttpResponse:
    found = _held(request, pk)
    form = SpeakerForm(request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        done, _saved = conflicts.save(request, form, lambda stored: services.change_speaker(stored, form.cleaned_data))
        if done:
            messages.success(request, _("Saved."))
            return redirect("events:manage_speaker", pk)
    return _page(request, found, form, _("Change the speaker"))


def profile(request: HttpRequest, pk: int) -> HttpResponse:
    found = _held(request, pk)
    form = ProfileForm(
        request.POST or None, request.FILES or None, instance=Profile.objects.filter(speaker=found).first()
    )
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data["photo"]

        def write(stored: Profile | None) -> Profile:
            values = {name: form.cleaned_data[name] for name in ProfileForm.Meta.fields}
            return services.write_profile(found, values, (sent.file, sent.name, sent.size) if sent else None)

        done, _saved = conflicts.save(request, form, write)
        if done:
            messages.success(request, _("Saved."))
            return redirect("events:manage_speaker", pk)
    return _page(request, found, form, _("Profile"), with_file=True)


@require_POST
def invite(request: HttpRequest, pk: int) -> HttpResponse:
    found = _held(request, pk)
    try:
        services.invite_speaker(found, request.LANGUAGE_CODE)  # type: ignore[attr-defined]
        messages.success(request, _("The link is on its way to %(email)s.") % {"email": found.email})
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("events:manage_speaker", pk)


def give_consent(request: HttpRequest, pk: int) -> HttpResponse:
    found = _held(request, pk)
    form = ConsentForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        done, _saved = attempt(form, lambda: services.give_consent(found, form.cleaned_data["consent_note"]))
        if done:
            messages.success(request, _("Saved."))
            return redirect("events:manage_speaker", pk)
    return _page(request, found, form, _("Consent of the speaker"))


@require_POST
def withdraw_consent(request: HttpRequest, pk: int) -> HttpResponse:
    found = _held(request, pk)
    form = ConsentForm({})
    form.is_valid()
    form.errors.clear()
    done, _saved = attempt(form, lambda: services.withdraw_consent(found))
    if done:
        messages.success(request, _("The consent is withdrawn; photo, biography and page are gone."))
    return redirect("events:manage_speaker", pk)


@require_POST
def forget(request: HttpRequest, pk: int) -> HttpResponse:
    services.forget_speaker(_held(request, pk))
    messages.success(request, _("Forgotten."))
    return redirect("events:speakers")
