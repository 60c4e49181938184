"""For whoever asked: questions of providers, the opening, and what was opened."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from protect.answers import comparing, documents, queries, services
from protect.answers.forms import CityScreeningForm, ClarifyForm, FeedbackForm, ScreeningForm
from protect.answers.models import Attachment, CityScreening, Clarification, OpenedAnswer, QuestionBack
from protect.answers.rules import screens_for
from protect.calls.forms import ReasonForm
from protect.calls.models import Call
from protect.calls.states import MOVES
from protect.calls.views.writing import act
from protect.organisations import conflicts
from protect.organisations.access import fetch
from protect.organisations.forming import attempt

RELATED = ("organisation", "publication")


def clarify(request: HttpRequest, pk: int, question_pk: int) -> HttpResponse:
    call = fetch(request, Call, pk=pk, permission="answers.handle", related=RELATED)
    found = fetch(request, Clarification, pk=question_pk, publication__call=call, related=("publication__call",))
    if found.answered_at is not None:
        return redirect("calls:public", found.publication_id)
    form = ClarifyForm(request.POST or None, about=found)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        done, _saved = conflicts.save(
            request,
            form,
            lambda stored: services.clarify(
                stored, values["question"], values["answer"], by=request.user, checked=values["checked"]  # type: ignore[arg-type]
            ),
        )  # fmt: skip
        if done:
            messages.success(request, _("Question and answer are on the public page."))
            return redirect("calls:detail", pk)
    return render(request, "answers/clarify.html", {"call": call, "form": form, "clarification": found})


@require_POST
def open_answers(request: HttpRequest, pk: int) -> HttpResponse:
    """The audited act. Before the time the service refuses, whoever asks."""
    call = fetch(request, Call, pk=pk, permission=MOVES["open_answers"].permission, related=RELATED)
    if call.state not in MOVES["open_answers"].source:
        raise PermissionDenied(_("That cannot be done with this call now."))
    opened: list[OpenedAnswer] = []

    def verb() -> None:
        opened.extend(services.open_answers(call, by=request.user))  # type: ignore[arg-type]

    response = act(request, verb, _("The answers are opened."), "answers:opened_list", pk)
    return response if opened else redirect("calls:detail", pk)


def _opened(request: HttpRequest, pk: int, number: int, permission: str | None = None) -> OpenedAnswer:
    call = fetch(request, Call, pk=pk, related=RELATED)
    return fetch(
        request, OpenedAnswer, call=call, number=number, permission=permission,
        related=("submission__publication", "call__organisation", "screened_by"),
    )  # fmt: skip


@require_safe
def opened(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """One answer as it was submitted, what is missing in it, and what was noted about it."""
    found = _opened(request, pk, number)
    asked = found.submission.publication.document
    context = {
        "call": found.call,
        "opened": found,
        "told": documents.in_words(found.document, asked),
        "missing": documents.missing_of(found.document, asked),
        "matches": comparing.matches(found.document, comparing.needs_of(asked)),
        "questions_back": list(QuestionBack.objects.visible_to(request.user).filter(opened=found)),  # type: ignore[attr-defined]
        "all_scanned": not found.submission.attachments.exclude(scan=Attachment.Scan.CLEAN).exists(),
        "may_handle": request.user.has_perm("answers.handle", found.call),
        "city_screenings": queries.city_screenings([found], request.user).get(found.pk, []),
        "own_cities": screens_for(request.user, found.call),
    }
    return render(request, "answers/opened.html", context)


def screen(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    found = _opened(request, pk, number, "answers.handle")
    form = ScreeningForm(request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        done, _saved = conflicts.save(
            request,
            form,
            lambda stored: services.screen(stored, form.cleaned_data, by=request.user),  # type: ignore[arg-type]
        )
        if done:
            messages.success(request, _("Saved."))
            return redirect("answers:opened", pk, number)
    asked = found.submission.publication.document
    context = {
        "call": found.call,
        "opened": found,
        "form": form,
        "missing": documents.missing_of(found.document, asked),
    }
    return render(request, "answers/screen.html", context)


def screen_for_city(request: HttpRequest, pk: int, number: int, city_pk: int) -> HttpResponse:
    """A partner city of a joint call says whether this answer goes on to its own evaluation."""
    found = _opened(request, pk, number, "answers.screen_for_city")
    city = next((one for one in screens_for(request.user, found.call) if one.pk == city_pk), None)
    if city is None:
        raise Http404(_("This city takes no part in this call."))
    there = CityScreening.objects.visible_to(request.user).filter(opened=found, organisation=city).first()  # type: ignore[attr-defined]
    form = CityScreeningForm(request.POST or None, instance=there)
    if request.method == "POST" and form.is_valid():
        person: Any = request.user

        def write(_stored: Any = None) -> CityScreening:
            return services.screen_for(found, city, form.cleaned_data, by=person, first=there is None)

        done, _saved = conflicts.save(request, form, write) if there is not None else attempt(form, write)
        if done:
            messages.success(request, _("Saved."))
            return redirect("answers:opened", pk, number)
    asked = found.submission.publication.document
    context = {
        "call": found.call, "opened": found, "form": form, "city": city, "missing": documents.missing_of(found.document, asked),
        "matches": [
            one for one in comparing.matches(found.document, comparing.needs_of(asked)) if one.city == city.name
        ],
    }  # fmt: skip
    return render(request, "answers/screen.html", context)


def feedback(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """The letter to one provider: written, kept as a draft, sent by its own button."""
    found = _opened(request, pk, number, "answers.handle")
    if found.feedback_sent_at is not None:
        return redirect("answers:opened", pk, number)
    form = FeedbackForm(request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        done, _saved = conflicts.save(
            request, form, lambda stored: services.write_feedback(stored, form.cleaned_data["feedback"])
        )
        if done and "send" in request.POST:
            done, _sent = attempt(form, lambda: services.send_feedback(found))
            if done:
                messages.success(request, _("Sent: the provider reads it on the page of its answer."))
                return redirect("answers:opened", pk, number)
        elif done:
            messages.success(request, _("Saved; not sent yet."))
            return redirect("answers:feedback", pk, number)
    return render(request, "answers/feedback.html", {"call": found.call, "opened": found, "form": form})


def end_without(request: HttpRequest, pk: int) -> HttpResponse:
    call = fetch(request, Call, pk=pk, permission=MOVES["end_without"].permission, related=RELATED)
    if call.state not in MOVES["end_without"].source:
        raise PermissionDenied(_("That cannot be done with this call now."))
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        done, _moved = attempt(form, lambda: services.end_without(call, reason=form.cleaned_data["reason"]))
        if done:
            messages.success(request, _("The call has ended without a suitable answer."))
            return redirect("calls:detail", pk)
    return render(request, "answers/end_without.html", {"call": call, "form": form})
