"""Deleting one's own account: the person goes, what was done stays told, without the name."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from smtplib import SMTPException

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.core.mail import send_mail
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from protect.organisations import audit, personal
from protect.organisations.access import forget_reach
from protect.organisations.asking import JoinRequest, ReaderOffer
from protect.organisations.models import Invitation, Membership, Organisation, Role, Share, User, Verb
from protect.organisations.queries.account import only_reader_of

log = logging.getLogger(__name__)

NOBODY = "deleted.invalid"


def obstacles(user: User) -> list[str]:
    """What must be handed over before the account can go; empty if nothing."""
    found = []
    for membership in user.memberships.filter(role=Role.ADMINISTRATOR).select_related("organisation"):
        others = membership.organisation.memberships.filter(user__is_active=True).exclude(user=user)
        if others.exists() and not others.filter(role=Role.ADMINISTRATOR).exists():
            found.append(
                _("You are the last administrator of %(organisation)s: make somebody else an administrator first.")
                % {"organisation": membership.organisation}
            )
    if user.is_platform_administrator:
        others_run = User.objects.filter(is_platform_administrator=True, is_active=True).exclude(pk=user.pk)
        if not others_run.exists():
            found.append(_("You are the last administrator of the platform: make somebody else one first."))
    for name, _page in only_reader_of(user):
        found.append(_("You are the last named reader of “%(name)s”: name somebody else first.") % {"name": name})
    return found


def left_alone(user: User) -> list[Organisation]:
    """Where nobody else is: no obstacle, for there is nobody to hand over to; a new administrator can be invited later."""
    alone = Membership.objects.filter(user__is_active=True).exclude(user=user).values("organisation_id")
    return list(Organisation.objects.filter(memberships__user=user).exclude(pk__in=alone))


def delete_account(user: User, *, typed: str) -> None:
    """Everything personal goes at once. Raises ValidationError where the address was not typed or something stands against it.

    The row stays as an empty shell, called by its number: the audit trail is never altered, and holds no names.
    """
    address, language = user.email, user.language
    with transaction.atomic():
        stored = User.objects.select_for_update().get(pk=user.pk)
        if typed.strip().lower() != stored.email.lower():
            raise ValidationError({"typed": _("Type your e-mail address, exactly as it is shown.")})
        # Holds the organisations' rows, so that two administrators cannot leave at the same moment.
        list(Organisation.objects.select_for_update().filter(memberships__user=stored).order_by("pk"))
        against = obstacles(stored)
        if against:
            raise ValidationError(against)
        audit.record(Verb.DELETED, stored, by=stored, note=_("account deleted by its owner"))
        _leave(stored)
        personal.forget(stored)
        _forget_mail(stored)
        for session in UserSession.objects.filter(user=stored):
            session.end()
        for model in (EmailAddress, Authenticator, SocialAccount):
            model.objects.filter(user=stored).delete()
        _empty(stored)
        transaction.on_commit(lambda: _say_good_bye(address, language))
    forget_reach(user)


@transaction.atomic
def end_sessions(user: User, sessions: Iterable[UserSession]) -> int:
    """Sign the person out there; told in the trail, because whoever got in elsewhere might do it, too."""
    ended = 0
    for one in sessions:
        one.end()
        ended += 1
    if ended:
        note = ngettext("%(count)d session ended", "%(count)d sessions ended", ended) % {"count": ended}
        audit.record(Verb.CHANGED, user, by=user, note=note)
    return ended


def _leave(user: User) -> None:
    for membership in Membership.objects.filter(user=user).select_related("organisation"):
        audit.record(
            Verb.DELETED, membership, by=user, changes={"role": [membership.role, None]}, note=_("account deleted")
        )
        membership.delete()
    Share.objects.in_force().filter(person=user).update(revoked_at=timezone.now())


def _forget_mail(user: User) -> None:
    """Rows that know the person by the address alone."""
    address = f"deleted-{user.pk}@{NOBODY}"
    now = timezone.now()
    Invitation.objects.open().filter(email__iexact=user.email).update(withdrawn_at=now)
    ReaderOffer.objects.open().filter(email__iexact=user.email).update(withdrawn_at=now)
    for model in (Invitation, ReaderOffer):
        model.objects.filter(email__iexact=user.email).update(email=address)
    JoinRequest.objects.filter(email__iexact=user.email).update(email=address, person="", contact="", why="")


def _empty(user: User) -> None:
    user.email, user.name = f"deleted-{user.pk}@{NOBODY}", ""
    user.language, user.time_zone = "en", "Europe/Brussels"
    user.is_active = user.is_platform_administrator = False
    user.last_login, user.deleted_at = None, timezone.now()
    user.set_unusable_password()
    user.save()


def forget_sessions() -> None:
    """Sessions that ended by time leave both tables; safe to run twice."""
    SessionStore.clear_expired()
    living = Session.objects.values("session_key")
    UserSession.objects.exclude(session_key__in=living).delete()


def _say_good_bye(address: str, language: str) -> None:
    with translation.override(language):
        subject = _("Your account on PRoTECT is deleted")
        text = _(
            "Your account and what was personal in it are deleted, as you asked. "
            "What you did for your organisations stays in their records without your name.\n\n"
            "If it was not you, tell the administrator of your organisation today."
        )
    try:
        send_mail(subject, text, settings.DEFAULT_FROM_EMAIL, [address])
    except (SMTPException, OSError):
        log.exception("the mail about a deleted account was not sent")
