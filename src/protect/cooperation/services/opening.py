"""Who else reads an exchange: proposed by one side, decided by the other, ended by either."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from protect.cooperation.models import Exchange, Opening
from protect.cooperation.services.exchanging import held
from protect.organisations import audit
from protect.organisations.access import Reach
from protect.organisations.changes import save_changes
from protect.organisations.markings import Marking
from protect.organisations.models import Organisation, Role, Share, User, Verb
from protect.organisations.services.sharing import shares_of


def administered(by: User, exchange: Exchange) -> list[int]:
    """The sides for which somebody may decide."""
    return [key for key in exchange.sides if Reach.of(by).has_role(key, Role.ADMINISTRATOR)]


@transaction.atomic
def propose(exchange: Exchange, reader: Organisation | None, *, by: User) -> Opening:
    """To let one more organisation read, or (None) all authorities. Nothing is opened before the other side agrees."""
    stored = held(exchange)
    mine = administered(by, stored)
    if not mine:
        raise PermissionDenied(_("Your role does not allow this here."))
    if reader is not None and reader.pk in stored.sides:
        raise ValidationError({"reader": _("They read it anyway.")})
    if stored.openings.filter(reader=reader, ended_at=None).exists():
        raise ValidationError({"reader": _("This was proposed or decided already.")})
    made = Opening(exchange=stored, reader=reader, proposed_for_id=mine[0])
    save_changes(made, {})
    return made


@transaction.atomic
def agree(opening: Opening, *, by: User) -> Opening:
    """By the side that did not propose it. From now on they read everything that was said and will be."""
    exchange = held(opening.exchange)
    stored = Opening.objects.select_for_update(of=("self",)).get(pk=opening.pk)
    if not [key for key in administered(by, exchange) if key != stored.proposed_for_id]:
        raise PermissionDenied(_("The other side decides this, by an administrator."))
    if not stored.is_waiting:
        raise ValidationError(_("This was decided already."))
    save_changes(stored, {"agreed_at": timezone.now()}, verb=Verb.APPROVED)
    _follow(exchange, by)
    return stored


@transaction.atomic
def end_opening(opening: Opening, *, by: User) -> Opening:
    """Either side takes a proposal or a decision back; it holds from now on."""
    exchange = held(opening.exchange)
    stored = Opening.objects.select_for_update(of=("self",)).get(pk=opening.pk)
    if not administered(by, exchange):
        raise PermissionDenied(_("Your role does not allow this here."))
    if stored.ended_at is None:
        save_changes(stored, {"ended_at": timezone.now()})
        _follow(exchange, by)
    return stored


def _follow(exchange: Exchange, by: User) -> None:
    """Marking and named readers as both sides have decided; inside the transaction of the decision."""
    decided = [one for one in exchange.openings.select_related("reader") if one.is_in_force]
    to_all = any(one.reader_id is None for one in decided)
    named = {} if to_all else {one.reader_id: one.reader for one in decided}
    marking = Marking.GREEN if to_all else Marking.AMBER if named else Marking.AMBER_STRICT
    save_changes(exchange, {"marking": marking}, verb=Verb.MARKED, note=_("decided by both sides"))
    for share in shares_of(exchange).select_related("organisation"):
        if share.organisation_id not in named:
            share.revoked_at = timezone.now()
            share.save(update_fields=["revoked_at"])
            audit.record(Verb.UNSHARED, exchange, changes={"readers": [share.reader_in_audit, None]})
    there = set(shares_of(exchange).values_list("organisation_id", flat=True))
    for key, reader in named.items():
        if key not in there:
            made = Share.objects.create(
                object_type=exchange._meta.label_lower, object_id=exchange.pk, organisation=reader, created_by=by,
                reason=_("decided by both sides"),
            )  # fmt: skip
            audit.record(Verb.SHARED, exchange, changes={"readers": [None, made.reader_in_audit]})
