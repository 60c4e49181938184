"""Evaluators, rounds, sealed scores, and what is agreed when they are open."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from protect.evaluations import evidence, services
from protect.evaluations.forms.judging import (
    AssignForm,
    ConsensusForm,
    DeclareForm,
    EvaluatorForm,
    KnockOutForm,
    PairForm,
    RoundForm,
    ScoreForm,
    expertise_in_words,
    labels_of,
)
from protect.evaluations.forms.setting_up import ReasonForm
from protect.evaluations.models import Candidate, Evaluator, Hideable, KnockOut, Pairing, Round, RoundKind
from protect.evaluations.queries import answered, standing
from protect.evaluations.queries import rounds as queries
from protect.evaluations.queries.overview import in_words
from protect.evaluations.services.judging import obstacles, providers_of
from protect.evaluations.views.common import act, form_page, open_evaluation, saved
from protect.organisations import conflicts
from protect.organisations.access import fetch
from protect.organisations.forming import attempt


def rounds(request: HttpRequest, pk: int) -> HttpResponse:
    """Who judges, and the rounds with what is pending; an evaluator is added here."""
    posting = request.method == "POST"
    evaluation = open_evaluation(request, pk, "evaluations.handle" if posting else None)
    criteria_set = standing.draft_set(evaluation)
    form = EvaluatorForm(evaluation, criteria_set, request.user, request.POST or None)  # type: ignore[arg-type]
    if posting and form.is_valid():
        values = form.cleaned_data
        done, _made = attempt(form, lambda: services.add_evaluator(evaluation, values["user"], values["expertise"]))
        if done:
            return saved(request, "evaluations:rounds", pk)
    labels = labels_of(criteria_set, "groups")
    people = Evaluator.objects.visible_to(request.user).filter(evaluation=evaluation).select_related("user")  # type: ignore[attr-defined]
    context = {
        "evaluation": evaluation, "form": form,
        "people": [(one, expertise_in_words(one, labels), one.user_id == request.user.pk) for one in people],
        "rounds": queries.at_a_glance(evaluation, request.user),
        "may_plan": evaluation.rounds.count() < 3,
        "may_handle": request.user.has_perm("evaluations.handle", evaluation),
    }  # fmt: skip
    return render(request, "evaluations/rounds.html", context)


@require_POST
def remove_evaluator(request: HttpRequest, pk: int, evaluator_pk: int) -> HttpResponse:
    evaluation = open_evaluation(request, pk, "evaluations.handle")
    found = fetch(request, Evaluator, pk=evaluator_pk, evaluation=evaluation)
    done = _("“%(name)s” does not judge here any more.") % {"name": found}
    return act(request, lambda: services.remove_evaluator(found), done, "evaluations:rounds", pk)


def plan_round(request: HttpRequest, pk: int) -> HttpResponse:
    evaluation = open_evaluation(request, pk, "evaluations.handle")
    form = RoundForm(evaluation, request.POST or None)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        done, made = attempt(form, lambda: services.plan_round(evaluation, values["kind"], values["note"]))
        if done and made is not None:
            return saved(request, "evaluations:round", pk, made.pk)
    lead = _(
        "Three kinds stand on the same criteria: what providers tell, what a tabletop shows, what a demonstration shows."
    )
    return form_page(request, evaluation, form, _("Further round"), ("evaluations:rounds", pk), lead=lead)


def _round(request: HttpRequest, pk: int, round_pk: int, permission: str | None = None) -> Round:
    evaluation = open_evaluation(request, pk, permission)
    return fetch(request, Round, pk=round_pk, evaluation=evaluation, related=("evaluation", "criteria_set"))


@require_safe
def round_page(request: HttpRequest, pk: int, round_pk: int) -> HttpResponse:
    """Who judges what, pending and done; what is missing before it opens; agreement once it is open."""
    found = _round(request, pk, round_pk)
    may_handle = request.user.has_perm("evaluations.handle", found.evaluation)
    context = {
        "evaluation": found.evaluation, "round": found, "rows": queries.board(found, request.user),
        "obstacles": obstacles(found) if not found.opened_at else [], "may_handle": may_handle,
        "assign": AssignForm(found) if may_handle and not found.opened_at else None,
        "pair": PairForm(found.evaluation) if may_handle and not found.revealed_at else None,
        "agreement": queries.agreement_in_words(found, request.user) if found.revealed_at else [],
    }  # fmt: skip
    return render(request, "evaluations/round.html", context)


@require_POST
def assign(request: HttpRequest, pk: int, round_pk: int) -> HttpResponse:
    found = _round(request, pk, round_pk, "evaluations.handle")
    form = AssignForm(found, request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose candidates, and at least three evaluators for each."))
        return redirect("evaluations:round", pk, round_pk)
    values = form.cleaned_data
    done = _("The evaluators are assigned: even loads, expertise spread, conflicts kept out.")
    return act(
        request,
        lambda: services.assign(found, values["candidates"], values["each"]),
        done,
        "evaluations:round",
        pk,
        round_pk,
    )


@require_POST
def pair(request: HttpRequest, pk: int, round_pk: int) -> HttpResponse:
    found = _round(request, pk, round_pk, "evaluations.handle")
    form = PairForm(found.evaluation, request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose an evaluator and a candidate of this evaluation."))
        return redirect("evaluations:round", pk, round_pk)
    values = form.cleaned_data
    done = _("The pair is there.")
    return act(
        request,
        lambda: services.pair(found, values["evaluator"], values["candidate"]),
        done,
        "evaluations:round",
        pk,
        round_pk,
    )


@require_POST
def unpair(request: HttpRequest, pk: int, pairing_pk: int) -> HttpResponse:
    evaluation = open_evaluation(request, pk, "evaluations.handle")
    found = fetch(request, Pairing, pk=pairing_pk, round__evaluation=evaluation, related=("round",))
    done = _("The pair is taken apart.")
    return act(request, lambda: services.unpair(found), done, "evaluations:round", pk, found.round_id)


@require_POST
def open_round(request: HttpRequest, pk: int, round_pk: int) -> HttpResponse:
    found = _round(request, pk, round_pk, "evaluations.handle")
    done = _("The scoring has begun. Criteria and weights are frozen.")
    return act(request, lambda: services.open_round(found), done, "evaluations:round", pk, round_pk)


def end_round(request: HttpRequest, pk: int, round_pk: int) -> HttpResponse:
    found = _round(request, pk, round_pk, "evaluations.decide")
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        done, _ended = attempt(form, lambda: services.end_round(found, form.cleaned_data["reason"]))
        if done:
            return saved(request, "evaluations:round", pk, round_pk)
    lead = _(
        "The scores open by themselves when all are in. If you end the round before, what is not handed in does not count."
    )
    back = ("evaluations:round", pk, round_pk)
    return form_page(
        request, found.evaluation, form, _("End the round now"), back, lead=lead, submit=_("Open the scores")
    )


def _me(request: HttpRequest, pk: int) -> Evaluator:
    evaluation = open_evaluation(request, pk, "evaluations.judge")
    return fetch(request, Evaluator, evaluation=evaluation, user=request.user, related=("evaluation",))


def declare(request: HttpRequest, pk: int) -> HttpResponse:
    """Before the first score: ties to those who offer something, by name and not by solution."""
    me = _me(request, pk)
    form = DeclareForm(providers_of(me.evaluation), request.POST or None)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        ties = dict.fromkeys(values["providers"], values["reason"])
        done, _me_again = attempt(form, lambda: services.declare(me, ties))
        if done:
            return saved(request, "evaluations:mine", pk)
    lead = _(
        "The list is in the order of the alphabet; it does not say who offers what. Add a tie later as soon as you see it."
    )
    return form_page(
        request,
        me.evaluation,
        form,
        _("Declaration of interests"),
        ("evaluations:mine", pk),
        lead=lead,
        submit=_("Declare"),
    )


@require_safe
def mine(request: HttpRequest, pk: int) -> HttpResponse:
    """What is left to do for an evaluator."""
    me = _me(request, pk)
    seen = Pairing.objects.visible_to(request.user).filter(evaluator=me)  # type: ignore[attr-defined]
    rows = seen.select_related("round", "candidate").order_by("round_id", "candidate__position")
    return render(request, "evaluations/mine.html", {"evaluation": me.evaluation, "me": me, "rows": rows})


def score(request: HttpRequest, pk: int, pairing_pk: int) -> HttpResponse:
    """The sheet of one candidate: levels with their words, reason and evidence. Kept as often as one likes, then handed in."""
    evaluation = open_evaluation(request, pk)
    found = fetch(
        request, Pairing, pk=pairing_pk, round__evaluation=evaluation, permission="evaluations.judge",
        related=(
            "round__criteria_set", "round__evaluation", "candidate__answer__submission", "candidate__answer__call__publication",
            "evaluator",
        ),
    )  # fmt: skip
    if found.evaluator.declared_at is None:
        messages.info(request, _("First declare whether you have a tie to one of the providers."))
        return redirect("evaluations:declare", pk)
    form = ScoreForm(found, found.round.criteria_set.criteria, request.POST or None)
    open_now = found.round.is_running and not found.is_done
    if request.method == "POST" and form.is_valid():
        # One piece: what cannot be handed in is kept all the same, and told.
        done, _kept = conflicts.save(request, form, lambda stored: services.save_scores(stored, form.scores))
        if done and "hand_in" in request.POST:
            done, _handed = attempt(form, lambda: services.hand_in(found))
        if done:
            messages.success(request, _("Handed in.") if "hand_in" in request.POST else _("Kept; nobody else sees it."))
            return redirect("evaluations:mine", pk)
    told = in_words(found.round.criteria_set)
    shown = evidence.about(found.candidate, request.user) if found.round.kind == RoundKind.DEMONSTRATION else []
    context = {
        "evaluation": evaluation,
        "pairing": found,
        "form": form,
        "open_now": open_now,
        "told": told,
        "shown": shown,
        "hidden": [one.label for one in Hideable if evaluation.hides(one)],
        "answered": answered.told_of(found.candidate, evaluation.hidden if evaluation.blind else ()),
    }
    return render(request, "evaluations/score.html", context)


def abstain(request: HttpRequest, pk: int, pairing_pk: int) -> HttpResponse:
    evaluation = open_evaluation(request, pk)
    found = fetch(request, Pairing, pk=pairing_pk, round__evaluation=evaluation, permission="evaluations.judge")
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        done, _kept = attempt(form, lambda: services.abstain(found, form.cleaned_data["reason"]))
        if done:
            return saved(request, "evaluations:mine", pk)
    lead = _(
        "You give no scores for this candidate, and what you began goes. If it is for a tie, declare that instead."
    )
    title = _("Abstain: %(name)s") % {"name": found.candidate}
    return form_page(request, evaluation, form, title, ("evaluations:mine", pk), lead=lead, submit=_("Abstain"))


@require_safe
def discuss(request: HttpRequest, pk: int, round_pk: int, candidate_pk: int) -> HttpResponse:
    """All scores of one candidate side by side, where they differ first; what was agreed on."""
    found = _round(request, pk, round_pk)
    if found.revealed_at is None:
        raise PermissionDenied(_("The scores are sealed until all are in."))
    candidate = fetch(request, Candidate, pk=candidate_pk, evaluation=found.evaluation)
    context = {
        "evaluation": found.evaluation, "round": found, "candidate": candidate,
        "rows": queries.side_by_side(found, candidate, request.user),
        "may_agree": request.user.has_perm("evaluations.handle", found.evaluation),
    }  # fmt: skip
    return render(request, "evaluations/discuss.html", context)


def agree(request: HttpRequest, pk: int, round_pk: int, candidate_pk: int, code: str) -> HttpResponse:
    """What the evaluators agreed on for one criterion, written down by whoever leads the talk."""
    found = _round(request, pk, round_pk, "evaluations.handle")
    if found.revealed_at is None:
        raise PermissionDenied(_("The scores are sealed until all are in."))
    candidate = fetch(request, Candidate, pk=candidate_pk, evaluation=found.evaluation)
    criterion = next((one for one in found.criteria_set.criteria if one["code"] == code), None)
    if criterion is None:
        raise Http404(_("There is no such criterion."))
    there = queries.agreed_on(found, candidate, code, request.user)
    form = ConsensusForm(criterion, request.POST or None, about=there)
    if request.method == "POST" and form.is_valid():

        def write(_stored: Any) -> Any:
            said = {code: {"value": form.level, "rationale": form.cleaned_data["rationale"]}}
            return services.agree(found, candidate, said, by=request.user)  # type: ignore[arg-type]

        done, _kept = conflicts.save(request, form, write)
        if done:
            return saved(request, "evaluations:discuss", pk, round_pk, candidate_pk)
    back = ("evaluations:discuss", pk, round_pk, candidate_pk)
    label = labels_of(found.criteria_set, criterion["group"])[code]
    return form_page(request, found.evaluation, form, f"{candidate}: {label}", back)


def checks(request: HttpRequest, pk: int) -> HttpResponse:
    """Knock-out criteria: one answer to one of them at a time."""
    posting = request.method == "POST"
    evaluation = open_evaluation(request, pk, "evaluations.handle" if posting else None)
    criteria_set = standing.draft_set(evaluation)
    may_handle = request.user.has_perm("evaluations.handle", evaluation)
    form = KnockOutForm(request.POST or None)
    if posting and form.is_valid():
        candidate = fetch(request, Candidate, pk=_key(request.POST.get("candidate")), evaluation=evaluation)
        code = request.POST.get("code", "")
        verb = lambda: services.check_knock_out(  # noqa: E731
            candidate,
            code,
            passed=form.answer,
            reason=form.cleaned_data["reason"],
            by=request.user,  # type: ignore[arg-type]
        )
        return act(request, verb, _("Saved."), "evaluations:checks", pk)
    answers = {
        (one.candidate_id, one.code): one
        for one in KnockOut.objects.visible_to(request.user).filter(candidate__evaluation=evaluation)  # type: ignore[attr-defined]
    }
    listed = Candidate.objects.visible_to(request.user).filter(evaluation=evaluation)  # type: ignore[attr-defined]
    knock_outs = in_words(criteria_set)["knock_outs"]
    rows = [(one, [(check, answers.get((one.pk, check["code"]))) for check in knock_outs]) for one in listed]
    missing = sum(answer is None for _one, row in rows for _check, answer in row)
    said = ngettext("%d answer is missing.", "%d answers are missing.", missing) % missing
    context = {"evaluation": evaluation, "rows": rows, "may_handle": may_handle, "missing": said if missing else ""}
    return render(request, "evaluations/checks.html", context)


def _key(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 18 else 0
