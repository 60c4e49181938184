"""Who writes the public pages, in which languages they are, and which cities are on the map."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from protect.organisations import conflicts
from protect.organisations.forming import attempt
from protect.organisations.models import Organisation
from protect.pages import services
from protect.pages.forms import AppointForm, MapPlaceForm
from protect.pages.models import Editor, MapPlace
from protect.pages.queries import languages


def needs(permission: str) -> Callable[..., Any]:
    """A right on no object; 403 without it."""

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def asking(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.has_perm(permission):
                raise PermissionDenied(_("Your role does not allow this here."))
            return view(request, *args, **kwargs)

        return asking

    return decorate


@needs("pages.appoint")
def editor_list(request: HttpRequest) -> HttpResponse:
    form = AppointForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        done, made = attempt(form, lambda: services.appoint(form.cleaned_data["email"], by=request.user))  # type: ignore[arg-type]
        if done:
            messages.success(request, _("%(person)s writes the public pages from now on.") % {"person": made})
            return redirect("pages:editors")
    editors = Editor.objects.select_related("user", "appointed_by")
    return render(request, "pages/editors.html", {"form": form, "editors": editors})


@require_POST
@needs("pages.appoint")
def dismiss(request: HttpRequest, pk: int) -> HttpResponse:
    editor = get_object_or_404(Editor, pk=pk)
    services.dismiss(editor)
    messages.success(request, _("%(person)s writes the public pages no longer.") % {"person": editor})
    return redirect("pages:editors")


@require_safe
@needs("pages.edit")
def state(request: HttpRequest) -> HttpResponse:
    """Every page in every language: published, draft, older than its original, missing."""
    used = languages.used()
    rest = [one for one in settings.LANGUAGES if one not in used]
    return render(request, "pages/state.html", {"used": used, "rest": rest, "rows": languages.table()})


@require_POST
@needs("pages.edit")
def begin_language(request: HttpRequest) -> HttpResponse:
    code = request.POST.get("language", "")
    if code not in dict(settings.LANGUAGES):
        messages.error(request, _("Choose one of the languages offered."))
        return redirect("pages:state")
    home = services.begin(code)
    return redirect("pages:desk", f"pages/{home.pk}/edit/")


def _own(request: HttpRequest, pk: int) -> Organisation:
    organisation = get_object_or_404(Organisation, pk=pk)
    if not request.user.has_perm("pages.show_on_map", organisation):
        raise PermissionDenied(_("Whether a city is on the map is decided by administrators of its organisation."))
    return organisation


def map_place(request: HttpRequest, pk: int) -> HttpResponse:
    organisation = _own(request, pk)
    place = MapPlace.objects.filter(organisation=organisation).first()
    # The form gets a place of its own: what it refuses must not be shown as there.
    form = MapPlaceForm(request.POST or None, instance=MapPlace.objects.filter(organisation=organisation).first())
    if request.method == "POST" and form.is_valid():
        done, _made = conflicts.save(
            request, form, lambda _stored: services.show_on_map(organisation, form.cleaned_data)
        )
        if done:
            messages.success(request, _("Your city is on the public map."))
            return redirect("pages:map_place", pk)
    return render(request, "pages/map_place.html", {"form": form, "organisation": organisation, "place": place})


@require_POST
def remove_place(request: HttpRequest, pk: int) -> HttpResponse:
    services.take_off_map(_own(request, pk))
    messages.success(request, _("Your city is not on the public map."))
    return redirect("pages:map_place", pk)
