"""What every page of an assessment shows: where it is on its path, what is next, and the manual beside the step."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse

from protect.assessments import extras
from protect.assessments.models import Assessment
from protect.assessments.queries import progress
from protect.organisations.access import fetch
from protect.reference.wording import translate

RELATED = ("space", "organisation", "scale_set", "steps", "threat_types", "lead")


def open_assessment(request: HttpRequest, pk: int, permission: str | None = None) -> Assessment:
    """The assessment with what its pages need, if the reader may see it (and do what ``permission`` names)."""
    return fetch(request, Assessment, pk=pk, permission=permission, related=RELATED)


def show(
    request: HttpRequest, assessment: Assessment, step: str, template: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    """Render a page of the guided path; ``step`` is the key of the step it belongs to, or empty."""
    path = context.get("steps") or progress.steps(assessment)
    person = request.user
    base = {
        "assessment": assessment,
        "space": assessment.space,
        "path": [(one, step_url(assessment, one.key)) for one in path],
        "step": step,
        "manual": manual(assessment, step),
        "extras": extras.of_step(request, assessment, step),
        "may_edit": person.has_perm("assessments.edit", assessment),
        "may_lead": person.has_perm("assessments.lead", assessment),
    }
    return render(request, template, {**base, **context}, status=status)


def step_url(assessment: Assessment, key: str) -> str:
    """Address of a step's page; the report is another folder's and may be absent."""
    try:
        if key == "report":
            return reverse("reports:assessment", args=[assessment.pk])
        return reverse(f"assessments:{key}", args=[assessment.pk])
    except NoReverseMatch:
        return ""


def manual(assessment: Assessment, step: str) -> dict[str, Any] | None:
    """The manual beside a step, in the reader's language: who, why, how, needs, done_when, tips.

    Tips are those for the space's kinds, the main one first.
    """
    entries = assessment.steps.content["steps"]
    if assessment.is_quick:
        quick = {one["key"]: one for one in assessment.steps.content["quick"]["steps"]}
        entries = [{**one, **quick.get(one["key"], {})} for one in entries]
    for entry in entries:
        if entry["key"] == step:
            tips = [one for kind in assessment.space.categories for one in entry.get("tips", {}).get(kind, ())]
            return {name: _translated(value) for name, value in {**entry, "tips": tips}.items()}
    return None


def _translated(value: Any) -> Any:
    if isinstance(value, str):
        return translate(value)
    if isinstance(value, list):
        return [_translated(one) for one in value]
    if isinstance(value, dict):
        return {name: _translated(one) for name, one in value.items()}
    return value


def tell(request: HttpRequest, error: ValidationError) -> None:
    """A service's objections as messages, one each, for actions that have no form to stand beside."""
    for sentence in error.messages:
        messages.error(request, sentence)


def act(request: HttpRequest, verb: Callable[[], Any], done: str, to: str, *args: Any) -> HttpResponse:
    """Run a service for a button: tell that it was done or what stands in the way, and go to page ``to``."""
    try:
        verb()
    except ValidationError as error:
        tell(request, error)
    else:
        if done:
            messages.success(request, done)
    return redirect(to, *args)
