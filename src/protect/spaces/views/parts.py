"""Forms of the parts of a space: one pair of functions serves all kinds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from protect.organisations import conflicts
from protect.organisations.access import fetch
from protect.spaces import services
from protect.spaces.forms import ContactForm, EntranceForm, MeasureForm, StateForm, SubAreaForm
from protect.spaces.models import Contact, Entrance, ExistingMeasure, Removed, Space, SpaceState, SubArea


@dataclass(frozen=True)
class Kind:
    """How one kind of part is called, edited and saved."""

    model: type[models.Model]
    form: Callable[..., forms.ModelForm]
    save: Callable[[Space, dict[str, Any], Any], models.Model]
    add: str | Promise
    change: str | Promise


KINDS: dict[str, Kind] = {
    "sub-areas": Kind(
        SubArea,
        SubAreaForm,
        lambda space, values, part: services.save_sub_area(space, values, sub_area=part),
        gettext_lazy("Add a sub-area"),
        gettext_lazy("Change the sub-area"),
    ),
    "entrances": Kind(
        Entrance,
        EntranceForm,
        lambda space, values, part: services.save_entrance(space, values, entrance=part),
        gettext_lazy("Add an entrance"),
        gettext_lazy("Change the entrance"),
    ),
    "measures": Kind(
        ExistingMeasure,
        MeasureForm,
        lambda space, values, part: services.save_measure(space, values, measure=part),
        gettext_lazy("Record an existing measure"),
        gettext_lazy("Change the measure"),
    ),
    "states": Kind(
        SpaceState,
        StateForm,
        lambda space, values, part: services.save_state(space, values, part),
        gettext_lazy("Describe a usage state"),
        gettext_lazy("Change the usage state"),
    ),
    "contacts": Kind(
        Contact,
        ContactForm,
        lambda space, values, part: services.save_contact(space, values, part),
        gettext_lazy("Add a contact"),
        gettext_lazy("Change the contact"),
    ),
}


def _kind(name: str) -> Kind:
    if name not in KINDS:
        raise Http404
    return KINDS[name]


def part(request: HttpRequest, pk: int, kind: str, part_pk: int | None = None) -> HttpResponse:
    """Add a part, or change it."""
    what = _kind(kind)
    space = fetch(request, Space, pk=pk, permission="spaces.contribute", related=("organisation",))
    found = fetch(request, what.model, pk=part_pk, space=space) if part_pk else None
    form = what.form(space, request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        done, _saved = conflicts.save(request, form, lambda stored: what.save(space, form.cleaned_data, stored))
        if done:
            messages.success(request, _("Saved."))
            response = redirect("spaces:detail", pk)
            response["Location"] += f"#{kind}"
            return response
    return render(
        request,
        "spaces/part.html",
        {"space": space, "form": form, "title": what.change if found else what.add, "part": found, "kind": kind},
    )


@require_POST
def remove_part(request: HttpRequest, pk: int, kind: str, part_pk: int) -> HttpResponse:
    what = _kind(kind)
    space = fetch(request, Space, pk=pk, permission="spaces.edit")
    return take_off(request, fetch(request, what.model, pk=part_pk, space=space, related=("space",)), kind)


def take_off(request: HttpRequest, part: Any, kind: str) -> HttpResponse:
    """Remove a part or file and lead back to the page of its space, where the removal can be undone."""
    space_pk = part.space_id
    try:
        removed = services.remove_part(part)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        response = redirect("spaces:detail", space_pk)
        response["Location"] += f"#{kind}"
        return response
    messages.success(
        request,
        _("“%(name)s” is removed. You can undo this here within a day, and later from the bin.")
        % {"name": removed.name},
    )
    return redirect("spaces:detail", space_pk)


@require_POST
def undo_removal(request: HttpRequest, pk: int, removed_pk: int) -> HttpResponse:
    space = fetch(request, Space, pk=pk, permission="spaces.edit")
    removed = fetch(request, Removed, pk=removed_pk, space=space)
    try:
        services.restore_removed(removed)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("“%(name)s” is back.") % {"name": removed.name})
    return redirect("spaces:detail", pk)


@require_POST
def forget_removed(request: HttpRequest, pk: int, removed_pk: int) -> HttpResponse:
    """Delete for good, before the day is over: a photo that never should have been here."""
    space = fetch(request, Space, pk=pk, permission="spaces.edit")
    removed = fetch(request, Removed, pk=removed_pk, space=space)
    services.forget_removed(removed)
    messages.success(request, _("“%(name)s” is deleted for good.") % {"name": removed.name})
    return redirect("spaces:detail", pk)
