"""Setting an evaluation up: the list, its path, steps, candidates."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from protect.answers.models import OpenedAnswer
from protect.evaluations import reading, services
from protect.evaluations.forms.setting_up import (
    CandidateForm,
    EvaluationForm,
    IdentityForm,
    ImportForm,
    NewCandidateForm,
    NewEvaluationForm,
    StepForm,
)
from protect.evaluations.models import Candidate, Decision, Evaluation, Evaluator, Hideable, Identity
from protect.evaluations.queries import offered, overview
from protect.evaluations.services.answers import to_take
from protect.evaluations.services.setting_up import is_judged
from protect.evaluations.views.common import act, form_page, open_evaluation, saved
from protect.organisations import conflicts
from protect.organisations.access import fetch
from protect.organisations.forming import attempt
from protect.organisations.listing import listed
from protect.reference.wording import translate

PAGE_SIZE = 50
SORTS = {
    "changed": (gettext_lazy("last changed"), ["-changed_at"]),
    "title": (gettext_lazy("title"), ["title"]),
    "begun": (gettext_lazy("last begun"), ["-created_at"]),
}
STATES = {
    "open": (gettext_lazy("not decided"), Q(decisions=None)),
    "decided": (gettext_lazy("decided"), Q(Exists(Decision.objects.filter(evaluation=OuterRef("pk"))))),
}


@require_safe
def evaluation_list(request: HttpRequest) -> HttpResponse:
    listing = listed(
        request, Evaluation, texts=("title", "note"), sorts=SORTS, states=STATES, related=("call__organisation",)
    )
    if listing.wants_csv:
        head = [_("Evaluation"), _("Organisation"), _("Call"), _("Marking"), _("Changed")]

        def line(one: Evaluation) -> list[object]:
            changed = one.changed_at.date().isoformat()
            return [one.title, one.organisation, one.call or "", one.effective_marking, changed]

        return listing.csv("evaluations.csv", head, line, _("evaluations as CSV"))
    may_begin = request.user.has_perm("evaluations.create")
    context = {"listing": listing, "page_obj": listing.page(PAGE_SIZE), "may_begin": may_begin}
    return render(request, "evaluations/list.html", context)


def begin(request: HttpRequest) -> HttpResponse:
    if not request.user.has_perm("evaluations.create"):
        raise PermissionDenied(_("Your role does not allow this here."))
    form = NewEvaluationForm(overview.organisations_of(request.user), request.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        done, made = attempt(
            form,
            lambda: services.begin(values["organisation"], values["title"], by=request.user, call=values["call"]),  # type: ignore[arg-type]
        )
        if done and made is not None:
            return redirect("evaluations:detail", made.pk)
    return form_page(request, None, form, _("New evaluation"), submit=_("Begin"))


@require_safe
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """The guided path with its state and the next step, and what the reader has to do in it."""
    evaluation = open_evaluation(request, pk)
    mine = Evaluator.objects.visible_to(request.user).filter(evaluation=evaluation, user=request.user).first()  # type: ignore[attr-defined]
    context = {
        "evaluation": evaluation,
        "steps": overview.path(evaluation),
        "mine": mine,
        "may_handle": request.user.has_perm("evaluations.handle", evaluation),
        "may_share": request.user.has_perm("evaluations.share", evaluation),
        "decided": evaluation.decisions.exists(),
    }
    return render(request, "evaluations/detail.html", context)


def change(request: HttpRequest, pk: int) -> HttpResponse:
    evaluation = open_evaluation(request, pk, "evaluations.handle")
    form = EvaluationForm(request.POST or None, instance=evaluation)
    if request.method == "POST" and form.is_valid():
        done, _saved = conflicts.save(request, form, lambda stored: services.change(stored, form.cleaned_data))
        if done:
            return saved(request, "evaluations:detail", pk)
    return form_page(request, evaluation, form, _("Title, blind judging, shortlist"))


def step(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    evaluation = open_evaluation(request, pk, "evaluations.handle")
    found = next((one for one in evaluation.steps if one["key"] == key), None)
    if found is None:
        raise Http404(_("There is no such step."))
    form = StepForm(key, request.POST or None, about=evaluation)
    if request.method == "POST" and form.is_valid():
        done, _saved = conflicts.save(
            request, form, lambda stored: services.change_step(stored, key, form.cleaned_data)
        )
        if done:
            return saved(request, "evaluations:detail", pk)
    return form_page(request, evaluation, form, translate(found["title"]), lead=translate(found["why"]))


def candidates(request: HttpRequest, pk: int) -> HttpResponse:
    """The list, with who offers what for those who may see it; one more is added here."""
    posting = request.method == "POST"
    evaluation = open_evaluation(request, pk, "evaluations.handle" if posting else None)
    form = NewCandidateForm(request.POST or None)
    if posting and form.is_valid():
        done, _made = attempt(form, lambda: services.add_candidate(evaluation, form.cleaned_data))
        if done:
            return saved(request, "evaluations:candidates", pk)
    seen = Candidate.objects.visible_to(request.user).filter(evaluation=evaluation)  # type: ignore[attr-defined]
    known = offered.offered(evaluation, request.user)
    # The answer behind a candidate, for those who may open it: blind evaluators may not.
    opened = OpenedAnswer.objects.visible_to(request.user).filter(call=evaluation.call_id)  # type: ignore[attr-defined]
    numbers = dict(opened.values_list("pk", "number")) if evaluation.call_id else {}
    context = {
        "evaluation": evaluation,
        "rows": [(one, known.get(one.pk), numbers.get(one.answer_id or 0)) for one in seen],
        "hidden": [one.label for one in Hideable if evaluation.hides(one)],
        "form": form,
        "closed": is_judged(evaluation),
        "may_handle": request.user.has_perm("evaluations.handle", evaluation),
        "to_take": len(to_take(evaluation)),
        "screens_itself": evaluation.call is not None and evaluation.call.organisation_id != evaluation.organisation_id,
    }
    return render(request, "evaluations/candidates.html", context)


@require_POST
def take_answers(request: HttpRequest, pk: int) -> HttpResponse:
    """The admitted answers of the call come on the list."""
    evaluation = open_evaluation(request, pk, "evaluations.handle")
    done = _("The admitted answers are on the list.")
    return act(request, lambda: services.take_answers(evaluation), done, "evaluations:candidates", pk)


def import_candidates(request: HttpRequest, pk: int) -> HttpResponse:
    evaluation = open_evaluation(request, pk, "evaluations.handle")
    form = ImportForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        done, count = attempt(
            form,
            lambda: services.import_candidates(evaluation, reading.candidates(reading.table_of(file)), file.name),
        )
        if done:
            said = ngettext("%d candidate came in.", "%d candidates came in.", count or 0)
            return act(request, lambda: None, said % (count or 0), "evaluations:candidates", pk)
    back = ("evaluations:candidates", pk)
    return form_page(
        request, evaluation, form, _("Bring in a list of candidates"), back, submit=_("Bring in"), with_file=True
    )


def candidate(request: HttpRequest, pk: int, candidate_pk: int) -> HttpResponse:
    evaluation = open_evaluation(request, pk, "evaluations.handle")
    found = fetch(request, Candidate, pk=candidate_pk, evaluation=evaluation)
    form = CandidateForm(request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        done, _saved = conflicts.save(
            request, form, lambda stored: services.change_candidate(stored, form.cleaned_data)
        )
        if done:
            return saved(request, "evaluations:candidates", pk)
    return form_page(request, evaluation, form, str(found), ("evaluations:candidates", pk))


def identity(request: HttpRequest, pk: int, candidate_pk: int) -> HttpResponse:
    """Who offers it, and the consent to be named; for those who may see it."""
    evaluation = open_evaluation(request, pk, "evaluations.handle")
    found = fetch(
        request, Identity, candidate__pk=candidate_pk, candidate__evaluation=evaluation, related=("candidate",)
    )
    form = IdentityForm(request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        done, _saved = conflicts.save(request, form, lambda stored: services.write_identity(stored, form.cleaned_data))
        if done:
            return saved(request, "evaluations:candidates", pk)
    lead = _("Evaluators do not see this while they judge blind. Nothing is published without the consent.")
    title = _("Who offers “%(name)s”") % {"name": found.candidate}
    return form_page(request, evaluation, form, title, ("evaluations:candidates", pk), lead=lead)


@require_POST
def remove_candidate(request: HttpRequest, pk: int, candidate_pk: int) -> HttpResponse:
    evaluation = open_evaluation(request, pk, "evaluations.handle")
    found = fetch(request, Candidate, pk=candidate_pk, evaluation=evaluation)
    done = _("“%(name)s” is off the list.") % {"name": found}
    return act(request, lambda: services.remove_candidate(found), done, "evaluations:candidates", pk)
