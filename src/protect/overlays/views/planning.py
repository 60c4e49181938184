"""The list, one overlay with its two heat maps, its parts, signatures, the end, the next time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from protect.assessments.models import Assessment
from protect.organisations import audit, conflicts
from protect.organisations.access import fetch
from protect.organisations.forming import attempt
from protect.organisations.lists import csv_response
from protect.organisations.models import Organisation, User, Verb
from protect.overlays import comparing, readiness, reading, services
from protect.overlays.forms import (
    AddedRowForm,
    CheckForm,
    CopyForm,
    MeasureForm,
    PlanForm,
    ReasonForm,
    RowForm,
    SignForm,
)
from protect.overlays.models import CheckItem, Difference, EventOverlay, Function, TemporaryMeasure
from protect.overlays.queries import SORT_WORDS, WHEN, Listing
from protect.overlays.states import MOVES, State

PAGE_SIZE = 50


def measures_of(overlay: EventOverlay) -> dict[str, Any]:
    """The temporary measures, and those that have a point as they stand on the map, by the number of their row."""
    found = list(overlay.measures.all())
    features = [
        {
            "type": "Feature",
            "properties": {"pk": one.pk, "name": f"{number} {one.name}"},
            "geometry": {"type": "Point", "coordinates": [one.lon, one.lat]},
        }
        for number, one in enumerate(found, 1)
        if one.lat is not None
    ]
    return {"measures": found, "points": {"type": "FeatureCollection", "features": features} if features else None}


RELATED = ("organisation", "assessment__space", "assessment__organisation", "based_on")


@require_safe
def overlay_list(request: HttpRequest) -> HttpResponse:
    listing = Listing.of(request.user, request.GET)
    found = listing.found()
    if request.GET.get("format") == "csv":
        rows = list(found)
        for organisation in Organisation.objects.filter(pk__in={one.organisation_id for one in rows}):
            audit.record(Verb.EXPORTED, organisation, note=_("events on spaces as CSV"))
        head = [_("Event"), _("Space"), _("Begins"), _("Ends"), _("State"), _("Organisation"), _("Marking")]
        lines = [
            [
                one.name, one.assessment.space, comparing.moment(one, one.begins_at), comparing.moment(one, one.ends_at),
                one.phase_word, one.organisation, one.effective_marking.short,
            ]
            for one in rows
        ]  # fmt: skip
        return csv_response("events.csv", [head, *lines])
    context = {
        "listing": listing,
        "page_obj": Paginator(found, PAGE_SIZE).get_page(request.GET.get("page")),
        "states": State.choices,
        "whens": WHEN.items(),
        "sorts": SORT_WORDS.items(),
        "organisations": listing.organisations(),
    }
    return render(request, "overlays/list.html", context)


def begin(request: HttpRequest, assessment_pk: int) -> HttpResponse:
    base = fetch(request, Assessment, pk=assessment_pk, permission="overlays.begin", related=("space", "organisation"))
    draft = EventOverlay(organisation=base.organisation, assessment=base, time_zone=request.user.time_zone)  # type: ignore[union-attr]
    form = PlanForm(request.POST or None, instance=draft)
    if request.method == "POST" and form.is_valid():
        done, made = attempt(form, lambda: services.begin(base, form.cleaned_data, by=request.user))  # type: ignore[arg-type]
        if done and made is not None:
            messages.success(request, _("Begun. Say next what differs from any other day."))
            return redirect("overlays:detail", made.pk)
    return render(request, "overlays/form.html", {"form": form, "base": base, "title": _("New event")})


@require_safe
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    found = fetch(request, EventOverlay, pk=pk, related=RELATED)
    person = request.user
    read = reading.read(found)
    may = {name: person.has_perm(f"overlays.{name}", found) for name in ("edit", "sign", "lead", "share")}
    areas, threats = read.axes()
    held = readiness.signatures(found)
    newer = reading.newer(found) if found.is_open else None
    if newer is not None and not newer.is_visible_to(person):  # type: ignore[arg-type]
        newer = None
    context = {
        "overlay": found,
        "reading": read,
        "rows": read.rows,
        "drawings": read.drawings(),
        "areas": areas,
        "threats": threats,
        **measures_of(found),
        "checks": found.checks.all(),
        "missing": readiness.missing(found) if found.is_draft else [],
        "signatures": [(one, held.get(one.value)) for one in Function],
        "all_signatures": found.signatures.select_related("signed_by"),
        "newer": newer,
        "may_edit": found.is_draft and may["edit"],
        "may_check": found.is_open and may["edit"],
        "may_share": may["share"],
        "may_copy": may["edit"],
        "moves": {
            verb
            for verb, move in MOVES.items()
            if found.state in move.source and move.permission and person.has_perm(move.permission, found)
        },
    }
    return render(request, "overlays/detail.html", context)


def _draft(request: HttpRequest, pk: int, *states: str) -> EventOverlay:
    found = fetch(request, EventOverlay, pk=pk, permission="overlays.edit", related=RELATED)
    if found.state not in (states or (State.DRAFT,)):
        raise PermissionDenied(_("This overlay is no draft any more; open it again first."))
    return found


def _form(request: HttpRequest, overlay: EventOverlay, form: Any, title: str, **more: Any) -> HttpResponse:
    return render(request, "overlays/form.html", {"overlay": overlay, "form": form, "title": title, **more})


def _saved(request: HttpRequest, overlay: EventOverlay) -> HttpResponse:
    messages.success(request, _("Saved."))
    return redirect("overlays:detail", overlay.pk)


def plan(request: HttpRequest, pk: int) -> HttpResponse:
    found = _draft(request, pk)
    form = PlanForm(request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        done, _made = conflicts.save(request, form, lambda stored: services.change(stored, form.cleaned_data))
        if done:
            return _saved(request, found)
    return _form(request, found, form, _("The event"))


def row(request: HttpRequest, pk: int, key: Any) -> HttpResponse:
    """One row of the assessment: as on any other day, judged otherwise, or not there during the event."""
    found = _draft(request, pk)
    read = reading.read(found)
    one = read.row(str(key))
    if one is None or one.base is None:
        raise Http404(_("This row is not in the assessment."))
    form = RowForm(found, read, one, request.POST or None)
    if request.method == "POST" and form.is_valid():
        done, _made = conflicts.save(
            request, form, lambda stored: services.set_row(stored, str(key), form.cleaned_data)
        )
        if done:
            return _saved(request, found)
    return _form(request, found, form, _("One row during the event"), row=one, scale=read.scale)


def added_row(request: HttpRequest, pk: int, part_pk: int | None = None) -> HttpResponse:
    found = _draft(request, pk)
    part = None if part_pk is None else fetch(request, Difference, pk=part_pk, overlay=found, change="added")
    form = AddedRowForm(reading.read(found), request.POST or None, instance=part)
    if request.method == "POST" and form.is_valid():
        done, _made = conflicts.save(request, form, lambda stored: services.add_row(found, form.cleaned_data, stored))
        if done:
            return _saved(request, found)
    return _form(request, found, form, _("Row only during the event"), part=part, kind="row")


def _part(
    request: HttpRequest, pk: int, model: Any, part_pk: int | None, form_of: Callable[..., Any], save: Callable[..., Any],
    title: str, kind: str, *states: str,
) -> HttpResponse:  # fmt: skip
    """The form of a new part, or of one that is there."""
    found = _draft(request, pk, *states)
    part = None if part_pk is None else fetch(request, model, pk=part_pk, overlay=found)
    form = form_of(request.POST or None, instance=part, zone=found.time_zone)
    if request.method == "POST" and form.is_valid():
        done, _made = conflicts.save(request, form, lambda stored: save(found, form.cleaned_data, stored))
        if done:
            return _saved(request, found)
    return _form(request, found, form, title, part=part, kind=kind, with_point=kind == "measure")


def measure(request: HttpRequest, pk: int, part_pk: int | None = None) -> HttpResponse:
    title = _("Temporary measure")
    return _part(request, pk, TemporaryMeasure, part_pk, MeasureForm, services.save_measure, title, "measure")


OPEN = (State.DRAFT, State.REVIEW, State.SIGNED)


def check(request: HttpRequest, pk: int, part_pk: int | None = None) -> HttpResponse:
    title = _("Line of the list for the day")
    return _part(request, pk, CheckItem, part_pk, CheckForm, services.save_check, title, "check", *OPEN)


PARTS: dict[str, Any] = {"row": Difference, "measure": TemporaryMeasure, "check": CheckItem}


@require_POST
def remove(request: HttpRequest, pk: int, kind: str, part_pk: int) -> HttpResponse:
    found = _draft(request, pk, *(OPEN if kind == "check" else ()))
    part = fetch(request, PARTS[kind], pk=part_pk, overlay=found)
    return act(request, found, lambda: services.remove_part(part))


def act(request: HttpRequest, overlay: EventOverlay, verb: Callable[[], Any]) -> HttpResponse:
    """A button: done, or told why not."""
    form = ReasonForm({"reason": "-"})
    done, _made = attempt(form, verb)
    for error in form.non_field_errors():
        messages.error(request, str(error))
    return _saved(request, overlay) if done else redirect("overlays:detail", overlay.pk)


@require_POST
def hand_in(request: HttpRequest, pk: int) -> HttpResponse:
    found = fetch(request, EventOverlay, pk=pk, permission="overlays.edit", related=RELATED)
    return act(request, found, lambda: services.hand_in(found))


@require_POST
def rebase(request: HttpRequest, pk: int) -> HttpResponse:
    found = fetch(request, EventOverlay, pk=pk, permission="overlays.edit", related=RELATED)
    return act(request, found, lambda: services.rebase(found))


def sign(request: HttpRequest, pk: int) -> HttpResponse:
    """The overlay as one page, and a yes or no in one role."""
    found = fetch(request, EventOverlay, pk=pk, permission="overlays.sign", related=RELATED)
    person: User = request.user  # type: ignore[assignment]
    held = readiness.signatures(found)
    mine = [
        one.value
        for one in Function
        if one.value not in held and (one != Function.TOWN or person.has_perm("overlays.lead", found))
    ]
    form = SignForm(mine, request.POST or None, initial={"seen": readiness.digest(found)})
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        done, _made = attempt(
            form,
            lambda: services.sign(
                found,
                values["function"],
                agrees=values["agrees"],
                reason=values["reason"],
                by=person,
                seen=values["seen"],
            ),
        )
        if done:
            return _saved(request, found)
    read = reading.read(found)
    context = {
        "overlay": found, "form": form, "reading": read, "measures": found.measures.all(),
        "rows": [one for one in read.rows if one.difference], "open": found.state == State.REVIEW and mine,
    }  # fmt: skip
    return render(request, "overlays/sign.html", context)


def _with_reason(request: HttpRequest, pk: int, verb: str, title: str) -> HttpResponse:
    found = fetch(request, EventOverlay, pk=pk, permission=MOVES[verb].permission, related=RELATED)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        done, _made = attempt(form, lambda: getattr(services, verb)(found, reason=form.cleaned_data["reason"]))
        if done:
            return _saved(request, found)
    return _form(request, found, form, title)


def send_back(request: HttpRequest, pk: int) -> HttpResponse:
    return _with_reason(request, pk, "send_back", _("Send it back"))


def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    return _with_reason(request, pk, "reopen", _("Open it again"))


def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    return _with_reason(request, pk, "cancel", _("It does not take place"))


def copy(request: HttpRequest, pk: int) -> HttpResponse:
    """The next time of the same event."""
    found = fetch(request, EventOverlay, pk=pk, permission="overlays.edit", related=RELATED)
    form = CopyForm(found, request.POST or None)
    if request.method == "POST" and form.is_valid():
        done, made = attempt(form, lambda: services.copy_on(found, form.cleaned_data["begins_at"], by=request.user))  # type: ignore[arg-type]
        if done and made is not None:
            messages.success(request, _("Copied. Look at what is different this time."))
            return redirect("overlays:detail", made.pk)
    return _form(request, found, form, _("Copy to the next time"))


@require_safe
def compared(request: HttpRequest, pk: int) -> HttpResponse:
    """What changed against the same event before."""
    found = fetch(request, EventOverlay, pk=pk, related=RELATED)
    before = found.based_on
    if before is None or not before.is_visible_to(request.user):  # type: ignore[arg-type]
        raise Http404(_("There is no earlier time of this event that you may see."))
    lines = comparing.compare(before, found)
    if request.GET.get("format") == "csv":
        audit.record(Verb.EXPORTED, found, note=_("what changed, as CSV"))
        words = {"field": _("The event"), "row": _("Row"), "measure": _("Temporary measure")}
        changes = {"new": _("new"), "gone": _("gone"), "changed": _("changed")}
        told = [[words[one.kind], changes[one.change], one.title, one.before, one.after] for one in lines]
        return csv_response("changes.csv", [[_("Kind"), _("Change"), _("What"), _("Before"), _("Now")], *told])
    return render(request, "overlays/compare.html", {"overlay": found, "before": before, "lines": lines})
