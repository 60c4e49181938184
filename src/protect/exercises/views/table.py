"""At the table: in by a code, then one page for a phone. Without account; the page's address is the right to it."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from protect.exercises import events, queries, services
from protect.exercises.events import Listener
from protect.exercises.forms import JoinForm, SeatForm
from protect.exercises.models import Inject, Participant, Run
from protect.exercises.services.joining import LATE_FOR, digest_of_secret, tidy_code
from protect.exercises.states import OPEN_TO_NOTES
from protect.exercises.views.playing import channel_words, entry_form, note_seen, stream, written
from protect.organisations import audit
from protect.organisations.forming import attempt
from protect.organisations.limits import is_too_often, too_many
from protect.organisations.middleware import address


@login_not_required
@never_cache
def join(request: HttpRequest) -> HttpResponse:
    """The short address that people type."""
    form = JoinForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        code = tidy_code(form.cleaned_data["code"])
        if run_of(code) is not None:
            return redirect("exercises:join_by", code)
        if is_too_often(request, "join_exercise", address(request)):
            return too_many(request)
        form.add_error("code", _("There is no exercise with this code now. Look at the screen again."))
    return render(request, "exercises/join.html", {"form": form})


def run_of(code: str) -> Run | None:
    # The code itself is the right to come in: whoever sits at the table has no account.
    found = Run.objects.select_related("exercise").filter(code=code).first() if code else None
    return found if found is not None and found.can_be_joined else None


@login_not_required
@never_cache
def join_by(request: HttpRequest, code: str) -> HttpResponse:
    """The address in the picture: choose a function, and come in."""
    found = run_of(tidy_code(code))
    if found is None:
        if is_too_often(request, "join_exercise", address(request)):
            return too_many(request)
        return render(request, "exercises/gone.html", status=404)
    form = SeatForm(found, request.POST or None)
    if request.method == "POST" and form.is_valid():
        with audit.acting(None, f"code of run {found.pk}"):
            done, made = attempt(
                form, lambda: services.join(found, form.cleaned_data["function"], form.cleaned_data["name"])
            )
        if done and made is not None:
            return redirect("exercises:table", made[1])
    return render(request, "exercises/seat.html", {"form": form, "exercise": found.exercise})


def participant_of(request: HttpRequest, secret: str) -> Participant | None:
    related = ("run__exercise", "function")
    found = Participant.objects.select_related(*related).filter(secret_digest=digest_of_secret(secret)).first()
    if found is None or found.removed_at is not None or found.run.state not in OPEN_TO_NOTES:
        return None
    over = found.run.ended_at
    return None if over is not None and timezone.now() > over + LATE_FOR else found


def gone(request: HttpRequest) -> HttpResponse:
    if is_too_often(request, "join_exercise", address(request)):
        return too_many(request)
    if "application/json" in request.headers.get("Accept", ""):
        return JsonResponse({"saved": False, "error": _("Your place at this table has ended.")}, status=404)
    return render(request, "exercises/gone.html", status=404)


def offered(participant: Participant) -> Any:
    """Messages that this phone has got: about these it can write."""
    return Inject.objects.filter(pk__in=[one.inject_id for one in queries.messages_for(participant)])


@login_not_required
@never_cache
@require_safe
def table(request: HttpRequest, secret: str) -> HttpResponse:
    """The phone: clock, messages to all and to this function, and what is decided and seen."""
    found = participant_of(request, secret)
    if found is None:
        return gone(request)
    note_seen(Listener(participant_id=found.pk))
    context = {
        "participant": found, "run": found.run, "exercise": found.run.exercise, "secret": secret,
        "releases": queries.messages_for(found), "clock": events.clock_of(found.run),
        "form": entry_form(found.run, injects=offered(found)),
        "entries": list(found.entries.select_related("inject").order_by("-clock", "-pk")),
        "words": channel_words(),
    }  # fmt: skip
    return render(request, "exercises/table.html", context)


@login_not_required
@never_cache
@require_safe
def table_news(request: HttpRequest, secret: str) -> HttpResponseBase:
    found = participant_of(request, secret)
    if found is None:
        return gone(request)
    return stream(request, found.run, Listener(function_id=found.function_id, participant_id=found.pk))


@login_not_required
@require_POST
def table_write(request: HttpRequest, secret: str) -> HttpResponse:
    found = participant_of(request, secret)
    if found is None:
        return gone(request)
    form = entry_form(found.run, request.POST, injects=offered(found))
    with audit.acting(None, f"participant {found.number} of run {found.run_id}"):
        return written(request, found.run, form, {"participant": found}, reverse("exercises:table", args=[secret]))
