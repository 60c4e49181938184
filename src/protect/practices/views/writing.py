"""Practices written, changed and given photos; the list of one's own, drafts among them."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import F, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from protect.organisations import conflicts
from protect.organisations.access import Reach, fetch
from protect.organisations.forming import attempt
from protect.organisations.listing import listed
from protect.organisations.shown_photos import PhotoForm
from protect.practices import services, telling
from protect.practices.forms import NewPracticeForm, PracticeForm
from protect.practices.models import Practice, PracticePhoto
from protect.practices.states import State
from protect.spaces.queries import organisations_edited_by

PAGE_SIZE = 50
SORTS = {
    "changed": (gettext_lazy("last changed"), ["-changed_at"]),
    "title": (gettext_lazy("title"), ["title"]),
    "state": (gettext_lazy("state"), ["state"]),
    "review": (gettext_lazy("to be looked at again"), [F("review_on").asc(nulls_last=True)]),
}
STATES = {code: (label, Q(state=code)) for code, label in State.choices}
RELATED = ("organisation",)


@require_safe
def own(request: HttpRequest) -> HttpResponse:
    """Those of the reader's own organisations; for all others there is ``reading.practice_list``."""
    listing = listed(
        request, Practice, texts=("title", "city", "summary"), sorts=SORTS, states=STATES,
        within=Q(organisation__in=Reach.of(request.user).reading),
    )  # fmt: skip
    if listing.wants_csv:
        return listing.csv("practices.csv", telling.head(), telling.line, _("practices as CSV"))
    context = {
        "listing": listing,
        "page_obj": listing.page(PAGE_SIZE),
        "may_write": request.user.has_perm("practices.create"),
    }
    return render(request, "practices/own.html", context)


def new(request: HttpRequest) -> HttpResponse:
    if not request.user.has_perm("practices.create"):
        raise PermissionDenied(_("Your role does not allow this here."))
    form = NewPracticeForm(request.user, organisations_edited_by(request.user), request.POST or None)
    if request.method == "POST" and form.is_valid():
        owner = form.cleaned_data["organisation"]
        done, made = attempt(form, lambda: services.write(owner, form.values, by=request.user))  # type: ignore[arg-type]
        if done and made is not None:
            messages.success(request, _("The draft is kept. Only your organisation reads it."))
            return redirect("practices:practice", made.pk)
    return render(request, "practices/form.html", {"form": form, "title": _("Write a practice")})


def change(request: HttpRequest, pk: int) -> HttpResponse:
    found = fetch(request, Practice, pk=pk, permission="practices.edit", related=RELATED)
    form = PracticeForm(request.user, request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        done, _saved = conflicts.save(
            request, form, lambda stored: services.change(stored, form.values, by=request.user)  # type: ignore[arg-type]
        )  # fmt: skip
        if done:
            messages.success(request, _("Saved."))
            return redirect("practices:practice", pk)
    return render(request, "practices/form.html", {"form": form, "practice": found, "title": _("Change the practice")})


def add_photo(request: HttpRequest, pk: int) -> HttpResponse:
    found = fetch(request, Practice, pk=pk, permission="practices.edit", related=RELATED)
    form = PhotoForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        sent = values["file"]
        done, _made = attempt(
            form,
            lambda: services.add_photo(
                found, sent, name=sent.name, size=sent.size, description=values["description"],
                credit=values["credit"], by=request.user,  # type: ignore[arg-type]
            ),
        )  # fmt: skip
        if done:
            messages.success(request, _("The photo is added."))
            return redirect("practices:practice", pk)
    context = {"form": form, "practice": found, "title": _("Add a photo"), "with_file": True}
    return render(request, "practices/small_form.html", context)


@require_POST
def remove_photo(request: HttpRequest, pk: int, photo_pk: int) -> HttpResponse:
    found = fetch(request, Practice, pk=pk, permission="practices.edit", related=RELATED)
    photo = fetch(request, PracticePhoto, pk=photo_pk, practice=found, related=("practice",))
    services.remove_photo(photo, by=request.user)  # type: ignore[arg-type]
    messages.success(request, _("The photo is in the bin of your organisation."))
    return redirect("practices:practice", pk)
