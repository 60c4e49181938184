"""How the platform wants django-allauth to behave: nobody registers unasked, guessing pauses, mail never breaks a page."""

from __future__ import annotations

import ipaddress
import logging
import time
from smtplib import SMTPException
from typing import Any

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core import context
from allauth.core.internal import ratelimit
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from protect.organisations import known_browsers
from protect.organisations.middleware import address
from protect.organisations.models import User

log = logging.getLogger(__name__)

APP, FAILED, FAILED_WHERE_KNOWN = "allauth.account", "login_failed", "login_failed_where_known"


class ClosedSignupAdapter(DefaultAccountAdapter):
    """Accounts come by invitation (or ``protect createuser``): nobody registers unasked."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": gettext_lazy(
            "E-mail and password do not belong together. Check both and try again."
        ),
        "too_many_login_attempts": gettext_lazy(
            "Too many attempts. For the safety of the account there is a pause of up to 15 minutes; then try again."
        ),
        "incorrect_password": gettext_lazy("This is not your password. Try again."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Counts attempts by account and by network address, the same whether or not there is such an account.

        In a browser that is known for the account, by the browser: guesses made elsewhere do not count there.
        """
        key, action = self._get_login_attempts_cache_key(request, **credentials), FAILED
        browser = known_browsers.number_for(request, str(credentials.get("email") or ""))
        if browser:
            key, action = f"{browser}:{key}", FAILED_WHERE_KNOWN
        # Given back by ``authenticate`` when the password is right.
        self._login_failed_rl_usage = ratelimit.consume(request, app=APP, action=action, key=key)
        if not self._login_failed_rl_usage:
            raise ValidationError(_too_many(pause(request, key, action)), code="too_many_login_attempts")

    def is_reauthentication_required(self, *, app: str, **more: Any) -> bool:
        """Whoever typed the password a moment ago is not asked for it again to set up a second factor."""
        if app == "allauth.mfa" and _came_just_now(context.request):
            return False
        return super().is_reauthentication_required(app=app, **more)

    def reauthenticate(self, user: AbstractBaseUser, password: str) -> bool:
        assert isinstance(user, User)
        found = self.authenticate(context.request, email=user.email, password=password)
        return found is not None and found.pk == user.pk

    def get_client_ip(self, request: HttpRequest) -> str:
        """As the audit trail sees it: forwarded addresses only behind proxies that are trusted."""
        found = address(request)
        try:
            ipaddress.ip_address(found)
        except ValueError:
            return "0.0.0.0"  # noqa: S104  a socket has no address
        return found

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """In the reader's language; a mail server that does not answer is written down and breaks no page."""
        known = User.objects.filter(email__iexact=email).first()
        try:
            with translation.override(known.language if known else translation.get_language()):
                super().send_mail(template_prefix, email, context)
        except (SMTPException, OSError):
            log.exception("the mail %s was not sent", template_prefix)


def _came_just_now(request: HttpRequest) -> bool:
    records = get_authentication_records(request, request.user)  # type: ignore[arg-type]
    return bool(records) and time.time() - records[-1]["at"] < app_settings.REAUTHENTICATION_TIMEOUT


def pause(request: HttpRequest, key: str, action: str = FAILED) -> float:
    """Seconds until the next attempt counts again; 0 if it may be made now."""
    now, longest = time.time(), 0.0
    for rate in ratelimit.get_rates(app=APP, action=action):
        times = cache.get(ratelimit.get_cache_key(request, app=APP, action=action, rate=rate, key=key), [])
        held = [one for one in times if one > now - rate.duration]
        if len(held) >= rate.amount:
            longest = max(longest, sorted(held)[-rate.amount] + rate.duration - now)
    return longest


def _too_many(seconds: float) -> str:
    minutes = max(1, -(-int(seconds) // 60))
    return ngettext(
        "Too many attempts. Wait %(count)d minute, then try again. "
        "If you do not remember the password, ask for a new one below.",
        "Too many attempts. Wait %(count)d minutes, then try again. "
        "If you do not remember the password, ask for a new one below.",
        minutes,
    ) % {"count": minutes}


def limit_message(request: HttpRequest) -> str:
    """For the page that answers too many requests of any kind."""
    return _("Too many requests came from here in a short time. Wait a minute, then try again.")
