"""Naming a person outside the own organisation as a reader: they are asked by mail, and read once they accepted.

Nothing that the one who names sees depends on whether there is an account with the address.
"""

from __future__ import annotations

import datetime as dt
import logging
import secrets
from smtplib import SMTPException

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import send_mail
from django.core.validators import validate_email
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from protect.organisations import audit
from protect.organisations.access import Restricted
from protect.organisations.asking import ReaderOffer, ReaderOfferQuerySet
from protect.organisations.markings import Marking
from protect.organisations.models import Organisation, Share, User, Verb
from protect.organisations.registry import visible_model
from protect.organisations.services.members import digest
from protect.organisations.services.sharing import share

log = logging.getLogger(__name__)

VALID_FOR = dt.timedelta(days=7)


def offers_of(about: Restricted) -> ReaderOfferQuerySet:
    """Those that wait for an answer."""
    return ReaderOffer.objects.open().filter(object_type=about._meta.label_lower, object_id=about.pk)


def name_reader(
    about: Restricted,
    *,
    organisation: Organisation | None = None,
    person: User | str | None = None,
    reason: str,
    by: User,
    until: dt.date | None = None,
) -> Share | ReaderOffer:
    """Share at once with an organisation or a colleague; any other e-mail address is asked first."""
    if isinstance(person, str):
        return offer(about, person, reason=reason, by=by, until=until)
    return share(about, organisation=organisation, person=person, reason=reason, by=by, until=until)


@transaction.atomic
def offer(about: Restricted, email: str, *, reason: str, by: User, until: dt.date | None = None) -> ReaderOffer:
    """Ask ``email`` to read ``about``; an earlier offer to the same address ends. Raises ValidationError by field."""
    email, reason = email.strip().lower(), reason.strip()
    try:
        validate_email(email)
    except ValidationError as error:
        raise ValidationError({"person": error.messages}) from None
    if not reason:
        raise ValidationError({"reason": _("Say why; the reason stands in the history.")})
    stored = type(about)._default_manager.select_for_update().get(pk=about.pk)
    if stored.marking != Marking.RED:
        raise ValidationError({"person": _("People are named under TLP:RED; change the marking first.")})
    if until is not None and until < timezone.localdate():
        raise ValidationError({"until": _("This day is past.")})
    offers_of(stored).filter(email__iexact=email).update(withdrawn_at=timezone.now())
    secret = secrets.token_urlsafe(32)
    made = ReaderOffer.objects.create(
        object_type=stored._meta.label_lower,
        object_id=stored.pk,
        email=email,
        reason=reason[:300],
        until=until,
        secret_digest=digest(secret),
        created_by=by,
        valid_until=timezone.now() + VALID_FOR,
    )
    audit.record(Verb.SHARED, stored, note=_("offered to somebody outside the organisation: %(why)s") % {"why": reason})
    transaction.on_commit(lambda: _send(made, stored.organisation, secret))
    return made


def _send(made: ReaderOffer, owner: Organisation, secret: str) -> None:
    """Names the organisation only: what is shared is read after signing in."""
    known = User.objects.filter(email__iexact=made.email).first()
    link = settings.PUBLIC_ADDRESS.rstrip("/") + reverse("organisations:offer", args=[secret])
    with translation.override(known.language if known else translation.get_language()):
        subject = _("%(organisation)s wants to show you something on PRoTECT") % {"organisation": owner}
        text = _(
            "%(organisation)s names you as a reader of something that only named people may read (TLP:RED).\n\n"
            "Open this address and sign in with the account of this e-mail address to read it. "
            "It works once, until %(until)s:\n\n%(link)s\n\n"
            "Without an account on this platform ask the administrator of your own organisation for one first. "
            "If you did not expect this, you need not do anything."
        ) % {
            "organisation": owner,
            "until": f"{timezone.localtime(made.valid_until):%Y-%m-%d %H:%M}",
            "link": link,
        }
    try:
        send_mail(" ".join(subject.split()), text, settings.DEFAULT_FROM_EMAIL, [made.email])
    except (SMTPException, OSError):
        log.exception("offer %s was not sent", made.pk)


def find_offer(secret: str) -> ReaderOffer | None:
    return ReaderOffer.objects.open().filter(secret_digest=digest(secret)).first()


def offered(made: ReaderOffer) -> Restricted | None:
    """What the offer is about; None if it is gone."""
    model = visible_model(made.object_type)
    found = model._default_manager.filter(pk=made.object_id).first() if model else None  # type: ignore[union-attr]
    return found if isinstance(found, Restricted) else None


@transaction.atomic
def accept_offer(made: ReaderOffer, user: User) -> Share:
    """The owner of the address becomes a named reader. Raises ValidationError for anybody else, and where it ended."""
    held = ReaderOffer.objects.select_for_update().open().filter(pk=made.pk).first()
    about = offered(held) if held else None
    if held is None or about is None:
        raise ValidationError(_("This offer has ended. Ask whoever sent it."))
    if user.email.lower() != held.email.lower():
        raise ValidationError(_("This offer is for another e-mail address. Sign out, then open the link again."))
    found = share(about, person=user, reason=held.reason, by=held.created_by, until=held.until)
    held.accepted_at = timezone.now()
    held.save(update_fields=["accepted_at"])
    return found


@transaction.atomic
def withdraw_offer(made: ReaderOffer, about: Restricted) -> None:
    if not offers_of(about).filter(pk=made.pk).update(withdrawn_at=timezone.now()):
        raise ValidationError(_("This offer has ended already."))
    audit.record(Verb.UNSHARED, about, note=_("offer withdrawn"))
