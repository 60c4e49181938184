"""Front page, preferences, help and glossary."""

from __future__ import annotations

import mimetypes
from pathlib import Path

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_POST

from protect.organisations import conflicts
from protect.organisations.models import User
from protect.pages.views.public import visitors_home
from protect.web import glossary as terms
from protect.web import manual, queries, services
from protect.web.forms import PreferencesForm

ICON = Path(__file__).parent / "static/web/icon.svg"


@login_not_required
def home(request: HttpRequest) -> HttpResponse:
    """What waits for the reader; for visitors, what the platform is."""
    if not isinstance(request.user, User):
        return visitors_home(request)
    edits = request.user.has_perm("pages.edit")
    return render(request, "web/home.html", {**queries.front_page(request.user), "edits_pages": edits})


def preferences(request: HttpRequest) -> HttpResponse:
    person = request.user
    assert isinstance(person, User)
    # The form gets a person of its own: what it refuses must not show in the header of this page.
    form = PreferencesForm(request.POST or None, instance=User.objects.get(pk=person.pk))
    if request.method == "POST" and form.is_valid():
        done, changed = conflicts.save(
            request, form, lambda stored: services.change_preferences(stored, form.cleaned_data)
        )
        if done:
            with translation.override(changed.language):
                messages.success(request, _("Your settings are saved."))
            return redirect("web:preferences")
    return render(request, "web/preferences.html", {"form": form})


@csrf_exempt
@login_not_required
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """The choice in the footer: kept with the account of whoever is signed in, else on the device.

    Only an account's is worth a token: what another page could do to a visitor is to change the language of this one.
    """
    return _of_account(request) if isinstance(request.user, User) else _chosen(request)


@csrf_protect
def _of_account(request: HttpRequest) -> HttpResponse:
    return _chosen(request)


def _chosen(request: HttpRequest) -> HttpResponse:
    code, back = request.POST.get("language", ""), request.POST.get("next", "")
    if not back.startswith("/") or not url_has_allowed_host_and_scheme(
        back, {request.get_host()}, require_https=request.is_secure()
    ):
        back = reverse("web:home")
    if code not in dict(settings.LANGUAGES):
        messages.error(request, _("This language is not offered. Choose one from the list at the foot of the page."))
        return redirect(back)
    if isinstance(request.user, User):
        services.change_preferences(request.user, {"language": code})
    response = redirect(back)
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        code,
        max_age=365 * 24 * 3600,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response


@login_not_required
def help_page(request: HttpRequest, name: str = manual.START) -> HttpResponse:
    """A page of the manual; the same files that the repository shows."""
    page = manual.read(name)
    if page is None:
        raise Http404(_("There is no such page in the manual."))
    return render(request, "web/help.html", {"page": page, "contents": manual.contents()})


@login_not_required
def help_image(request: HttpRequest, name: str) -> FileResponse:
    found = manual.image(name)
    if found is None:
        raise Http404
    return FileResponse(found.open("rb"), content_type=mimetypes.guess_type(found.name)[0])


@login_not_required
def glossary(request: HttpRequest) -> HttpResponse:
    """The words of the field, searched, in any of the languages, each with an address of its own."""
    found = terms.page(request.user, request.GET.get("q", "").strip()[:100], request.GET.get("in", ""))
    return render(request, "web/glossary.html", {"glossary": found})


@login_not_required
def icon(request: HttpRequest) -> FileResponse:
    """Where browsers look for the icon of what is no page, such as a downloaded file."""
    return FileResponse(ICON.open("rb"), content_type="image/svg+xml")
