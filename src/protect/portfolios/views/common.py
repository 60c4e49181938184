"""What the views of studies share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from protect.organisations.access import fetch
from protect.organisations.forming import attempt
from protect.portfolios.forms import ReasonForm
from protect.portfolios.models import Study

RELATED = ("organisation",)


def open_study(request: HttpRequest, pk: int, permission: str | None = None) -> Study:
    return fetch(request, Study, pk=pk, permission=permission, related=RELATED)


def to_change(request: HttpRequest, pk: int) -> Study:
    found = open_study(request, pk, "portfolios.edit")
    if not found.is_open:
        raise PermissionDenied(_("This study is closed and stays as it is."))
    return found


def may(request: HttpRequest, study: Study) -> dict[str, bool]:
    """What the reader may do with it now."""
    rights = {name: request.user.has_perm(f"portfolios.{name}", study) for name in ("edit", "decide", "share")}
    return {
        "may_edit": study.is_open and rights["edit"],
        "may_decide": study.is_open and rights["decide"],
        "may_lead": rights["decide"],
        "may_share": rights["share"],
    }


def form_page(
    request: HttpRequest, study: Study | None, form: Any, title: str, back: tuple[Any, ...] = (), **more: Any
) -> HttpResponse:
    """The one page of all small forms; ``back`` is where it goes without saving."""
    to = back or (("portfolios:detail", study.pk) if study else ("portfolios:list",))
    context = {"study": study, "form": form, "title": title, "back": reverse(to[0], args=to[1:]), **more}
    return render(request, "portfolios/form.html", context)


def saved(request: HttpRequest, *to: Any, told: str = "") -> HttpResponse:
    messages.success(request, told or _("Saved."))
    return redirect(*to)


def act(request: HttpRequest, verb: Callable[[], Any], done: str, *to: Any) -> HttpResponse:
    """Run a service for a button: tell that it was done or what stands in the way, and go on to a page."""
    try:
        verb()
    except ValidationError as error:
        for sentence in error.messages:
            messages.error(request, sentence)
    else:
        messages.success(request, done)
    return redirect(*to)


def with_reason(request: HttpRequest, study: Study, verb: Callable[[str], Any], title: str, *to: Any) -> HttpResponse:
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        done, _made = attempt(form, lambda: verb(form.cleaned_data["reason"]))
        if done:
            return saved(request, *to)
    return form_page(request, study, form, title, to)
