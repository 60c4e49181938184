"""Demo Days: the draft of several cities, and the public page without an account."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from icalendar import Calendar, Event

from protect.demonstrations import services
from protect.demonstrations.forms import DayForm, ItemForm, NewDayForm, NewItemForm
from protect.demonstrations.models import DemoDay, DemoDayItem, PublicDemoDay
from protect.demonstrations.services.days import document
from protect.organisations import conflicts
from protect.organisations.access import fetch
from protect.organisations.forming import attempt
from protect.spaces.queries import organisations_edited_by

PAGE_SIZE = 30


def begin_day(request: HttpRequest) -> HttpResponse:
    if not request.user.has_perm("demonstrations.create"):
        raise PermissionDenied(_("Your role does not allow this here."))
    form = NewDayForm(organisations_edited_by(request.user), request.POST or None)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        done, made = attempt(
            form, lambda: services.begin_day(values["organisation"], values["title"], values["about"], by=request.user)  # type: ignore[arg-type]
        )  # fmt: skip
        if done and made is not None:
            return redirect("demonstrations:day", made.pk)
    return render(request, "demonstrations/form.html", {"form": form, "title": _("New Demo Day"), "submit": _("Begin")})


@require_safe
def day(request: HttpRequest, pk: int) -> HttpResponse:
    """The draft beside what the public reads of it now."""
    found = fetch(request, DemoDay, pk=pk, related=("organisation",))
    public = PublicDemoDay.objects.filter(day=found).first()
    drafted = document(found)
    items = [
        (one, request.user.has_perm("demonstrations.edit_item", one))
        for one in found.items.select_related("city", "day")
    ]
    context = {
        "day": found,
        "items": items,
        "public": public,
        "told": in_words(drafted),
        "changed": public is not None and public.document != drafted,
        "may_edit": request.user.has_perm("demonstrations.edit_day", found),
        "may_join": request.user.has_perm("demonstrations.join_day"),
        "may_publish": request.user.has_perm("demonstrations.publish_day", found),
        "may_share": request.user.has_perm("demonstrations.share", found),
    }
    return render(request, "demonstrations/day.html", context)


def _form(request: HttpRequest, found: DemoDay, form: Any, title: str) -> HttpResponse:
    return render(request, "demonstrations/form.html", {"day": found, "form": form, "title": title})


def change_day(request: HttpRequest, pk: int) -> HttpResponse:
    found = fetch(request, DemoDay, pk=pk, permission="demonstrations.edit_day", related=("organisation",))
    form = DayForm(request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        done, _saved = conflicts.save(request, form, lambda stored: services.change_day(stored, form.cleaned_data))
        if done:
            messages.success(request, _("Saved."))
            return redirect("demonstrations:day", pk)
    return _form(request, found, form, _("Change the Demo Day"))


def add_item(request: HttpRequest, pk: int) -> HttpResponse:
    found = fetch(request, DemoDay, pk=pk, related=("organisation",))
    if not request.user.has_perm("demonstrations.join_day"):
        raise PermissionDenied(_("Your role does not allow this here."))
    form = NewItemForm(organisations_edited_by(request.user), request.POST or None)
    if request.method == "POST" and form.is_valid():
        values = {name: form.cleaned_data[name] for name in ItemForm.Meta.fields}
        done, _made = attempt(form, lambda: services.add_item(found, form.cleaned_data["city"], values))
        if done:
            messages.success(request, _("Saved."))
            return redirect("demonstrations:day", pk)
    return _form(request, found, form, _("Add a demonstration"))


def item(request: HttpRequest, pk: int, item_pk: int) -> HttpResponse:
    found = fetch(request, DemoDay, pk=pk, related=("organisation",))
    part = fetch(
        request, DemoDayItem, pk=item_pk, day=found, permission="demonstrations.edit_item", related=("day", "city")
    )
    form = ItemForm(request.POST or None, instance=part)
    if request.method == "POST" and form.is_valid():
        done, _saved = conflicts.save(request, form, lambda stored: services.write_item(stored, form.cleaned_data))
        if done:
            messages.success(request, _("Saved."))
            return redirect("demonstrations:day", pk)
    return _form(request, found, form, _("Demonstration of %(city)s") % {"city": part.city})


@require_POST
def remove_item(request: HttpRequest, pk: int, item_pk: int) -> HttpResponse:
    found = fetch(request, DemoDay, pk=pk, related=("organisation",))
    part = fetch(
        request, DemoDayItem, pk=item_pk, day=found, permission="demonstrations.edit_item", related=("day", "city")
    )
    services.remove_item(part)
    messages.success(request, _("Removed."))
    return redirect("demonstrations:day", pk)


def _published(request: HttpRequest, pk: int, verb: Any, told: str) -> HttpResponse:
    found = fetch(request, DemoDay, pk=pk, permission="demonstrations.publish_day", related=("organisation",))
    form = DayForm(None, instance=found)
    form.cleaned_data = {}
    done, _made = attempt(form, lambda: verb(found))
    if done:
        messages.success(request, told)
    for error in form.non_field_errors():
        messages.error(request, str(error))
    return redirect("demonstrations:day", pk)


@require_POST
def publish_day(request: HttpRequest, pk: int) -> HttpResponse:
    return _published(request, pk, services.publish_day, _("Published."))


@require_POST
def take_day_back(request: HttpRequest, pk: int) -> HttpResponse:
    return _published(request, pk, services.take_day_back, _("The public page is gone."))


# --- What everybody reads, signed in or not; looking leaves no trace in anybody's log.


def in_words(found: dict[str, Any]) -> dict[str, Any]:
    """The document with times as times."""
    items = [
        {**one, **{name: dt.datetime.fromisoformat(one[name]) for name in ("begins_at", "ends_at")}}
        for one in found["items"]
    ]
    return {**found, "items": items}


def _public(request: HttpRequest, pk: int) -> PublicDemoDay:
    found: PublicDemoDay | None = PublicDemoDay.objects.visible_to(request.user).filter(pk=pk).first()  # type: ignore[attr-defined]
    if found is None:
        raise Http404(_("There is no such Demo Day."))
    return found


@login_not_required
@require_safe
def public_list(request: HttpRequest) -> HttpResponse:
    """Those to come first, the next one on top; ``?state=past`` shows the others."""
    rows = PublicDemoDay.objects.visible_to(request.user).defer("document").select_related("organisation")  # type: ignore[attr-defined]
    past = request.GET.get("state") == "past"
    now = timezone.now()
    rows = rows.filter(last_day__lt=now) if past else rows.filter(last_day__gte=now).order_by("first_day", "pk")
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "demonstrations/public_list.html", {"page_obj": page, "past": past})


@login_not_required
@require_safe
def public_day(request: HttpRequest, pk: int) -> HttpResponse:
    found = _public(request, pk)
    return render(request, "demonstrations/public.html", {"public": found, "told": in_words(found.document)})


@login_not_required
@require_safe
def public_json(request: HttpRequest, pk: int) -> HttpResponse:
    return JsonResponse(_public(request, pk).document, json_dumps_params={"ensure_ascii": False})


@login_not_required
@require_safe
def public_calendar(request: HttpRequest, pk: int) -> HttpResponse:
    """The programme for calendar programs."""
    found = _public(request, pk)
    page = request.build_absolute_uri(reverse("demonstrations:public_day", args=[pk]))
    calendar = Calendar()
    calendar.add("prodid", "-//PRoTECT//Demo Days//EN")
    calendar.add("version", "2.0")
    for number, one in enumerate(in_words(found.document)["items"], 1):
        event = Event()
        event.add("uid", f"demo-day-{found.pk}-{number}@protect")
        event.add("dtstamp", found.published_at)
        event.add("dtstart", one["begins_at"].astimezone(dt.UTC))
        event.add("dtend", one["ends_at"].astimezone(dt.UTC))
        event.add("summary", f"{one['city']['name']}: {one['title']}")
        event.add("description", one["about"])
        event.add("url", one["address"] or page)
        calendar.add_component(event)
    return HttpResponse(calendar.to_ical(), content_type="text/calendar; charset=utf-8")
