"""Registration by visitors: the form, and behind the link in the mail everything that is one's own."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from protect.events import kept, mails, services
from protect.events.forms import ChangeRegistrationForm, FeedbackForm, RegistrationForm
from protect.events.models import Event, Registration
from protect.events.services.registering import find, offered
from protect.events.states import WANTS, PlaceState
from protect.events.views.public import event_of
from protect.organisations import audit
from protect.organisations.camera_codes import as_picture
from protect.organisations.forming import attempt
from protect.organisations.limits import is_too_often, too_many
from protect.organisations.middleware import address


@login_not_required
@never_cache
def register(request: HttpRequest, pk: int) -> HttpResponse:
    """Answers the same to everybody: look into your mail. So nobody learns who is registered already."""
    event = event_of(request, pk)
    if not event.takes_registrations:
        return render(request, "events/closed.html", {"event": event}, status=200)
    form = RegistrationForm(event, offered(event), request.POST or None)
    if request.method == "POST" and form.is_valid():
        if is_too_often(request, "register", form.cleaned_data["email"].lower()):
            return too_many(request)
        done = {"event": event, "email": form.cleaned_data["email"]}
        if form.cleaned_data["website"]:
            return render(request, "events/registered.html", done)  # a field that no person sees was filled in
        language: str = request.LANGUAGE_CODE  # type: ignore[attr-defined]
        chosen = list(form.cleaned_data["sessions"])
        with audit.acting(None, "registration"):
            made, _made = attempt(form, lambda: services.register(event, form.details, chosen, language=language))
        if made:
            return render(request, "events/registered.html", done)
    return render(
        request, "events/register.html", {"event": event, "form": form, "days": kept.days(event.organisation)}
    )


def mine_or_answer(request: HttpRequest, secret: str) -> Registration | HttpResponse:
    """The registration behind a link; guesses are counted."""
    found = find(secret)
    if found is not None:
        return found
    if is_too_often(request, "respond", address(request)):
        return too_many(request)
    return render(request, "events/gone.html", status=404)


@login_not_required
@never_cache
def mine(request: HttpRequest, secret: str) -> HttpResponse:
    found = mine_or_answer(request, secret)
    if isinstance(found, HttpResponse):
        return found
    event = found.event
    with translation.override(found.language), audit.acting(None, found.audit_name):
        places = list(found.places.select_related("session__room").order_by("session__begins_at", "pk"))
        chosen = [one.session for one in places if one.state in WANTS]
        for one in chosen:  # how many places are left does not concern them
            one.is_mine = True  # type: ignore[attr-defined]
        open_ = event.takes_registrations and found.is_open
        # What was chosen before stays on offer, whatever it is limited to now.
        form = ChangeRegistrationForm(
            event, list({one.pk: one for one in [*offered(event), *chosen]}.values()), request.POST or None,
            instance=Registration.objects.get(pk=found.pk), initial={"sessions": chosen},
        )  # fmt: skip
        if request.method == "POST" and open_ and form.is_valid():
            wanted = list(form.cleaned_data["sessions"])
            done, _saved = attempt(form, lambda: services.choose(found, wanted, form.details))
            if done:
                messages.success(request, _("Saved."))
                return redirect("events:mine", secret)
        context = {
            "event": event, "registration": found, "places": places, "form": form if open_ else None, "secret": secret,
            "has_place": any(one.state == PlaceState.CONFIRMED for one in places) and found.is_open,
            "picture": as_picture(door(request, event, found)), "days": kept.days(event.organisation), "marking": None,
            "tests": {one.pk for one in chosen if one.questions.exists()},
            "may_answer": services.may_answer(found),
            "came": any(one.came_at or one.passed_at for one in places),
        }  # fmt: skip
        return render(request, "events/mine.html", context)


def door(request: HttpRequest, event: Event, registration: Registration) -> str:
    """What the code for the door leads to: a page for those who organise, and for nobody else."""
    return request.build_absolute_uri(reverse("events:door", args=[event.pk, registration.code]))


@login_not_required
@never_cache
@require_safe
def my_calendar(request: HttpRequest, secret: str) -> HttpResponse:
    found = mine_or_answer(request, secret)
    if isinstance(found, HttpResponse):
        return found
    return HttpResponse(mails.calendar_of(found), content_type="text/calendar; charset=utf-8")


@login_not_required
@never_cache
@require_safe
def my_data(request: HttpRequest, secret: str) -> HttpResponse:
    """Everything that is kept, for the person it is about."""
    found = mine_or_answer(request, secret)
    if isinstance(found, HttpResponse):
        return found
    answer = JsonResponse(kept.told(found), json_dumps_params={"ensure_ascii": False, "indent": 1})
    answer["Content-Disposition"] = 'attachment; filename="my-registration.json"'
    return answer


@login_not_required
@never_cache
def feedback(request: HttpRequest, secret: str) -> HttpResponse:
    """Once, after a session; kept without a name."""
    found = mine_or_answer(request, secret)
    if isinstance(found, HttpResponse):
        return found
    with translation.override(found.language), audit.acting(None, found.audit_name):
        may = services.may_answer(found)
        form = FeedbackForm(request.POST or None)
        if request.method == "POST" and may and form.is_valid():
            done, _made = attempt(form, lambda: services.answer(found, form.cleaned_data))
            if done:
                messages.success(request, _("Thank you."))
                return redirect("events:mine", secret)
        context = {"event": found.event, "form": form if may else None, "secret": secret, "marking": None}
        return render(request, "events/feedback.html", context)


def _act(request: HttpRequest, secret: str, verb: Any) -> HttpResponse | None:
    found = mine_or_answer(request, secret)
    if isinstance(found, HttpResponse):
        return found
    with translation.override(found.language), audit.acting(None, found.audit_name):
        verb(found)
    return None


@login_not_required
@never_cache
@require_POST
def cancel_mine(request: HttpRequest, secret: str) -> HttpResponse:
    def verb(found: Registration) -> None:
        if found.is_open:
            services.cancel_registration(found)
            messages.success(request, _("Cancelled. Your places are free for others."))

    return _act(request, secret, verb) or redirect("events:mine", secret)


@login_not_required
@never_cache
@require_POST
def erase_mine(request: HttpRequest, secret: str) -> HttpResponse:
    return _act(request, secret, services.erase) or render(request, "events/erased.html")
