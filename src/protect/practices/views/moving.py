"""The steps in the life of a practice; before it is published, what its new readers would see and what follows from it."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from protect.editions import steps as opening
from protect.organisations.access import fetch
from protect.organisations.forming import attempt
from protect.practices import readiness, services
from protect.practices.forms import StepForm
from protect.practices.models import Practice
from protect.practices.states import MOVES, NEEDS_DATE, NEEDS_REASON, WORDS

RELATED = ("organisation",)


def step(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """One step with what it means, confirmed by a button."""
    if verb not in WORDS:
        raise Http404
    move = MOVES[verb]
    found = fetch(request, Practice, pk=pk, permission=move.permission, related=RELATED)
    sent = request.POST if request.method == "POST" else None
    form = StepForm(sent, needs_reason=verb in NEEDS_REASON, needs_date=verb in NEEDS_DATE)
    open_here = found.state in move.source
    look = opening.look(request, found, {"state": move.target}) if verb == "publish" and open_here else None
    if request.method == "POST" and form.is_valid() and (look is None or look["is_seen"]):
        values = form.cleaned_data
        done, _moved = attempt(
            form,
            lambda: services.move(
                found, verb, by=request.user, reason=values["reason"], review_on=values.get("review_on")  # type: ignore[arg-type]
            ),
        )  # fmt: skip
        if done:
            messages.success(request, _("Done: %(step)s.") % {"step": str(WORDS[verb][0]).lower()})
            return redirect("practices:practice", pk)
    label, meaning = WORDS[verb]
    context = {
        **(look or {}),
        "look": look,
        "form": form,
        "practice": found,
        "title": str(label),
        "meaning": meaning,
        "missing": readiness.missing(found) if verb in ("submit", "publish") and open_here else [],
        "open_here": open_here,
    }
    return render(request, "practices/step.html", context)


@require_POST
def confirm_review(request: HttpRequest, pk: int) -> HttpResponse:
    found = fetch(request, Practice, pk=pk, permission="practices.review", related=RELATED)
    form = StepForm({}, needs_reason=False, needs_date=False)
    form.full_clean()
    done, _saved = attempt(form, lambda: services.confirm_review(found, by=request.user))  # type: ignore[arg-type]
    if done:
        messages.success(request, _("It is marked as reviewed by you."))
    for sentence in form.non_field_errors():
        messages.error(request, str(sentence))
    return redirect("practices:practice", pk)
