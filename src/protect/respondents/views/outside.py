"""For the respondent: the link, the code, the one task, handing in. Nothing here looks at who is signed in."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import time_format
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from protect.assessments.models import Confidence, State
from protect.assessments.queries import grid
from protect.assessments.views import scoring
from protect.organisations import audit, conflicts
from protect.organisations.conflicts import Clash
from protect.organisations.limits import is_too_often, too_many
from protect.organisations.middleware import address
from protect.reference.scale_sets import ScaleSet
from protect.respondents import answering, queries
from protect.respondents.forms import AnswerForm, CodeForm
from protect.respondents.mails import organisation_of
from protect.respondents.models import Respondent

COOKIE = settings.RESPONDENT_COOKIE_NAME


def _gone(request: HttpRequest) -> HttpResponse:
    """The same for a link that was withdrawn, has expired, was replaced or never was."""
    if "application/json" in request.headers.get("Accept", ""):
        return JsonResponse({"gone": True}, status=410)
    response = render(request, "respondents/gone.html", status=404)
    response.delete_cookie(COOKIE, path=_where())
    return response


def _where() -> str:
    """The part of the platform that the cookie is sent to."""
    return reverse("respondents:task").removesuffix("task/")


def _masked(email: str) -> str:
    before, _at, domain = email.partition("@")
    return f"{before[:1]}•••@{domain}"


@login_not_required
@never_cache
@sensitive_post_parameters("code")
def door(request: HttpRequest, secret: str) -> HttpResponse:
    """Behind the link: whose question it is, what is kept, and a code to the mailbox before anything else."""
    respondent = answering.find(secret)
    if respondent is None:
        if is_too_often(request, "respond", address(request)):
            return too_many(request)
        return _gone(request)
    told, form = "", CodeForm(request.POST if request.method == "POST" and "send" not in request.POST else None)
    with translation.override(respondent.language), audit.acting(None, respondent.audit_name):
        if request.method == "POST" and is_too_often(request, "respond", address(request)):
            return too_many(request)
        if request.method == "POST" and "send" in request.POST:
            try:
                answering.send_code(respondent)
                told = _("A code is on its way. It holds for ten minutes.")
            except ValidationError as error:
                form = CodeForm({})
                form.add_error(None, error)
        elif form.is_bound and form.is_valid():
            ticket, wrong = answering.come_in(respondent, form.cleaned_data["code"])
            if ticket:
                return _let_in(ticket)
            form.add_error("code", wrong)
        context = {**_common(respondent), "form": form, "told": told, "to": _masked(respondent.email), "marking": None}
        return render(request, "respondents/door.html", context)


def _let_in(ticket: str) -> HttpResponse:
    response = redirect("respondents:task")
    response.set_cookie(
        COOKIE,
        ticket,
        max_age=int(answering.SESSION_HOLDS.total_seconds()),
        path=_where(),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response


def _common(respondent: Respondent) -> dict[str, Any]:
    return {
        "respondent": respondent,
        "organisation": organisation_of(respondent),
        "marking": respondent.task.effective_marking,
        "by": respondent.created_by,
    }


def respondents_only(view: Callable[[HttpRequest, Respondent], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Only with the ticket of a restricted session; done as that respondent, in their language."""

    @login_not_required
    @never_cache
    @wraps(view)
    def inner(request: HttpRequest) -> HttpResponse:
        respondent = answering.of_ticket(request.COOKIES.get(COOKIE, ""))
        if respondent is None:
            return _gone(request)
        with translation.override(respondent.language), audit.acting(None, respondent.audit_name):
            return view(request, respondent)

    return inner


@respondents_only
def task(request: HttpRequest, respondent: Respondent) -> HttpResponse:
    """The one thing that was asked; autosaved like the grid of the team."""
    if request.method == "POST":
        return _save(request, respondent)
    return _scoring(request, respondent) if respondent.scores else _checklist(request, respondent)


def _save(request: HttpRequest, respondent: Respondent) -> HttpResponse:
    wants_json = "application/json" in request.headers.get("Accept", "")
    words: dict[str, str] = {}
    try:
        with transaction.atomic():
            answering.locked(respondent)
            errors, words = _keep(request, respondent)
    except ValidationError as error:
        errors = {"": error.messages}
    except Clash as clash:
        if not wants_json:
            raise
        return JsonResponse({"errors": {}, "conflicts": dict(map(scoring.asked, clash.parts))}, status=409)
    if wants_json:
        now = time_format(timezone.localtime(), "TIME_FORMAT")
        answer = {"errors": errors, "missing": _missing(respondent), "loaded": words, "saved_at": now}
        return JsonResponse(answer, status=422 if errors else 200)
    if errors:
        said = [sentence for sentences in errors.values() for sentence in sentences]
        return _scoring(request, respondent, said) if respondent.scores else _checklist(request, respondent, said)
    return redirect("respondents:task")


def _keep(request: HttpRequest, respondent: Respondent) -> tuple[dict[str, list[str]], dict[str, str]]:
    if respondent.scores:
        assert respondent.assessment is not None
        if respondent.member is None:
            return {"": [_("You are not on the team any more.")]}, {}
        scale = ScaleSet.of(respondent.assessment.scale_set)
        return scoring.keep(request, respondent.assessment, respondent.member, scale)
    errors: dict[str, list[str]] = {}
    words: dict[str, str] = {}
    known = {one.code: one for _group, questions in queries.questions_of(respondent) for one in questions}
    sent = {name.partition("-")[0] for name in request.POST}
    found = [AnswerForm(respondent, known[code], request.POST) for code in sorted(sent & set(known))]
    for form in found:
        if not form.is_valid():
            errors[str(form.prefix)] = [str(one) for messages in form.errors.values() for one in messages]
    good = [form for form in found if form.is_valid()]
    for form, stored in zip(good, conflicts.settle_all(None, good), strict=True):
        values = {name: form.cleaned_data[name] for name in form.compared()}
        try:
            answering.answer(respondent, form.question.code, values)
        except ValidationError as error:
            errors[str(form.prefix)] = error.messages
        else:
            words[str(form.prefix)] = form.word_of(stored)
    return errors, words


def _missing(respondent: Respondent) -> int:
    if respondent.scores:
        if respondent.member is None or respondent.assessment is None:
            return 0
        return scoring.missing(grid.lines(respondent.assessment, respondent.member))
    asked = {one.code for _group, questions in queries.questions_of(respondent) for one in questions}
    given = set(respondent.answers.exclude(answer="").values_list("question", flat=True))
    return len(asked - given)


def _scoring(request: HttpRequest, respondent: Respondent, errors: list[str] | None = None) -> HttpResponse:
    assessment, member = respondent.assessment, respondent.member
    assert assessment is not None
    scale = ScaleSet.of(assessment.scale_set)
    lines = grid.lines(assessment, member) if member and assessment.state != State.DRAFT else []
    context = {
        **_common(respondent),
        "errors": errors or [],
        "member": member,
        "assessment": assessment,
        "scale": scale,
        "lines": [
            (line, scoring.fields_of(line, scale), scoring.word_of(line, member, scale), _text(respondent, line))
            for line in lines
        ],
        "confidences": Confidence.choices,
        "missing": scoring.missing(lines),
        "two_bases": assessment.scores_inherent,
        "writable": respondent.handed_in_at is None and scoring.is_writable(assessment, member),
    }
    return render(request, "respondents/scoring.html", context)


def _text(respondent: Respondent, line: grid.Line) -> str:
    """The internal text only if the lead allowed it; else what was written for others."""
    return line.scenario.text if respondent.shows_texts else line.scenario.public_text


def _checklist(request: HttpRequest, respondent: Respondent, errors: list[str] | None = None) -> HttpResponse:
    checklist = respondent.checklist
    assert checklist is not None
    given = {one.question: one for one in respondent.answers.all()}
    groups = [
        (
            group,
            [
                (one, given.get(one.code), AnswerForm(respondent, one, said=given.get(one.code))["as_loaded"])
                for one in questions
            ],
        )
        for group, questions in queries.questions_of(respondent)
    ]
    context = {
        **_common(respondent),
        "errors": errors or [],
        "groups": groups,
        "answers": AnswerForm.base_fields["answer"].choices,  # type: ignore[attr-defined]
        "missing": _missing(respondent),
        "writable": respondent.handed_in_at is None and checklist.is_open,
    }
    return render(request, "respondents/checklist.html", context)


@require_POST
@respondents_only
def hand_in(request: HttpRequest, respondent: Respondent) -> HttpResponse:
    try:
        answering.hand_in(respondent)
    except ValidationError as error:
        said = error.messages
        return _scoring(request, respondent, said) if respondent.scores else _checklist(request, respondent, said)
    return redirect("respondents:task")


@require_POST
@respondents_only
def leave(request: HttpRequest, respondent: Respondent) -> HttpResponse:
    answering.leave(respondent)
    response = render(request, "respondents/left.html", _common(respondent))
    response.delete_cookie(COOKIE, path=_where())
    return response
