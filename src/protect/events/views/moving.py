"""The steps of an event: published, taken back, moved, cancelled, resumed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from protect.events import services
from protect.events.forms import MoveForm, ReasonForm
from protect.events.views.planning import form_page, to_change
from protect.organisations.forming import attempt


def _at_once(request: HttpRequest, pk: int, verb: Callable[[Any], Any], told: str) -> HttpResponse:
    found = to_change(request, pk, "events.lead")
    try:
        verb(found)
        messages.success(request, told)
    except ValidationError as error:
        for sentence in error.messages:
            messages.error(request, sentence)
    return redirect("events:manage", pk)


@require_POST
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    return _at_once(request, pk, services.publish, _("Published."))


@require_POST
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    return _at_once(request, pk, services.take_back, _("It is a draft again."))


def move(request: HttpRequest, pk: int) -> HttpResponse:
    found = to_change(request, pk, "events.lead")
    form = MoveForm(found, request.POST or None)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        done, _moved = attempt(
            form, lambda: services.move(found, values["begins_at"], values["ends_at"], reason=values["reason"])
        )
        if done:
            messages.success(request, _("Moved, with its sessions."))
            return redirect("events:manage", pk)
    return form_page(request, found, form, _("Move the event"), submit=_("Move"))


def _with_reason(request: HttpRequest, pk: int, verb: Any, title: str, told: str) -> HttpResponse:
    found = to_change(request, pk, "events.lead")
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        done, _moved = attempt(form, lambda: verb(found, reason=form.cleaned_data["reason"]))
        if done:
            messages.success(request, told)
            return redirect("events:manage", pk)
    return form_page(request, found, form, title, submit=title)


def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    return _with_reason(request, pk, services.cancel, _("Cancel the event"), _("Cancelled."))


def resume(request: HttpRequest, pk: int) -> HttpResponse:
    return _with_reason(request, pk, services.resume, _("Hold it after all"), _("It takes place."))
