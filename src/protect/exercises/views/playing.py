"""The play: the facilitators' board, the projector, the buttons, and the stream of news."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from protect.exercises import events, live, queries, services
from protect.exercises.events import Listener
from protect.exercises.forms import EntryForm, JumpForm, ReasonForm
from protect.exercises.models import Channel, Event, Expected, Inject, Participant, Release, Run, Verdict
from protect.exercises.states import RUN_MOVES
from protect.exercises.views.planning import act, form_page
from protect.organisations.access import fetch
from protect.organisations.camera_codes import as_picture
from protect.organisations.forming import attempt

RELATED = ("exercise__organisation", "exercise__space", "exercise__scenario")
#: After so long a stream ends and the browser asks again by itself: who may read is asked anew.
STREAM_SECONDS = 300.0
#: Names under which a machine is reached from itself alone.
LOOPBACK = ("localhost", "127.", "[::1]")


def of(request: HttpRequest, pk: int, run_pk: int, permission: str | None = None) -> Run:
    return fetch(request, Run, pk=run_pk, exercise_id=pk, permission=permission, related=RELATED)


def is_part(request: HttpRequest) -> bool:
    return request.headers.get("HX-Request") == "true"


def table_address(request: HttpRequest, run: Run) -> str:
    return request.build_absolute_uri(reverse("exercises:join_by", args=[run.code])) if run.can_be_joined else ""


def is_loopback(request: HttpRequest) -> bool:
    return request.get_host().startswith(LOOPBACK)


@require_safe
@never_cache
def run(request: HttpRequest, pk: int, run_pk: int) -> HttpResponse:
    """The board of the facilitators: clock, messages, decisions expected, who is there, what arrives."""
    found = of(request, pk, run_pk)
    may = request.user.has_perm("exercises.edit", found)
    if found.by_clock and may:
        services.release_due(found)
    moves = {
        verb
        for verb, move in RUN_MOVES.items()
        if found.state in move.source and request.user.has_perm(move.permission, found)
    }
    context = {
        "run": found, "exercise": found.exercise, "may_edit": may, "moves": moves,
        "lines": queries.lines(found), "entries": queries.newest_entries(found), "there": queries.there(found),
        "verdicts": Verdict.choices, "clock": events.clock_of(found),
    }  # fmt: skip
    if is_part(request):
        return render(request, "exercises/_run.html", context)
    link = table_address(request, found)
    context |= {
        "link": link, "picture": as_picture(link) if link else "", "loopback": is_loopback(request),
        "form": entry_form(found) if found.takes_notes and may else None, "jump": JumpForm(),
    }  # fmt: skip
    return render(request, "exercises/run.html", context)


def entry_form(found: Run, data: Any = None, injects: Any = None) -> EntryForm:
    offered = found.exercise.injects.all() if injects is None else injects
    initial = {"key": secrets.token_hex(16), "kind": "observation"}
    return EntryForm(offered, data, initial=initial)


@require_safe
@never_cache
def projector(request: HttpRequest, pk: int, run_pk: int) -> HttpResponse:
    """For the wall: a large clock and the newest message to everybody, nothing else of the exercise."""
    found = of(request, pk, run_pk)
    link = table_address(request, found) if found.state == "ready" or request.GET.get("code") else ""
    context = {
        "run": found, "exercise": found.exercise, "release": queries.on_projector(found), "clock": events.clock_of(found),
        "link": link, "picture": as_picture(link) if link else "",
    }  # fmt: skip
    return render(request, "exercises/_projector.html" if is_part(request) else "exercises/projector.html", context)


# ------------------------------------------------------------------------------------------------ the stream of news


@require_safe
@never_cache
def news(request: HttpRequest, pk: int, run_pk: int) -> HttpResponseBase:
    found = of(request, pk, run_pk)
    return stream(request, found, Listener(staff=request.user.has_perm("exercises.edit", found)))


def stream(request: HttpRequest, found: Run, listener: Listener) -> HttpResponseBase:
    """Lines of the log behind ``Last-Event-ID`` (or ``?after=``): as they are written for whoever accepts a stream, else
    those that there are as JSON.
    """
    if found.state in ("reported", "cancelled"):
        return HttpResponse(status=204)  # by which an EventSource knows that it need not come again
    given = request.headers.get("Last-Event-ID") or request.GET.get("after", "")
    after = min(int(given), found.last_event) if given.isascii() and given.isdigit() and len(given) < 10 else 0
    if "text/event-stream" not in request.headers.get("Accept", ""):
        lines = Event.objects.filter(run=found, number__gt=after).order_by("number")[: live.KEPT]
        heard = [{"number": one.number, "kind": one.kind, **one.data} for one in lines if listener.hears(one.audience)]
        note_seen(listener)
        return JsonResponse({"clock": events.clock_of(found), "news": heard})
    if live.hub.is_full:
        return HttpResponse(_("Too many screens are open; this one asks now and then."), status=503)
    response = StreamingHttpResponse(follow(found, listener, after), content_type="text/event-stream")
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Accel-Buffering"] = "no"  # nginx would wait for more
    return response


def note_seen(listener: Listener) -> None:
    if listener.participant_id is not None:
        Participant.objects.filter(pk=listener.participant_id).update(seen_at=timezone.now())


def follow(found: Run, listener: Listener, after: int) -> Iterator[bytes]:
    """Sleeps in a thread of the server, without a connection to the database, until there is something to say."""
    import time

    if not connection.in_atomic_block:  # of a test
        connection.close()
    until = time.monotonic() + STREAM_SECONDS
    with live.hub.following(found.pk, after, listener.participant_id) as followed:
        yield b"retry: 1500\n\n"
        while time.monotonic() < until and not followed.over:
            lines = live.hub.after(followed, after)
            if lines is None:
                lines = list(Event.objects.filter(run=found, number__gt=after).order_by("number")[: live.KEPT])
                if not connection.in_atomic_block:
                    connection.close()
            if not lines:
                yield b"event: beat\ndata: \n\n"
                continue
            after = lines[-1].number
            told = b"".join(events.as_line(one) for one in lines if listener.hears(one.audience))
            if told:
                yield told


# ------------------------------------------------------------------------------------------------ buttons


def back(request: HttpRequest, pk: int, run_pk: int, verb: Any) -> HttpResponse:
    return act(request, verb, "exercises:run", pk, run_pk)


@require_POST
def move(request: HttpRequest, pk: int, run_pk: int, verb: str) -> HttpResponse:
    """Start, pause, go on, end, take the end back."""
    found = of(request, pk, run_pk, RUN_MOVES[verb].permission)
    answer = back(request, pk, run_pk, lambda: getattr(services, verb)(found))
    return redirect("exercises:report", pk, run_pk) if verb == "end" and not is_part(request) else answer


@require_POST
def jump(request: HttpRequest, pk: int, run_pk: int) -> HttpResponse:
    """``by`` seconds from now, or to the ``minute``."""
    found = of(request, pk, run_pk, "exercises.edit")
    given = request.POST.get("by", "")
    if given.lstrip("-").isascii() and given.lstrip("-").isdigit() and len(given) < 8:
        return back(request, pk, run_pk, lambda: services.jump(found, max(0.0, found.seconds + int(given))))
    form = JumpForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose a minute within a day."))
        return redirect("exercises:run", pk, run_pk)
    return back(request, pk, run_pk, lambda: services.jump(found, form.cleaned_data["minute"] * 60.0))


@require_POST
def by_clock(request: HttpRequest, pk: int, run_pk: int) -> HttpResponse:
    found = of(request, pk, run_pk, "exercises.edit")
    return back(request, pk, run_pk, lambda: services.release_by_clock(found, request.POST.get("on") == "1"))


@require_POST
def release(request: HttpRequest, pk: int, run_pk: int, inject_pk: int) -> HttpResponse:
    found = of(request, pk, run_pk, "exercises.edit")
    inject = fetch(request, Inject, pk=inject_pk, exercise_id=pk)
    return back(request, pk, run_pk, lambda: services.release(found, inject))


@require_POST
def take_release_back(request: HttpRequest, pk: int, run_pk: int, inject_pk: int) -> HttpResponse:
    found = of(request, pk, run_pk, "exercises.edit")
    given = fetch(request, Release, inject_id=inject_pk, run=found)
    return back(request, pk, run_pk, lambda: services.take_release_back(given))


@require_POST
def judge(request: HttpRequest, pk: int, run_pk: int, expected_pk: int) -> HttpResponse:
    found = of(request, pk, run_pk, "exercises.edit")
    expected = fetch(request, Expected, pk=expected_pk, inject__exercise_id=pk, related=("inject",))
    verdict, to = request.POST.get("verdict", ""), "report" if request.POST.get("from") == "report" else "run"
    user: Any = request.user
    return act(request, lambda: services.judge(found, expected, verdict, by=user), f"exercises:{to}", pk, run_pk)


@require_POST
def new_code(request: HttpRequest, pk: int, run_pk: int) -> HttpResponse:
    found = of(request, pk, run_pk, "exercises.edit")
    return back(request, pk, run_pk, lambda: services.new_code(found))


@require_POST
def remove_participant(request: HttpRequest, pk: int, run_pk: int, participant_pk: int) -> HttpResponse:
    found = of(request, pk, run_pk, "exercises.edit")
    participant = fetch(request, Participant, pk=participant_pk, run=found)
    return back(request, pk, run_pk, lambda: services.remove_participant(participant))


@require_POST
def write(request: HttpRequest, pk: int, run_pk: int) -> HttpResponse:
    """What a facilitator notes."""
    found = of(request, pk, run_pk, "exercises.edit")
    form = entry_form(found, request.POST)
    return written(request, found, form, {"author": request.user}, reverse("exercises:run", args=[pk, run_pk]))


def written(request: HttpRequest, found: Run, form: EntryForm, who: dict[str, Any], page: str) -> HttpResponse:
    """One entry; scripts ask for JSON and keep theirs until ``saved``, a plain form comes back to ``page``."""
    scripted = "application/json" in request.headers.get("Accept", "")
    if form.is_valid():
        values = form.cleaned_data
        done, _made = attempt(
            form,
            lambda: services.write(
                found, values["kind"], values["text"], values["key"], inject=values["inject"], clock=values["clock"],
                waited=values["waited"] or 0.0, **who,
            ),
        )  # fmt: skip
        if done:
            if scripted:
                return JsonResponse({"saved": True})
            messages.success(request, _("Saved at %(time)s.") % {"time": timezone.localtime().strftime("%H:%M:%S")})
            return redirect(page)
    told = " ".join(str(one) for errors in form.errors.values() for one in errors)
    if scripted:
        return JsonResponse({"saved": False, "error": told}, status=400)
    context = {"exercise": found.exercise, "run": found, "form": form, "page": page, "title": _("Not saved yet")}
    return render(request, "exercises/entry.html", context, status=400)


def cancel_run(request: HttpRequest, pk: int, run_pk: int) -> HttpResponse:
    found = of(request, pk, run_pk, "exercises.edit")
    return _with_reason(request, found, services.cancel_run, _("Cancel this run"))


def reopen_report(request: HttpRequest, pk: int, run_pk: int) -> HttpResponse:
    found = of(request, pk, run_pk, "exercises.lead")
    return _with_reason(request, found, services.reopen_report, _("Open the report again"))


def _with_reason(request: HttpRequest, found: Run, verb: Any, title: str) -> HttpResponse:
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        done, _made = attempt(form, lambda: verb(found, reason=form.cleaned_data["reason"]))
        if done:
            return redirect("exercises:detail", found.exercise_id)
    return form_page(request, found.exercise, form, title)


def channel_words() -> dict[str, str]:
    return {one.value: str(one.label) for one in Channel}
