"""What is due; that something happened; rules of an organisation; mails and calendar of a person."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from protect.organisations import audit, conflicts
from protect.organisations.access import fetch
from protect.organisations.forming import attempt
from protect.organisations.lists import csv_response
from protect.organisations.models import Organisation, Role, User, Verb
from protect.organisations.queries.own import open_organisation, organisations_of
from protect.reminders import services
from protect.reminders.calendars import calendar_of
from protect.reminders.forms import PolicyForm, TriggerForm, WishesForm
from protect.reminders.models import Trigger
from protect.reminders.queries import STATES, Listing, policy_of, waiting_for, wishes_of
from protect.reminders.services.wishes import read_token
from protect.reminders.tasks import full
from protect.spaces.models import Space

PAGE_SIZE = 50


def due_list(request: HttpRequest) -> HttpResponse:
    person: User = request.user  # type: ignore[assignment]
    listing = Listing.of(person, request.GET)
    if request.GET.get("format") == "csv":
        return _as_csv(listing)
    page = Paginator(listing.found(), PAGE_SIZE).get_page(request.GET.get("page"))
    mine = organisations_of(person).filter(memberships__user=person, memberships__role=Role.ADMINISTRATOR)
    context = {
        "listing": listing, "page_obj": page, "rows": listing.rows(list(page.object_list)), "states": STATES.items(),
        "counts": listing.counts(), "organisations": listing.organisations(), "administered": mine.distinct(),
        "waiting": waiting_for(person),
    }  # fmt: skip
    return render(request, "reminders/list.html", context)


def _as_csv(listing: Listing) -> HttpResponse:
    rows = listing.rows(list(listing.found()))
    for organisation in Organisation.objects.filter(pk__in={row.space.organisation_id for row in rows}):
        audit.record(Verb.EXPORTED, organisation, note=_("list of what is due as CSV"))
    head = [
        _("Space"),
        _("Organisation"),
        _("Assess again by"),
        _("Days"),
        _("Brought forward by"),
        _("Lead"),
        _("Marking"),
    ]
    lines = [
        [
            row.space.name, (row.assessment or row.space).organisation.name,
            (row.assessment.review_on if row.assessment else None) or "", "" if row.days is None else row.days,
            row.trigger, (row.assessment.lead if row.assessment else None) or "", row.marking,
        ]
        for row in rows
    ]  # fmt: skip
    return csv_response("due.csv", [head, *lines])


def record(request: HttpRequest, pk: int) -> HttpResponse:
    space = fetch(request, Space, pk=pk, permission="reminders.record", related=("organisation",))
    form = TriggerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        spaces = list(_concerned(request, space, values["scope"]))
        done, made = attempt(
            form,
            lambda: services.record_trigger(
                spaces, values["kind"], happened_on=values["happened_on"], note=values["note"],
                by=request.user,  # type: ignore[arg-type]
            ),
        )  # fmt: skip
        if done and made:
            told = _("Recorded at %(number)d spaces; what was assessed there is due today.") % {"number": len(made)}
            messages.success(
                request, _("Recorded; an assessment that stands is due today.") if len(made) == 1 else told
            )
            return redirect("spaces:detail", space.pk)
    return render(request, "reminders/record.html", {"form": form, "space": space})


def _concerned(request: HttpRequest, space: Space, scope: str) -> QuerySet[Space]:
    seen = Space.objects.visible_to(request.user).filter(archived_at=None).defer("wkb")
    if scope == "space":
        return seen.filter(pk=space.pk)
    same = seen.filter(organisation=space.organisation_id)
    return same.filter(main_category=space.main_category) if scope == "category" else same


@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    trigger = fetch(request, Trigger, pk=pk, permission="reminders.withdraw", related=("space",))
    try:
        services.withdraw_trigger(trigger)
        messages.success(request, _("Taken back. It stays in the history."))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("spaces:detail", trigger.space_id)


def policy(request: HttpRequest, pk: int) -> HttpResponse:
    organisation = open_organisation(request, pk, "reminders.set")
    form = PolicyForm(request.POST or None, instance=policy_of(organisation), about=organisation)
    if request.method == "POST" and form.is_valid():
        done, _made = conflicts.save(request, form, lambda stored: services.change_policy(stored, form.cleaned_data))
        if done:
            messages.success(request, _("Saved."))
            return redirect(f"{reverse('reminders:list')}?organisation={organisation.pk}")
    return render(request, "reminders/policy.html", {"form": form, "organisation": organisation})


def wishes(request: HttpRequest) -> HttpResponse:
    person = User.objects.get(pk=request.user.pk)
    kept = wishes_of(person)
    form = WishesForm(request.POST or None, instance=wishes_of(person), about=person)
    if request.method == "POST" and form.is_valid():
        done, _made = conflicts.save(request, form, lambda stored: services.change_wishes(stored, form.cleaned_data))
        if done:
            messages.success(request, _("Saved."))
            return redirect("reminders:wishes")
    secret = request.session.pop("calendar_secret", "")
    link = full(reverse("reminders:calendar", args=[secret])) if secret else ""
    return render(
        request, "reminders/wishes.html", {"form": form, "has_calendar": bool(kept.calendar_digest), "link": link}
    )


@require_POST
def calendar_link(request: HttpRequest) -> HttpResponse:
    """Makes the private address, another one, or none; shown once."""
    person: User = request.user  # type: ignore[assignment]
    if request.POST.get("end"):
        services.close_calendar(person)
        messages.success(request, _("The private calendar is closed."))
    else:
        request.session["calendar_secret"] = services.open_calendar(person)
    return redirect("reminders:wishes")


@login_not_required
def calendar(request: HttpRequest, secret: str) -> HttpResponse:
    """For calendar programs, which cannot sign in: the secret in the address says whose it is."""
    person = services.calendar_owner(secret)
    if person is None:
        raise Http404(_("There is no such calendar. Make a new address in “Mails to me”."))
    response = HttpResponse(calendar_of(person), content_type="text/calendar; charset=utf-8")
    response["Cache-Control"] = "private, no-store"
    return response


@login_not_required
@csrf_exempt
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Mail programs post here by themselves (RFC 8058), without a cookie; all the link can do is to end these mails."""
    found = read_token(token)
    if found is None:
        raise Http404(_("This link is not complete. Copy it whole, or choose in your settings."))
    if request.method == "POST":
        services.unsubscribe(token)
    return render(request, "reminders/unsubscribe.html", {"kind": found[1], "done": request.method == "POST"})
