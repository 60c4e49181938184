"""The criteria of an evaluation: read, worded, added, put in order; knock-out criteria; further versions."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from protect.evaluations import services
from protect.evaluations.forms.setting_up import CriterionForm, GroupForm, KnockOutsForm, ReasonForm
from protect.evaluations.models import CriteriaSet
from protect.evaluations.queries import overview, proposing, weights
from protect.evaluations.queries.ranking import hundredths
from protect.evaluations.queries.standing import draft_set
from protect.evaluations.views.common import act, form_page, open_evaluation, saved
from protect.organisations import conflicts
from protect.organisations.access import fetch
from protect.organisations.forming import attempt

Groups = list[dict[str, Any]]


@require_safe
def criteria(request: HttpRequest, pk: int) -> HttpResponse:
    """The latest version, or ``?version=``, with its weights and what each level means."""
    evaluation = open_evaluation(request, pk)
    versions = list(CriteriaSet.objects.visible_to(request.user).filter(evaluation=evaluation))  # type: ignore[attr-defined]
    asked = request.GET.get("version", "")
    shown = next((one for one in versions if str(one.version) == asked), versions[0])
    overall = weights.overall(shown)
    told = overview.in_words(shown)
    shares = weights.agreed(shown)
    for group in told["groups"]:
        group["weight"] = hundredths(shares["groups"][group["code"]])
        for one in group["criteria"]:
            one["weight"] = hundredths(overall[one["code"]])
    may_handle = request.user.has_perm("evaluations.handle", evaluation)
    context = {
        "evaluation": evaluation, "shown": shown, "versions": versions, "told": told, "may_handle": may_handle,
        "may_change": may_handle and not shown.is_frozen,
    }  # fmt: skip
    return render(request, "evaluations/criteria.html", context)


def _draft(request: HttpRequest, pk: int) -> CriteriaSet:
    evaluation = open_evaluation(request, pk, "evaluations.handle")
    found = fetch(request, CriteriaSet, pk=draft_set(evaluation).pk, related=("evaluation",))
    if found.is_frozen:
        raise PermissionDenied(
            _(
                "Criteria and weights are frozen since answers were opened or the scoring began. "
                "Make a new version with a reason."
            )
        )
    return found


def _code(label: str, taken: set[str]) -> str:
    base = re.sub(r"[^a-z0-9_]", "", slugify(label).replace("-", "_"))[:32] or "criterion"
    base = base if base[0].isalpha() else f"c_{base}"
    return next(code for code in (base, *(f"{base}_{n}" for n in range(2, 1000))) if code not in taken)


def _taken(groups: Groups) -> set[str]:
    return {"groups", *(one["code"] for one in groups), *(c["code"] for one in groups for c in one["criteria"])}


def criterion(request: HttpRequest, pk: int, group: str, code: str = "") -> HttpResponse:
    """One criterion worded anew, or a further one of a group."""
    found = _draft(request, pk)
    there = next((one for one in found.groups if one["code"] == group), None)
    if there is None or (code and code not in [one["code"] for one in there["criteria"]]):
        raise Http404(_("There is no such criterion."))
    form = CriterionForm(code, request.POST or None, **({"about": found} if code else {}))
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data

        def write(stored: CriteriaSet) -> CriteriaSet:
            groups = [{**one, "criteria": [dict(c) for c in one["criteria"]]} for one in stored.groups]
            target = next(one for one in groups if one["code"] == group)
            words = {"label": values["label"], "question": values["question"], "anchors": form.anchors}
            if code:
                next(one for one in target["criteria"] if one["code"] == code).update(words)
            else:
                target["criteria"].append({"code": _code(values["label"], _taken(groups)), **words})
            return services.change_criteria(stored, groups, stored.knock_outs)

        if code:
            done, _saved = conflicts.save(request, form, write)
        else:
            done, _saved = attempt(form, lambda: write(found))
        if done:
            return saved(request, "evaluations:criteria", pk)
    title = (
        form.values_of(found)["label"] if code else _("Further criterion of “%(group)s”") % {"group": there["label"]}
    )
    lead = _("Say what is seen at each level, so that two people who see the same give the same level.")
    return form_page(request, found.evaluation, form, title, ("evaluations:criteria", pk), lead=lead)


def group(request: HttpRequest, pk: int, code: str = "") -> HttpResponse:
    """Name of a group, or a further group, which begins with one criterion."""
    found = _draft(request, pk)
    if code and code not in [one["code"] for one in found.groups]:
        raise Http404(_("There is no such criterion."))
    form = GroupForm(code, request.POST or None, **({"about": found} if code else {}))
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data

        def write(stored: CriteriaSet) -> CriteriaSet:
            groups = [dict(one) for one in stored.groups]
            if code:
                next(one for one in groups if one["code"] == code).update(label=values["label"], help=values["help"])
            else:
                anchors = [_("Not at all."), _("Hardly."), _("About half."), _("Nearly."), _("Fully.")]
                first = {
                    "code": _code(values["label"] + " 1", _taken(groups)), "label": values["label"],
                    "question": values["help"] or values["label"], "anchors": anchors,
                }  # fmt: skip
                new = _code(values["label"], _taken(groups) | {first["code"]})
                groups.append({"code": new, "label": values["label"], "help": values["help"], "criteria": [first]})
            return services.change_criteria(stored, groups, stored.knock_outs)

        done, _saved = conflicts.save(request, form, write) if code else attempt(form, lambda: write(found))
        if done:
            return saved(request, "evaluations:criteria", pk)
    title = form.values_of(found)["label"] if code else _("Further group of criteria")
    return form_page(request, found.evaluation, form, title, ("evaluations:criteria", pk))


def knock_outs(request: HttpRequest, pk: int) -> HttpResponse:
    found = _draft(request, pk)
    form = KnockOutsForm(request.POST or None, about=found)
    if request.method == "POST" and form.is_valid():

        def write(stored: CriteriaSet) -> CriteriaSet:
            codes = {one["label"]: one["code"] for one in stored.knock_outs}
            taken, made = _taken(stored.groups), []
            for label, question in form.lines:
                code = codes[label] if codes.get(label, "") not in {"", *taken} else _code(label, taken)
                taken.add(code)
                made.append({"code": code, "label": label, "question": question})
            return services.change_criteria(stored, stored.groups, made)

        done, _saved = conflicts.save(request, form, write)
        if done:
            return saved(request, "evaluations:criteria", pk)
    lead = _(
        "What must be there, answered with yes or no. Who fails is listed and not ranked, whatever else it offers."
    )
    return form_page(request, found.evaluation, form, _("Knock-out criteria"), ("evaluations:criteria", pk), lead=lead)


def _rearranged(request: HttpRequest, pk: int, done: str, change: Callable[[Groups], Groups]) -> HttpResponse:
    found = _draft(request, pk)

    def verb() -> None:
        groups = change([{**one, "criteria": [dict(c) for c in one["criteria"]]} for one in found.groups])
        services.change_criteria(found, groups, found.knock_outs)

    return act(request, verb, done, "evaluations:criteria", pk)


@require_POST
def move(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """A group or criterion one place up, or down with ``down`` in the form."""
    step = 1 if request.POST.get("down") else -1

    def change(groups: Groups) -> Groups:
        for row in (groups, *(one["criteria"] for one in groups)):
            codes = [one["code"] for one in row]
            if code in codes:
                at = codes.index(code)
                row.insert(min(max(at + step, 0), len(row) - 1), row.pop(at))
                return groups
        raise ValidationError(_("There is no such criterion."))

    return _rearranged(request, pk, _("The order is changed."), change)


@require_POST
def remove(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """A criterion, or a group with its criteria."""

    def change(groups: Groups) -> Groups:
        kept = [one for one in groups if one["code"] != code]
        for one in kept:
            one["criteria"] = [c for c in one["criteria"] if c["code"] != code]
        return kept

    return _rearranged(request, pk, _("It is removed from this version."), change)


@require_POST
def take_requirements(request: HttpRequest, pk: int) -> HttpResponse:
    """Musts of the call as knock-out criteria, shoulds as criteria of the first group; then worded and weighed here."""
    found = _draft(request, pk)
    done = _("What the call asks for is among the criteria; give the new ones weight and words.")
    person: Any = request.user
    return act(request, lambda: services.take_requirements(found, by=person), done, "evaluations:criteria", pk)


def proposed(request: HttpRequest, pk: int) -> HttpResponse:
    """Criteria that the weak points to be treated ask for, with those that ask; the ticked ones are taken."""
    found = _draft(request, pk)
    if request.method == "POST":
        codes, person = request.POST.getlist("code"), request.user
        done = _("They are among the criteria; give them weight and words of your own.")
        verb = lambda: services.take_proposed(found, codes, by=person)  # type: ignore[arg-type] # noqa: E731
        return act(request, verb, done, "evaluations:criteria", pk)
    weak_points = proposing.weak_points(found.evaluation, request.user)
    rows = proposing.proposed(weak_points, found)
    context = {
        "evaluation": found.evaluation, "count": len(weak_points),
        "families": [(one, mine) for one in proposing.FAMILIES if (mine := [row for row in rows if row.family == one])],
    }  # fmt: skip
    return render(request, "evaluations/proposed.html", context)


def new_version(request: HttpRequest, pk: int) -> HttpResponse:
    evaluation = open_evaluation(request, pk, "evaluations.handle")
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        done, _made = attempt(
            form,
            lambda: services.new_version(evaluation, form.cleaned_data["reason"], by=request.user),  # type: ignore[arg-type]
        )
        if done:
            return saved(request, "evaluations:criteria", pk)
    lead = _(
        "Answers were opened or scores given under the version before; it stays, and so does your reason for another one."
    )
    return form_page(
        request, evaluation, form, _("New version of criteria and weights"), ("evaluations:criteria", pk), lead=lead
    )
