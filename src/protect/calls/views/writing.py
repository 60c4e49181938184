"""Writing a call: the list, its page, dates, sections, weights, needs of the cities."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import F, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from protect.calls import composing, extras, queries, services
from protect.calls.forms import (
    AddWantedForm,
    AnnexForm,
    CallForm,
    NewAnnexForm,
    NewCallForm,
    PointsForm,
    SectionForm,
    WantedForm,
)
from protect.calls.models import Annex, Call, Wanted
from protect.calls.states import State
from protect.organisations import conflicts
from protect.organisations.access import fetch
from protect.organisations.forming import attempt
from protect.organisations.listing import listed

PAGE_SIZE = 50
SORTS = {
    "changed": (gettext_lazy("last changed"), ["-changed_at"]),
    "until": (gettext_lazy("last to close"), [F("answers_until").desc(nulls_last=True)]),
    "title": (gettext_lazy("title"), ["title"]),
    "state": (gettext_lazy("state"), ["state"]),
}
STATES = {code: (label, Q(state=code)) for code, label in State.choices}
RELATED = ("organisation", "template")


@require_safe
def call_list(request: HttpRequest) -> HttpResponse:
    listing = listed(request, Call, texts=("title",), sorts=SORTS, states=STATES, related=("publication",))
    if listing.wants_csv:
        head = [_("Call"), _("Organisation"), _("Marking"), _("State"), _("Questions until"), _("Answers until")]

        def line(one: Call) -> list[Any]:
            dates = [
                moment.isoformat(timespec="minutes") if moment else ""
                for moment in (one.questions_until, one.answers_until)
            ]
            return [one.title, one.organisation, one.effective_marking, one.get_state_display(), *dates]

        return listing.csv("calls.csv", head, line, _("calls as CSV"))
    context = {
        "listing": listing, "page_obj": listing.page(PAGE_SIZE), "may_begin": request.user.has_perm("calls.create"),
    }  # fmt: skip
    return render(request, "calls/list.html", context)


def begin(request: HttpRequest) -> HttpResponse:
    if not request.user.has_perm("calls.create"):
        raise PermissionDenied(_("Your role does not allow this here."))
    form = NewCallForm(queries.organisations_of(request.user), request.POST or None)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        done, made = attempt(form, lambda: services.begin(values["organisation"], values["title"], by=request.user))  # type: ignore[arg-type]
        if done and made is not None:
            return redirect("calls:detail", made.pk)
    return render(request, "calls/form.html", {"form": form, "title": _("New call"), "submit": _("Begin")})


@require_safe
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    call = fetch(request, Call, pk=pk, related=RELATED)
    context = {**queries.overview(call, request.user), "extras": extras.of_call(request, call)}
    return render(request, "calls/detail.html", context)


def to_change(request: HttpRequest, pk: int, permission: str = "calls.edit") -> Call:
    call = fetch(request, Call, pk=pk, permission=permission, related=RELATED)
    if not call.is_draft:
        raise PermissionDenied(_("This call is no draft any more. Send it back first, or begin a new one."))
    return call


def form_page(
    request: HttpRequest, call: Call, form: Any, title: str, back: tuple[Any, ...] = (), **more: Any
) -> HttpResponse:
    """The one page of all small forms; ``back`` is where it goes without saving."""
    context = {"call": call, "form": form, "title": title, "back": back or ("calls:detail", call.pk), **more}
    return render(request, "calls/form.html", context)


def saved(request: HttpRequest, *to: Any) -> HttpResponse:
    messages.success(request, _("Saved."))
    return redirect(*to)


def change(request: HttpRequest, pk: int) -> HttpResponse:
    call = to_change(request, pk)
    form = CallForm(request.POST or None, instance=call)
    if request.method == "POST" and form.is_valid():
        done, _saved = conflicts.save(request, form, lambda stored: services.change(stored, form.cleaned_data))
        if done:
            return saved(request, "calls:detail", pk)
    return form_page(request, call, form, _("Title, timetable, languages"))


def section(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    call = to_change(request, pk)
    found = next((one for one in composing.template_sections(call) if one["code"] == code), None)
    if found is None:
        raise Http404(_("There is no such section."))
    form = SectionForm(code, request.POST or None, about=call)
    if request.method == "POST" and form.is_valid():
        done, _saved = conflicts.save(
            request, form, lambda stored: services.write_section(stored, code, form.cleaned_data["text"])
        )
        if done:
            return saved(request, "calls:detail", pk)
    return form_page(request, call, form, found["title"], lead=found["help"])


def points(request: HttpRequest, pk: int) -> HttpResponse:
    call = to_change(request, pk)
    form = PointsForm(call, request.POST or None, about=call)
    if request.method == "POST" and form.is_valid():
        done, _saved = conflicts.save(request, form, lambda stored: services.set_points(stored, form.cleaned_data))
        if done:
            return saved(request, "calls:detail", pk)
    lead = _("100 points over the criteria, fixed when the call is published.")
    return form_page(request, call, form, _("Criteria and weights"), lead=lead)


def add_annex(request: HttpRequest, pk: int) -> HttpResponse:
    call = to_change(request, pk)
    form = NewAnnexForm(call, request.POST or None)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        done, made = attempt(form, lambda: services.add_annex(call, values["organisation"], values))
        if done and made is not None:
            return saved(request, "calls:annex", pk, made.pk)
    return form_page(request, call, form, _("What a city needs"), lead=_("Outsiders read all of this. Name no place."))


def _annex(request: HttpRequest, pk: int, annex_pk: int) -> Annex:
    """An annex that the reader may write: of a call of their own, or of their city in a joint call."""
    annex = fetch(
        request, Annex, pk=annex_pk, call__pk=pk, permission="calls.edit_annex",
        related=("call__template", "call__organisation", "organisation"),
    )  # fmt: skip
    return annex


@require_safe
def annex(request: HttpRequest, pk: int, annex_pk: int) -> HttpResponse:
    """One city's need with its requirements; those of assessments that the reader sees can be taken in."""
    found = _annex(request, pk, annex_pk)
    context = {
        "call": found.call,
        "annex": found,
        "told": queries.annex_in_words(found),
        "wanted": list(found.wanted.all()),
        "add": AddWantedForm(found, request.user),
    }
    return render(request, "calls/annex.html", context)


def change_annex(request: HttpRequest, pk: int, annex_pk: int) -> HttpResponse:
    found = _annex(request, pk, annex_pk)
    form = AnnexForm(request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        done, _saved = conflicts.save(request, form, lambda stored: services.change_annex(stored, form.cleaned_data))
        if done:
            return saved(request, "calls:annex", pk, annex_pk)
    back = ("calls:annex", pk, annex_pk)
    return form_page(request, found.call, form, str(found), back, lead=_("Outsiders read all of this. Name no place."))


def annex_points(request: HttpRequest, pk: int, annex_pk: int) -> HttpResponse:
    found = _annex(request, pk, annex_pk)
    form = PointsForm(found.call, request.POST or None, about=found)
    if request.method == "POST" and form.is_valid():
        done, _saved = conflicts.save(request, form, lambda stored: services.set_points(stored, form.cleaned_data))
        if done:
            return saved(request, "calls:annex", pk, annex_pk)
    lead = _("This city's own 100 points; answers are the same, each city judges them by its own.")
    return form_page(request, found.call, form, _("Weights of this city"), ("calls:annex", pk, annex_pk), lead=lead)


@require_POST
def remove_annex(request: HttpRequest, pk: int, annex_pk: int) -> HttpResponse:
    call = to_change(request, pk)
    found = fetch(request, Annex, pk=annex_pk, call=call)
    return act(request, lambda: services.remove_annex(found), _("The annex is removed."), "calls:detail", pk)


@require_POST
def add_wanted(request: HttpRequest, pk: int, annex_pk: int) -> HttpResponse:
    found = _annex(request, pk, annex_pk)
    form = AddWantedForm(found, request.user, request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose a requirement that you may see."))
        return redirect("calls:annex", pk, annex_pk)
    try:
        made = services.add_wanted(found, form.cleaned_data["requirement"])
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("calls:annex", pk, annex_pk)
    messages.info(request, _("It is in the call as it stands in the assessment. Now write it for outsiders."))
    return redirect("calls:wanted", pk, annex_pk, made.pk)


def wanted(request: HttpRequest, pk: int, annex_pk: int, wanted_pk: int) -> HttpResponse:
    found = _annex(request, pk, annex_pk)
    one = fetch(request, Wanted, pk=wanted_pk, annex=found)
    form = WantedForm(request.POST or None, instance=one)
    if request.method == "POST" and form.is_valid():
        done, _saved = conflicts.save(request, form, lambda stored: services.change_wanted(stored, form.cleaned_data))
        if done:
            return saved(request, "calls:annex", pk, annex_pk)
    lead = _("Say what is needed so that it helps a provider and tells nobody where you are weak.")
    return form_page(
        request, found.call, form, _("Requirement for outsiders"), ("calls:annex", pk, annex_pk), lead=lead
    )


@require_POST
def remove_wanted(request: HttpRequest, pk: int, annex_pk: int, wanted_pk: int) -> HttpResponse:
    found = _annex(request, pk, annex_pk)
    one = fetch(request, Wanted, pk=wanted_pk, annex=found)
    done = _("The requirement is out of the call; in the assessment it stays.")
    return act(request, lambda: services.remove_wanted(one), done, "calls:annex", pk, annex_pk)


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
