"""Authorities that are open for exchange; what one's own tells of itself."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from protect.cooperation import queries, services
from protect.cooperation.forms import ProfileForm
from protect.cooperation.models import Profile
from protect.cooperation.queries import ProfileList
from protect.organisations import audit, conflicts, languages
from protect.organisations.access import fetch_public
from protect.organisations.forming import attempt
from protect.organisations.lists import csv_response
from protect.organisations.markings import Marking
from protect.organisations.models import Organisation, Verb
from protect.reference import terms


@login_not_required
@require_safe
def profile_list(request: HttpRequest) -> HttpResponse:
    listing = ProfileList(request.user, request.GET)
    if request.GET.get("format") == "csv":
        return _as_csv(listing)
    return render(request, "cooperation/list.html", {"listing": listing})


def _as_csv(listing: ProfileList) -> HttpResponse:
    found = list(listing.found)
    for organisation in {one.organisation for one in found if one.marking != Marking.CLEAR}:
        audit.record(Verb.EXPORTED, organisation, note=_("profiles for exchange as CSV"))

    def several(codes: Any, words: str) -> str:
        return "; ".join(terms.label(words, code) for code in codes)

    head = [
        _("Organisation"),
        _("Country"),
        _("Languages"),
        _("Threat types"),
        _("Kinds of public space"),
        _("Contact"),
    ]
    lines = (
        [
            one.organisation, one.organisation.country, languages.told(one.languages),
            several(one.threat_types, "threat_type"), several(one.space_categories, "psoi_category"), one.contact,
        ]
        for one in found
    )  # fmt: skip
    return csv_response("open-for-exchange.csv", [head, *lines])


@login_not_required
@require_safe
def profile(request: HttpRequest, pk: int) -> HttpResponse:
    found = fetch_public(request, Profile, pk=pk, related=("organisation",))
    user: Any = request.user
    context = {
        "profile": found,
        "languages": languages.told(list(found.languages)),
        "may_ask": user.is_authenticated and found.is_open and bool(queries.asking(user, found)),
        "may_describe": user.is_authenticated and user.has_perm("cooperation.describe", found.organisation),
        "is_public": found.is_open and found.marking == Marking.CLEAR,
    }
    return render(request, "cooperation/profile.html", context)


@require_safe
def own(request: HttpRequest) -> HttpResponse:
    """Whether and as what one's own authorities are open; those one administers."""
    return render(request, "cooperation/own.html", {"found": queries.own_profiles(request.user)})  # type: ignore[arg-type]


def change(request: HttpRequest, pk: int) -> HttpResponse:
    """By the key of the organisation: its profile begins here."""
    owner = Organisation.objects.filter(pk=pk).first() if pk < 2**63 else None
    if owner is None:
        raise Http404
    if not request.user.has_perm("cooperation.describe", owner):
        raise PermissionDenied(_("Your role does not allow this here."))
    there = Profile.objects.filter(organisation=owner).first()
    form = ProfileForm(request.POST or None, instance=there or Profile(organisation=owner, marking=Marking.GREEN))
    if request.method == "POST" and form.is_valid():

        def save(_stored: Any = None) -> Profile:
            return services.describe(owner, form.values)

        done, saved = attempt(form, save) if there is None else conflicts.save(request, form, save)
        if done and saved is not None:
            messages.success(request, _("Saved."))
            return redirect("cooperation:profile", saved.pk)
    context = {"form": form, "title": _("What we tell others of us"), "owner": owner}
    return render(request, "cooperation/form.html", context)
