"""Behind the link in the mail to a speaker: the own profile, the consent, and everything that is kept."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from protect.events import kept, services
from protect.events.forms import OwnProfileForm
from protect.events.models import Profile, Speaker
from protect.organisations import audit
from protect.organisations.forming import attempt
from protect.organisations.limits import is_too_often, too_many
from protect.organisations.middleware import address
from protect.organisations.sending import send

GONE = {"speaking": True}


def mine_or_answer(request: HttpRequest, secret: str) -> Speaker | HttpResponse:
    """The speaker behind a link; guesses are counted."""
    found = services.find_speaker(secret)
    if found is not None:
        return found
    if is_too_often(request, "respond", address(request)):
        return too_many(request)
    return render(request, "events/gone.html", GONE, status=404)


@login_not_required
@never_cache
def own(request: HttpRequest, secret: str) -> HttpResponse:
    found = mine_or_answer(request, secret)
    if isinstance(found, HttpResponse):
        return found
    profile = Profile.objects.filter(speaker=found).first()
    first = {"role": found.role, "works_for": found.works_for, "consents": found.has_consented}
    form = OwnProfileForm(request.POST or None, request.FILES or None, instance=profile, initial=first)
    if request.method == "POST" and form.is_valid():
        values, photo = form.cleaned_data, form.cleaned_data["photo"]
        with audit.acting(None, f"speaker {found.pk}"):
            done, _saved = attempt(
                form,
                lambda: services.write_own(
                    found, values, (photo.file, photo.name, photo.size) if photo else None, consents=values["consents"]
                ),
            )
        if done:
            messages.success(request, _("Saved. Thank you."))
            return redirect("events:speaking", secret)
    context = {
        "speaker": found,
        "profile": profile,
        "talks": found.talks.select_related("session__event", "session__room").order_by("session__begins_at", "pk"),
        "form": form,
        "secret": secret,
        "marking": None,
    }
    return render(request, "events/speaking.html", context)


@login_not_required
@never_cache
@require_safe
def own_photo(request: HttpRequest, secret: str) -> HttpResponse | FileResponse:
    found = mine_or_answer(request, secret)
    if isinstance(found, HttpResponse):
        return found
    profile = Profile.objects.filter(speaker=found).exclude(thumbnail="").first()
    if profile is None:
        raise Http404
    return send(profile.thumbnail, profile.content_type)


@login_not_required
@never_cache
@require_safe
def own_data(request: HttpRequest, secret: str) -> HttpResponse:
    """Everything that is kept, for the person it is about."""
    found = mine_or_answer(request, secret)
    if isinstance(found, HttpResponse):
        return found
    answer = JsonResponse(kept.told_of_speaker(found), json_dumps_params={"ensure_ascii": False, "indent": 1})
    answer["Content-Disposition"] = 'attachment; filename="my-data.json"'
    return answer


@login_not_required
@never_cache
@require_POST
def forget_me(request: HttpRequest, secret: str) -> HttpResponse:
    found = mine_or_answer(request, secret)
    if isinstance(found, HttpResponse):
        return found
    with audit.acting(None, f"speaker {found.pk}"):
        services.forget_speaker(found)
    return render(request, "events/erased.html", GONE)
