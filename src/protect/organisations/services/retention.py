"""The rules of retention: set by an organisation's administrators, carried out daily, each time told in the trail."""

from __future__ import annotations

import datetime as dt
import logging
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from protect.organisations import audit, bins, retention, verifying
from protect.organisations.access import Visible
from protect.organisations.binning import RetentionRule
from protect.organisations.models import Invitation, Organisation, User, Verb

log = logging.getLogger(__name__)

#: How many names a preview lists of each kind.
LISTED = 25


@transaction.atomic
def set_days(organisation: Organisation, values: dict[str, int]) -> dict[str, list[int]]:
    """Set the days of each kind in ``values``; returns what changed. Raises ValidationError by kind, outside the limits."""
    known = {kind.code: kind for kind in retention.kinds()}
    before = retention.all_days(organisation)
    wrong, changes = {}, {}
    for code, wanted in values.items():
        kind = known[code]
        least, most = retention.limits(kind)
        if retention.within(kind, wanted) != wanted:
            wrong[code] = _("Between %(least)s and %(most)s days.") % {"least": least, "most": most}
        elif wanted != before[code]:
            changes[code] = [before[code], wanted]
    if wrong:
        raise ValidationError(wrong)
    for code, (_old, wanted) in changes.items():
        RetentionRule.objects.update_or_create(organisation=organisation, kind=code, defaults={"days": wanted})
    if changes:
        audit.record(Verb.CHANGED, organisation, changes=changes, note=_("rules of retention"))
    return changes


@dataclass(frozen=True)
class Coming:
    """What the next run will remove of one kind. ``hidden``: how many of the listed ones the reader may not see."""

    kind: retention.Kind
    days: int
    count: int
    names: list[tuple[str, dt.datetime]]
    hidden: int


def preview(organisation: Organisation, reader: User) -> list[Coming]:
    found = []
    for kind, number in _in_force(organisation):
        due = list(kind.due(organisation, retention.cut(number))) if number else []
        names = []
        hidden = 0
        for what, since in due[:LISTED]:
            if isinstance(what, Visible) and not what.is_visible_to(reader):
                hidden += 1
            else:
                names.append((str(what), since))
        found.append(Coming(kind, number, len(due), names, hidden))
    return found


def _in_force(organisation: Organisation) -> list[tuple[retention.Kind, int]]:
    holding = retention.all_days(organisation)
    return [(kind, holding[kind.code]) for kind in retention.kinds()]


def carry_out() -> int:
    """Remove everything that is older than the rules of its organisation; returns how much. Run daily, safe to run twice."""
    removed = 0
    for organisation in Organisation.objects.all():
        for kind, number in _in_force(organisation):
            if not number:
                continue
            try:
                removed += _carry_out(organisation, kind, number)
            except Exception:  # one kind that cannot be removed today must not keep the others
                log.exception("retention of %s in organisation %s", kind.code, organisation.pk)
    return removed


@transaction.atomic
def _carry_out(organisation: Organisation, kind: retention.Kind, number: int) -> int:
    done = kind.remove(organisation, retention.cut(number))
    if done:
        note = _("rule of retention: %(count)s older than %(days)s days removed (%(kind)s)")
        audit.record(
            Verb.DELETED,
            organisation,
            organisation=organisation,
            note=note % {"count": done, "days": number, "kind": kind.code},
        )
    return done


# The kinds of this folder ------------------------------------------------------------------------


def due_in_bin(organisation: Organisation, before: dt.datetime, *, personal: bool) -> list[tuple[Any, dt.datetime]]:
    return [(one, one.removed_at) for _source, one in bins.due(organisation, before, personal=personal)]


def empty_bin(organisation: Organisation, before: dt.datetime, *, personal: bool) -> int:
    old = bins.due(organisation, before, personal=personal)
    for source, one in old:
        source.forget(one)
    return len(old)


def due_views(organisation: Organisation, before: dt.datetime) -> list[tuple[Any, dt.datetime]]:
    rows, _upto = verifying.views_to_remove(organisation.pk, before)
    return [(_("view, entry %(number)s") % {"number": key}, at) for key, at in rows.values_list("seal__number", "at")]


def remove_views(organisation: Organisation, before: dt.datetime) -> int:
    return verifying.remove_views(organisation.pk, before)


def _answered(organisation: Organisation, before: dt.datetime) -> Any:
    return Invitation.objects.filter(organisation=organisation, expires_at__lt=before, created_at__lt=before)


def due_invitations(organisation: Organisation, before: dt.datetime) -> list[tuple[Any, dt.datetime]]:
    return [(str(one), one.created_at) for one in _answered(organisation, before).select_related("organisation")]


def remove_invitations(organisation: Organisation, before: dt.datetime) -> int:
    old = list(_answered(organisation, before))
    for one in old:
        one.delete()
    return len(old)
