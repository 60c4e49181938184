"""Requests between authorities: asked, talked over, agreed or declined; who else reads them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from protect.cooperation import queries, services
from protect.cooperation.forms import AskForm, MessageForm, OpeningForm, StepForm
from protect.cooperation.models import Exchange, Opening, Profile
from protect.cooperation.rules import side_of
from protect.cooperation.services.opening import administered
from protect.cooperation.states import MOVES, WORDS, State
from protect.organisations.access import fetch
from protect.organisations.forming import attempt
from protect.organisations.listing import listed
from protect.organisations.models import User

RELATED = ("organisation", "asked")
SORTS = {
    "newest": (gettext_lazy("newest"), ["-created_at"]),
    "changed": (gettext_lazy("last changed"), ["-changed_at"]),
    "topic": (gettext_lazy("topic"), ["topic"]),
}
STATES = {code: (label, Q(state=code)) for code, label in State.choices}


def ask(request: HttpRequest, pk: int) -> HttpResponse:
    found = fetch(request, Profile, pk=pk, related=("organisation",))
    asking = queries.asking(request.user, found)
    if not asking or not found.is_open:
        raise PermissionDenied(_("This is for those who lead another authority."))
    form = AskForm(request.user, asking, found, request.POST or None)
    if request.method == "POST" and form.is_valid():
        owner = form.cleaned_data["organisation"]
        done, made = attempt(form, lambda: services.ask(owner, found, form.values, by=request.user))  # type: ignore[arg-type]
        if done and made is not None:
            messages.success(request, _("They are asked. Both sides read it, and nobody else."))
            return redirect("cooperation:exchange", made.pk)
    title = _("Ask %(name)s for exchange") % {"name": found.organisation}
    return render(request, "cooperation/form.html", {"form": form, "title": title, "profile": found})


@require_safe
def exchange_list(request: HttpRequest) -> HttpResponse:
    """Those of one's own organisations, and those that others let one read."""
    listing = listed(
        request, Exchange, texts=("topic", "wanted", "offered", "asked__name"), sorts=SORTS, states=STATES,
        related=("asked",),
    )  # fmt: skip
    if listing.wants_csv:
        head = [_("Topic"), _("Asks"), _("Asked"), _("State"), _("Answer wanted by"), _("Marking")]

        def line(one: Exchange) -> list[Any]:
            state, marking = one.get_state_display(), one.effective_marking.short
            return [one.topic, one.organisation, one.asked, state, one.by_when or "", marking]

        return listing.csv("exchanges.csv", head, line, _("exchanges as CSV"))
    return render(request, "cooperation/exchanges.html", {"listing": listing, "page_obj": listing.page(50)})


@require_safe
def exchange(request: HttpRequest, pk: int) -> HttpResponse:
    found = fetch(request, Exchange, pk=pk, related=RELATED)
    user: Any = request.user
    mine = administered(user, found)
    seen: Any = Opening.objects.visible_to(user).filter(exchange=found, ended_at=None)  # type: ignore[attr-defined]
    openings = list(seen.select_related("reader", "proposed_for"))
    context = {
        "exchange": found,
        "said": found.messages.select_related("organisation"),
        "practice": queries.practice_of(user, found),
        "side": side_of(user, found),
        "form": MessageForm() if found.is_open and user.has_perm("cooperation.write", found) else None,
        "moves": [
            (verb, WORDS[verb][0])
            for verb, move in MOVES.items()
            if move.permission and found.state in move.source and user.has_perm(move.permission, found)
        ],
        "openings": [
            (one, one.is_waiting and any(key != one.proposed_for_id for key in mine), bool(mine)) for one in openings
        ],
        "may_open": bool(mine),
    }
    return render(request, "cooperation/exchange.html", context)


def _form(request: HttpRequest, found: Exchange, form: Any, title: str, meaning: Any = "") -> HttpResponse:
    context = {"form": form, "title": title, "exchange": found, "meaning": meaning}
    return render(request, "cooperation/form.html", context)


def write(request: HttpRequest, pk: int) -> HttpResponse:
    found = fetch(request, Exchange, pk=pk, permission="cooperation.write", related=RELATED)
    form = MessageForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        done, _made = attempt(form, lambda: services.write(found, form.cleaned_data["text"], by=request.user))  # type: ignore[arg-type]
        if done:
            messages.success(request, _("Sent."))
            return redirect("cooperation:exchange", pk)
    return _form(request, found, form, _("Write"))


def step(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    if verb not in WORDS:
        raise Http404
    found = fetch(request, Exchange, pk=pk, permission=MOVES[verb].permission, related=RELATED)
    form = StepForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        text = form.cleaned_data["text"]
        done, _moved = attempt(form, lambda: services.move(found, verb, by=request.user, text=text))  # type: ignore[arg-type]
        if done:
            messages.success(request, _("Done: %(step)s.") % {"step": str(WORDS[verb][0]).lower()})
            return redirect("cooperation:exchange", pk)
    return _form(request, found, form, str(WORDS[verb][0]), WORDS[verb][1])


def propose(request: HttpRequest, pk: int) -> HttpResponse:
    found = fetch(request, Exchange, pk=pk, permission="cooperation.open", related=RELATED)
    form = OpeningForm(found, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        reader = form.cleaned_data["reader"]
        done, _made = attempt(form, lambda: services.propose(found, reader, by=request.user))  # type: ignore[arg-type]
        if done:
            messages.success(request, _("Proposed. Nothing is opened before the other side agrees."))
            return redirect("cooperation:exchange", pk)
    meaning = _("They would read everything that was said and will be said here, once the other side agrees.")
    return _form(request, found, form, _("Let others read it"), meaning)


def _decide(request: HttpRequest, pk: int, part_pk: int, verb: Any, text: str) -> HttpResponse:
    found = fetch(request, Exchange, pk=pk, permission="cooperation.open", related=RELATED)
    opening = fetch(request, Opening, pk=part_pk, exchange=found, related=("exchange",))
    person = request.user
    assert isinstance(person, User)
    try:
        verb(opening, by=person)
        messages.success(request, text)
    except ValidationError as error:
        for sentence in error.messages:
            messages.error(request, sentence)
    return redirect("cooperation:exchange", pk)


@require_POST
def agree(request: HttpRequest, pk: int, part_pk: int) -> HttpResponse:
    return _decide(request, pk, part_pk, services.agree, _("Agreed: they read it from now on."))


@require_POST
def end_opening(request: HttpRequest, pk: int, part_pk: int) -> HttpResponse:
    return _decide(request, pk, part_pk, services.end_opening, _("Taken back: they do not read it any more."))
