"""The page with the reports of an assessment, the downloads, and the published schema."""

from __future__ import annotations

import logging

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET, require_safe

from protect.assessments import document
from protect.assessments.models import Assessment
from protect.assessments.views.common import open_assessment, show, tell
from protect.organisations.markings import Marking
from protect.reports import services
from protect.reports.forms import ReportForm
from protect.reports.layouts import queries
from protect.reports.models import Sealed
from protect.reports.pdf import ReportError
from protect.reports.services import Kind

log = logging.getLogger(__name__)


def _form(request: HttpRequest, found: Assessment, data: object = None) -> ReportForm:
    """The choices; naming the place is asked only of whoever may publish, and only where it is not public anyway."""
    asked = (
        services.has_summary(found)
        and request.user.has_perm("assessments.share", found)
        and found.space.effective_marking != Marking.CLEAR
    )
    initial = {"language": request.LANGUAGE_CODE}  # type: ignore[attr-defined]
    return ReportForm(data, may_name=asked, layouts=queries.choices(found), initial=initial)  # type: ignore[arg-type]


@require_safe
def assessment(request: HttpRequest, pk: int) -> HttpResponse:
    """What can be had of an assessment, what each file contains, and under which marking."""
    found = open_assessment(request, pk, permission="assessments.export")
    context = {
        "form": _form(request, found),
        "marking": found.effective_marking,
        "clear": Marking.CLEAR,
        "has_summary": services.has_summary(found),
        "sealed": Sealed.objects.visible_to(request.user).filter(assessment=found).first(),  # type: ignore[attr-defined]
        "may_publish": request.user.has_perm("assessments.share", found),
    }
    return show(request, found, "report", "reports/assessment.html", context)


@require_GET
def download(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """The report, its tables or its data as a file; made for this reader and never kept."""
    if kind not in {Kind.FULL, Kind.DOCX, Kind.XLSX, Kind.JSON}:
        raise Http404(_("There is no such report."))
    return _file(request, pk, kind)


@require_GET
def summary(request: HttpRequest, pk: int) -> HttpResponse:
    """The public summary, for whoever leads: an address of its own, because its rule is another."""
    return _file(request, pk, Kind.SUMMARY)


def _file(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """The file, or the page before with what stands in the way as a message."""
    found = open_assessment(request, pk, permission="assessments.export")
    form = _form(request, found, request.GET)
    if not form.is_valid():
        messages.error(request, _("Choose one of the languages and templates offered."))
        return redirect("reports:assessment", pk)
    chosen = form.cleaned_data
    try:
        report = services.make_report(
            found,
            request.user,  # type: ignore[arg-type]
            kind,
            language=chosen["language"] or request.LANGUAGE_CODE,  # type: ignore[attr-defined]
            name_the_space=chosen.get("name_the_space", False),
            layout=queries.chosen(found, chosen.get("layout", "")),
        )
    except ValidationError as error:
        tell(request, error)
    except ReportError:
        log.exception("report %s of assessment %s", kind, pk)
        messages.error(
            request,
            _("The report could not be made. Please try again; if it happens again, tell your administrator the time."),
        )
    else:
        return HttpResponse(
            report.content,
            content_type=report.content_type,
            headers={
                "Content-Disposition": content_disposition_header(True, report.name) or "attachment",
                "Cache-Control": "no-store, private",
                "Content-Language": chosen["language"] or request.LANGUAGE_CODE,  # type: ignore[attr-defined]
            },
        )
    return redirect("reports:assessment", pk)


@login_not_required
@require_safe
@cache_control(public=True, max_age=3600)
def schema(request: HttpRequest) -> HttpResponse:
    """The published JSON schema of an exported assessment; holds no data, so everybody may read it."""
    return JsonResponse(
        document.schema(),
        content_type="application/schema+json",
        json_dumps_params={"indent": 2, "ensure_ascii": False},
    )
