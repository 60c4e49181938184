"""The day: the list to tick, on a phone that may lose its connection, and the sheet to print."""

from __future__ import annotations

import datetime as dt

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from protect.organisations.access import fetch
from protect.overlays import readiness, reading, services
from protect.overlays.models import CheckItem, EventOverlay
from protect.overlays.states import State
from protect.overlays.views.planning import measures_of

RELATED = ("organisation", "assessment__space")


@require_safe
@never_cache
def day(request: HttpRequest, pk: int) -> HttpResponse:
    found = fetch(request, EventOverlay, pk=pk, related=RELATED)
    checks = list(found.checks.select_related("done_by"))
    now = timezone.now()
    context = {
        "overlay": found,
        "checks": checks,
        "done": sum(one.done_at is not None for one in checks),
        "late": {one.pk for one in checks if one.done_at is None and one.at < now},
        **measures_of(found),
        "may_tick": found.state == State.SIGNED and request.user.has_perm("overlays.tick", found),
    }
    return render(request, "overlays/day.html", context)


@require_POST
def tick(request: HttpRequest, pk: int, part_pk: int) -> HttpResponse:
    """By a button, or by the page itself, which then gets a few words instead of a page.

    ``at``: seconds since 1970 at which it was ticked, where the phone had no connection then.
    """
    found = fetch(request, EventOverlay, pk=pk, permission="overlays.tick", related=RELATED)
    check = fetch(request, CheckItem, pk=part_pk, overlay=found)
    by_page = request.headers.get("Accept") == "application/json"
    try:
        kept = services.tick(
            check, done=request.POST.get("done") == "1", by=request.user, remark=request.POST.get("remark", ""),  # type: ignore[arg-type]
            at=_moment(request.POST.get("at", "")),
        )  # fmt: skip
    except ValidationError as error:
        if by_page:
            return JsonResponse({"refused": " ".join(error.messages)}, status=422)
        messages.error(request, " ".join(error.messages))
        return redirect("overlays:day", pk)
    if by_page:
        return JsonResponse({"done": kept.done_at is not None, "told": told(kept)})
    return redirect(f"{request.path.rpartition('/day/')[0]}/day/#check-{part_pk}")


def told(check: CheckItem) -> str:
    if check.done_at is None:
        return ""
    at = date_format(timezone.localtime(check.done_at), "H:i")
    return _("done at %(time)s by %(name)s") % {"time": at, "name": check.done_by or "–"}


def _moment(text: str) -> dt.datetime | None:
    try:
        return dt.datetime.fromtimestamp(int(text), dt.UTC)
    except (ValueError, OverflowError, OSError):
        return None


@require_safe
def sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """Two pages of paper: the event, what differs, the measures with their times, the list with boxes."""
    found = fetch(request, EventOverlay, pk=pk, related=RELATED)
    read = reading.read(found)
    context = {
        "overlay": found,
        "reading": read,
        "rows": [one for one in read.rows if one.difference],
        "measures": found.measures.all(),
        "checks": found.checks.all(),
        "signatures": readiness.signatures(found).values(),  # those to the overlay as it is, not to an earlier draft
        "printed_at": timezone.now(),
    }
    return render(request, "overlays/sheet.html", context)
