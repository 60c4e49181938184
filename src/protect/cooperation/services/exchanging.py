"""One authority asks another: the request, what both say, how it ends."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from protect.cooperation.models import Exchange, Message, Profile
from protect.cooperation.rules import side_of
from protect.cooperation.states import MOVES, OPEN, State
from protect.organisations import audit
from protect.organisations.changes import save_changes
from protect.organisations.models import Organisation, User, Verb
from protect.organisations.services.sharing import shares_of


def held(exchange: Exchange) -> Exchange:
    """The row as it is now, locked."""
    return Exchange.objects.select_for_update(of=("self",)).get(pk=exchange.pk)


@transaction.atomic
def ask(organisation: Organisation, profile: Profile, values: Mapping[str, Any], *, by: User) -> Exchange:
    """Both sides read it, and nobody else. Only who said to be open is asked."""
    if not (organisation.is_authority and profile.organisation.is_authority):
        raise ValidationError(_("Exchange is between authorities."))
    if not profile.is_open:
        raise ValidationError(_("This organisation is not open for exchange now."))
    if profile.organisation_id == organisation.pk:
        raise ValidationError(_("This is your own organisation."))
    day = values.get("by_when")
    if day is not None and day < timezone.localdate():
        raise ValidationError({"by_when": _("This day is past.")})
    made = Exchange(organisation=organisation, asked=profile.organisation, asked_by=by)
    save_changes(made, values)
    return made


@transaction.atomic
def write(exchange: Exchange, text: str, *, by: User) -> Message:
    """A message of the side of ``by``. The first one of the side that was asked answers the request."""
    stored = held(exchange)
    side = side_of(by, stored)
    if side is None:
        raise PermissionDenied(_("Your role does not allow this here."))
    if stored.state not in OPEN:
        raise ValidationError(_("This exchange has ended; ask anew."))
    if not text.strip():
        raise ValidationError({"text": _("Write something first.")})
    made = Message(exchange=stored, organisation_id=side, author=by)
    save_changes(made, {"text": text.strip()})
    if side == stored.asked_id and stored.state in MOVES["answer"].source:
        _go(stored, "answer")
    return made


def _go(exchange: Exchange, verb: str, note: str = "") -> None:
    values = {"state": MOVES[verb].target, "moved_at": timezone.now()}
    save_changes(exchange, values, verb=Verb.MOVED_ON, note=note)


@transaction.atomic
def move(exchange: Exchange, verb: str, *, by: User, text: str = "") -> Exchange:
    """Agree, decline or close; what is said with it stands among the messages."""
    step, stored = MOVES[verb], held(exchange)
    side = side_of(by, stored)
    if not step.permission or side is None or not by.has_perm(step.permission, stored):
        raise PermissionDenied(_("Your role does not allow this here."))
    if stored.state not in step.source:
        raise ValidationError(
            _("This step is not open now: the exchange is %(state)s.") % {"state": stored.get_state_display().lower()}
        )
    if verb == "decline" and not text.strip():
        raise ValidationError({"text": _("Say why, in one friendly sentence.")})
    if text.strip():
        said = Message(exchange=stored, organisation_id=side, author=by)
        save_changes(said, {"text": text.strip()})
    _go(stored, verb)
    return stored


@transaction.atomic
def end(exchange: Exchange) -> None:
    """When the time of keeping is over: gone for good, on both sides."""
    stored = held(exchange)
    if stored.state in (State.ASKED, State.ANSWERED):
        raise ValidationError(_("It is still open."))
    shares_of(stored).update(revoked_at=timezone.now())
    audit.record(Verb.DELETED, stored)
    stored.delete()
