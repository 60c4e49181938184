"""The second factor: who must have one, who has one, and how its secrets are kept."""

from __future__ import annotations

import base64
import hashlib
from typing import Any

from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.http import HttpRequest
from django.utils.encoding import force_bytes
from django.utils.translation import gettext_lazy as _

from protect.organisations.access import Reach
from protect.organisations.models import Role, User

#: Recovery codes are for the day on which the factor is lost; they are none themselves.
FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def is_required_of(user: User) -> bool:
    """By the platform's setting, or by one of the person's organisations."""
    wanted = settings.SECOND_FACTOR
    if wanted == "everybody" or (wanted != "nobody" and user.is_platform_administrator):
        return True
    if wanted == "administrators" and Role.ADMINISTRATOR.value in Reach.of(user).roles.values():
        return True
    return Reach.of(user).needs_second_factor


def has_one(user: User) -> bool:
    return Authenticator.objects.filter(user=user, type__in=FACTORS).exists()


def came_with_one(request: HttpRequest) -> bool:
    """Signed in at a provider that asks for a second factor itself, as its setting says."""
    provider = settings.SINGLE_SIGN_ON
    records = get_authentication_records(request, request.user)  # type: ignore[arg-type]
    return bool(provider and provider.has_second_factor and any(one["method"] == "socialaccount" for one in records))


def is_missing(request: HttpRequest) -> bool:
    """Whether this person must set one up before anything else. What is found good is remembered in the session."""
    user: Any = request.user
    if request.session.get("second_factor") == user.pk:
        return False
    if not is_required_of(user):
        return False
    if has_one(user) or came_with_one(request):
        request.session["second_factor"] = user.pk
        return False
    return True


class Adapter(DefaultMFAAdapter):
    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("This code is not right. Codes change every half minute: type the newest one."),
        "cannot_delete_authenticator": _(
            "A second factor is required of you, and this is the only one. Add another one before you remove it."
        ),
    }

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        if authenticator.type not in FACTORS:
            return True
        others = Authenticator.objects.filter(user=authenticator.user, type__in=FACTORS).exclude(pk=authenticator.pk)
        return others.exists() or not is_required_of(authenticator.user)

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {**super().get_public_key_credential_rp_entity(), "name": "PRoTECT"}

    def encrypt(self, text: str) -> str:
        return _box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _box().decrypt(encrypted_text.encode()).decode()


def _box() -> MultiFernet:
    """Locks with the platform's secret key: a copy of the database alone opens no account."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet(
        [Fernet(base64.urlsafe_b64encode(hashlib.sha256(b"second factor" + force_bytes(k)).digest())) for k in keys]
    )
