"""Preview, leak check, signatures, and the buttons that lead a call on."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from protect.calls import composing, leak_check, readiness, services
from protect.calls.forms import ReasonForm, SignForm
from protect.calls.models import Call
from protect.calls.states import MOVES, State
from protect.calls.views.writing import RELATED, act, form_page
from protect.organisations.access import fetch
from protect.organisations.forming import attempt


@require_safe
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """As the provider sees it: the same template that the public page uses, from the same document."""
    call = fetch(request, Call, pk=pk, related=RELATED)
    told = composing.in_words(composing.document(call))
    return render(request, "calls/preview.html", {"call": call, "told": told})


@require_safe
def leaks(request: HttpRequest, pk: int) -> HttpResponse:
    call = fetch(request, Call, pk=pk, related=RELATED)
    found = leak_check.check(call)
    context = {
        "call": call,
        "open_ones": [one for one in found if not one.reason],
        "cleared": [one for one in found if one.reason],
        "may_clear": call.state in {State.DRAFT, State.REVIEW} and request.user.has_perm("calls.edit", call),
    }
    return render(request, "calls/leaks.html", context)


@require_POST
def clear(request: HttpRequest, pk: int) -> HttpResponse:
    call = fetch(request, Call, pk=pk, permission="calls.edit", related=RELATED)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Say why it may stay, in one sentence of at most 300 characters."))
        return redirect("calls:leaks", pk)
    mark, reason = request.POST.get("fingerprint", "")[:64], form.cleaned_data["reason"]
    done = _("Cleared, with your name and reason.")
    return act(request, lambda: services.clear(call, mark, reason, by=request.user), done, "calls:leaks", pk)  # type: ignore[arg-type]


def sign(request: HttpRequest, pk: int) -> HttpResponse:
    """A reviewer reads what would leave, and signs."""
    call = fetch(request, Call, pk=pk, permission="calls.sign", related=RELATED)
    document, digest = composing.document(call), composing.digest(call)
    held = readiness.signatures(call, digest)
    open_ones = [one for one in composing.reviewers(call) if one["code"] not in held]
    form = SignForm(call, digest, open_ones, request.POST or None)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        done, _made = attempt(
            form,
            lambda: services.sign(call, values["reviewer"], by=request.user, note=values["note"], seen=values["seen"]),  # type: ignore[arg-type]
        )
        if done:
            messages.success(request, _("Signed."))
            return redirect("calls:detail", pk)
    context = {
        "call": call,
        "form": form,
        "told": composing.in_words(document),
        "in_review": call.state == State.REVIEW,
        "open_findings": [one for one in leak_check.check(call) if not one.reason],
        "may_sign": call.state == State.REVIEW and call.submitted_by_id != request.user.pk and bool(open_ones),
    }
    return render(request, "calls/sign.html", context)


@require_POST
def submit(request: HttpRequest, pk: int) -> HttpResponse:
    call = fetch(request, Call, pk=pk, permission=MOVES["submit"].permission, related=RELATED)
    done = _("The call is with its reviewers: police, privacy, procurement.")
    return act(request, lambda: services.submit(call, by=request.user), done, "calls:detail", pk)  # type: ignore[arg-type]


@require_POST
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    call = fetch(request, Call, pk=pk, permission=MOVES["publish"].permission, related=RELATED)
    return act(request, lambda: services.publish(call), _("The call is published."), "calls:detail", pk)


def send_back(request: HttpRequest, pk: int) -> HttpResponse:
    return _with_reason(request, pk, "send_back", _("Send back to the draft"), _("It is a draft again."))


def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    return _with_reason(request, pk, "withdraw", _("Withdraw the call"), _("The call is withdrawn."))


def _with_reason(request: HttpRequest, pk: int, verb: str, title: str, said: str) -> HttpResponse:
    call = fetch(request, Call, pk=pk, permission=MOVES[verb].permission, related=RELATED)
    if call.state not in MOVES[verb].source:
        raise PermissionDenied(_("That cannot be done with this call now."))
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        done, _moved = attempt(form, lambda: getattr(services, verb)(call, reason=form.cleaned_data["reason"]))
        if done:
            messages.success(request, said)
            return redirect("calls:detail", pk)
    return form_page(request, call, form, title, submit=title)
