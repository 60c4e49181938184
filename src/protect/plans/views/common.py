"""What the pages of the plans share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from protect.organisations.access import fetch
from protect.plans.models import Action
from protect.plans.states import State

RELATED = ("organisation", "space", "assessment", "responsible", "selected")


def opened(request: HttpRequest, pk: int, permission: str | None = None) -> Action:
    return fetch(request, Action, pk=pk, permission=permission, related=RELATED)


def to_change(request: HttpRequest, pk: int, permission: str) -> Action:
    found = opened(request, pk, permission)
    if found.state in {State.VERIFIED, State.DROPPED}:
        raise PermissionDenied(
            _("This action is “%(state)s” and stays as it is.") % {"state": State(found.state).label}
        )
    return found


def form_page(request: HttpRequest, action: Action | None, form: Any, title: str, **more: Any) -> HttpResponse:
    return render(request, "plans/form.html", {"action": action, "form": form, "title": title, **more})


def saved(request: HttpRequest, action: Action) -> HttpResponse:
    messages.success(request, _("Saved."))
    return redirect("plans:action", action.pk)


def act(request: HttpRequest, verb: Callable[[], Any]) -> bool:
    """A button: done, or told why not."""
    try:
        verb()
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return False
    return True


def back_to(request: HttpRequest, otherwise: str) -> str:
    """The page that a button says it stands on, if it is one of ours."""
    asked = request.POST.get("next", "")[:2000]
    return asked if asked.startswith("/") and url_has_allowed_host_and_scheme(asked, None) else otherwise
