"""For the lead: who outside was asked, how far they are, a new link, more time, the end of it, what they answered."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from protect.assessments.models import Assessment
from protect.checklists.models import Checklist
from protect.organisations import conflicts
from protect.organisations.access import fetch
from protect.organisations.forming import attempt
from protect.respondents import mails, queries, services
from protect.respondents.forms import AskForm, ExtendForm
from protect.respondents.models import Respondent, RespondentAnswer

KINDS: dict[str, tuple[Any, tuple[str, ...]]] = {
    "scoring": (Assessment, ("space", "organisation")),
    "checklist": (Checklist, ("space", "space__organisation", "question_set", "assessment")),
}
PERMISSION = "respondents.ask"
RELATED = ("assessment__space", "checklist__space", "checklist__question_set", "checklist__assessment", "member")


def _task(request: HttpRequest, kind: str, pk: int) -> Any:
    if kind not in KINDS:
        raise Http404
    model, related = KINDS[kind]
    return fetch(request, model, pk=pk, permission=PERMISSION, related=related)


def _respondent(request: HttpRequest, pk: int) -> Respondent:
    return fetch(request, Respondent, pk=pk, permission=PERMISSION, related=RELATED)


def _context(task: Any, **more: Any) -> dict[str, Any]:
    scoring = isinstance(task, Assessment)
    return {
        "task": task,
        "kind": "scoring" if scoring else "checklist",
        "space": task.space,
        "marking": task.effective_marking,
        "back": reverse("assessments:scoring" if scoring else "checklists:detail", args=[task.pk]),
        **more,
    }


@require_safe
def overview(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    task = _task(request, kind, pk)
    return render(request, "respondents/overview.html", _context(task, people=queries.listed(task)))


def ask(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    task = _task(request, kind, pk)
    initial = {"language": request.user.language}  # type: ignore[union-attr]
    form = AskForm(task, request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        until = values.pop("until")
        done, made = attempt(
            form,
            lambda: services.ask(task, values, until=until, by=request.user),  # type: ignore[arg-type]
        )
        if done and made is not None:
            respondent, secret = made
            request.session["respondent_link"] = [respondent.pk, mails.address_of(secret)]
            messages.success(request, _("%(name)s is asked by mail.") % {"name": respondent})
            return redirect("respondents:detail", respondent.pk)
    return render(request, "respondents/ask.html", _context(task, form=form))


@require_safe
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    respondent = _respondent(request, pk)
    kept = request.session.pop("respondent_link", None)
    return render(
        request,
        "respondents/detail.html",
        _context(
            respondent.task,
            respondent=respondent,
            form=ExtendForm(about=respondent),
            link=kept[1] if kept and kept[0] == respondent.pk else "",
            answers=[] if respondent.scores else queries.beside(respondent),
            may_take_over=not respondent.scores and request.user.has_perm("checklists.answer", respondent.checklist),
        ),
    )


@require_POST
def extend(request: HttpRequest, pk: int) -> HttpResponse:
    respondent = _respondent(request, pk)
    form = ExtendForm(request.POST, about=respondent)
    form.back = reverse("respondents:detail", args=[pk])
    if form.is_valid():
        done, _saved = conflicts.save(request, form, lambda stored: services.extend(stored, form.cleaned_data["until"]))
        if done:
            messages.success(request, _("The last day is changed."))
            return redirect("respondents:detail", pk)
    for sentences in form.errors.values():
        messages.error(request, " ".join(map(str, sentences)))
    return redirect("respondents:detail", pk)


def _act(request: HttpRequest, pk: int, verb: Callable[[], Any], done: str) -> HttpResponse:
    try:
        verb()
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, done)
    return redirect("respondents:detail", pk)


@require_POST
def send_again(request: HttpRequest, pk: int) -> HttpResponse:
    respondent = _respondent(request, pk)

    def verb() -> None:
        request.session["respondent_link"] = [pk, mails.address_of(services.send_again(respondent))]

    return _act(request, pk, verb, _("A new link is sent; the one before opens nothing any more."))


@require_POST
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    respondent = _respondent(request, pk)
    return _act(
        request, pk, lambda: services.revoke(respondent), _("The link is withdrawn; it opens nothing any more.")
    )


@require_POST
def take_over(request: HttpRequest, pk: int, answer_pk: int) -> HttpResponse:
    respondent = _respondent(request, pk)
    said = fetch(
        request, RespondentAnswer, pk=answer_pk, respondent=respondent, related=("respondent__checklist__space",)
    )
    if not request.user.has_perm("checklists.answer", said.respondent.checklist):
        messages.error(request, _("Your role does not allow this here."))
        return redirect("respondents:detail", pk)
    return _act(
        request,
        pk,
        lambda: services.take_over(said, by=request.user),  # type: ignore[arg-type]
        _("The answer stands in the checklist."),
    )
