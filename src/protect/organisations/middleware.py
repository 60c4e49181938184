"""Who is asking, in which language and time zone; and where to send visitors who must sign in first."""

from __future__ import annotations

import zoneinfo
from collections.abc import Callable

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation

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
