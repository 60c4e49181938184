"""What a person sees of their own account: sessions, sign-ins, and everything that is kept about them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from protect.organisations import personal
from protect.organisations.asking import JoinRequest, ReaderOffer
from protect.organisations.models import AuditEntry, Invitation, Share, User, Verb
from protect.organisations.registry import page_of, visible_model
from protect.organisations.second_factor import FACTORS

BROWSERS = (("Edg", "Edge"), ("OPR", "Opera"), ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari"))
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
    ("Linux", "Linux"),
)


@dataclass(frozen=True)
class SessionRow:
    pk: int
    device: str
    address: str
    begun: Any
    seen: Any
    is_current: bool


def device(agent: str) -> str:
    """“Firefox on Windows”, from what the browser says of itself."""
    browser = next((name for mark, name in BROWSERS if mark in agent), "")
    system = next((name for mark, name in SYSTEMS if mark in agent), "")
    if browser and system:
        return _("%(browser)s on %(system)s") % {"browser": browser, "system": system}
    return browser or system or re.sub(r"[/ ].*", "", agent)[:40] or _("unknown device")


def sessions(user: User, current: str | None) -> list[SessionRow]:
    """Living ones, this one first, then by when they were last seen."""
    rows = [
        SessionRow(one.pk, device(one.user_agent), one.ip, one.created_at, one.last_seen_at, one.session_key == current)
        for one in UserSession.objects.purge_and_list(user)
    ]
    return sorted(rows, key=lambda row: (row.is_current, row.seen), reverse=True)


def sign_ins(user: User) -> QuerySet[AuditEntry]:
    """Only the person reads these: the entries of the organisations carry no network address."""
    return AuditEntry.objects.filter(
        verb=Verb.SIGNED_IN, object_type=User._meta.label_lower, object_id=user.pk, organisation=None
    )


def factors(user: User) -> list[Authenticator]:
    return list(Authenticator.objects.filter(user=user, type__in=FACTORS).order_by("created_at"))


def connections(user: User) -> list[SocialAccount]:
    return list(SocialAccount.objects.filter(user=user).order_by("date_joined"))


def everything(user: User) -> list[tuple[str, str, personal.Rows]]:
    """All that the platform keeps about a person: (code, title, rows of plain values). Secrets are left out."""
    mail = Q(email__iexact=user.email)
    return [
        (
            "account",
            _("Account"),
            [_plain(user, "email", "name", "language", "time_zone", "created_at", "is_platform_administrator")],
        ),
        (
            "memberships",
            _("Organisations and roles"),
            [
                {"organisation": one.organisation.name, "role": one.get_role_display(), "since": _iso(one.created_at)}
                for one in user.memberships.select_related("organisation")
            ],
        ),
        (
            "second_factors",
            _("Second factors"),
            [_plain(one, "type", "created_at", "last_used_at") for one in Authenticator.objects.filter(user=user)],
        ),
        (
            "single_sign_on",
            _("Single sign-on"),
            [_plain(one, "provider", "uid", "date_joined", "last_login") for one in connections(user)],
        ),
        (
            "sessions",
            _("Sessions"),
            [
                _plain(one, "ip", "user_agent", "created_at", "last_seen_at")
                for one in UserSession.objects.filter(user=user)
            ],
        ),
        (
            "invitations",
            _("Invitations to this address"),
            [_invited(one) for one in Invitation.objects.filter(mail).select_related("organisation")],
        ),
        (
            "join_requests",
            _("Requests of organisations from this address"),
            [
                _plain(one, "name", "person", "contact", "why", "created_at", "decision", "decision_reason")
                for one in JoinRequest.objects.filter(mail)
            ],
        ),
        (
            "offers",
            _("Offers to read, to this address"),
            [
                _plain(one, "object_type", "object_id", "reason", "created_at", "accepted_at")
                for one in ReaderOffer.objects.filter(mail)
            ],
        ),
        ("shares", _("Shared with me by name"), [_shared(one, user) for one in Share.objects.filter(person=user)]),
        *personal.kept_of(user),
        ("log", _("What I did, as the audit trail tells it"), [_entry(one) for one in _own_entries(user)]),
    ]


def _own_entries(user: User) -> QuerySet[AuditEntry]:
    """Verb, kind and number; names of objects stay with the organisations that they belong to."""
    about_me = Q(object_type=User._meta.label_lower, object_id=user.pk)
    return AuditEntry.objects.filter(Q(actor=user) | about_me).order_by("at", "pk")


def _entry(one: AuditEntry) -> dict[str, Any]:
    return {
        "at": _iso(one.at),
        "verb": one.get_verb_display(),
        "kind": one.object_type,
        "number": one.object_id,
        "from": one.origin,
    }


def _invited(one: Invitation) -> dict[str, Any]:
    return {
        "organisation": one.organisation.name,
        "role": one.get_role_display(),
        **_plain(one, "created_at", "accepted_at", "withdrawn_at", "expires_at"),
    }


def _shared(one: Share, user: User) -> dict[str, Any]:
    """The name only while the person may read the object."""
    model: Any = visible_model(one.object_type)
    about = model._default_manager.visible_to(user).filter(pk=one.object_id).first() if model else None
    return {
        "kind": one.object_type,
        "number": one.object_id,
        "name": str(about) if about else "",
        **_plain(one, "reason", "created_at", "expires_at", "revoked_at"),
    }


def _plain(row: Any, *names: str) -> dict[str, Any]:
    return {name: _iso(getattr(row, name)) for name in names}


def _iso(value: Any) -> Any:
    return value.isoformat(timespec="seconds") if hasattr(value, "isoformat") else value


def only_reader_of(user: User) -> list[tuple[str, str]]:
    """(name, address of its page) of what nobody else is named for: it would be lost with the account."""
    found = []
    for one in Share.objects.in_force().filter(person=user):
        others = Share.objects.in_force().filter(object_type=one.object_type, object_id=one.object_id)
        if others.exclude(pk=one.pk).filter(person__is_active=True).exists():
            continue
        model: Any = visible_model(one.object_type)
        about = model._default_manager.visible_to(user).filter(pk=one.object_id).first() if model else None
        if about is not None:
            found.append((str(about), page_of(about)))
    return found
