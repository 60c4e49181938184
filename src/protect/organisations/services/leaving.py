"""Somebody leaves an organisation: with the membership goes what named them there as a reader (TLP:RED)."""

from __future__ import annotations

import logging
from collections import defaultdict
from smtplib import SMTPException

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import send_mail
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from protect.organisations import audit
from protect.organisations.access import Restricted
from protect.organisations.asking import ReaderOffer
from protect.organisations.models import Membership, Organisation, Role, Share, User, Verb
from protect.organisations.registry import visible_model
from protect.organisations.services.sharing import share, shares_of

log = logging.getLogger(__name__)


def end_readership(user: User, organisation: Organisation, *, by: User | None) -> tuple[User | None, int]:
    """Nothing of ``organisation`` names ``user`` as a reader any more; inside a transaction.

    What nobody else is named for would be lost: it passes to ``by``, who administers the organisation, or to another
    administrator. Returns who that is and how many objects passed to them.
    """
    successor = _successor(organisation, user, by)
    passed = 0
    for about, named in _named(user, organisation):
        is_last = not shares_of(about).exclude(pk=named.pk).filter(person__is_active=True).exists()
        if is_last and successor is None:
            raise ValidationError(
                _("%(person)s is the last named reader of something, and no administrator is there to take it over.")
                % {"person": user}
            )
        named.revoked_at = timezone.now()
        named.save(update_fields=["revoked_at"])
        audit.record(Verb.UNSHARED, about, changes={"readers": [named.reader_in_audit, None]})
        if is_last:
            share(about, person=successor, reason=_("the last named reader left the organisation"), by=by, tell=False)
            passed += 1
    return successor, passed


def _successor(organisation: Organisation, leaving: User, by: User | None) -> User | None:
    people = Membership.objects.filter(organisation=organisation, role=Role.ADMINISTRATOR, user__is_active=True)
    others = [one.user for one in people.exclude(user=leaving).select_related("user").order_by("pk")]
    return next((one for one in others if by is not None and one.pk == by.pk), others[0] if others else None)


def _named(user: User, organisation: Organisation) -> list[tuple[Restricted, Share]]:
    """What belongs to the organisation and names the person, each with its share; open offers to them end beside."""
    keys: dict[str, dict[int, Share]] = defaultdict(dict)
    for one in Share.objects.in_force().filter(person=user).order_by("pk"):
        keys[one.object_type][one.object_id] = one
    offers = ReaderOffer.objects.open().filter(email__iexact=user.email)
    for label in offers.order_by().values_list("object_type", flat=True).distinct():
        keys[label] = keys[label]
    found: list[tuple[Restricted, Share]] = []
    for label, shares in keys.items():
        model = visible_model(label)
        if model is None or not issubclass(model, Restricted):
            continue
        own = model._default_manager.filter(organisation=organisation)
        offers.filter(object_type=label, object_id__in=own.order_by().values("pk")).update(withdrawn_at=timezone.now())
        found += [(about, shares[about.pk]) for about in own.filter(pk__in=shares).order_by("pk")]
    return found


def tell_who_left(user: User, organisation: Organisation, by: User | None, successor: User | None, passed: int) -> None:
    """After the transaction: nobody is taken out, and nothing of theirs taken over, without their knowing."""
    if not user.is_active:
        return
    with translation.override(user.language):
        who = str(by) if by else str(organisation)
        text = _("%(by)s ended your membership: you are no longer a member of %(organisation)s on PRoTECT.") % {
            "by": who,
            "organisation": organisation,
        }
        if passed:
            text += "\n\n" + ngettext(
                "%(count)d object that only you could read (TLP:RED) passed to %(successor)s.",
                "%(count)d objects that only you could read (TLP:RED) passed to %(successor)s.",
                passed,
            ) % {"count": passed, "successor": successor}
        text += "\n\n" + _("If you did not expect this, ask an administrator of your organisation today.")
        subject = _("Your membership of %(organisation)s has ended") % {"organisation": organisation}
    try:
        send_mail(" ".join(subject.split()), text + "\n", settings.DEFAULT_FROM_EMAIL, [user.email])
    except (SMTPException, OSError):
        log.exception("the notice of an ended membership was not sent")


@transaction.atomic
def leave(membership: Membership, *, by: User | None) -> None:
    """The last step of ``services.remove_member``."""
    user, organisation = membership.user, membership.organisation
    successor, passed = end_readership(user, organisation, by=by)
    audit.record(Verb.DELETED, membership, changes={"role": [membership.role, None]})
    membership.delete()
    transaction.on_commit(lambda: tell_who_left(user, organisation, by, successor, passed))
