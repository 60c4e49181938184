"""Papers of an event as files: for those who organise, and the certificate for whoever came."""

from __future__ import annotations

import logging

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from protect.events.models import Event
from protect.events.services.registering import find
from protect.organisations import audit
from protect.organisations.access import fetch
from protect.organisations.limits import is_too_often, too_many
from protect.organisations.lists import key_of
from protect.organisations.middleware import address
from protect.organisations.models import Verb
from protect.reports.pdf import ReportError

log = logging.getLogger(__name__)


def _sent(name: str, content: bytes) -> HttpResponse:
    headers = {
        "Content-Disposition": content_disposition_header(True, name) or "attachment",
        "Cache-Control": "no-store, private",
    }
    return HttpResponse(content, content_type="application/pdf", headers=headers)


@require_safe
def papers(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """List to sign, badges or certificates of all; ``?session=`` of the people of one."""
    from protect.reports import participation

    if kind not in participation.TYPES:
        raise Http404(_("There is no such report."))
    found = fetch(request, Event, pk=pk, permission="events.edit", related=("organisation",))
    if found.begins_at is None:
        raise Http404(_("The event has no date yet."))
    try:
        name, content = participation.file(
            found, kind, reader=request.user, at=timezone.now(), session=key_of(request.GET, "session")  # type: ignore[arg-type]
        )  # fmt: skip
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("events:people", pk)
    except ReportError:
        log.exception("%s of event %s", kind, pk)
        messages.error(
            request,
            _("The report could not be made. Please try again; if it happens again, tell your administrator the time."),
        )
        return redirect("events:people", pk)
    audit.record(Verb.EXPORTED, found, note=f"{name}, {len(content)} bytes")
    return _sent(name, content)


@login_not_required
@never_cache
@require_safe
def certificate(request: HttpRequest, secret: str) -> HttpResponse:
    """By the link of the registration, for whoever was checked in."""
    from protect.reports import participation

    found = find(secret)
    if found is None:
        if is_too_often(request, "respond", address(request)):
            return too_many(request)
        raise Http404(_("There is no such registration."))
    if not found.places.filter(participation.TOOK_PART).exists():
        raise Http404(_("There is no certificate."))
    return _sent(*participation.certificate(found, at=timezone.now()))
