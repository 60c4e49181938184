"""Browsers in which somebody signed in before: guesses made elsewhere never keep the owner of an account out of it.

Wrong passwords are counted by account and by network address (settings.RATE_LIMITS). Anybody could so keep an account
paused for ever, or a whole town hall behind one address. A signed cookie therefore says for whom a browser is known; their
attempts there are counted by the browser alone, with the same number of tries. The cookie opens nothing: it only chooses
which count an attempt goes to. It ends with half a year, and with every new password.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Any

from allauth.account.signals import password_changed, password_reset
from django.conf import settings
from django.contrib.auth.signals import user_logged_in
from django.core import signing
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare, salted_hmac

from protect.organisations.models import User

SALT = "protect.organisations.known_browsers"
DAYS = 180
#: How many people one browser is known for, such as a tablet that a team shares; the last ones stay.
KEPT = 5


def _fingerprint(user: User) -> str:
    """Another one with every new password; says nothing about it."""
    return salted_hmac(SALT, f"{user.pk}:{user.password}", algorithm="sha256").hexdigest()[:32]


def _read(request: HttpRequest) -> tuple[str, dict[str, str]]:
    """(number of this browser, fingerprints by key of the person); ("", {}) where nothing valid is there."""
    try:
        found: Any = signing.loads(
            request.COOKIES.get(settings.KNOWN_BROWSER_COOKIE, ""), salt=SALT, max_age=DAYS * 86400
        )
    except signing.BadSignature:
        return "", {}
    number, people = (found.get("browser"), found.get("people")) if isinstance(found, dict) else (None, None)
    return (number, people) if isinstance(number, str) and isinstance(people, dict) else ("", {})


def number_for(request: HttpRequest, email: str) -> str:
    """By which an attempt at this account is counted here; empty where the browser is not known for its owner."""
    number, people = _read(request)
    if not people:
        return ""
    user = User.objects.filter(pk__in=list(people), email__iexact=email).first()
    if user is None or not constant_time_compare(str(people[str(user.pk)]), _fingerprint(user)):
        return ""
    return number


@receiver([user_logged_in, password_changed, password_reset], dispatch_uid="organisations.known_browser")
def came_in(sender: Any, user: User, request: HttpRequest | None = None, **more: Any) -> None:
    """Also who chose a new password: by the old one, or by the link that came to their mailbox."""
    if request is not None:
        request.known_for = user.pk  # type: ignore[attr-defined]


class KnownBrowserMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        known = getattr(request, "known_for", None)  # most requests sign nobody in: they ask the database nothing
        user = User.objects.filter(pk=known, is_active=True).first() if known is not None else None
        if user is not None:
            _remember(request, response, user)
        return response


def _remember(request: HttpRequest, response: HttpResponse, user: User) -> None:
    number, people = _read(request)
    people.pop(str(user.pk), None)
    people = dict([*people.items(), (str(user.pk), _fingerprint(user))][-KEPT:])
    response.set_cookie(
        settings.KNOWN_BROWSER_COOKIE,
        signing.dumps({"browser": number or secrets.token_urlsafe(16), "people": people}, salt=SALT),
        max_age=DAYS * 86400,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
