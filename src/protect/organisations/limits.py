"""How often something may be asked by one network address or for one e-mail address; counted for all processes together."""

from __future__ import annotations

from allauth.core.internal import ratelimit
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def is_too_often(request: HttpRequest, action: str, key: str) -> bool:
    """Counts this request under ``action`` of settings.PLATFORM_RATE_LIMITS."""
    found = ratelimit.consume(request, app="protect", action=action, config=settings.PLATFORM_RATE_LIMITS, key=key)
    return found is None


def too_many(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The page for whoever asks too often."""
    response = render(request, "429.html", status=429)
    response.headers["Retry-After"] = "60"
    return response
