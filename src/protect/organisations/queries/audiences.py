"""Readers one can ask the rule about without being one: a partner organisation, any authority, the public.

They are answered by ``visible_to`` itself, so what a page says of them cannot differ from what they would see.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext as _

from protect.organisations.access import READING_ROLES, Reach
from protect.organisations.models import Membership, Organisation, Role, User


class Supposed:
    """Somebody without an account who has exactly this reach."""

    is_authenticated = True
    is_active = True
    pk = 0

    def __init__(self, reach: Reach) -> None:
        self._reach = reach


@dataclass(frozen=True)
class Audience:
    """``code`` names it in an address (``member-5``, ``organisation-3``, ``authority``, ``public``)."""

    code: str
    name: str
    reader: Any

    @property
    def reach(self) -> Reach:
        return Reach.of(self.reader)


def public() -> Audience:
    return Audience("public", _("the public, without signing in"), AnonymousUser())


def any_authority() -> Audience:
    """A municipality, police, rescue service or national authority that nothing was shared with."""
    return Audience("authority", _("another authority on this platform"), Supposed(Reach(user_id=0, is_authority=True)))


def organisation(named: Organisation) -> Audience:
    """A reader of ``named`` who is a member of nothing else and named in nothing."""
    reach = Reach(
        user_id=0,
        roles={named.pk: Role.VIEWER.value},
        reading=frozenset({named.pk}),
        is_authority=named.is_authority,
    )
    return Audience(f"organisation-{named.pk}", str(named), Supposed(reach))


def person(named: User) -> Audience:
    return Audience(f"member-{named.pk}", str(named), named)


def find(code: str, own: Organisation) -> Audience | None:
    """The audience an address names, for a page of ``own``; None for what there is not. People: its own members only."""
    if code == "public":
        return public()
    if code == "authority":
        return any_authority()
    kind, _dash, key = code.partition("-")
    if not (key.isascii() and key.isdigit() and len(key) < 18):
        return None
    if kind == "organisation":
        found = Organisation.objects.exclude(pk=own.pk).filter(pk=key).first()
        return organisation(found) if found else None
    if kind == "member":
        member = Membership.objects.filter(organisation=own, user_id=key).select_related("user").first()
        return person(member.user) if member else None
    return None


def members(own: Organisation) -> list[tuple[str, str]]:
    """(code, name and role) of the people of ``own``, those who may still sign in."""
    found = Membership.objects.filter(organisation=own, user__is_active=True).select_related("user")
    return [
        (f"member-{one.user_id}", f"{one.user} – {one.get_role_display()}")
        for one in found.order_by("user__name", "user_id")
    ]


def partners(own: Organisation) -> list[tuple[str, str]]:
    others = Organisation.objects.exclude(pk=own.pk).order_by("name")
    return [(f"organisation-{key}", name) for key, name in others.values_list("pk", "name")]


def is_reading(role: str) -> bool:
    return role in READING_ROLES
