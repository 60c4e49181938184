"""A person's own account: how one signs in, where one is signed in, one's data, and the end of it."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

from allauth.account.decorators import reauthentication_required
from allauth.account.internal import flows
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from protect.organisations import audit, second_factor
from protect.organisations.account_forms import DeleteForm
from protect.organisations.forming import attempt
from protect.organisations.models import User, Verb
from protect.organisations.queries import account as queries
from protect.organisations.services import account as services

PAGE_SIZE = 30


def _person(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    person = _person(request)
    return render(
        request,
        "organisations/account/overview.html",
        {
            "memberships": person.memberships.select_related("organisation"),
            "has_password": person.has_usable_password(),
            "factors": queries.factors(person),
            "required": second_factor.is_required_of(person),
            "connections": queries.connections(person),
            "provider": settings.SINGLE_SIGN_ON,
            "last_sign_in": queries.sign_ins(person).first(),
            "session_count": UserSession.objects.filter(user=person).count(),
        },
    )


@require_safe
def second_factor_needed(request: HttpRequest) -> HttpResponse:
    """Where the middleware sends whoever must set one up: why, and the two ways to do it."""
    if not second_factor.is_missing(request):
        return redirect("web:home")
    return render(request, "organisations/account/second_factor.html")


@require_safe
def sessions(request: HttpRequest) -> HttpResponse:
    rows = queries.sessions(_person(request), request.session.session_key)
    return render(request, "organisations/account/sessions.html", {"sessions": rows})


@require_POST
def end(request: HttpRequest, pk: int) -> HttpResponse:
    found = UserSession.objects.filter(user=_person(request), pk=pk).first()
    if found is None:
        raise Http404(_("This session has ended already."))
    is_this_one = found.session_key == request.session.session_key
    services.end_sessions(_person(request), [found])
    if is_this_one:
        flows.logout.logout(request)
        return redirect("account_login")
    messages.success(request, _("This session has ended."))
    return redirect("account_sessions")


@require_POST
def end_others(request: HttpRequest) -> HttpResponse:
    """All but this one; with ``all``, this one too."""
    rows = UserSession.objects.filter(user=_person(request))
    everywhere = request.POST.get("which") == "all"
    services.end_sessions(
        _person(request), rows if everywhere else rows.exclude(session_key=request.session.session_key or "")
    )
    if everywhere:
        flows.logout.logout(request)
        return redirect("account_login")
    messages.success(request, _("You are signed out everywhere else."))
    return redirect("account_sessions")


@require_safe
def sign_ins(request: HttpRequest) -> HttpResponse:
    page = Paginator(queries.sign_ins(_person(request)), PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "organisations/account/sign_ins.html", {"page_obj": page})


def data(request: HttpRequest) -> HttpResponse:
    """Explains; its button sends everything as one file, readable by people (HTML) and by machines (JSON)."""
    person = _person(request)
    if request.method != "POST":
        return render(request, "organisations/account/data.html")
    parts = queries.everything(person)
    context = {"person": person, "at": timezone.now(), "parts": [(title, rows) for _code, title, rows in parts]}
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        as_json = json.dumps({code: rows for code, _title, rows in parts}, ensure_ascii=False, indent=2)
        archive.writestr("my-data.json", as_json)
        archive.writestr("my-data.html", render_to_string("organisations/account/export.html", context))
    audit.record(Verb.EXPORTED, person, by=person, note=_("own personal data"))
    return HttpResponse(
        file.getvalue(),
        content_type="application/zip",
        headers={"Content-Disposition": 'attachment; filename="my-data.zip"', "Cache-Control": "no-store, private"},
    )


@reauthentication_required(app="account", allow_get=True)
def delete(request: HttpRequest) -> HttpResponse:
    person = _person(request)
    form = DeleteForm(request.POST or None)
    against = services.obstacles(person)
    if request.method == "POST" and form.is_valid():
        # On a copy: what is signed in stays itself until it is signed out.
        stored = User.objects.get(pk=person.pk)
        done, _nothing = attempt(form, lambda: services.delete_account(stored, typed=form.cleaned_data["typed"]))
        if done:
            flows.logout.logout(request)
            return render(request, "organisations/account/deleted.html")
    context: dict[str, Any] = {
        "form": form,
        "obstacles": against,
        "only_reader_of": queries.only_reader_of(person),
        "left_alone": services.left_alone(person),
    }
    return render(request, "organisations/account/delete.html", context)
