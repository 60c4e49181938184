"""What the views of evaluations share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from protect.evaluations.models import Evaluation
from protect.organisations.access import fetch

RELATED = ("organisation", "call")


def open_evaluation(request: HttpRequest, pk: int, permission: str | None = None) -> Evaluation:
    return fetch(request, Evaluation, pk=pk, permission=permission, related=RELATED)


def form_page(
    request: HttpRequest, evaluation: Evaluation | None, form: Any, title: str, back: tuple[Any, ...] = (), **more: Any
) -> HttpResponse:
    """The one page of all small forms; ``back`` is where it goes without saving."""
    to = back or (("evaluations:detail", evaluation.pk) if evaluation else ("evaluations:list",))
    context = {"evaluation": evaluation, "form": form, "title": title, "back": reverse(to[0], args=to[1:]), **more}
    return render(request, "evaluations/form.html", context)


def saved(request: HttpRequest, *to: Any) -> HttpResponse:
    messages.success(request, _("Saved."))
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
