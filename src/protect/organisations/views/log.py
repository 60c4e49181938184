"""The audit log of an organisation, for its administrators."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import transaction
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from protect.organisations import audit
from protect.organisations.forms import LogForm
from protect.organisations.lists import csv_line
from protect.organisations.models import Organisation, User, Verb
from protect.organisations.queries import own, trail

PAGE_SIZE = 50


@require_safe
def log(request: HttpRequest, pk: int) -> HttpResponse | StreamingHttpResponse:
    organisation = own.open_organisation(request, pk, "organisations.read_audit")
    form = LogForm(organisation, request.GET)
    wanted = form.wanted()
    if request.GET.get("format") == "csv" and form.is_valid():
        return _as_csv(organisation, wanted, request.user)  # type: ignore[arg-type]
    page = trail.page_of_log(organisation, wanted, request.GET.get("page"), PAGE_SIZE)
    query = request.GET.copy()
    query.pop("page", None)
    query["format"] = "csv"
    return render(
        request,
        "organisations/log.html",
        {
            "organisation": organisation,
            "form": form,
            "page_obj": page,
            "entries": trail.tell(page.object_list, request.user, with_origin=True, hide=True),  # type: ignore[arg-type]
            "csv_query": query.urlencode(),
        },
    )


def _as_csv(organisation: Organisation, wanted: trail.Filter, reader: User) -> StreamingHttpResponse:
    """Told in the log before the first line goes out; times in UTC, as another system reads them."""
    entries = trail.log_of(organisation, wanted)
    with transaction.atomic():
        audit.record(Verb.EXPORTED, organisation, note=_("audit log as CSV"))
    head = [
        _("When (UTC)"),
        _("Who"),
        _("What"),
        _("Kind"),
        _("Object"),
        _("Number"),
        _("Changes"),
        _("Note"),
        _("From"),
    ]

    def rows() -> Iterator[str]:
        yield "\ufeff" + csv_line(head)
        for told in trail.in_pieces(entries, reader):
            changes = "; ".join(f"{line.field}: {line.before} → {line.after}" for line in told.lines)
            when = told.at.isoformat(timespec="seconds")
            number = told.object_id or ""
            yield csv_line([when, told.who, told.verb, told.kind, told.what, number, changes, told.note, told.where])

    return StreamingHttpResponse(
        rows(),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="audit-log.csv"', "Cache-Control": "no-store, private"},
    )
