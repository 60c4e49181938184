"""Preparation (mandate, team, visits, checklist, briefing) and the two steps on site (site, measures)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from protect.assessments import services
from protect.assessments.forms.preparation import ChecklistForm, MemberForm, PreparationForm, SiteForm, VisitForm
from protect.assessments.models import Assessment, TeamMember, Visit
from protect.assessments.views.common import _translated, act, open_assessment, show
from protect.organisations import conflicts
from protect.organisations.access import fetch
from protect.reference import services as reference
from protect.reference.scale_sets import ScaleSet

PART = ("assessment__space", "assessment__organisation", "assessment__steps", "assessment__scale_set")


def _kept(
    request: HttpRequest, assessment: Assessment, form_class: type[PreparationForm] | type[SiteForm]
) -> tuple[PreparationForm | SiteForm | None, bool]:
    """The form for who may edit (else None), and whether this request saved it."""
    if not request.user.has_perm("assessments.edit", assessment):
        return None, False
    form = form_class(request.POST or None, instance=assessment)
    if request.method != "POST" or not form.is_valid():
        return form, False
    done, _saved = conflicts.save(request, form, lambda stored: services.change_assessment(stored, form.cleaned_data))
    if done:
        messages.success(request, _("Saved."))
    return form, done


def preparation(request: HttpRequest, pk: int) -> HttpResponse:
    assessment = open_assessment(request, pk)
    form, saved = _kept(request, assessment, PreparationForm)
    if saved:
        return redirect("assessments:preparation", pk)
    return show(
        request,
        assessment,
        "preparation",
        "assessments/preparation.html",
        {
            "form": form,
            "team": assessment.team.select_related("user"),
            "visits": assessment.visits.all(),
            "checklist": _checklist(assessment),
            "checklist_form": ChecklistForm(assessment),
            "briefing": _briefing(assessment),
            "visit_help": _translated(assessment.steps.content["visits"]),
        },
    )


def _checklist(assessment: Assessment) -> list[dict[str, Any]]:
    ticked = {item.key: item for item in assessment.preparation.select_related("done_by")}
    return [
        {
            "title": _translated(heading["title"]),
            "items": [
                {**_translated(entry), "key": entry["key"], "item": ticked.get(entry["key"])}
                for entry in heading["items"]
            ],
        }
        for heading in assessment.steps.content["preparation"]
    ]


def _briefing(assessment: Assessment) -> dict[str, Any]:
    """The briefing with its calibration example on the scale it was written for."""
    briefing = _translated(assessment.steps.content["briefing"])
    example = briefing["example"]
    used = (
        assessment.scale_set
        if assessment.scale_set.key == example["scale_set"]
        else reference.latest("scale_set", example["scale_set"])
    )
    scale = ScaleSet.of(used)
    sides = [
        (axis.title, axis.level(example[name]["level"]), example[name])
        for name, axis in (("probability", scale.probability), ("consequence", scale.consequence))
    ]
    band = scale.band_of(example["probability"]["level"], example["consequence"]["level"])
    return {**briefing, "sides": sides, "band": band, "scale": scale}


@require_POST
def tick(request: HttpRequest, pk: int) -> HttpResponse:
    """The whole checklist as the form holds it; each line keeps who ticked it and when."""
    assessment = open_assessment(request, pk, "assessments.edit")
    form = ChecklistForm(assessment, request.POST)
    form.back = reverse("assessments:preparation", args=[pk])

    def save(stored: Assessment) -> None:
        known = set(stored.preparation.values_list("key", flat=True))
        for key in form.lines:
            done, note = form.cleaned_data[f"done-{key}"], form.cleaned_data[f"note-{key}"][:300]
            if done or note or key in known:
                services.tick(stored, key, done=done, note=note)

    if form.is_valid() and conflicts.save(request, form, save)[0]:
        messages.success(request, _("The checklist is saved."))
    for sentences in form.errors.values():
        messages.error(request, " ".join(map(str, sentences)))
    return redirect(f"{form.back}#checklist")


def member(request: HttpRequest, pk: int, member_pk: int | None = None) -> HttpResponse:
    assessment = open_assessment(request, pk, "assessments.edit")
    found = fetch(request, TeamMember, pk=member_pk, assessment=assessment) if member_pk else None
    form = MemberForm(assessment, request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        done, _saved = conflicts.save(
            request, form, lambda stored: services.put_on_team(assessment, member=stored, **values)
        )
        if done:
            messages.success(request, _("%(name)s is on the team.") % {"name": values["name"]})
            return redirect("assessments:preparation", pk)
    return show(request, assessment, "preparation", "assessments/member.html", {"form": form, "member": found})


@require_POST
def remove_member(request: HttpRequest, pk: int, member_pk: int) -> HttpResponse:
    open_assessment(request, pk, "assessments.edit")
    found = fetch(request, TeamMember, pk=member_pk, assessment_id=pk, related=("assessment__space",))
    name = found.name
    return act(
        request,
        lambda: services.take_off_team(found),
        _("%(name)s is no longer on the team.") % {"name": name},
        "assessments:preparation",
        pk,
    )


def visit(request: HttpRequest, pk: int, visit_pk: int | None = None) -> HttpResponse:
    assessment = open_assessment(request, pk, "assessments.edit")
    found = fetch(request, Visit, pk=visit_pk, assessment=assessment) if visit_pk else None
    form = VisitForm(request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        done, _saved = conflicts.save(
            request, form, lambda stored: services.write_visit(assessment, form.cleaned_data, stored)
        )
        if done:
            messages.success(request, _("The visit is saved."))
            return redirect("assessments:preparation", pk)
    return show(request, assessment, "preparation", "assessments/visit.html", {"form": form, "visit": found})


@require_POST
def remove_visit(request: HttpRequest, pk: int, visit_pk: int) -> HttpResponse:
    open_assessment(request, pk, "assessments.edit")
    found = fetch(request, Visit, pk=visit_pk, assessment_id=pk, related=("assessment__space",))
    return act(request, lambda: services.remove_visit(found), _("The visit is removed."), "assessments:preparation", pk)


def site(request: HttpRequest, pk: int) -> HttpResponse:
    assessment = open_assessment(request, pk)
    form, saved = _kept(request, assessment, SiteForm)
    if saved:
        return redirect("assessments:site", pk)
    return show(
        request,
        assessment,
        "site",
        "assessments/site.html",
        {
            "form": form,
            "may_draw": request.user.has_perm("spaces.contribute", assessment.space),
            "sub_areas": assessment.space.sub_areas.all(),
            "entrances": assessment.space.entrances.select_related("sub_area"),
            "states": assessment.space.states.all(),
        },
    )


def measures(request: HttpRequest, pk: int) -> HttpResponse:
    assessment = open_assessment(request, pk)
    found = assessment.space.measures.select_related("sub_area", "photo")
    return show(request, assessment, "measures", "assessments/measures.html", {"measures": found})
