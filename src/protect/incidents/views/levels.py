"""Changes of the threat level: told, brought to the spaces by a job, taken back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from protect.incidents import services
from protect.incidents.forms import LevelForm, ReasonForm
from protect.incidents.levels import ThreatLevel
from protect.incidents.rules import LEADING
from protect.incidents.services.levels import reaches_others
from protect.incidents.tasks import bring
from protect.organisations import audit
from protect.organisations.access import Reach, fetch
from protect.organisations.forming import attempt
from protect.organisations.lists import csv_response, one_of
from protect.organisations.models import Organisation, Role, Verb
from protect.reference import terms

PAGE_SIZE = 50
RELATED = ("organisation",)


def telling_for(person: Any) -> list[Organisation]:
    """Organisations for which the person may tell a level."""
    keys = [key for key, role in Reach.of(person).roles.items() if role in LEADING]
    return [one for one in Organisation.objects.filter(pk__in=keys) if person.has_perm("incidents.level", one)]


@require_safe
def level_list(request: HttpRequest) -> HttpResponse:
    """``?country=`` and ``?state=``; the newest first."""
    found = ThreatLevel.objects.visible_to(request.user).select_related("organisation")
    countries = sorted(set(found.order_by().values_list("country", flat=True)))
    chosen = {
        "country": one_of(request.GET, "country", countries),
        "state": one_of(request.GET, "state", ("holds", "back")),
    }
    if chosen["country"]:
        found = found.filter(country=chosen["country"])
    if chosen["state"]:
        found = found.filter(withdrawn_at__isnull=chosen["state"] == "holds")
    if request.GET.get("format") == "csv":
        return _as_csv(list(found))
    context = {
        "page_obj": Paginator(found, PAGE_SIZE).get_page(request.GET.get("page")),
        "countries": countries,
        "chosen": chosen,
        "may_record": bool(telling_for(request.user)),
    }
    return render(request, "incidents/levels.html", context)


def _as_csv(rows: list[ThreatLevel]) -> HttpResponse:
    for organisation in {one.organisation for one in rows}:
        audit.record(Verb.EXPORTED, organisation, note=_("threat levels as CSV"))
    head = [
        _("Country"), _("Decided on"), _("Level before"), _("Level now"), _("Direction"), _("Threat types"),
        _("Kinds of spaces"), _("Source"), _("Note"), _("Told by"), _("Taken back"),
    ]  # fmt: skip
    lines = [
        [
            one.country, one.decided_on, one.before, one.after, one.get_direction_display(),
            "; ".join(terms.label("threat_type", code) for code in one.threat_types),
            "; ".join(terms.label("psoi_category", code) for code in one.categories), one.source, one.note,
            one.organisation, one.withdrawn_at.date() if one.withdrawn_at else "",
        ]
        for one in rows
    ]  # fmt: skip
    return csv_response("threat-levels.csv", [head, *lines])


@require_safe
def level(request: HttpRequest, pk: int) -> HttpResponse:
    """Which spaces it brought forward is shown of the reader's own alone: nobody learns what others have."""
    found = fetch(request, ThreatLevel, pk=pk, related=RELATED)
    own = sorted(Reach.of(request.user).reading)
    effects = found.effects.visible_to(request.user).filter(space__organisation__in=own)  # type: ignore[attr-defined]
    context = {
        "change": found,
        "effects": effects.select_related("space", "trigger").defer("space__wkb").order_by("space__name")[:200],
        "count": effects.count(),
        "reaches_others": reaches_others(found),
        "may_take_back": found.withdrawn_at is None and request.user.has_perm("incidents.withdraw", found),
        "may_share": request.user.has_perm("incidents.share", found),
    }
    return render(request, "incidents/level.html", context)


def record(request: HttpRequest) -> HttpResponse:
    mine = telling_for(request.user)
    if not mine:
        raise PermissionDenied(
            _("The threat level is told by leads of a national authority; of a town where none is here.")
        )
    roles = Reach.of(request.user).roles
    administers = all(roles.get(one.pk) == Role.ADMINISTRATOR for one in mine)
    form = LevelForm(mine, administers, request.POST or None)
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        organisation, marking = values.pop("organisation"), values.pop("marking")

        def verb() -> ThreatLevel:
            made = services.record_level(organisation, values, by=request.user, marking=marking)  # type: ignore[arg-type]
            bring(made)
            return made

        done, made = attempt(form, verb)
        if done and made is not None:
            messages.success(request, _("Recorded. The spaces it concerns are brought forward in the background."))
            return redirect("incidents:level", made.pk)
    return render(request, "incidents/form.html", {"form": form, "title": _("Threat level changed")})


def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    found = fetch(request, ThreatLevel, pk=pk, permission="incidents.withdraw", related=RELATED)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():

        def verb() -> ThreatLevel:
            kept = services.take_back_level(found, reason=form.cleaned_data["reason"])
            bring(kept)
            return kept

        done, _made = attempt(form, verb)
        if done:
            messages.success(request, _("Taken back. It stays in the list, and the earlier dates return."))
            return redirect("incidents:level", pk)
    return render(request, "incidents/form.html", {"form": form, "title": _("Take the change back"), "change": found})
