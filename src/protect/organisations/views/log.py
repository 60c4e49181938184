"""The audit log of an organisation, for its administrators."""

from __future__ import annotations

import json
from collections.abc import Iterator

from django.db import transaction
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from protect.organisations import audit, verifying
from protect.organisations.forms import CheckpointForm, LogForm
from protect.organisations.lists import csv_line
from protect.organisations.models import Organisation, User, Verb
from protect.organisations.queries import own, trail
from protect.organisations.sealing import AuditCheckpoint

PAGE_SIZE = 50
#: How many entries a page looks through while somebody waits; the command looks through all.
NEWEST = 10_000


@require_safe
def log(request: HttpRequest, pk: int) -> HttpResponse | StreamingHttpResponse:
    organisation = own.open_organisation(request, pk, "organisations.read_audit")
    form = LogForm(organisation, request.GET)
    wanted = form.wanted()
    writers = {"csv": _as_csv, "jsonl": _as_json_lines}
    if request.GET.get("format") in writers and form.is_valid():
        return writers[request.GET["format"]](organisation, wanted, request.user)  # type: ignore[arg-type]
    page = trail.page_of_log(organisation, wanted, request.GET.get("page"), PAGE_SIZE, request.user)  # type: ignore[arg-type]
    query = request.GET.copy()
    query.pop("page", None)
    query.pop("format", None)
    return render(
        request,
        "organisations/log.html",
        {
            "organisation": organisation,
            "form": form,
            "page_obj": page,
            "entries": trail.tell(page.object_list, request.user, with_origin=True, hide=True),  # type: ignore[arg-type]
            "query": query.urlencode(),
        },
    )


def _as_csv(organisation: Organisation, wanted: trail.Filter, reader: User) -> StreamingHttpResponse:
    """Told in the log before the first line goes out; times in UTC, as another system reads them."""
    entries = trail.log_of(organisation, wanted, reader)
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


def _as_json_lines(organisation: Organisation, wanted: trail.Filter, reader: User) -> StreamingHttpResponse:
    """One entry a line with number, digest and hash: what was sealed, for whoever computes the chain again elsewhere."""
    with transaction.atomic():
        audit.record(Verb.EXPORTED, organisation, note=_("audit log as JSON lines"))
    return StreamingHttpResponse(
        (json.dumps(line, sort_keys=True) + "\n" for line in trail.with_hashes(organisation, wanted, reader)),
        content_type="application/x-ndjson",
        headers={"Content-Disposition": 'attachment; filename="audit-log.jsonl"', "Cache-Control": "no-store, private"},
    )


def checkpoints(request: HttpRequest, pk: int) -> HttpResponse:
    """The head of the organisation's chain to print and keep, earlier ones, and a look through the whole chain."""
    organisation = own.open_organisation(request, pk, "organisations.read_audit")
    form = CheckpointForm(request.POST or None)
    verdict = None
    if request.method == "POST" and form.is_valid():
        marks = [mark for mark in form.cleaned_data["checkpoint"] if mark.chain == organisation.pk]
        if form.cleaned_data["checkpoint"] and not marks:
            form.add_error("checkpoint", _("This checkpoint says nothing of the log of this organisation."))
        else:
            verdict = verifying.verify(organisation.pk, marks, newest=NEWEST)
    context = {
        "organisation": organisation,
        "form": form,
        "verdict": verdict,
        "newest": NEWEST,
        "head": verifying.as_text(verifying.heads(organisation.pk)),
        "kept": AuditCheckpoint.objects.filter(chain=organisation.pk)[:60],
    }
    return render(request, "organisations/checkpoints.html", context)
