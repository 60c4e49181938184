"""Review, signatures, the end by its dates; the next year's copy; the newer version of the assessment."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from protect.organisations import audit
from protect.organisations.binning import Binned
from protect.organisations.changes import save_changes
from protect.organisations.models import User, Verb
from protect.organisations.services import bin
from protect.overlays import readiness, reading
from protect.overlays.models import Change, CheckItem, Difference, EventOverlay, Function, SignOff, TemporaryMeasure
from protect.overlays.services.writing import check_base, held
from protect.overlays.states import MOVES, State

OPEN = (State.DRAFT, State.REVIEW, State.SIGNED)


def _move(overlay: EventOverlay, verb: str, reason: str = "") -> EventOverlay:
    stored = held(overlay, *MOVES[verb].source)
    save_changes(stored, {"state": MOVES[verb].target, "state_reason": reason}, verb=Verb.MOVED_ON, note=reason)
    return stored


def _reason(reason: str, complaint: str) -> str:
    if not reason.strip():
        raise ValidationError({"reason": complaint})
    return reason.strip()[:500]


@transaction.atomic
def hand_in(overlay: EventOverlay) -> EventOverlay:
    """Into review: nothing of it changes until it is signed or sent back. Raises ValidationError with all that is missing."""
    found = readiness.missing(held(overlay))
    if found:
        raise ValidationError(found)
    return _move(overlay, "hand_in")


@transaction.atomic
def sign(overlay: EventOverlay, function: str, *, agrees: bool, reason: str, by: User, seen: str = "") -> SignOff:
    """A yes or no in one role, with its reason. A no sends it back; when every role said yes it is signed off.

    ``seen``: digest of what was read. Two roles, two people; who speaks for the town leads there.
    """
    stored = held(overlay, State.REVIEW)
    if function not in Function.values:
        raise ValidationError({"function": _("Choose in which role you sign.")})
    said = _reason(reason, _("Say why, in a sentence: it stands under the overlay."))
    if function == Function.TOWN and not by.has_perm("overlays.lead", stored):
        raise PermissionDenied(_("For the town signs a lead or an administrator."))
    digest = readiness.digest(stored)
    if seen and seen != digest:
        raise ValidationError(_("The overlay changed since you opened it. Read it again, then sign."))
    there = readiness.signatures(stored)
    if function in there:
        raise ValidationError(_("This signature is there already."))
    if any(one.signed_by_id == by.pk for one in there.values()):
        raise PermissionDenied(_("You signed in the other role; somebody else signs in this one."))
    made = SignOff(overlay=stored, function=function, digest=digest, signed_by=by)
    save_changes(made, {"agrees": agrees, "reason": said}, verb=Verb.APPROVED if agrees else Verb.CHANGED)
    if not agrees:
        _move(stored, "send_back", said)
    elif readiness.is_complete(readiness.signatures(stored)):
        _move(stored, "sign_off")
    return made


@transaction.atomic
def send_back(overlay: EventOverlay, *, reason: str) -> EventOverlay:
    return _move(overlay, "send_back", _reason(reason, _("Say what is to be changed.")))


@transaction.atomic
def reopen(overlay: EventOverlay, *, reason: str) -> EventOverlay:
    """A draft again; signatures hold for what they were given for, so as soon as anything differs they are asked anew."""
    return _move(overlay, "reopen", _reason(reason, _("Say why it is opened again.")))


@transaction.atomic
def cancel(overlay: EventOverlay, *, reason: str) -> EventOverlay:
    return _move(overlay, "cancel", _reason(reason, _("Say why it does not take place.")))


@transaction.atomic
def delete(overlay: EventOverlay) -> Binned:
    """Into the bin. What was signed off once stays: somebody relied on it."""
    if overlay.signatures.filter(agrees=True).exists() or overlay.state == State.LAPSED:
        raise ValidationError(_("It was signed or its days are over; cancel it instead, and it stays."))
    return bin.put(overlay, permission="overlays.edit")


def lapse_over(now: dt.datetime | None = None) -> int:
    """Overlays whose last measure is gone lapse by themselves; returns how many. Run daily, safe to run twice."""
    now = now or timezone.now()
    done = 0
    found = EventOverlay.objects.filter(state__in=OPEN, ends_at__lt=now).prefetch_related("measures").order_by("pk")
    for one in found:
        if one.to_removal() < now:
            try:
                with transaction.atomic():
                    _move(one, "lapse", _("its days are over"))
                done += 1
            except ValidationError:  # somebody cancelled it a moment ago
                continue
    return done


@transaction.atomic
def copy_on(overlay: EventOverlay, begins_at: dt.datetime, *, by: User | None) -> EventOverlay:
    """The next time of the same event: a draft with all times moved, on the version that holds now, to be judged anew.

    Rows that the newer version does not have become rows of their own; ticks and signatures stay with the old one.
    """
    base = reading.newer(overlay) or overlay.assessment
    check_base(base)
    if begins_at <= overlay.begins_at:
        raise ValidationError({"begins_at": _("The next time is later than this one.")})
    moved = begins_at - overlay.begins_at
    made = EventOverlay(
        organisation=overlay.organisation, marking=overlay.marking, assessment=overlay.assessment, based_on=overlay,
        created_by=by,
    )  # fmt: skip
    kept = ("name", "time_zone", "expected_people", "crowd_class", "organiser", "about")
    values: dict[str, Any] = {name: getattr(overlay, name) for name in kept}
    save_changes(made, {**values, "begins_at": begins_at, "ends_at": overlay.ends_at + moved})
    for difference in overlay.differences.all():
        _copied(difference, made)
    for measure in overlay.measures.all():
        _copied(measure, made, set_up_at=measure.set_up_at + moved, remove_at=measure.remove_at + moved)
    for check in overlay.checks.all():
        _copied(check, made, at=check.at + moved, done_at=None, done_by=None, remark="")
    return made if base == overlay.assessment else _stand_on(made, base)


def _copied(part: Difference | TemporaryMeasure | CheckItem, overlay: EventOverlay, **values: Any) -> None:
    part.pk, part.overlay = None, overlay
    part._state.adding = True
    save_changes(part, values)


@transaction.atomic
def rebase(overlay: EventOverlay) -> EventOverlay:
    """Stand on the newer approved version. A draft afterwards; levels of another scale are to be judged anew."""
    stored = held(overlay, *OPEN)
    base = reading.newer(stored)
    if base is None:
        raise ValidationError(_("There is no newer approved version."))
    check_base(base)
    if stored.state != State.DRAFT:
        save_changes(stored, {"state": State.DRAFT, "state_reason": ""}, verb=Verb.MOVED_ON, note=_("newer version"))
    return _stand_on(stored, base)


def _stand_on(overlay: EventOverlay, base: Any) -> EventOverlay:
    old = reading.document_of(overlay.assessment)
    new = reading.document_of(base)
    same_scale = old["scale_set"]["digest"] == new["scale_set"]["digest"]
    rows = {one["key"]: one for one in new["scenarios"]}
    names = {one["key"]: one["name"] for one in new["space"]["sub_areas"]}
    threats = {one["code"] for one in new["threat_types"]["content"]["threat_types"]}
    for difference in overlay.differences.all():
        values: dict[str, Any] = {}
        if difference.row is not None and str(difference.row) not in rows:
            if difference.change == Change.NOT_APPLICABLE or difference.threat_type not in threats:
                # The newer version says by itself that the row is not there.
                audit.record(Verb.DELETED, difference)
                difference.delete()
                continue
            values = {"row": None, "change": Change.ADDED, "title": difference.title or _("row of an earlier version")}
        elif difference.row is not None:
            row = rows[str(difference.row)]
            values = {"area": names.get(row["sub_area"], ""), "threat_type": row["threat_type"], "title": row["title"]}
        if values.get("area", difference.area) not in ("", *names.values()):
            values["area"] = ""
        if not same_scale:
            values |= {"probability": None, "consequence": None}
        save_changes(difference, values)
    note = _("from version %(before)d to version %(after)d") % {
        "before": overlay.assessment.version,
        "after": base.version,
    }
    save_changes(overlay, {"assessment": base}, note=note)
    return overlay
