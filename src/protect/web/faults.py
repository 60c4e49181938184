"""When something fails on our side: say what, keep what the person typed, and write nothing more."""

from __future__ import annotations

import errno
import shutil
import sys
from collections.abc import Iterator

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template import loader
from django.utils.translation import gettext as _

INSUFFICIENT_STORAGE, BUSY, FAILED = 507, 503, 500
#: Never shown again, not even to the one who typed it.
SECRET_WORDS = ("password", "token", "secret", "code", "credential")
#: SQLSTATE of PostgreSQL: disk full; too many connections; lock not available; deadlock.
FULL_STATES, BUSY_STATES = {"53100"}, {"53300", "55P03", "40P01"}
#: Bytes; less than the database needs for one more change.
NEARLY_NONE = 1_000_000
LONGEST, MOST = 20_000, 60


def server_error(request: HttpRequest, template_name: str = "500.html") -> HttpResponse:
    """Django's handler500; called while the exception is being handled, after everything was rolled back."""
    status = status_of(sys.exc_info()[1])
    texts = {
        INSUFFICIENT_STORAGE: _(
            "The disk of the server is full. Nothing was saved just now; what was there before is safe."
        ),
        BUSY: _("The server is busy at the moment. Nothing was saved just now; please send it again."),
        FAILED: _("Something went wrong on our side. Nothing was saved just now; what was there before is safe."),
    }
    if request.content_type == "application/json":
        response: HttpResponse = JsonResponse({"error": texts[status]}, status=status)
    else:
        context = {"status": status, "sentence": texts[status], "typed": list(typed(request))}
        response = HttpResponse(loader.render_to_string("500.html", context), status=status)
    if status == BUSY:
        response["Retry-After"] = "5"
    return response


def status_of(error: BaseException | None) -> int:
    """507 for a full disk, 503 for a database that has no time, 500 for everything else."""
    for one in causes(error):
        if isinstance(one, OSError) and one.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}:
            return INSUFFICIENT_STORAGE
        state = getattr(one, "sqlstate", None)
        if state in FULL_STATES or (isinstance(one, DatabaseError) and "disk is full" in str(one)):
            return INSUFFICIENT_STORAGE
        if isinstance(one, DatabaseError) and "disk I/O error" in str(one) and no_space():
            return INSUFFICIENT_STORAGE
        if state in BUSY_STATES or (isinstance(one, DatabaseError) and "database is locked" in str(one)):
            return BUSY
    return FAILED


def no_space() -> bool:
    """SQLite says no more than "I/O error" where its smaller files could not grow."""
    try:
        return shutil.disk_usage(settings.DATA).free < NEARLY_NONE
    except OSError:
        return False


def causes(error: BaseException | None) -> Iterator[BaseException]:
    """The error and what led to it; a full disk often shows as the second error of a rollback."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or error.__context__


def typed(request: HttpRequest) -> Iterator[tuple[str, str]]:
    """Texts of the form that was sent, so that nobody has to think them up again."""
    try:
        fields = list(request.POST.lists())[:MOST] if request.method == "POST" else []
    except Exception:  # the form itself could not be read: there is nothing to give back
        return
    for name, values in fields:
        if any(word in name.lower() for word in SECRET_WORDS):
            continue
        text = "\n".join(values).strip()
        # Choices and keys mean nothing to a reader; sentences do.
        if len(text) > 3 and not text.isdigit():
            yield name.replace("_", " "), text[:LONGEST]
