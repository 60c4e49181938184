"""Demo Days: drafted with other cities, published as one page that can be taken back."""

from __future__ import annotations

import zoneinfo
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from protect.demonstrations.models import DemoDay, DemoDayItem, PublicDemoDay
from protect.organisations import audit
from protect.organisations.changes import save_changes
from protect.organisations.markings import Marking
from protect.organisations.models import Organisation, User, Verb

FORMAT, FORMAT_VERSION = "protect-demo-day", 1


def _held(day: DemoDay) -> DemoDay:
    return DemoDay.objects.select_for_update().get(pk=day.pk)


@transaction.atomic
def begin_day(organisation: Organisation, title: str, about: str, *, by: User) -> DemoDay:
    made = DemoDay(organisation=organisation, created_by=by)
    save_changes(made, {"title": title.strip(), "about": about.strip()})
    return made


@transaction.atomic
def change_day(day: DemoDay, values: Mapping[str, Any]) -> DemoDay:
    stored = _held(day)
    save_changes(stored, values)
    return stored


def _in_order(values: Mapping[str, Any]) -> None:
    if values["ends_at"] <= values["begins_at"]:
        raise ValidationError({"ends_at": _("It ends before it begins.")})


@transaction.atomic
def add_item(day: DemoDay, city: Organisation, values: Mapping[str, Any]) -> DemoDayItem:
    _in_order(values)
    made = DemoDayItem(day=_held(day), city=city)
    save_changes(made, values)
    return made


@transaction.atomic
def write_item(item: DemoDayItem, values: Mapping[str, Any]) -> DemoDayItem:
    _in_order(values)
    _held(item.day)
    stored = DemoDayItem.objects.select_for_update().get(pk=item.pk)
    save_changes(stored, values)
    return stored


@transaction.atomic
def remove_item(item: DemoDayItem) -> None:
    _held(item.day)
    audit.record(Verb.DELETED, item)
    item.delete()


def document(day: DemoDay) -> dict[str, Any]:
    """What leaves, put together field by field; times in the zone of each city."""
    return {
        "format": FORMAT,
        "format_version": FORMAT_VERSION,
        "title": day.title,
        "about": day.about,
        "organiser": {"name": day.organisation.name, "country": day.organisation.country},
        "demonstration": day.organisation.is_demonstration,
        "items": [
            {
                "city": {"name": one.city.name, "country": one.city.country},
                **{name: getattr(one, name) for name in ("title", "about", "solution", "address", "time_zone")},
                **{
                    name: getattr(one, name).astimezone(zoneinfo.ZoneInfo(one.time_zone)).isoformat(timespec="minutes")
                    for name in ("begins_at", "ends_at")
                },
            }
            for one in day.items.select_related("city")
        ],
    }


@transaction.atomic
def publish_day(day: DemoDay) -> PublicDemoDay:
    """For the first time, or anew after changes. Raises ValidationError without a demonstration in it."""
    stored = _held(day)
    items = list(stored.items.all())
    if not items:
        raise ValidationError(_("Add at least one demonstration."))
    found = PublicDemoDay.objects.select_for_update().filter(day=stored).first()
    made = found or PublicDemoDay(organisation=stored.organisation, marking=Marking.CLEAR.value, day=stored)
    values = {
        "title": stored.title,
        "document": document(stored),
        "first_day": min(one.begins_at for one in items),
        "last_day": max(one.ends_at for one in items),
        "published_at": timezone.now(),
    }
    save_changes(made, values, verb=Verb.APPROVED)
    return made


@transaction.atomic
def take_day_back(day: DemoDay) -> None:
    """The public page is gone; whoever read it has read it."""
    found = PublicDemoDay.objects.select_for_update().filter(day=_held(day)).first()
    if found is None:
        raise ValidationError(_("It is not published."))
    audit.record(Verb.DELETED, found)
    found.delete()
