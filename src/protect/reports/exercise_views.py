"""The after-action report of an exercise as a file; made for this reader and never kept."""

from __future__ import annotations

import logging

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from protect.exercises.models import Run
from protect.organisations import audit
from protect.organisations.access import fetch
from protect.organisations.models import Verb
from protect.reports import exercise as reports
from protect.reports.pdf import ReportError

log = logging.getLogger(__name__)
RELATED = ("exercise__organisation", "exercise__space", "exercise__scenario")


@require_safe
def download(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """PDF, DOCX or workbook (XLSX) of a run, under its marking."""
    if kind not in reports.TYPES:
        raise Http404(_("There is no such report."))
    found = fetch(request, Run, pk=pk, related=RELATED)
    try:
        name, content = reports.file(found, kind, reader=request.user, at=timezone.now())  # type: ignore[arg-type]
    except ReportError:
        log.exception("report %s of run %s", kind, pk)
        messages.error(
            request,
            _("The report could not be made. Please try again; if it happens again, tell your administrator the time."),
        )
        return redirect("exercises:report", found.exercise_id, pk)
    audit.record(Verb.EXPORTED, found, note=f"{name}, {len(content)} bytes")
    return HttpResponse(
        content,
        content_type=reports.TYPES[kind],
        headers={
            "Content-Disposition": content_disposition_header(True, name) or "attachment",
            "Cache-Control": "no-store, private",
        },
    )
