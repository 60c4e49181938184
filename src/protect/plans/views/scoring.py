"""Levels: the four maps of a space, the target of an action, and scoring again once it was done."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from protect.organisations import conflicts
from protect.organisations.access import fetch
from protect.organisations.forming import attempt
from protect.plans import services
from protect.plans.forms import ReasonForm, ScoresForm
from protect.plans.models import Action, ActionScore
from protect.plans.queries import levels as reading
from protect.plans.states import State
from protect.plans.views.common import form_page, opened, saved, to_change
from protect.reference import terms
from protect.reference.scale_sets import ScaleSet
from protect.spaces.models import Space


@require_safe
def levels(request: HttpRequest, pk: int) -> HttpResponse:
    """Without measures, as approved, now, once all is done: side by side, with a sentence and a table of every row."""
    space = fetch(request, Space, pk=pk, related=("organisation",))
    assessment = reading.standing(space, request.user)
    context: dict[str, Any] = {"space": space, "assessment": assessment}
    if assessment is not None:
        found = reading.levels(assessment, request.user)
        threats = [terms.term("threat_type", one["code"]) for one in assessment.threat_types.content["threat_types"]]
        used = {one.row.scenario.threat_type for one in found.lines}
        columns = [number for number, one in enumerate(threats) if one is not None and one.code in used]
        maps = [
            {
                "code": code, "title": title, "judgement": judgement,
                "rows": _rows(judgement, columns) if judgement else [],
                "highest": found.band(judgement.highest) if judgement else None,
            }
            for code, title, judgement in found.maps()
        ]  # fmt: skip
        context |= {
            "levels": found, "maps": maps, "threats": [threats[number] for number in columns], "scale": found.scale,
            "lines": [
                (one, [found.band(index) for index in (one.inherent, one.then, one.now, one.target)]) for one in found.lines
            ],
        }  # fmt: skip
    return render(request, "plans/levels.html", context)


def _rows(judgement: Any, columns: list[int]) -> list[Any]:
    """Only the threat types that have a row at all: four maps stand beside each other."""
    return [(area, [cells[number] for number in columns], highest) for area, cells, highest in judgement.heat_map()]


def _scoring(request: HttpRequest, found: Action, basis: str) -> tuple[ScoresForm | None, Any]:
    scenarios = reading.scenarios_of(found)
    if not scenarios or not scenarios[0].assessment.is_visible_to(request.user):
        return None, None
    scale = ScaleSet.of(scenarios[0].assessment.scale_set)
    given = found.scores.filter(basis=basis, withdrawn_at=None)
    known = {one.scenario_id: one for one in given}
    optional = basis == ActionScore.Basis.TARGET
    form = ScoresForm(
        scenarios, scale, request.POST or None, optional=optional, known=known, about=found if optional else None
    )
    judged = reading.levels(scenarios[0].assessment, request.user)
    now = {
        one.row.scenario.pk: (judged.band(one.then), judged.band(one.now), one.row.consensus) for one in judged.lines
    }
    rows = [(one, fields, now.get(one.pk)) for one, fields in form.rows()]
    return form, {"form": form, "rows": rows, "scale": scale, "action": found}


def targets(request: HttpRequest, pk: int) -> HttpResponse:
    """What level each row shall have once it is done."""
    found = to_change(request, pk, "plans.edit")
    form, context = _scoring(request, found, ActionScore.Basis.TARGET)
    if form is None:
        return _nothing_to_score(request, found)
    if request.method == "POST" and form.is_valid():
        done, _made = conflicts.save(
            request,
            form,
            lambda stored: services.set_targets(stored, form.given, by=request.user),  # type: ignore[arg-type]
        )
        if done:
            return saved(request, found)
    return render(request, "plans/scores.html", {**context, "title": _("Target of the action"), "is_target": True})


def verify(request: HttpRequest, pk: int) -> HttpResponse:
    """It is done: look again, and score every row it was for. Whoever answers for it lets somebody else do so."""
    found = opened(request, pk, "plans.verify")
    if found.state != State.DONE:
        raise PermissionDenied(_("Only what is done can be verified."))
    form, context = _scoring(request, found, ActionScore.Basis.RESIDUAL)
    if form is None:
        return _nothing_to_score(request, found)
    if request.method == "POST" and form.is_valid():
        done, _made = attempt(form, lambda: services.verify(found, form.given, by=request.user))  # type: ignore[arg-type]
        if done:
            messages.success(request, _("Verified. The levels of the space now count with it."))
            return redirect("plans:levels", found.space_id) if found.space_id else saved(request, found)
    return render(request, "plans/scores.html", {**context, "title": _("Score again and verify"), "is_target": False})


def _nothing_to_score(request: HttpRequest, found: Action) -> HttpResponse:
    messages.error(request, _("There is no scenario in an approved assessment to score. Approve the assessment first."))
    return redirect("plans:action", found.pk)


def unverify(request: HttpRequest, pk: int) -> HttpResponse:
    found = opened(request, pk, "plans.lead")
    if found.state != State.VERIFIED:
        raise PermissionDenied(_("It is not verified."))
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        done, _made = attempt(
            form,
            lambda: services.unverify(found, by=request.user, reason=form.cleaned_data["reason"]),  # type: ignore[arg-type]
        )
        if done:
            return saved(request, found)
    return form_page(request, found, form, _("Take the verification back"), submit=_("Take back"))
