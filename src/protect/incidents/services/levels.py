"""A change of the threat level: written down, brought to the spaces it concerns, taken back."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Mapping
from smtplib import SMTPException
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from protect.assessments.models import Assessment, Scenario, State
from protect.incidents.levels import LevelEffect, ThreatLevel
from protect.incidents.rules import is_told_by
from protect.organisations import audit
from protect.organisations.changes import save_changes
from protect.organisations.markings import Marking
from protect.organisations.models import Organisation, OrganisationKind, User, Verb
from protect.reference import terms
from protect.reminders.models import Trigger, Wishes
from protect.reminders.services import record_trigger, withdraw_trigger
from protect.reminders.services.events import OLDEST
from protect.reminders.tasks import full, responsible, send
from protect.spaces.models import Space

log = logging.getLogger(__name__)

#: Spaces that get their trigger in one transaction.
BATCH = 200
#: Markings by which other organisations of the country may learn that there was a change.
FOR_OTHERS = frozenset({Marking.GREEN.value, Marking.CLEAR.value})


@transaction.atomic
def record_level(
    organisation: Organisation, values: Mapping[str, Any], *, by: User | None, marking: str = Marking.AMBER_STRICT
) -> ThreatLevel:
    """The words of a change. Raises ValidationError by field, and where another tells the level of this country.

    Marked for authorities or for everybody, a national authority's change reaches all spaces of its country that it
    concerns; marked more strictly, and a town's always, only those of its own organisation.
    """
    if not is_told_by(organisation):
        raise ValidationError(
            _("The threat level is told by a national authority with a country; a town tells it where none is here.")
        )
    today = timezone.localdate()
    day = values.get("decided_on")
    if day is None or day > today:
        raise ValidationError({"decided_on": _("This day has not come yet; write when it was decided.")})
    if day < today - OLDEST:
        raise ValidationError({"decided_on": _("This is more than five years ago; check the year.")})
    if not str(values.get("after", "")).strip():
        raise ValidationError({"after": _("Say what the level is now.")})
    for name, vocabulary in (("threat_types", "threat_type"), ("categories", "psoi_category")):
        if set(values.get(name, ())) - set(terms.codes(vocabulary)):
            raise ValidationError({name: _("Choose from the list.")})
    made = ThreatLevel(organisation=organisation, country=organisation.country, marking=marking, recorded_by=by)
    save_changes(made, values)
    return made


def reaches_others(change: ThreatLevel) -> bool:
    return change.organisation.kind == OrganisationKind.NATIONAL_AUTHORITY and change.marking in FOR_OTHERS


def concerned(change: ThreatLevel) -> QuerySet[Space]:
    """Spaces that a change is about, whoever may see them: asked by the job and shown to nobody.

    A space drops out only where its approved assessment says of every named threat type that it does not apply there.
    """
    found: QuerySet[Any] = Space.objects.filter(archived_at=None)
    if reaches_others(change):
        found = found.filter(organisation__country=change.country)
    else:
        found = found.filter(organisation=change.organisation_id)
    if change.categories:
        wanted = Q(main_category__in=change.categories)
        for code in change.categories:
            wanted |= Q(further_categories__contains=f",{code},")
        found = found.filter(wanted)
    if change.threat_types:
        standing = Assessment.objects.filter(space=OuterRef("pk"), state__in=[State.APPROVED, State.EXPIRED])
        applies = Scenario.objects.filter(
            assessment__space=OuterRef("pk"), assessment__state__in=[State.APPROVED, State.EXPIRED],
            threat_type__in=change.threat_types, applicable=True,
        )  # fmt: skip
        found = found.filter(~Exists(standing) | Exists(applies))
    return found


def spread(key: int, *, tell: bool = True) -> int:
    """A trigger at every space concerned that has none yet; returns how many. Safe to run twice and after a fault.

    ``tell``: with mails to those who answer for them.
    """
    change = ThreatLevel.objects.select_related("organisation").filter(pk=key, withdrawn_at=None).first()
    if change is None:
        return 0
    made = 0
    with audit.acting(None, f"threat level {key}"):
        while True:
            with transaction.atomic():
                # Somebody may have taken it back meanwhile.
                if not ThreatLevel.objects.select_for_update().filter(pk=key, withdrawn_at=None).exists():
                    break
                has = LevelEffect.objects.filter(change=change, space=OuterRef("pk"))
                batch = list(concerned(change).filter(~Exists(has)).order_by("pk").defer("wkb")[:BATCH])
                if not batch:
                    break
                # Without the words of the change: who reads the space need not be one who reads them.
                note = _("Told by %(who)s; change no. %(number)d.") % {"who": change.organisation, "number": key}
                triggers = record_trigger(
                    batch, Trigger.Kind.THREAT_LEVEL, happened_on=change.decided_on, note=note, by=None
                )
                LevelEffect.objects.bulk_create(
                    LevelEffect(change=change, space=one.space, trigger=one) for one in triggers
                )
                made += len(batch)
    if tell:
        tell_people(change)
    return made


def tell_people(change: ThreatLevel) -> int:
    """One mail to everybody who answers for spaces concerned, with how many; returns how many went.

    Only those whose assessment came to its date by this. What was told is noted; a mail that could not go, goes tomorrow.
    """
    people: dict[int, tuple[User, list[int]]] = {}
    waiting = LevelEffect.objects.filter(change=change, told_at=None, trigger__withdrawn_at=None)
    rows = list(waiting.select_related("trigger__assessment").order_by("pk"))
    for one in rows:
        assessment = one.trigger.assessment
        if assessment is None:
            continue
        for person in responsible(assessment):
            people.setdefault(person.pk, (person, []))[1].append(one.pk)
    unwilling = set(Wishes.objects.filter(user__in=people, reminders=False).values_list("user_id", flat=True))
    sent, not_sent = 0, set()
    for key, (person, keys) in sorted(people.items()):
        if key in unwilling:
            continue
        try:
            send(person, "reminders", "incidents/mail/level", {
                "count": len(keys), "address": full(f"{reverse('reminders:list')}?state=triggered"),
            })  # fmt: skip
            sent += 1
        except (SMTPException, OSError):
            log.exception("a mail about a threat level was not sent and is tried again by the next daily job")
            not_sent |= set(keys)
    told = [one.pk for one in rows if one.pk not in not_sent]
    with transaction.atomic():
        LevelEffect.objects.filter(pk__in=told).update(told_at=timezone.now())
    return sent


@transaction.atomic
def take_back_level(change: ThreatLevel, *, reason: str) -> ThreatLevel:
    """It was a mistake, or holds no more: it stays in the list, and its triggers are taken back."""
    stored = ThreatLevel.objects.select_for_update().get(pk=change.pk)
    if stored.withdrawn_at is not None:
        raise ValidationError(_("This was taken back already."))
    if not reason.strip():
        raise ValidationError({"reason": _("Say why it is taken back.")})
    values = {"withdrawn_at": timezone.now(), "withdrawn_reason": reason.strip()[:300]}
    save_changes(stored, values, verb=Verb.MOVED_ON, note=reason.strip()[:300])
    return stored


def undo(key: int) -> int:
    """Takes back the triggers of a change that was taken back; returns how many. Safe to run twice."""
    if not ThreatLevel.objects.filter(pk=key, withdrawn_at__isnull=False).exists():
        return 0
    done = 0
    with audit.acting(None, f"threat level {key}"):
        for effect in LevelEffect.objects.filter(change=key, trigger__withdrawn_at=None).select_related("trigger"):
            try:
                withdraw_trigger(effect.trigger)
                done += 1
            except ValidationError:  # somebody of the town did so a moment ago
                continue
    return done


def owed() -> int:
    """What a fault left undone, by the daily job: triggers not yet there, mails not yet sent, triggers to take back."""
    done, recent = 0, timezone.now() - dt.timedelta(days=2)
    for change in ThreatLevel.objects.filter(recorded_at__gt=timezone.now() - OLDEST).order_by("pk"):
        done += undo(change.pk) if change.withdrawn_at else 0
        if not change.withdrawn_at:
            done += spread(change.pk) if change.recorded_at > recent else 0
            done += tell_people(change)
    return done
