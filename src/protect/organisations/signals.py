"""Signing in is told in the audit trail: to the person with the address, to their organisations without it.

So is every change of how an account is protected; the pages that do it are django-allauth's.

Here and not in a view, because there are many doors: password, passkey, single sign-on, invitation, tests.
"""

from __future__ import annotations

from typing import Any

from allauth.account.signals import password_changed, password_reset, password_set
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added, authenticator_removed
from allauth.usersessions.models import UserSession
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from protect.organisations import audit
from protect.organisations.models import AuditEntry, User, Verb


@receiver(user_logged_in, dispatch_uid="organisations.signed_in")
def signed_in(sender: Any, user: User, request: HttpRequest | None = None, **more: Any) -> None:
    """One entry that only the person reads; and for the administrators of each organisation the first of a day.

    They see that an account is in use, which they are responsible for; hours and places of work are none of it.
    """
    audit.record(Verb.SIGNED_IN, user, by=user)
    if request is not None:
        request.user = user
        UserSession.objects.create_from_request(request)
    today = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    for membership in user.memberships.select_related("organisation"):
        told = AuditEntry.objects.filter(
            organisation=membership.organisation_id, actor=user, verb=Verb.SIGNED_IN, at__gte=today
        )
        if not told.exists():
            with audit.acting(user, "sign-in"):
                audit.record(Verb.SIGNED_IN, user, by=user, organisation=membership.organisation)


@receiver([password_changed, password_set, password_reset], dispatch_uid="organisations.password")
def password_is_new(sender: Any, user: User, **more: Any) -> None:
    audit.record(Verb.CHANGED, user, by=user, note=str(_("password changed")))


FACTOR = {
    Authenticator.Type.TOTP: _("authenticator app"),
    Authenticator.Type.WEBAUTHN: _("passkey"),
    Authenticator.Type.RECOVERY_CODES: _("recovery codes"),
}


@receiver(authenticator_added, dispatch_uid="organisations.factor_added")
def factor_added(sender: Any, user: User, authenticator: Authenticator, **more: Any) -> None:
    _tell_factor(_("second factor added: %(which)s"), user, authenticator)


@receiver(authenticator_removed, dispatch_uid="organisations.factor_removed")
def factor_removed(
    sender: Any, user: User, authenticator: Authenticator, request: HttpRequest | None = None, **more: Any
) -> None:
    """What the session remembers is found out anew, should a factor be required later."""
    if request is not None:
        request.session.pop("second_factor", None)
    _tell_factor(_("second factor removed: %(which)s"), user, authenticator)


def _tell_factor(note: str | Promise, user: User, authenticator: Authenticator) -> None:
    which = FACTOR.get(Authenticator.Type(authenticator.type), authenticator.type)
    audit.record(Verb.CHANGED, user, by=user, note=str(note) % {"which": which})
