"""The day itself: the live page, runs, posts with their links; and what an observer does behind such a link."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from protect.demonstrations import readiness, services
from protect.demonstrations.forms import ObserveForm, RunForm, SeatForm
from protect.demonstrations.models import Demonstration, Observation, Remark, Run, Seat
from protect.demonstrations.services.running import digest_of_secret
from protect.demonstrations.states import State
from protect.demonstrations.views.planning import RELATED, act, form_page, saved, to_change
from protect.organisations import audit
from protect.organisations.access import fetch
from protect.organisations.camera_codes import as_picture
from protect.organisations.forming import attempt
from protect.organisations.limits import is_too_often, too_many
from protect.organisations.middleware import address

#: Lines of what arrives that the live page shows.
NEWEST = 30


@require_safe
@never_cache
def live(request: HttpRequest, pk: int) -> HttpResponse:
    """Programme, posts, runs and what arrives; asks again by itself every few seconds while the page is open."""
    found = fetch(request, Demonstration, pk=pk, related=RELATED)
    now = timezone.now()
    steps = list(found.steps.all())
    current = max((one for one in steps if one.at <= now), key=lambda one: one.at, default=None)
    runs = list(found.runs.all())
    values = Observation.objects.filter(run__demonstration=found).select_related("run", "metric", "seat")[:NEWEST]
    remarks = Remark.objects.filter(run__demonstration=found).select_related("run", "seat")[:NEWEST]
    arrived: list[Any] = [*values, *remarks]
    last: dict[int, Any] = {}
    for one in arrived:
        last[one.seat_id] = max(one.at, last.get(one.seat_id, one.at))
    context = {
        "demonstration": found,
        "steps": steps,
        "current": current,
        "seats": [(one, last.get(one.pk)) for one in found.seats.all()],
        "runs": runs,
        "on": next((one for one in runs if one.is_on), None),
        "news": sorted(arrived, key=lambda one: one.at, reverse=True)[:NEWEST],
        "not_approved": readiness.not_approved(found) if found.is_open else [],
        "may_edit": found.is_open and request.user.has_perm("demonstrations.edit", found),
    }
    part = request.headers.get("HX-Request") == "true"
    return render(request, "demonstrations/_live.html" if part else "demonstrations/live.html", context)


def add_run(request: HttpRequest, pk: int) -> HttpResponse:
    found = to_change(request, pk)
    form = RunForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        done, _made = attempt(form, lambda: services.add_run(found, values["arm"], values["conditions"]))
        if done:
            return redirect("demonstrations:live", pk)
    return form_page(request, found, form, _("Add a run"))


@require_POST
def begin_run(request: HttpRequest, pk: int, run_pk: int) -> HttpResponse:
    found = to_change(request, pk)
    run = fetch(request, Run, pk=run_pk, demonstration=found)
    return act(request, found, lambda: services.begin_run(run), "live")


@require_POST
def end_run(request: HttpRequest, pk: int, run_pk: int) -> HttpResponse:
    found = to_change(request, pk)
    run = fetch(request, Run, pk=run_pk, demonstration=found)
    return act(request, found, lambda: services.end_run(run), "live")


def add_seat(request: HttpRequest, pk: int) -> HttpResponse:
    """The link is shown once, on the page that answers: it is kept as a digest only."""
    found = to_change(request, pk)
    form = SeatForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        done, made = attempt(form, lambda: services.add_seat(found, form.cleaned_data["label"]))
        if done and made is not None:
            seat, secret = made
            link = request.build_absolute_uri(reverse("demonstrations:observe", args=[secret]))
            context = {"demonstration": found, "seat": seat, "link": link, "picture": as_picture(link, box=12)}
            return render(request, "demonstrations/link.html", context)
    return form_page(request, found, form, _("Add a post"))


@require_POST
def revoke_seat(request: HttpRequest, pk: int, seat_pk: int) -> HttpResponse:
    found = to_change(request, pk)
    seat = fetch(request, Seat, pk=seat_pk, demonstration=found)
    services.revoke_seat(seat)
    return saved(request, found)


@login_not_required
@never_cache
def observe(request: HttpRequest, secret: str) -> HttpResponse:
    """For whoever has the link: the runs that have begun, what is measured, and nothing else of the demonstration."""
    # The link itself is the right to read: whoever stands at the post has no account.
    seat = Seat.objects.select_related("demonstration").filter(secret_digest=digest_of_secret(secret)).first()
    if seat is None or not seat.holds or seat.demonstration.state != State.PLANNED:
        if is_too_often(request, "respond", address(request)):
            return too_many(request)
        return render(request, "demonstrations/gone.html", status=404)
    demonstration = seat.demonstration
    runs = demonstration.runs.filter(begun_at__isnull=False).order_by("-begun_at")
    metrics = list(demonstration.metrics.all())
    wanted = request.POST.get("run") or request.GET.get("run")
    chosen = next((one for one in runs if str(one.pk) == wanted), None) or next(iter(runs), None)
    form = ObserveForm(seat, runs, metrics, request.POST or None, run=chosen)
    if request.method == "POST" and form.is_valid():
        with audit.acting(None, f"observer {seat.pk}"):
            done, _written = attempt(
                form, lambda: services.observe(seat, form.cleaned_data["run"], form.values, form.cleaned_data["remark"])
            )
        if done:
            messages.success(request, _("Saved at %(time)s.") % {"time": timezone.localtime().strftime("%H:%M:%S")})
            return redirect(f"{request.path}?run={form.cleaned_data['run'].pk}")
    context = {"seat": seat, "demonstration": demonstration, "form": form, "runs": runs, "chosen": chosen}
    return render(request, "demonstrations/observe.html", context)
