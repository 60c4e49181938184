"""Who is asking, in which language and time zone; and where to send visitors who must sign in first."""

from __future__ import annotations

import time
import zoneinfo
from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from protect.organisations import audit
from protect.organisations.access import LoginNeeded


def address(request: HttpRequest) -> str:
    """The client's network address. Forwarded addresses are believed only behind the configured number of proxies."""
    hops = settings.TRUSTED_PROXIES
    forwarded = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
    if hops and len(forwarded) >= hops:
        return forwarded[-hops][:60]
    return request.META.get("REMOTE_ADDR", "")[:60]


class PersonMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user if request.user.is_authenticated else None
        if user is None:
            with audit.acting(None, address(request) or "web"):
                return self.get_response(request)
        translation.activate(user.language)
        request.LANGUAGE_CODE = translation.get_language()
        try:
            zone = zoneinfo.ZoneInfo(user.time_zone)
        except (zoneinfo.ZoneInfoNotFoundError, ValueError):
            zone = None
        with audit.acting(user, address(request) or "web"), timezone.override(zone):
            response = self.get_response(request)
        # Pages made for one signed-in person are never kept by a shared cache.
        response.headers.setdefault("Cache-Control", "private, no-store")
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, LoginNeeded):
            return redirect_to_login(request.get_full_path(), settings.LOGIN_URL)
        return None


#: What somebody reaches who must set up a second factor first: the setting up itself, and the way out.
OPEN_WITHOUT_SECOND_FACTOR = frozenset(
    {
        "account_second_factor",
        "account_logout",
        "account_reauthenticate",
        "mfa_reauthenticate",
        "mfa_reauthenticate_webauthn",
        "mfa_activate_totp",
        "mfa_add_webauthn",
        "mfa_view_recovery_codes",
        "mfa_download_recovery_codes",
        "mfa_generate_recovery_codes",
        "web:language",
        "web:icon",
    }
)


class SecondFactorMiddleware:
    """Sends whoever must have a second factor and has none to the page that sets one up; also keeps the list of sessions."""

    #: Seconds between two notes of when a session was last seen.
    NOTED_EVERY = 300

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.noted: dict[str, float] = {}

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated and request.session.session_key:
            self._note(request)
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: object, args: object, kwargs: object) -> HttpResponse | None:
        from protect.organisations import second_factor

        if not request.user.is_authenticated or not request.resolver_match:
            return None
        if request.resolver_match.view_name in OPEN_WITHOUT_SECOND_FACTOR or not second_factor.is_missing(request):
            return None
        if request.method != "GET":
            messages.info(request, _("Set up a second factor first; what you sent was not kept."))
        return redirect(reverse("account_second_factor"))

    def _note(self, request: HttpRequest) -> None:
        """Last seen, to five minutes: this process remembers when it wrote, so that most requests write nothing.

        The row itself is made at the sign-in (``signals``).
        """
        from allauth.usersessions.models import UserSession

        key, now = request.session.session_key or "", time.monotonic()
        if now - self.noted.setdefault(key, now) < self.NOTED_EVERY:
            return
        if len(self.noted) > 10_000:
            self.noted.clear()
        self.noted[key] = now
        UserSession.objects.create_from_request(request)
