"""Signing in is told in the audit trail: to the person with the address, to their organisations without it.

Here and not in a view, because there are many doors: password, passkey, single sign-on, invitation, tests.
"""

from __future__ import annotations

from typing import Any

from allauth.usersessions.models import UserSession
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone

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
