"""People of an organisation: invited by e-mail, given another role, taken out. Somebody always administers it."""

from __future__ import annotations

import datetime as dt
import hashlib
import logging
import secrets
from smtplib import SMTPException

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.mail import send_mail
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from protect.organisations import audit
from protect.organisations.access import forget_reach
from protect.organisations.changes import save_changes
from protect.organisations.models import Invitation, Membership, Organisation, Role, User, Verb
from protect.organisations.rules import administers_owner
from protect.organisations.services.leaving import leave
from protect.organisations.services.notices import tell_of_rescue

log = logging.getLogger(__name__)

VALID_FOR = dt.timedelta(days=7)
INVITE = "organisations.invite"


def digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _check_role(role: str) -> None:
    if role not in Role.values:
        raise ValidationError({"role": _("Choose one of the roles offered.")})


@transaction.atomic
def invite(organisation: Organisation, email: str, role: str, *, by: User | None) -> tuple[Invitation, str]:
    """Ask ``email`` to join; returns the invitation and the secret of its link, which is kept nowhere.

    Does the same whether or not the address has an account. An earlier invitation of the same address ends.
    Raises ValidationError by field: no e-mail address, no such role, a member already; and where ``by`` may not invite.

    Whoever runs the platform invites an administrator, where nobody else could, and nobody else; the members are told.
    """
    email = email.strip().lower()
    try:
        validate_email(email)
    except ValidationError as error:
        raise ValidationError({"email": error.messages}) from None
    _check_role(role)
    is_rescue = by is not None and not administers_owner(by, organisation)
    if is_rescue and not (role == Role.ADMINISTRATOR and by is not None and by.has_perm(INVITE, organisation)):
        raise ValidationError(
            _(
                "Only administrators of %(organisation)s invite people. Where there is none who can sign in, the platform's "
                "administrator invites one."
            )
            % {"organisation": organisation}
        )
    if organisation.memberships.filter(user__email__iexact=email).exists():
        raise ValidationError({"email": _("This person is a member already; change their role in the list.")})
    organisation.invitations.filter(accepted_at=None, withdrawn_at=None, email__iexact=email).update(
        withdrawn_at=timezone.now()
    )
    secret = secrets.token_urlsafe(32)
    invitation = Invitation.objects.create(
        organisation=organisation,
        email=email,
        role=role,
        secret_digest=digest(secret),
        created_by=by,
        expires_at=timezone.now() + VALID_FOR,
    )
    audit.record(Verb.CREATED, invitation, note=_("invitation"))
    if is_rescue:
        transaction.on_commit(lambda: tell_of_rescue(organisation))
    return invitation, secret


def send_invitation(invitation: Invitation, link: str) -> bool:
    """Mail the link, after the transaction; False if the mail server did not take it (the link can be handed over)."""
    known = User.objects.filter(email__iexact=invitation.email).first()
    with translation.override(known.language if known else translation.get_language()):
        subject = _("Invitation to %(organisation)s on PRoTECT") % {"organisation": invitation.organisation}
        text = _(
            "You are invited to join %(organisation)s on PRoTECT as: %(role)s.\n\n"
            "Open this address to accept. It works once, until %(until)s:\n\n%(link)s\n\n"
            "If you did not expect this, you need not do anything."
        ) % {
            "organisation": invitation.organisation,
            "role": invitation.get_role_display(),
            "until": f"{timezone.localtime(invitation.expires_at):%Y-%m-%d %H:%M}",
            "link": link,
        }
    try:
        return bool(send_mail(" ".join(subject.split()), text, settings.DEFAULT_FROM_EMAIL, [invitation.email]))
    except (SMTPException, OSError):
        log.exception("invitation %s was not sent", invitation.pk)
        return False


def find_invitation(secret: str) -> Invitation | None:
    """The open invitation behind a link; None if it was used, withdrawn, is too old or never was."""
    return Invitation.objects.open().filter(secret_digest=digest(secret)).select_related("organisation").first()


def _locked(invitation: Invitation) -> Invitation:
    found = Invitation.objects.select_for_update().waiting().filter(pk=invitation.pk).first()
    if found is None:
        raise ValidationError(_("This invitation has been used or withdrawn."))
    return found


@transaction.atomic
def accept(invitation: Invitation, user: User) -> Membership:
    """The owner of the address joins. Raises ValidationError for anybody else, or if they are a member already."""
    invitation = _locked(invitation)
    if invitation.is_expired:
        raise ValidationError(
            _("This invitation is too old. Ask the administrator of the organisation for another one.")
        )
    if user.email.lower() != invitation.email.lower():
        raise ValidationError(_("This invitation is for another e-mail address. Sign out, then open the link again."))
    if invitation.organisation.memberships.filter(user=user).exists():
        raise ValidationError(_("You are a member already."))
    membership = Membership.objects.create(user=user, organisation=invitation.organisation, role=invitation.role)
    invitation.accepted_at = timezone.now()
    invitation.save(update_fields=["accepted_at"])
    forget_reach(user)
    audit.record(Verb.CREATED, membership, changes={"role": [None, membership.role]}, by=user, note=_("joined"))
    return membership


@transaction.atomic
def accept_as_new(invitation: Invitation, *, name: str, password: str, language: str) -> User:
    """Make the account that was invited, with a password of its owner's, and join. Raises ValidationError by field."""
    if User.objects.filter(email__iexact=invitation.email).exists():
        raise ValidationError(_("There is an account already: sign in with it, then open the link again."))
    user = User(email=invitation.email.lower(), name=name.strip(), language=language)
    user.joining = invitation.organisation  # type: ignore[attr-defined]  # its name is no good password
    if not user.name:
        raise ValidationError({"name": _("Write your name as your colleagues know it.")})
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise ValidationError({"password": error.messages}) from None
    user.set_password(password)
    user.save()
    audit.record(Verb.CREATED, user, by=user)
    accept(invitation, user)
    return user


@transaction.atomic
def withdraw(invitation: Invitation) -> None:
    invitation = _locked(invitation)
    invitation.withdrawn_at = timezone.now()
    invitation.save(update_fields=["withdrawn_at"])
    audit.record(Verb.DELETED, invitation, note=_("invitation withdrawn"))


def _keep_an_administrator(membership: Membership) -> None:
    """Holds the organisation's row, so that two administrators cannot remove each other at the same moment."""
    organisation = Organisation.objects.select_for_update().get(pk=membership.organisation_id)
    others = organisation.memberships.filter(role=Role.ADMINISTRATOR, user__is_active=True).exclude(pk=membership.pk)
    if membership.role == Role.ADMINISTRATOR and not others.exists():
        raise ValidationError(
            _("%(person)s is the last administrator of %(organisation)s; make somebody else an administrator first.")
            % {"person": membership.user, "organisation": organisation}
        )


@transaction.atomic
def change_role(membership: Membership, role: str) -> Membership:
    """Raises ValidationError if nobody would be left to administer the organisation."""
    _check_role(role)
    if role != Role.ADMINISTRATOR:
        _keep_an_administrator(membership)
    save_changes(membership, {"role": role})
    forget_reach(membership.user)
    return membership


@transaction.atomic
def remove_member(membership: Membership, *, by: User | None = None) -> None:
    """End the membership, and what names the person as a reader (TLP:RED) of what belongs to the organisation.

    The account and everything the person wrote stay. The last administrator stays too. See ``leaving``.
    """
    _keep_an_administrator(membership)
    forget_reach(membership.user)
    leave(membership, by=by)
