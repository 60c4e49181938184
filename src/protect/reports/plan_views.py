"""A security plan as a file; made for this reader and never kept."""

from __future__ import annotations

import logging

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from protect.organisations import audit
from protect.organisations.access import fetch
from protect.organisations.models import Verb
from protect.plans.documents import SecurityPlan
from protect.reports.pdf import ReportError

log = logging.getLogger(__name__)


@require_safe
def download(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """PDF or DOCX of a draft or of an approved version: what this reader may see, under its marking."""
    from protect.reports import security_plan

    if kind not in security_plan.TYPES:
        raise Http404(_("There is no such report."))
    found = fetch(request, SecurityPlan, pk=pk, related=("organisation", "space", "assessment"))
    try:
        name, content = security_plan.file(found, kind, reader=request.user, at=timezone.now())  # type: ignore[arg-type]
    except ReportError:
        log.exception("security plan %s as %s", pk, kind)
        messages.error(
            request,
            _("The report could not be made. Please try again; if it happens again, tell your administrator the time."),
        )
        return redirect("plans:document", pk)
    audit.record(Verb.EXPORTED, found, note=f"{name}, {len(content)} bytes")
    return HttpResponse(
        content,
        content_type=security_plan.TYPES[kind],
        headers={
            "Content-Disposition": content_disposition_header(True, name) or "attachment",
            "Cache-Control": "no-store, private",
        },
    )
