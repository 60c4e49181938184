"""Preview, submitting with a receipt, withdrawing, questions about the call, and what came back."""

from __future__ import annotations

import json

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from protect.answers import documents, queries, services
from protect.answers.forms import QuestionForm, SubmitForm
from protect.answers.models import OpenedAnswer, QuestionBack, Submission
from protect.answers.views.drafting import own_draft
from protect.organisations.access import fetch
from protect.organisations.forming import attempt
from protect.reference.models import digest_of


def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """The answer as those who asked will read it, and the button that submits exactly this."""
    draft = own_draft(request, pk)
    found = queries.overview(draft)
    form = SubmitForm(digest_of(found["document"]), bool(found["missing"]), request.POST or None)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        done, made = attempt(
            form,
            lambda: services.submit(
                draft, by=request.user, seen=values["seen"], incomplete=values.get("incomplete", False)  # type: ignore[arg-type]
            ),
        )  # fmt: skip
        if done and made is not None:
            return redirect("answers:receipt", pk, made.pk)
    submitted = found["submitted"]
    context = {
        **found, "form": form, "step": "preview",
        "told": documents.in_words(found["document"], draft.publication.document),
        "is_same": submitted is not None and submitted.sha256 == digest_of(found["document"]),
    }  # fmt: skip
    return render(request, "answers/preview.html", context)


@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    draft = own_draft(request, pk)
    try:
        services.withdraw(draft)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(
            request, _("Withdrawn. Your draft is still here; until the deadline it can be submitted again.")
        )
    return redirect("answers:preview", pk)


def _submission(request: HttpRequest, pk: int, submission_pk: int) -> Submission:
    draft = own_draft(request, pk, permission=None)
    return fetch(request, Submission, pk=submission_pk, draft=draft, related=("publication", "organisation", "draft"))


@require_safe
def receipt(request: HttpRequest, pk: int, submission_pk: int) -> HttpResponse:
    """What was submitted and when, to print and to keep; afterwards also what came back."""
    found = _submission(request, pk, submission_pk)
    opened = OpenedAnswer.objects.filter(submission=found).first()
    context = {
        "submission": found, "publication": found.publication, "draft": found.draft,
        "told": documents.in_words(found.document, found.publication.document),
        "opened_at": opened.opened_at if opened else None,
        "feedback": opened.feedback if opened and opened.feedback_sent_at else "",
        "questions_back": list(QuestionBack.objects.visible_to(request.user).filter(opened__submission=found)),  # type: ignore[attr-defined]
        "submitted": None,
    }  # fmt: skip
    return render(request, "answers/receipt.html", context)


@require_safe
def submitted_json(request: HttpRequest, pk: int, submission_pk: int) -> HttpResponse:
    """The very bytes that the hash of the receipt is of."""
    found = _submission(request, pk, submission_pk)
    content = json.dumps(found.document, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    response = HttpResponse(content, content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="answer-{found.sha256[:12]}.json"'
    return response


def ask(request: HttpRequest, pk: int) -> HttpResponse:
    """The organisation's own questions about the call, and one more."""
    draft = own_draft(request, pk)
    form = QuestionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        done, _made = attempt(
            form,
            lambda: services.ask(draft.publication, draft.organisation, form.cleaned_data["text"], by=request.user),  # type: ignore[arg-type]
        )
        if done:
            messages.success(request, _("Asked. The answer comes on the public page of the call, to all."))
            return redirect("answers:ask", pk)
    context = {
        **queries.overview(draft), "form": form, "step": "ask",
        "asked": list(queries.own_questions(request.user, draft.publication).filter(organisation=draft.organisation)),
    }  # fmt: skip
    return render(request, "answers/ask.html", context)
