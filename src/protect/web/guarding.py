"""What holds for every request and answer: known methods, an end to forgotten sessions, and what browsers are told.

OWASP ASVS 5.0, chapters 3, 7 and 13; docs/security.md says which requirement is met where.
"""

from __future__ import annotations

import hashlib
import logging
import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.shortcuts import render
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _

from protect.organisations.middleware import address
from protect.web import faults

METHODS = ("GET", "HEAD", "POST", "OPTIONS")
#: Nothing that a page of ours does not need; the place only for "where am I" on the map.
PERMISSIONS = "camera=(), microphone=(), payment=(), usb=(), browsing-topics=(), geolocation=(self)"
#: Keys in the session: seconds since 1970 of its beginning and of its last use, the second to five minutes.
BEGAN, SEEN, NOTED_EVERY = "began", "seen", 300

security = logging.getLogger("protect.security")
Answer = Callable[[HttpRequest], HttpResponse]
#: A sign that no text has, and that PostgreSQL refuses to look for.
NUL = "%00"


class BrowserMiddleware:
    """First of all: what every answer says, static files and refusals included."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in METHODS and request.method not in _more_methods(request):
            return HttpResponseNotAllowed(METHODS)
        while NUL in (asked := request.META.get("QUERY_STRING", "")):
            request.META["QUERY_STRING"] = asked.replace(NUL, "")
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response


def _more_methods(request: HttpRequest) -> tuple[str, ...]:
    """Methods that one view alone takes, because a protocol of its own asks for them (``recordings/views/uploading.py``)."""
    try:
        view = resolve(request.path_info).func
    except Resolver404:
        return ()
    return getattr(view, "more_methods", ())  # type: ignore[no-any-return]


class SessionMiddleware:
    """A session ends after some time without use, and in any case after its longest time; then nothing typed is lost."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        signed_in = request.user.is_authenticated
        if signed_in and self.is_over(request):
            answer = self.ended(request)
        else:
            answer = self.get_response(request)
        if signed_in and not request.user.is_authenticated:
            # Pages that stand in the browser's memory would still be read with its button "back".
            answer["Clear-Site-Data"] = '"cache"'
        return answer

    @staticmethod
    def begin(request: HttpRequest, **_signal: Any) -> None:
        """At each sign-in (``user_logged_in``): the clock starts anew."""
        request.session[BEGAN] = request.session[SEEN] = int(time.time())

    def is_over(self, request: HttpRequest) -> bool:
        """Also notes the use, at most every five minutes: most requests write nothing."""
        now = int(time.time())
        began, seen = request.session.get(BEGAN), request.session.get(SEEN)
        if not isinstance(began, int) or not isinstance(seen, int):
            self.begin(request)
            return False
        if now - seen > settings.SESSION_IDLE_SECONDS or now - began > settings.SESSION_COOKIE_AGE:
            return True
        if now - seen > NOTED_EVERY:
            request.session[SEEN] = now
        return False

    def ended(self, request: HttpRequest) -> HttpResponse:
        """What was sent is not done, because nobody knows who sits there now; but its text is given back."""
        sent = request.method == "POST"
        typed = list(faults.typed(request)) if sent else []
        logout(request)
        if not sent:
            return self.get_response(request)
        if request.content_type == "application/json":
            return JsonResponse({"error": _("You were signed out. Sign in again.")}, status=401)
        return render(request, "web/signed_out.html", {"typed": typed}, status=401)


def note_refusal(sender: Any, credentials: dict[str, Any], request: HttpRequest | None = None, **_signal: Any) -> None:
    """A sign-in that failed, for the log of the server. The address typed shows only as digest: it may be a password."""
    typed = str(credentials.get("email") or credentials.get("username") or "").strip().lower()
    security.warning(
        "sign-in refused, from %s, account %s",
        address(request) if request is not None else "a command",
        hashlib.sha256(typed.encode()).hexdigest()[:12],
    )
