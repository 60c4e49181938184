"""What other authorities say: comments, questions, and what came of it where they tried it, too."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from protect.organisations import conflicts
from protect.organisations.access import fetch
from protect.organisations.forming import attempt
from protect.practices import queries, services
from protect.practices.forms import AnswerForm, NewTrialForm, RemarkForm, TrialForm
from protect.practices.models import Practice, Remark, Trial

RELATED = ("organisation",)


def _heard(request: HttpRequest, pk: int) -> Practice:
    found = fetch(request, Practice, pk=pk, related=RELATED)
    if not request.user.has_perm("practices.comment"):
        raise PermissionDenied(_("This is for people who work for an authority."))
    return found


def _form(request: HttpRequest, practice: Practice, form: Any, title: str, **more: Any) -> HttpResponse:
    return render(request, "practices/small_form.html", {"form": form, "practice": practice, "title": title, **more})


def _back(request: HttpRequest, pk: int, place: str, text: str) -> HttpResponse:
    messages.success(request, text)
    return redirect(f"{reverse('practices:practice', args=[pk])}#{place}")


def say(request: HttpRequest, pk: int) -> HttpResponse:
    found = _heard(request, pk)
    form = RemarkForm(queries.organisations_commenting(request.user), request.POST or None)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        done, _made = attempt(
            form,
            lambda: services.say(found, values["organisation"], values["kind"], values["text"], by=request.user),  # type: ignore[arg-type]
        )
        if done:
            return _back(request, pk, "said", _("It is there for the other authorities."))
    return _form(request, found, form, _("Comment or ask"))


def answer(request: HttpRequest, pk: int, remark_pk: int) -> HttpResponse:
    found = fetch(request, Practice, pk=pk, permission="practices.answer", related=RELATED)
    question = fetch(request, Remark, pk=remark_pk, practice=found, related=("practice", "organisation"))
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        done, _made = attempt(form, lambda: services.answer(question, form.cleaned_data["text"], by=request.user))  # type: ignore[arg-type]
        if done:
            return _back(request, pk, "said", _("The answer is there."))
    return _form(request, found, form, _("Answer"), question=question)


def tell_trial(request: HttpRequest, pk: int) -> HttpResponse:
    found = _heard(request, pk)
    mine = queries.organisations_commenting(request.user, but=found.organisation_id)
    form = NewTrialForm(mine, request.POST or None)
    if request.method == "POST" and form.is_valid():
        owner = form.cleaned_data["organisation"]
        done, _made = attempt(form, lambda: services.tell_trial(found, owner, form.values, by=request.user))  # type: ignore[arg-type]
        if done:
            return _back(request, pk, "tried", _("Thank you: others see what came of it."))
    return _form(request, found, form, _("We tried this, too"))


def change_trial(request: HttpRequest, pk: int, trial_pk: int) -> HttpResponse:
    found = fetch(request, Practice, pk=pk, related=RELATED)
    trial = fetch(
        request, Trial, pk=trial_pk, practice=found, permission="practices.change_trial", related=("practice",)
    )
    form = TrialForm(request.POST or None, instance=trial)
    if request.method == "POST" and form.is_valid():
        done, _saved = conflicts.save(request, form, lambda stored: services.change_trial(stored, form.values))
        if done:
            return _back(request, pk, "tried", _("Saved."))
    return _form(request, found, form, _("What came of it with us"))
