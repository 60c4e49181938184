"""Who may read a restricted object: its marking, and the organisations and people named beside it."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from protect.organisations import audit
from protect.organisations.access import Restricted
from protect.organisations.asking import ReaderOffer
from protect.organisations.markings import Marking, milder
from protect.organisations.models import Organisation, Share, ShareQuerySet, User, Verb
from protect.organisations.rules import may_mark
from protect.organisations.services.notices import tell_of_share


def _reason(text: str) -> str:
    text = text.strip()
    if not text:
        raise ValidationError({"reason": _("Say why; the reason stands in the history.")})
    return text[:300]


def _lock(about: Restricted) -> Restricted:
    return type(about)._default_manager.select_for_update().get(pk=about.pk)


def _refuse_unfinished(about: Restricted) -> None:
    obstacle = about.sharing_obstacle
    if obstacle:
        raise ValidationError(obstacle)


def _end_of(until: dt.date | None) -> dt.datetime | None:
    """The moment at which a share until the day ``until`` ends; None for one without end."""
    if until is None:
        return None
    if until < timezone.localdate():
        raise ValidationError({"until": _("This day is past.")})
    return timezone.make_aware(dt.datetime.combine(until + dt.timedelta(days=1), dt.time.min))


def shares_of(about: Restricted) -> ShareQuerySet:
    """Those in force now."""
    return Share.objects.in_force().filter(object_type=about._meta.label_lower, object_id=about.pk)


@transaction.atomic
def set_marking(about: Restricted, marking: str, *, reason: str, by: User) -> Restricted:
    """Give ``about`` another marking. Whoever marks something TLP:RED is its first named reader.

    Readers named under the former marking end with it: nobody comes back unnoticed when the marking changes again.
    Raises ValidationError for an unknown marking, without a reason, or where the role of ``by`` does not reach so far
    (see ``rules.may_mark``).
    """
    reason = _reason(reason)
    if marking not in Marking.values:
        raise ValidationError({"marking": _("Choose one of the markings offered.")})
    stored = _lock(about)
    if stored.marking == marking:
        raise ValidationError({"marking": _("It has this marking already.")})
    if not may_mark(by, stored, marking):
        raise ValidationError(
            {
                "marking": _(
                    "To let readers outside the organisation in (TLP:AMBER, GREEN, CLEAR) takes an administrator of the "
                    "organisation; to lower TLP:RED takes a lead."
                )
            }
        )
    if milder(marking, stored.marking):
        _refuse_unfinished(stored)
    before, stored.marking = stored.marking, marking
    stored.save(update_fields=["marking"])
    about.marking = marking
    audit.record(Verb.MARKED, stored, changes={"marking": [before, marking]}, note=reason)
    offers = ReaderOffer.objects.open().filter(object_type=stored._meta.label_lower, object_id=stored.pk)
    offers.update(withdrawn_at=timezone.now())
    for former in shares_of(stored).select_related("organisation", "person"):
        former.revoked_at = timezone.now()
        former.save(update_fields=["revoked_at"])
        audit.record(Verb.UNSHARED, stored, changes={"readers": [former.reader_in_audit, None]})
    if marking == Marking.RED and not shares_of(stored).filter(person=by).exists():
        share(stored, person=by, reason=_("named by marking it TLP:RED"), by=by, tell=False)
    return about


@transaction.atomic
def share(
    about: Restricted,
    *,
    organisation: Organisation | None = None,
    person: User | None = None,
    reason: str,
    by: User | None,
    until: dt.date | None = None,
    tell: bool = True,
) -> Share:
    """Name one partner organisation (TLP:AMBER) or one person (TLP:RED) as a reader, until the end of the day ``until``.

    Whoever is named gets a mail that something was shared, unless ``tell`` is off.

    Raises ValidationError where the marking does not know such readers, for the owner itself, for who is named already,
    for a day that is past, or without a reason.
    """
    if (organisation is None) == (person is None):
        raise TypeError("name one organisation or one person")
    reason = _reason(reason)
    stored = _lock(about)
    _refuse_unfinished(stored)
    if organisation is not None and stored.marking != Marking.AMBER:
        raise ValidationError(
            {"organisation": _("Partner organisations are named under TLP:AMBER; change the marking first.")}
        )
    if person is not None and stored.marking != Marking.RED:
        raise ValidationError({"person": _("People are named under TLP:RED; change the marking first.")})
    if organisation is not None and organisation.pk == stored.organisation_id:
        raise ValidationError({"organisation": _("It belongs to this organisation, which reads it anyway.")})
    if shares_of(stored).filter(organisation=organisation, person=person).exists():
        field = "organisation" if organisation else "person"
        raise ValidationError({field: _("Named already.")})
    expires_at = _end_of(until)
    made = Share.objects.create(
        object_type=stored._meta.label_lower,
        object_id=stored.pk,
        organisation=organisation,
        person=person,
        reason=reason,
        created_by=by,
        expires_at=expires_at,
    )
    audit.record(Verb.SHARED, stored, changes={"readers": [None, made.reader_in_audit]}, note=reason)
    if tell:
        transaction.on_commit(lambda: tell_of_share(made, stored))
    return made


@transaction.atomic
def change_expiry(found: Share, about: Restricted, until: dt.date | None, *, reason: str) -> Share:
    """Let a share end on another day (None: until it is ended). Raises ValidationError as ``share`` does."""
    reason = _reason(reason)
    stored = _lock(about)
    share_now = shares_of(stored).select_for_update().filter(pk=found.pk).first()
    if share_now is None:
        raise ValidationError(_("This share has ended already."))
    before, after = share_now.expires_at, _end_of(until)
    if before == after:
        raise ValidationError({"until": _("It ends on this day already.")})
    share_now.expires_at = after
    share_now.save(update_fields=["expires_at"])
    reader = share_now.reader_in_audit
    told = [None if one is None else one.isoformat() for one in (before, after)]
    audit.record(Verb.CHANGED, stored, changes={"share_until": told}, note=f"{reader}: {reason}")
    return share_now


@transaction.atomic
def revoke(found: Share, about: Restricted) -> None:
    """End a share at once. Under TLP:RED somebody stays named, or nobody could read it any more."""
    stored = _lock(about)
    current = shares_of(stored)
    if not current.filter(pk=found.pk).exists():
        raise ValidationError(_("This share has ended already."))
    if stored.marking == Marking.RED and not current.exclude(pk=found.pk).filter(person__is_active=True).exists():
        raise ValidationError(_("This is the last named reader. Name somebody else or change the marking first."))
    found.revoked_at = timezone.now()
    found.save(update_fields=["revoked_at"])
    audit.record(Verb.UNSHARED, stored, changes={"readers": [found.reader_in_audit, None]})
