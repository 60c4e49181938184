"""One action: proposed, read, changed, reported on, moved, and what it waits for."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from protect.assessments.models import Decision, Vulnerability
from protect.assessments.requirements import Requirement
from protect.calls.models import Wanted
from protect.evaluations.models import Candidate, Selected
from protect.evaluations.services.choosing import chosen_last
from protect.organisations import conflicts
from protect.organisations.access import fetch
from protect.organisations.forming import attempt
from protect.organisations.lists import key_of
from protect.organisations.models import Organisation
from protect.plans import origins, services
from protect.plans.forms import (
    ActionForm,
    GroundsForm,
    PredecessorsForm,
    ProposeForm,
    ReasonForm,
    ReportForm,
    acceptances_for,
    requirements_for,
)
from protect.plans.models import Action, ActionScore, Ground
from protect.plans.origins import Source
from protect.plans.queries import levels as reading
from protect.plans.queries.actions import blockers, with_signs
from protect.plans.services.moving import missing
from protect.plans.states import FORWARD, MOVES, SIMPLE, State, moves_for
from protect.plans.views.common import RELATED, act, back_to, form_page, opened, saved, to_change
from protect.plans.views.lists import with_undo
from protect.portfolios.models import PortfolioDecision
from protect.spaces.models import Space

#: Offered as predecessors: more would be no choice.
MOST_OFFERED = 300


def propose(request: HttpRequest) -> HttpResponse:
    """From a requirement, an accepted weak point, a space or a solution chosen in an evaluation, which the address names."""
    solution = _solution(request)
    space, requirement, acceptance, organisation = _beginning(request) if solution is None else _asked_for(solution)
    form: Any
    if organisation is None:
        return render(request, "plans/choose.html", {"spaces": _spaces(request)})
    initial: dict[str, Any] = {
        "requirements": requirement if isinstance(requirement, list) else [requirement] if requirement else [],
        "acceptances": [acceptance] if acceptance else [],
    }
    source, listed = None, None
    if solution is not None:
        # Named where everybody reads it, or by whoever proposes it in words of their own.
        listed = Selected.objects.filter(candidate=solution, withdrawn_at=None).first()
        source = Source("solution", solution.pk)
        initial["title"] = str(listed or "")
    form = ProposeForm(request.user, organisation, space, request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        done, made = attempt(
            form,
            lambda: services.propose_action(
                organisation, values["title"], by=request.user, space=space, description=values["description"],  # type: ignore[arg-type]
                requirements=values["requirements"], acceptances=values["acceptances"],
                values={"due_on": values["due_on"], "cost_planned": values["cost_planned"], "selected": listed}, source=source,
            ),
        )  # fmt: skip
        if done and made is not None:
            messages.success(request, _("Proposed. Somebody who leads decides on it."))
            return redirect("plans:action", made.pk)
    return form_page(request, None, form, _("Propose an action"), space=space, solution=solution, submit=_("Propose"))


def _solution(request: HttpRequest) -> Candidate | None:
    key = key_of(request.GET, "solution")
    if not key:
        return None
    related = ("evaluation__organisation", "evaluation__call")
    found: Candidate = fetch(request, Candidate, pk=int(key), permission="plans.propose", related=related)
    if found.pk not in chosen_last(found.evaluation):
        raise PermissionDenied(_("This solution was not chosen."))
    return found


def _asked_for(solution: Candidate) -> tuple[Any, Any, Any, Any]:
    """As ``_beginning``; the requirements are those of its town in the call, as far as they are about one space."""
    call, town = solution.evaluation.call_id, solution.evaluation.organisation
    asked = Requirement.objects.filter(assessment__organisation=town)
    some = list(
        asked.filter(pk__in=Wanted.objects.filter(annex__call=call).values("requirement")).select_related("assessment")
    )
    return None, [one for one in some if one.assessment.space_id == some[0].assessment.space_id], None, town


def _spaces(request: HttpRequest) -> list[Space]:
    seen: Any = Space.objects.visible_to(request.user).filter(archived_at=None)
    mine = [
        one.pk
        for one in Organisation.objects.filter(memberships__user=request.user.pk)
        if request.user.has_perm("plans.propose", one)
    ]
    if not mine:
        raise PermissionDenied(_("Your role does not allow this here."))
    return list(seen.filter(organisation__in=mine).defer("wkb").order_by("name", "pk")[:1000])


def _beginning(request: HttpRequest) -> tuple[Any, Any, Any, Any]:
    """Space, requirement, acceptance and organisation that the address names; whoever may not propose there gets 403."""
    keys = {name: key_of(request.GET, name) for name in ("requirement", "vulnerability", "space")}
    requirement = acceptance = space = None
    if keys["requirement"]:
        requirement = fetch(
            request,
            Requirement,
            pk=int(keys["requirement"]),
            permission="plans.propose",
            related=("assessment__space",),
        )
        space = requirement.assessment.space
    elif keys["vulnerability"]:
        acceptance = fetch(
            request,
            Vulnerability,
            pk=int(keys["vulnerability"]),
            permission="plans.propose",
            related=("assessment__space",),
        )
        space = acceptance.assessment.space
        if acceptance.decision != Decision.ACCEPT:
            acceptance = None
    elif keys["space"]:
        space = fetch(request, Space, pk=int(keys["space"]), permission="plans.propose", related=("organisation",))
    elif not request.user.has_perm("plans.propose_somewhere"):
        raise PermissionDenied(_("Your role does not allow this here."))
    organisation = space.organisation if space is not None else None
    return space, requirement, acceptance, organisation


@require_POST
def from_portfolio(request: HttpRequest, pk: int) -> HttpResponse:
    """The measures of a decision become proposed actions by one click; another click makes none anew."""
    decision = fetch(request, PortfolioDecision, pk=pk, permission="plans.propose", related=("study__organisation",))
    made: list[Action] = []
    if not act(request, lambda: made.extend(services.take_over(decision, by=request.user))):  # type: ignore[arg-type]
        return redirect("portfolios:decision", decision.study_id, pk)
    told = ngettext("%(number)d action is proposed.", "%(number)d actions are proposed.", len(made))
    messages.success(request, told % {"number": len(made)} if made else _("They are proposed already."))
    return redirect(f"{reverse('plans:list')}?organisation={decision.owner_id}&state=proposed&sort=changed")


@require_safe
def action(request: HttpRequest, pk: int) -> HttpResponse:
    """All of it: why, who, when, what it costs, what it waits for, how far it is, proof, levels, and the next steps."""
    found = opened(request, pk)
    signs = with_signs(Action.objects.filter(pk=found.pk), timezone.localdate()).values("overdue", "blocked").get()
    grounds: Any = Ground.objects.visible_to(request.user).filter(action=found)  # type: ignore[attr-defined]
    grounds = list(
        grounds.select_related("requirement__vulnerability__assessment", "acceptance__assessment").prefetch_related(
            "requirement__further_vulnerabilities"
        )
    )
    waiting, more = blockers(found, request.user)
    successors: Any = found.successors.visible_to(request.user)  # type: ignore[attr-defined]
    moves = moves_for(found, request.user)
    scores: Any = ActionScore.objects.visible_to(request.user).filter(action=found, withdrawn_at=None)  # type: ignore[attr-defined]
    may = {name: request.user.has_perm(f"plans.{name}", found) for name in ("edit", "report", "lead", "share")}
    stays = found.state in {State.VERIFIED, State.DROPPED}
    context = {
        "action": found, "signs": signs, "grounds": grounds, "hidden_grounds": found.grounds.count() - len(grounds),
        "origin": origins.of(found, request.user), "waiting": waiting, "more_waiting": more,
        "done_before": found.predecessors.visible_to(request.user).exclude(pk__in=[one.pk for one in waiting]),  # type: ignore[attr-defined]
        "successors": successors, "moves": [(verb, rule, verb in FORWARD) for verb, rule in moves],
        "obstacles": [(rule.label, missing(found, verb)) for verb, rule in moves if missing(found, verb)],
        "evidence": list(found.evidence.select_related("added_by")),
        "scores": list(scores.select_related("scenario__assessment__scale_set", "scenario__sub_area", "recorded_by")),
        "standing": reading.standing(found.space_id, request.user) if found.space_id else None,
        "may": {**may, "edit": may["edit"] and not stays, "report": may["report"] and not stays},
        "entry": found.entry if found.entry and found.entry.is_visible_to(request.user) else None,
        "steps": [(state, state.value == found.state) for state in State if state != State.DROPPED],
    }  # fmt: skip
    return render(request, "plans/action.html", context)


def change(request: HttpRequest, pk: int) -> HttpResponse:
    found = to_change(request, pk, "plans.edit")
    form = ActionForm(request.user, request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        done, _saved = conflicts.save(request, form, lambda stored: services.change_action(stored, form.cleaned_data))
        if done:
            return saved(request, found)
    return form_page(request, found, form, _("Change the action"))


def report(request: HttpRequest, pk: int) -> HttpResponse:
    """Progress, money spent and how it goes: what the owner of the action says."""
    found = to_change(request, pk, "plans.report")
    form = ReportForm(request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        done, _saved = conflicts.save(request, form, lambda stored: services.report(stored, form.cleaned_data))
        if done:
            return saved(request, found)
    return form_page(request, found, form, _("Report on the action"))


def grounds(request: HttpRequest, pk: int) -> HttpResponse:
    """What it stands on. Grounds that the reader may not see stay."""
    found = to_change(request, pk, "plans.edit")
    form = GroundsForm(request.user, found.organisation, found.space, request.POST or None, about=found)
    if request.method == "POST" and form.is_valid():
        done, _saved = conflicts.save(request, form, lambda stored: _set_grounds(request, stored, form.cleaned_data))
        if done:
            return saved(request, found)
    return form_page(request, found, form, _("What it stands on"))


def _set_grounds(request: HttpRequest, stored: Action, values: Any) -> Action:
    """Those chosen, and those that were not on offer: of older versions, or of what the reader does not see."""
    offered = {
        "requirement": requirements_for(request.user, stored.organisation, stored.space),
        "acceptance": acceptances_for(request.user, stored.organisation, stored.space),
    }
    kept: dict[str, list[Any]] = {
        "requirement": list(values["requirements"]),
        "acceptance": list(values["acceptances"]),
    }
    for one in stored.grounds.select_related("requirement__assessment", "acceptance__assessment"):
        for name, chosen in kept.items():
            thing = getattr(one, name)
            if thing is not None and thing not in chosen and not offered[name].filter(pk=thing.pk).exists():
                chosen.append(thing)
    return services.set_grounds(stored, kept["requirement"], kept["acceptance"])


def predecessors(request: HttpRequest, pk: int) -> HttpResponse:
    """What has to be done before. Those that the reader may not see stay as they are."""
    found = to_change(request, pk, "plans.edit")
    seen: Any = Action.objects.visible_to(request.user).filter(organisation=found.organisation_id).exclude(pk=pk)  # type: ignore[attr-defined]
    near = seen.filter(space=found.space_id) if found.space_id else seen
    now = list(found.predecessors.values_list("pk", flat=True))
    text = request.GET.get("q", "").strip()[:100].replace("\x00", "")
    if text:
        near = seen.filter(title__icontains=text)
    keys = [*near.order_by("title", "pk").values_list("pk", flat=True)[:MOST_OFFERED], *now]
    offered = seen.filter(pk__in=keys).order_by("title", "pk")
    form = PredecessorsForm(request.user, offered, request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():

        def set_them(stored: Action) -> Action:
            hidden = stored.predecessors.exclude(pk__in=offered.values("pk"))
            return services.set_predecessors(stored, [*form.cleaned_data["predecessors"], *hidden])

        done, _saved = conflicts.save(request, form, set_them)
        if done:
            return saved(request, found)
    return form_page(request, found, form, _("Waits for"), search=text, searches=True)


@require_POST
def move(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """A step by a button, on the page of the action or on the board; the page then offers to take it back."""
    if verb not in SIMPLE:
        raise Http404
    found = opened(request, pk, MOVES[verb].permission)
    where = back_to(request, reverse("plans:action", args=[pk]))
    if act(request, lambda: services.move(found, verb, by=request.user)):  # type: ignore[arg-type]
        messages.success(
            request, _("“%(name)s” is now: %(state)s.") % {"name": found, "state": State(MOVES[verb].target).label}
        )
        if where != reverse("plans:action", args=[pk]):
            where = with_undo(where, found, verb)
    return redirect(where)


def drop(request: HttpRequest, pk: int) -> HttpResponse:
    found = to_change(request, pk, "plans.lead")
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        done, _made = attempt(
            form,
            lambda: services.drop(found, by=request.user, reason=form.cleaned_data["reason"]),  # type: ignore[arg-type]
        )
        if done:
            return saved(request, found)
    return form_page(request, found, form, _("Drop the action"), submit=_("Drop"))


__all__ = ["RELATED", "action", "change", "drop", "grounds", "move", "predecessors", "propose", "report"]
