"""The sheet of an event for the day as a file; made for this reader and never kept."""

from __future__ import annotations

import logging

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from protect.organisations import audit
from protect.organisations.access import fetch
from protect.organisations.models import Verb
from protect.overlays.models import EventOverlay
from protect.reports.pdf import ReportError

log = logging.getLogger(__name__)


@require_safe
def sheet(request: HttpRequest, pk: int) -> HttpResponse:
    from protect.reports import event_day

    found = fetch(request, EventOverlay, pk=pk, related=("organisation", "assessment__space"))
    try:
        name, content = event_day.file(found, reader=request.user, at=timezone.now())  # type: ignore[arg-type]
    except ReportError:
        log.exception("sheet of event %s", pk)
        messages.error(
            request,
            _("The report could not be made. Please try again; if it happens again, tell your administrator the time."),
        )
        return redirect("overlays:detail", pk)
    audit.record(Verb.EXPORTED, found, note=f"{name}, {len(content)} bytes")
    return HttpResponse(
        content,
        content_type="application/pdf",
        headers={
            "Content-Disposition": content_disposition_header(True, name) or "attachment",
            "Cache-Control": "no-store, private",
        },
    )
