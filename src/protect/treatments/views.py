"""From a weak point to measures, with the reasons of each match; and where an entry is in use."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from protect.assessments.models import Vulnerability
from protect.catalogue.models import Entry
from protect.catalogue.views.reading import opened
from protect.organisations import conflicts
from protect.organisations.access import fetch
from protect.organisations.forming import attempt
from protect.reference import terms
from protect.spaces.models import Space
from protect.treatments import queries, services
from protect.treatments.forms import NewUseForm, ReasonForm, UseForm
from protect.treatments.models import Use

PART = ("assessment__space", "assessment__organisation", "assessment__threat_types")


@require_safe
def proposals(request: HttpRequest, pk: int) -> HttpResponse:
    """What the catalogue has for a weak point, why, and what of it nobody of the chosen covers."""
    vulnerability = fetch(request, Vulnerability, pk=pk, related=PART)
    need = queries.need_of(vulnerability, request.GET)
    chosen = queries.chosen_for(vulnerability, request.user)
    entries = [one.entry for one in chosen]
    by_gap = request.GET.get("sort") == "gap"
    found, count = queries.proposals(need, request.user, entries, by_gap=by_gap)
    kept = request.GET.copy()
    context = {
        "vulnerability": vulnerability,
        "assessment": vulnerability.assessment,
        "space": vulnerability.assessment.space,
        "threats": terms_of("threat_type", need.threats),
        "places": terms_of("psoi_category", need.places),
        "functions": [(one, one.code in need.functions) for one in terms.terms("measure_function")],
        "phases": [(one, one.code in need.phases) for one in terms.terms("threat_phase")],
        "chosen": chosen,
        "coverage": queries.coverage(need, entries),
        "proposals": found,
        "count": count,
        "by_gap": by_gap,
        "adjusted": "adjusted" in request.GET,
        "query": kept.urlencode(),
        "may_choose": request.user.has_perm("treatments.choose", vulnerability),
    }
    return render(request, "treatments/proposals.html", context)


def terms_of(vocabulary: str, codes: Any) -> list[Any]:
    return [one for one in terms.terms(vocabulary) if one.code in codes]


def _back(request: HttpRequest, pk: int) -> HttpResponse:
    """To the same question; only what a question consists of is taken from the form."""
    asked = QueryDict(request.POST.get("query", "")[:1000])
    kept = QueryDict(mutable=True)
    for name in ("adjusted", "function", "phase", "sort"):
        if name in asked:
            kept.setlist(name, asked.getlist(name))
    return redirect(reverse("treatments:proposals", args=[pk]) + (f"?{kept.urlencode()}" if kept else ""))


@require_POST
def choose(request: HttpRequest, pk: int, entry_pk: int) -> HttpResponse:
    vulnerability = fetch(request, Vulnerability, pk=pk, permission="treatments.choose", related=PART)
    entry = fetch(request, Entry, pk=entry_pk)
    form = ReasonForm(request.POST)
    try:
        if not form.is_valid():
            raise ValidationError([error for errors in form.errors.values() for error in errors])
        services.choose(vulnerability, entry, by=request.user, reason=form.cleaned_data["reason"])  # type: ignore[arg-type]
        messages.success(request, _("“%(name)s” is chosen.") % {"name": entry})
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return _back(request, pk)


@require_POST
def drop(request: HttpRequest, pk: int, entry_pk: int) -> HttpResponse:
    vulnerability = fetch(request, Vulnerability, pk=pk, permission="treatments.choose", related=PART)
    if services.drop(vulnerability, entry_pk):
        messages.success(request, _("No longer chosen."))
    return _back(request, pk)


def new_use(request: HttpRequest, pk: int) -> HttpResponse:
    entry = fetch(request, Entry, pk=pk, related=("organisation",))
    if not request.user.has_perm("treatments.record_use"):
        raise PermissionDenied(_("Your role does not allow this here."))
    organisations = queries.organisations_using(request.user)
    form = NewUseForm(organisations, queries.spaces_to_name(request.user, organisations), request.POST or None)
    if request.method == "POST" and form.is_valid():
        values = {name: form.cleaned_data[name] for name in UseForm.Meta.fields}
        done, made = attempt(
            form,
            lambda: services.record_use(form.cleaned_data["organisation"], entry, values, by=request.user),  # type: ignore[arg-type]
        )
        if done and made is not None:
            messages.success(
                request, _("It is noted for your organisation. Others read it once somebody entitled shares it.")
            )
            return redirect("treatments:use", made.pk)
    return render(request, "treatments/use_form.html", {"form": form, "entry": entry, "title": _("We use this")})


@login_not_required
@require_safe
def use(request: HttpRequest, pk: int) -> HttpResponse:
    found: Use = opened(request, Use, pk, ("entry", "organisation", "space"))
    signed_in = request.user.is_authenticated
    context = {
        "use": found,
        "entry": found.entry,
        "sees_space": found.space is not None and found.space.is_visible_to(request.user),
        "may_edit": signed_in and request.user.has_perm("treatments.edit_use", found),
        "may_share": signed_in and request.user.has_perm("treatments.share", found),
    }
    return render(request, "treatments/use.html", context)


@require_safe
def of_space(request: HttpRequest, pk: int) -> HttpResponse:
    """What of the catalogue is in use at a space, as far as the reader sees it."""
    space = fetch(request, Space, pk=pk, related=("organisation",))
    seen: Any = Use.objects.visible_to(request.user)
    uses = list(seen.filter(space=space).select_related("entry"))
    return render(request, "treatments/of_space.html", {"space": space, "uses": uses})


def change_use(request: HttpRequest, pk: int) -> HttpResponse:
    found = fetch(request, Use, pk=pk, permission="treatments.edit_use", related=("entry", "organisation"))
    form = UseForm(queries.spaces_to_name(request.user, [found.organisation]), request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        done, _saved = conflicts.save(request, form, lambda stored: services.change_use(stored, form.cleaned_data))
        if done:
            messages.success(request, _("Saved."))
            return redirect("treatments:use", pk)
    context = {"form": form, "entry": found.entry, "use": found, "title": _("Change where it is used")}
    return render(request, "treatments/use_form.html", context)
