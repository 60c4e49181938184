"""The draft: dates, rows that differ, temporary measures, the list of the day; and ticking it."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from protect.assessments.models import Assessment, Confidence, Snapshot
from protect.assessments.models import State as Version
from protect.organisations import audit
from protect.organisations.changes import save_changes
from protect.organisations.models import User, Verb
from protect.overlays import reading
from protect.overlays.models import Change, CheckItem, Difference, EventOverlay, TemporaryMeasure
from protect.overlays.states import State
from protect.reference import terms
from protect.reference.scale_sets import ScaleSet

#: An event with its building up and taking down; longer ones are a usage state of the assessment itself.
LONGEST = dt.timedelta(days=120)
#: A temporary measure stands at most so long before or after the event.
AROUND = dt.timedelta(days=30)
MOST_PARTS = 200
#: A temporary measure stands at most so far from its space, in degrees of latitude (five kilometres).
FARTHEST = 5 / 111.32


def held(overlay: EventOverlay, *states: str) -> EventOverlay:
    """The row as it is now, locked. Raises ValidationError in another state than those named (a draft)."""
    stored = EventOverlay.objects.select_for_update().get(pk=overlay.pk)
    wanted = states or (State.DRAFT,)
    if stored.state not in wanted:
        raise ValidationError(
            _("This overlay is “%(state)s”; that cannot be done with it now.") % {"state": State(stored.state).label}
        )
    return stored


def check_base(assessment: Assessment) -> None:
    """Raises ValidationError unless the version is approved, sealed and the last word on its space."""
    if (
        assessment.state not in {Version.APPROVED, Version.EXPIRED}
        or not Snapshot.objects.filter(assessment=assessment).exists()
    ):
        told = _("An overlay stands on an approved assessment; this one is “%(state)s”.")
        raise ValidationError(told % {"state": Version(assessment.state).label})


def _check_times(begins: dt.datetime | None, ends: dt.datetime | None) -> None:
    if begins is None:
        raise ValidationError({"begins_at": _("Say when it begins.")})
    if ends is None or ends <= begins:
        raise ValidationError({"ends_at": _("It ends before it begins.")})
    if ends - begins > LONGEST:
        raise ValidationError(
            {"ends_at": _("This is longer than four months: describe it as a usage state of the assessment.")}
        )


@transaction.atomic
def begin(assessment: Assessment, values: Mapping[str, Any], *, by: User | None) -> EventOverlay:
    """A draft for one event. Raises ValidationError by field, and where the assessment is not approved."""
    check_base(assessment)
    _check_times(values.get("begins_at"), values.get("ends_at"))
    if not str(values.get("name", "")).strip():
        raise ValidationError({"name": _("Name the event.")})
    # Nobody outside reads the overlay of an assessment that they may not read; it begins as strictly marked.
    made = EventOverlay(organisation=assessment.organisation, assessment=assessment, created_by=by)
    save_changes(made, values)
    return made


@transaction.atomic
def change(overlay: EventOverlay, values: Mapping[str, Any]) -> EventOverlay:
    stored = held(overlay)
    _check_times(*(values.get(name, getattr(stored, name)) for name in ("begins_at", "ends_at")))
    save_changes(stored, values)
    for one in stored.measures.all():
        _check_measure(stored, one.set_up_at, one.remove_at)
    return stored


def _check_level(scale: ScaleSet, values: Mapping[str, Any]) -> None:
    for side in ("probability", "consequence"):
        level = values.get(side)
        if level is None:
            raise ValidationError({side: _("Choose a level, or “cannot judge”.")})
        if not 0 <= level <= len(getattr(scale, side)):
            raise ValidationError({side: _("This level is not on the scale of the assessment.")})
    if values.get("confidence", Confidence.MEDIUM) not in Confidence.values:
        raise ValidationError({"confidence": _("Choose from the list.")})


def _check_reason(values: Mapping[str, Any]) -> None:
    if not str(values.get("reason", "")).strip():
        raise ValidationError({"reason": _("Say what of the event makes it so.")})


@transaction.atomic
def set_row(overlay: EventOverlay, key: str, values: Mapping[str, Any]) -> Difference | None:
    """How one row of the assessment is during the event. ``change`` empty: as on any other day, and nothing is kept of it.

    Raises ValidationError by field: a reason is always needed, levels where it is judged otherwise.
    """
    stored = held(overlay)
    found = reading.read(stored)
    row = found.row(key)
    if row is None or row.base is None:
        raise ValidationError(_("This row is not in the assessment."))
    kept = row.difference
    wanted = values.get("change", "")
    if not wanted:
        if kept is not None:
            audit.record(Verb.DELETED, kept)
            kept.delete()
        return None
    if wanted not in (Change.CHANGED, Change.NOT_APPLICABLE):
        raise ValidationError({"change": _("Choose from the list.")})
    _check_reason(values)
    levels: dict[str, Any] = {"probability": None, "consequence": None}
    if wanted == Change.CHANGED:
        _check_level(found.scale, values)
        levels = {name: values[name] for name in levels}
        if (levels["probability"], levels["consequence"]) == (row.probability, row.consequence):
            raise ValidationError(
                {"probability": _("These are the levels of any other day; choose “as on any other day”.")}
            )
    made = kept or Difference(overlay=stored, row=key)
    save_changes(
        made,
        {
            "change": wanted, "threat_type": row.threat_type, "area": row.area, "title": row.title, **levels,
            "confidence": values.get("confidence", Confidence.MEDIUM), "reason": values["reason"].strip(),
        },
    )  # fmt: skip
    return made


@transaction.atomic
def add_row(overlay: EventOverlay, values: Mapping[str, Any], difference: Difference | None = None) -> Difference:
    """A row that is there during the event only. Raises ValidationError by field."""
    stored = held(overlay)
    found = reading.read(stored)
    if values.get("threat_type") not in found.base.threats:
        raise ValidationError({"threat_type": _("Choose from the list.")})
    if values.get("area", "") not in ("", *found.areas):
        raise ValidationError({"area": _("Choose a part of the space as the assessment has it.")})
    if not str(values.get("title", "")).strip():
        raise ValidationError({"title": _("Name the row.")})
    _check_level(found.scale, values)
    _check_reason(values)
    _check_room(stored.differences.count())
    made = difference or Difference(overlay=stored)
    if made.change not in ("", Change.ADDED):
        raise ValidationError(_("This row is one of the assessment."))
    names = ("threat_type", "area", "title", "probability", "consequence", "confidence", "reason")
    save_changes(made, {**{name: values[name] for name in names if name in values}, "change": Change.ADDED})
    return made


def _check_room(number: int) -> None:
    if number >= MOST_PARTS:
        raise ValidationError(_("There are %(most)d of them already.") % {"most": MOST_PARTS})


def _check_measure(overlay: EventOverlay, stands: dt.datetime | None, gone: dt.datetime | None) -> None:
    if stands is None or gone is None or gone <= stands:
        raise ValidationError({"remove_at": _("It is gone before it stands.")})
    if stands < overlay.begins_at - AROUND or gone > overlay.ends_at + AROUND:
        raise ValidationError(
            {"set_up_at": _("This is more than thirty days before or after the event; check the dates.")}
        )


def _check_point(overlay: EventOverlay, lat: float | None, lon: float | None) -> None:
    if (lat is None) != (lon is None):
        raise ValidationError({"lat" if lat is None else "lon": _("A point has two coordinates.")})
    if lat is None or lon is None:
        return
    space = overlay.assessment.space
    if not (-90 <= lat <= 90 and -180 <= lon <= 180):
        raise ValidationError({"lat": _("This point is not on the map.")})
    if space.west is None or space.east is None or space.south is None or space.north is None:
        return
    wide = FARTHEST / max(math.cos(math.radians(lat)), 0.01)
    if not (space.south - FARTHEST <= lat <= space.north + FARTHEST and space.west - wide <= lon <= space.east + wide):
        raise ValidationError({"lat": _("This point is more than five kilometres from the space; check it.")})


@transaction.atomic
def save_measure(
    overlay: EventOverlay, values: Mapping[str, Any], measure: TemporaryMeasure | None = None
) -> TemporaryMeasure:
    """Raises ValidationError where it has no time, no place or nobody who answers for it."""
    stored = held(overlay)
    for name in ("name", "place", "responsible"):
        if not str(values.get(name, "")).strip():
            raise ValidationError({name: _("This is needed on the day.")})
    if set(values.get("threat_types", ())) - set(terms.codes("threat_type")):
        raise ValidationError({"threat_types": _("Choose from the list.")})
    _check_measure(stored, values.get("set_up_at"), values.get("remove_at"))
    _check_point(stored, values.get("lat"), values.get("lon"))
    if measure is None:
        _check_room(stored.measures.count())
    made = measure or TemporaryMeasure(overlay=stored)
    save_changes(made, values)
    return made


@transaction.atomic
def save_check(overlay: EventOverlay, values: Mapping[str, Any], check: CheckItem | None = None) -> CheckItem:
    """Also once it is signed off: the list of the day is corrected to the end."""
    stored = held(overlay, State.DRAFT, State.REVIEW, State.SIGNED)
    at = values.get("at")
    if at is None or not stored.begins_at - AROUND <= at <= stored.ends_at + AROUND:
        raise ValidationError({"at": _("This is more than thirty days before or after the event; check the date.")})
    if not str(values.get("what", "")).strip():
        raise ValidationError({"what": _("Say what is to be done.")})
    if check is None:
        _check_room(stored.checks.count())
    made = check or CheckItem(overlay=stored)
    save_changes(made, values)
    return made


@transaction.atomic
def remove_part(part: Difference | TemporaryMeasure | CheckItem) -> None:
    """A line that was ticked stays."""
    if isinstance(part, CheckItem):
        held(part.overlay, State.DRAFT, State.REVIEW, State.SIGNED)
        if part.done_at is not None:
            raise ValidationError(_("This was done already; take the tick away first."))
    else:
        held(part.overlay)
    audit.record(Verb.DELETED, part)
    part.delete()


@transaction.atomic
def tick(check: CheckItem, *, done: bool, by: User, remark: str = "", at: dt.datetime | None = None) -> CheckItem:
    """Done, or not yet after all. ``at``: when it was done, by a phone that had no connection then; never later than now.

    Ticking twice changes nothing: the first one stands. Raises ValidationError before the sign-off and after the event.
    """
    overlay = held(check.overlay, State.SIGNED)
    stored = CheckItem.objects.select_for_update().get(pk=check.pk)
    now = timezone.now()
    moment = now if at is None or at > now else at
    if moment < overlay.from_set_up() - AROUND:
        moment = now
    remark = remark.strip()[:300]
    if done and stored.done_at is None:
        save_changes(stored, {"done_at": moment, "done_by": by, "remark": remark or stored.remark})
    elif not done and stored.done_at is not None:
        save_changes(stored, {"done_at": None, "done_by": None})
    elif remark and remark != stored.remark:
        save_changes(stored, {"remark": remark})
    return stored
