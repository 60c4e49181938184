"""The list, the short way to begin, the overview with its next step, and what is asked."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from protect.organisations import conflicts
from protect.organisations.forming import attempt
from protect.organisations.lists import csv_response
from protect.portfolios import services
from protect.portfolios.forms import WISHES, AssessmentsForm, BeginForm, StudyForm
from protect.portfolios.queries import listing, results, sentences, steps
from protect.portfolios.states import State
from protect.portfolios.views.common import form_page, may, open_study, saved, to_change, with_reason
from protect.spaces.queries import organisations_edited_by

PAGE_SIZE = 50


@require_safe
def study_list(request: HttpRequest) -> HttpResponse:
    """All studies one may see; as a table with ``?format=csv``."""
    found = listing.Listing.of(request.user, request.GET)
    rows: Any = found.found()
    if request.GET.get("format") == "csv":
        head = [
            _("Study"),
            _("Organisation"),
            _("State"),
            _("Candidates"),
            _("Budget to buy"),
            _("Budget a year"),
            _("Changed"),
        ]
        return csv_response(
            "studies.csv",
            [head, *(
                [one.name, one.organisation, one.get_state_display(), one.measures, one.budget_buy,
                 "" if one.budget_year is None else one.budget_year, one.changed_at.date()]
                for one in rows
            )],
        )  # fmt: skip
    context = {
        "listing": found, "page_obj": Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page")), "states": State.choices,
        "may_begin": request.user.has_perm("portfolios.create"),
    }  # fmt: skip
    return render(request, "portfolios/list.html", context)


def begin(request: HttpRequest) -> HttpResponse:
    if not request.user.has_perm("portfolios.create"):
        raise PermissionDenied(_("Your role does not allow this here."))
    organisations = organisations_edited_by(request.user)
    some = listing.assessments_for(request.user, organisations)
    form = BeginForm(
        organisations, some, request.POST or None, initial={"assessments": request.GET.getlist("assessment")}
    )
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        owner, chosen = values.pop("organisation"), values.pop("assessments")
        done, made = attempt(form, lambda: services.begin(owner, values, chosen, by=request.user))  # type: ignore[arg-type]
        if done and made is not None:
            return redirect("portfolios:pick", made.pk)
    return form_page(
        request, None, form, _("New study"), submit=_("Begin"),
        about=_("Three steps: a budget, some measures, and the answer. Everything can be refined afterwards."),
    )  # fmt: skip


@require_safe
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Where the study stands, and what is next."""
    study = open_study(request, pk)
    result = results.latest(study)
    context = {
        "study": study,
        "result": result,
        "steps": steps.steps_of(result, request.user),
        "guessed": sentences.guessed(result.field),
        "first": sentences.do_first(result) if result.points else "",
        "decision": study.decisions.filter(taken_back_at=None).first(),
        "former": study.decisions.exclude(taken_back_at=None),
        "weights": [row for row in result.field.rows if row.counts],
        **may(request, study),
    }
    return render(request, "portfolios/detail.html", context)


def change(request: HttpRequest, pk: int) -> HttpResponse:
    study = to_change(request, pk)
    form = StudyForm(request.POST or None, instance=study)
    if request.method == "POST" and form.is_valid():
        done, _saved = conflicts.save(
            request, form, lambda stored: services.change(stored, {name: form.cleaned_data[name] for name in WISHES})
        )
        if done:
            return saved(request, "portfolios:detail", pk)
    return form_page(request, study, form, _("What is asked"))


def assessments(request: HttpRequest, pk: int) -> HttpResponse:
    study = to_change(request, pk)
    some = listing.assessments_for(request.user, [study.organisation], study)
    form = AssessmentsForm(some, request.POST or None, about=study)
    if request.method == "POST" and form.is_valid():
        done, _saved = conflicts.save(
            request, form, lambda stored: services.choose_assessments(stored, form.cleaned_data["assessments"])
        )
        if done:
            return saved(request, "portfolios:detail", pk)
    return form_page(
        request, study, form, _("Assessments that it stands on"),
        about=_("Effects on rows of an assessment that you take off go with it."),
    )  # fmt: skip


def abandon(request: HttpRequest, pk: int) -> HttpResponse:
    study = open_study(request, pk, "portfolios.decide")
    return with_reason(
        request,
        study,
        lambda reason: services.abandon(study, reason=reason),
        _("Lay the study aside"),
        "portfolios:detail",
        pk,
    )


def take_up(request: HttpRequest, pk: int) -> HttpResponse:
    study = open_study(request, pk, "portfolios.decide")
    return with_reason(
        request, study, lambda reason: services.take_up(study, reason=reason), _("Take the study up again"),
        "portfolios:detail", pk,
    )  # fmt: skip
