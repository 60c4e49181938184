"""The buttons that move an assessment along its path."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from protect.assessments import services
from protect.assessments.forms.judging import ReasonForm
from protect.assessments.queries import progress
from protect.assessments.views.common import act, open_assessment, show, step_url, tell
from protect.organisations.forming import attempt


@require_POST
def move_on(request: HttpRequest, pk: int) -> HttpResponse:
    """To the next step, or back to the overview with everything that still stands in the way."""
    assessment = open_assessment(request, pk, "assessments.edit")
    try:
        services.move_on(assessment)
    except ValidationError as error:
        tell(request, error)
        return redirect("assessments:detail", pk)
    current = next((one for one in progress.steps(assessment) if one.current), None)
    messages.success(request, _("Next step: %(step)s.") % {"step": current.title if current else assessment.state})
    return redirect((step_url(assessment, current.key) if current else "") or assessment_page(pk))


def assessment_page(pk: int) -> str:
    from django.urls import reverse

    return reverse("assessments:detail", args=[pk])


def step_back(request: HttpRequest, pk: int) -> HttpResponse:
    assessment = open_assessment(request, pk, "assessments.lead")
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        done, _saved = attempt(form, lambda: services.step_back(assessment, reason=form.cleaned_data["reason"]))
        if done:
            messages.success(request, _("The assessment is one step back."))
            return redirect("assessments:detail", pk)
    return show(request, assessment, "", "assessments/step_back.html", {"form": form})


@require_POST
def grow(request: HttpRequest, pk: int) -> HttpResponse:
    assessment = open_assessment(request, pk, "assessments.edit")
    return act(
        request,
        lambda: services.grow(assessment),
        _("This is a full assessment now; everything typed so far is kept."),
        "assessments:detail",
        pk,
    )
