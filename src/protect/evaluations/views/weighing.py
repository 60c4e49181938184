"""Weights: each stakeholder's own, and what the group agrees on or keeps as a range."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from protect.evaluations import services
from protect.evaluations.forms.judging import AgreeForm, StakeholderForm, WeighForm, labels_of
from protect.evaluations.models import CriteriaSet, Method, Stakeholder
from protect.evaluations.queries import ranking, weights
from protect.evaluations.queries.ranking import hundredths
from protect.evaluations.queries.standing import current_set, draft_set, revealed
from protect.evaluations.views.common import act, open_evaluation, saved
from protect.organisations import conflicts
from protect.organisations.access import fetch
from protect.organisations.forming import attempt


def _in_hundredths(labels: dict[str, str], shares: dict[str, float]) -> list[dict[str, Any]]:
    rows = [
        {"code": code, "label": label, "weight": hundredths(shares.get(code, 0.0))} for code, label in labels.items()
    ]
    return sorted(rows, key=lambda one: -one["weight"])


def overview(request: HttpRequest, pk: int) -> HttpResponse:
    """Stakeholders with what they gave, the range between them, and what is agreed; one more is added here."""
    posting = request.method == "POST"
    evaluation = open_evaluation(request, pk, "evaluations.handle" if posting else None)
    criteria_set = draft_set(evaluation)
    form = StakeholderForm(evaluation, request.user, request.POST or None)  # type: ignore[arg-type]
    if posting and form.is_valid():
        values = form.cleaned_data
        done, _made = attempt(form, lambda: services.add_stakeholder(evaluation, values["name"], values["user"]))
        if done:
            return saved(request, "evaluations:weights", pk)
    labels = labels_of(criteria_set, "groups")
    said, middle, known = weights.given(criteria_set), weights.agreed(criteria_set), weights.ranges(criteria_set)
    levels = []
    for level in weights.levels(criteria_set):
        inside = labels_of(criteria_set, level)
        if len(inside) < 2:
            continue
        rows = [
            {
                "label": label, "agreed": hundredths(middle[level][code]), "low": hundredths(known[level].low[n]),
                "high": hundredths(known[level].high[n]),
            }
            for n, (code, label) in enumerate(inside.items())
        ]  # fmt: skip
        levels.append({"code": level, "title": _("Groups") if level == "groups" else labels[level], "rows": rows})
    people = [
        {
            **one,
            "may_weigh": request.user.has_perm("evaluations.weigh", one["stakeholder"]),
            "levels": [(level["code"], level["title"], level["code"] in one["levels"]) for level in levels],
            "groups": [(labels[code], hundredths(share)) for code, share in one["groups"].items()],
        }
        for one in weights.by_stakeholder(criteria_set)
    ]
    context = {
        "evaluation": evaluation, "criteria_set": criteria_set, "people": people, "levels": levels, "form": form,
        "anybody": any(said.values()), "may_handle": request.user.has_perm("evaluations.handle", evaluation),
    }  # fmt: skip
    return render(request, "evaluations/weights.html", context)


def weigh(request: HttpRequest, pk: int, stakeholder_pk: int, level: str) -> HttpResponse:
    """One stakeholder's weights of one level. The button “Recalculate” shows what comes out and keeps nothing."""
    evaluation = open_evaluation(request, pk)
    found = fetch(
        request,
        Stakeholder,
        pk=stakeholder_pk,
        evaluation=evaluation,
        permission="evaluations.weigh",
        related=("evaluation",),
    )
    criteria_set = draft_set(evaluation)
    if level not in weights.levels(criteria_set):
        raise Http404(_("There is no such group of criteria."))
    if criteria_set.is_frozen:
        raise PermissionDenied(_("Criteria and weights are frozen since the scoring began."))
    labels = labels_of(criteria_set, level)
    kept = weights.weighting_of(found, criteria_set, level)
    asked = request.POST.get("method") or request.GET.get("method") or (kept.method if kept else Method.POINTS)
    method = asked if asked in Method.values else Method.POINTS
    about = {"about": kept} if kept is not None and kept.method == method else {}
    form = WeighForm(method, labels, request.POST or None, **about)
    read = None
    if request.method == "POST" and form.is_valid():
        if "recalculate" in request.POST:
            done, read = attempt(form, lambda: weights.read(method, form.answers, list(labels)))
        else:
            done, _kept = conflicts.save(
                request, form, lambda _stored: services.weigh(found, criteria_set, level, method, form.answers)
            )
            if done:
                messages.success(request, _("Kept. You can change it until the scoring begins."))
                return redirect(request.get_full_path().split("?")[0] + f"?method={method}")
    elif kept is not None and about:
        read = weights.read(method, kept.answers, list(labels))
    context = {
        "evaluation": evaluation, "stakeholder": found, "level": level, "form": form, "method": method,
        "methods": Method.choices, "read": read, "rows": _in_hundredths(labels, read.shares) if read else [],
        "effect": _effect(evaluation, criteria_set, level, read, request.user) if read else None,
        "title": _("Groups") if level == "groups" else labels_of(criteria_set, "groups")[level],
        "ratio": f"{read.ratio:.2f}" if read and read.ratio is not None else "",
    }  # fmt: skip
    return render(request, "evaluations/weigh.html", context)


def _effect(evaluation: Any, criteria_set: CriteriaSet, level: str, read: weights.Read, user: Any) -> dict[str, Any]:
    """What these weights would do: which single criteria count most, and, once scores are open, who would be first."""
    shares = {**weights.agreed(criteria_set), level: read.shares}
    whole = weights.overall(criteria_set, shares)
    names = {one["code"]: one["label"] for one in criteria_set.criteria}
    most = sorted(whole, key=lambda code: -whole[code])[:3]
    found: dict[str, Any] = {"most": [(names[code], hundredths(whole[code])) for code in most], "first": None}
    same = weights.levels(current_set(evaluation)) == weights.levels(criteria_set)
    if same and revealed(evaluation):
        found["first"] = ranking.ranked(evaluation, user, shares=shares, robust=False).first
    return found


def agree(request: HttpRequest, pk: int) -> HttpResponse:
    """The group's own points on every level, and whether the range is kept."""
    evaluation = open_evaluation(request, pk, "evaluations.handle")
    criteria_set = fetch(request, CriteriaSet, pk=draft_set(evaluation).pk)
    if criteria_set.is_frozen:
        raise PermissionDenied(_("Criteria and weights are frozen since the scoring began."))
    form = AgreeForm(request.POST or None, about=criteria_set)
    if request.method == "POST" and form.is_valid() and "recalculate" not in request.POST:
        done, _saved = conflicts.save(
            request,
            form,
            lambda stored: services.agree_weights(stored, form.points, as_range=form.cleaned_data["as_range"]),
        )
        if done:
            return saved(request, "evaluations:weights", pk)
    rows = []
    if form.is_bound and form.is_valid() and "recalculate" in request.POST:
        try:
            shares = {
                level: weights.read(Method.POINTS, form.points.get(level, {}), codes).shares
                for level, codes in weights.levels(criteria_set).items()
            }
            names = {one["code"]: one["label"] for one in criteria_set.criteria}
            rows = _in_hundredths(names, weights.overall(criteria_set, shares))
        except ValidationError as error:
            form.add_error(None, error)
    return render(request, "evaluations/agree.html", {"evaluation": evaluation, "form": form, "rows": rows})


@require_POST
def take_mean(request: HttpRequest, pk: int) -> HttpResponse:
    evaluation = open_evaluation(request, pk, "evaluations.handle")
    criteria_set = fetch(request, CriteriaSet, pk=draft_set(evaluation).pk)
    done = _("The mean of the stakeholders is agreed on.")
    return act(request, lambda: services.agree_weights_by_mean(criteria_set), done, "evaluations:weights", pk)


@require_POST
def remove_stakeholder(request: HttpRequest, pk: int, stakeholder_pk: int) -> HttpResponse:
    evaluation = open_evaluation(request, pk, "evaluations.handle")
    found = fetch(request, Stakeholder, pk=stakeholder_pk, evaluation=evaluation)
    done = _("“%(name)s” is off the list.") % {"name": found}
    return act(request, lambda: services.remove_stakeholder(found), done, "evaluations:weights", pk)
