"""Whole public pages that the server may keep for a moment and give to every visitor (``project/kept_pages.py``).

A view says so of itself (``@may_be_kept``), and it holds only where the answer is the same for everybody: a visitor without
a session, no cookie set, nothing in the page that is for one answer alone.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

log = logging.getLogger(__name__)

#: Seconds that an answer may be given again. What changes meanwhile makes it stale at once (``changed``).
SECONDS = 60
STAMP = "public-pages-changed"
HEADER = f"public, max-age=0, s-maxage={SECONDS}"
_NEXT = "_another_from"


def changed() -> None:
    """Something that the audit trail tells of was changed: once that stands, nothing that is kept is given any more."""
    # Once is enough, however much a transaction changes.
    if all(entry[1] is not _forget for entry in connection.run_on_commit):
        transaction.on_commit(_forget)


def _forget() -> None:
    try:
        (settings.DATA / STAMP).touch()
    except OSError:
        log.exception("kept pages could not be forgotten; they are at most %s seconds old", SECONDS)


def another_from(request: HttpRequest, *moments: dt.datetime | None) -> None:
    """By the clock alone the answer is another one from these moments on, such as a deadline: it is kept no longer."""
    now = timezone.now()
    coming = [one for one in (getattr(request, _NEXT, None), *moments) if one is not None and one > now]
    if coming:
        setattr(request, _NEXT, min(coming))


def header_of(request: HttpRequest) -> str:
    """Empty where it would not be worth it."""
    moment = getattr(request, _NEXT, None)
    left = SECONDS if moment is None else min(SECONDS, int((moment - timezone.now()).total_seconds()))
    return f"public, max-age=0, s-maxage={left}" if left > 0 else ""


def may_be_kept(view: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(view)
    def keeping(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        response = view(request, *args, **kwargs)
        if is_same_for_everybody(request, response) and (header := header_of(request)):
            response.headers.setdefault("Cache-Control", header)
        return response

    return keeping


def is_same_for_everybody(request: HttpRequest, response: HttpResponse) -> bool:
    return (
        request.method in {"GET", "HEAD"}
        and response.status_code == 200
        and not response.streaming
        and not request.user.is_authenticated
        and settings.SESSION_COOKIE_NAME not in request.COOKIES
        and not response.cookies
        # A form's token is for one visitor, a nonce for one answer.
        and "CSRF_COOKIE" not in request.META
        and getattr(request, "_csp_nonce", None) is None
        and not getattr(request, "is_preview", False)
    )
