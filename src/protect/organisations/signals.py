"""Signing in is told in the audit trail, with the address it came from."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver

from protect.organisations import audit
from protect.organisations.models import User, Verb


@receiver(user_logged_in, dispatch_uid="organisations.signed_in")
def signed_in(sender: Any, user: User, **more: Any) -> None:
    audit.record(Verb.SIGNED_IN, user, by=user)
