"""The log: reported in a minute, completed at the desk, reviewed, closed; and what it makes people look at again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_POST, require_safe

from protect.incidents import kept, queries, services
from protect.incidents.forms import IncidentForm, LookForm, MeasuresForm, PhotoForm, ReasonForm, ReportForm
from protect.incidents.models import Incident, IncidentPhoto, Kind, Result
from protect.incidents.queries import SORT_WORDS, Listing
from protect.incidents.states import MOVES, State
from protect.organisations import audit, conflicts
from protect.organisations.access import fetch
from protect.organisations.forming import attempt
from protect.organisations.lists import csv_response, key_of, page_of
from protect.organisations.models import Organisation, User, Verb
from protect.organisations.sending import send
from protect.reference import terms
from protect.reminders.tasks import zone_of
from protect.spaces.models import Space

PAGE_SIZE = 50
RELATED = ("organisation", "space", "sub_area")


@require_safe
def incident_list(request: HttpRequest) -> HttpResponse:
    listing = Listing.of(request.user, request.GET)
    if request.GET.get("format") == "csv":
        return _as_csv(listing)
    found = page_of(listing.found(), request.GET.get("page"), PAGE_SIZE, listing.rows())
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "listing": listing,
        "page_obj": found,
        "kinds": Kind.choices,
        "states": State.choices,
        "results": Result.choices,
        "threats": terms.terms("threat_type"),
        "sorts": SORT_WORDS.items(),
        "organisations": listing.organisations(),
        "may_report": request.user.has_perm("incidents.report"),
        "map_query": query.urlencode(),
    }
    return render(request, "incidents/list.html", context)


def _as_csv(listing: Listing) -> HttpResponse:
    rows = list(listing.rows())
    for organisation in Organisation.objects.filter(pk__in={one.organisation_id for one in rows}):
        audit.record(Verb.EXPORTED, organisation, note=_("incident log as CSV"))
    head = [
        _("When"), _("Kind"), _("Space"), _("Part of the space"), _("Where"), _("Threat type"), _("What happened"),
        _("Measures"), _("What was learnt"), _("Told by"), _("State"), _("Organisation"), _("Marking"),
    ]  # fmt: skip
    lines = [
        [
            timezone.localtime(one.happened_at).strftime("%Y-%m-%d %H:%M"), one.get_kind_display(), one.space or "",
            one.sub_area or "", one.where, terms.label("threat_type", one.threat_type) if one.threat_type else "",
            one.what, "; ".join(map(str, one.results.all())), one.lesson, one.get_source_display(),
            one.get_state_display(), one.organisation.name, one.effective_marking.short,
        ]
        for one in rows
    ]  # fmt: skip
    return csv_response("incidents.csv", [head, *lines])


@gzip_page
@require_safe
def map_data(request: HttpRequest) -> HttpResponse:
    """The points of the list; the page that shows the map has left its entry in the audit trail already."""
    response = HttpResponse(Listing.of(request.user, request.GET).points(), content_type="application/geo+json")
    response["Cache-Control"] = "private, no-store"  # a share that ends, ends at once
    return response


def report(request: HttpRequest) -> HttpResponse:
    """``?space=`` comes from the page of a space: its parts are offered then."""
    if not request.user.has_perm("incidents.report"):
        raise PermissionDenied(_("Your role does not allow this here."))
    person: User = request.user  # type: ignore[assignment]
    organisations = queries.reporting_for(person)
    spaces = queries.spaces_of(person, organisations)
    key = key_of(request.GET, "space")
    space = spaces.filter(pk=key).first() if key else None
    form = ReportForm(organisations, spaces, space, zone_of(person), request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        done, made = attempt(form, lambda: _report(form, person))
        if done and made is not None:
            messages.success(request, _("Reported. Thank you."))
            return redirect("incidents:detail", made.pk)
    return render(request, "incidents/report.html", {"form": form, "space": space})


@transaction.atomic
def _report(form: ReportForm, person: User) -> Incident:
    values = dict(form.cleaned_data)
    organisation = values.pop("organisation")
    photo, description = values.pop("photo"), values.pop("description")
    values.pop("cleared", None)
    made = services.report(organisation, values, by=person, cleared=form.cleared)
    if photo:
        try:
            services.add_photo(
                made, photo, name=photo.name, size=photo.size, description=description, by=person, cleared=form.cleared
            )
        except ValidationError as error:
            # The form calls the file by another name.
            told = error.message_dict if hasattr(error, "error_dict") else {"photo": error.messages}
            raise ValidationError({{"file": "photo"}.get(name, name): said for name, said in told.items()}) from None
    return made


@require_safe
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    found = fetch(request, Incident, pk=pk, related=RELATED)
    person: User = request.user  # type: ignore[assignment]
    may = {name: person.has_perm(f"incidents.{name}", found) for name in ("change", "review", "lead", "share")}
    looks = found.looks.visible_to(person).select_related("trigger__space").order_by("pk")  # type: ignore[attr-defined]
    similar = queries.similar(found, person) if person.is_authenticated else Space.objects.none()
    return render(request, "incidents/detail.html", {
        "incident": found,
        "results": found.results.all(),
        "photos": found.photos.all(),
        "looks": looks,
        "similar": similar.count(),
        "kept_until": kept.kept_until(found),
        "may_change": found.is_open and may["change"],
        "may_lead": may["lead"],
        "may_share": may["share"],
        "moves": {verb for verb, move in MOVES.items() if found.state in move.source and person.has_perm(move.permission, found)},
        "has_measures": found.space is not None,
    })  # fmt: skip


def _to_change(request: HttpRequest, pk: int) -> Incident:
    found = fetch(request, Incident, pk=pk, permission="incidents.change", related=RELATED)
    if not found.is_open:
        raise PermissionDenied(_("This entry is closed and stays as it is; open it again first."))
    return found


def _form(request: HttpRequest, incident: Incident, form: Any, title: str, **more: Any) -> HttpResponse:
    return render(request, "incidents/form.html", {"incident": incident, "form": form, "title": title, **more})


def _saved(request: HttpRequest, incident: Incident) -> HttpResponse:
    messages.success(request, _("Saved."))
    return redirect("incidents:detail", incident.pk)


def change(request: HttpRequest, pk: int) -> HttpResponse:
    found = _to_change(request, pk)
    person: User = request.user  # type: ignore[assignment]
    spaces = queries.spaces_of(person, [found.organisation_id])
    # The space of the entry stays on offer, also where it is out of the register by now.
    spaces |= Space.objects.filter(pk=found.space_id).select_related("organisation").defer("wkb")
    form = IncidentForm(spaces, zone_of(person), request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        done, _made = conflicts.save(
            request, form, lambda stored: services.change(stored, _values(form), cleared=form.cleared)
        )
        if done:
            return _saved(request, found)
    return _form(request, found, form, _("Complete the entry"), with_point=True)


def _values(form: Any) -> dict[str, Any]:
    return {name: value for name, value in form.cleaned_data.items() if name != "cleared"}


def measures(request: HttpRequest, pk: int) -> HttpResponse:
    """Which measures of the space worked, in part or not."""
    found = _to_change(request, pk)
    if found.space is None:
        raise Http404(_("Choose the space where it happened first."))
    form = MeasuresForm(found, list(found.space.measures.all()), request.POST or None)
    if request.method == "POST" and form.is_valid():
        done, _made = conflicts.save(
            request, form, lambda stored: services.judge_measures(stored, form.judged, cleared=form.cleared)
        )
        if done:
            return _saved(request, found)
    return _form(request, found, form, _("How the measures did"), no_measures=not form.measures)


def look_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Whoever may read the entry says it of their own spaces: the one it happened at, and similar ones."""
    found = fetch(request, Incident, pk=pk, related=RELATED)
    person: User = request.user  # type: ignore[assignment]
    if not person.has_perm("incidents.report"):
        raise PermissionDenied(_("Your role does not allow this here."))
    spaces = queries.similar(found, person)
    form = LookForm(spaces, found.space, request.POST or None)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        done, made = attempt(form, lambda: services.look_again(found, values["spaces"], by=person, note=values["note"]))
        if done and made is not None:
            told = _("Recorded at %(number)d spaces; what was assessed there is due today.")
            messages.success(request, told % {"number": len(made)})
            return redirect("incidents:detail", pk)
    context = {"incident": found, "form": form, "spaces": spaces, "title": _("Look again because of this")}
    return render(request, "incidents/look_again.html", context)


def _act(request: HttpRequest, incident: Incident, verb: Callable[[], Any]) -> HttpResponse:
    """A button: done, or told why not."""
    form = ReasonForm({"reason": "-"})
    done, _made = attempt(form, verb)
    for error in form.non_field_errors():
        messages.error(request, str(error))
    return _saved(request, incident) if done else redirect("incidents:detail", incident.pk)


@require_POST
def review(request: HttpRequest, pk: int) -> HttpResponse:
    found = fetch(request, Incident, pk=pk, permission="incidents.review", related=RELATED)
    return _act(request, found, lambda: services.review(found))


@require_POST
def close(request: HttpRequest, pk: int) -> HttpResponse:
    found = fetch(request, Incident, pk=pk, permission="incidents.lead", related=RELATED)
    return _act(request, found, lambda: services.close(found))


def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    found = fetch(request, Incident, pk=pk, permission="incidents.lead", related=RELATED)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        done, _made = attempt(form, lambda: services.reopen(found, reason=form.cleaned_data["reason"]))
        if done:
            return _saved(request, found)
    return _form(request, found, form, _("Open it again"))


def add_photo(request: HttpRequest, pk: int) -> HttpResponse:
    found = _to_change(request, pk)
    form = PhotoForm(found, request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        done, _made = attempt(
            form,
            lambda: services.add_photo(
                found, upload, name=upload.name, size=upload.size, description=form.cleaned_data["description"],
                by=request.user, cleared=form.cleared,  # type: ignore[arg-type]
            ),
        )  # fmt: skip
        if done:
            return _saved(request, found)
    return _form(request, found, form, _("Add a photo"), is_upload=True)


@require_POST
def remove_photo(request: HttpRequest, pk: int, photo_pk: int) -> HttpResponse:
    found = _to_change(request, pk)
    photo = fetch(request, IncidentPhoto, pk=photo_pk, incident=found)
    return _act(request, found, lambda: services.remove_photo(photo))


@require_safe
def photo(request: HttpRequest, pk: int, small: bool = False) -> FileResponse:
    if small:
        found = IncidentPhoto.objects.visible_to(request.user).filter(pk=pk).first()
        if found is None:
            raise Http404
    else:
        found = fetch(request, IncidentPhoto, pk=pk, related=("incident",))
    file = found.thumbnail if small else found.file
    name = f"photo-{found.pk}.{str(file.name).rpartition('.')[2]}"
    return send(file, found.content_type, name, shown=True)
