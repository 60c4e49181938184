"""On the public map, or not: the word of the organisation itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from protect.organisations import audit
from protect.organisations.changes import save_changes
from protect.organisations.models import Organisation, Verb
from protect.pages.models import MapPlace

FIELDS = ("city", "latitude", "longitude")


@transaction.atomic
def show_on_map(organisation: Organisation, values: Mapping[str, Any]) -> MapPlace:
    """Raises ValidationError by field."""
    place = MapPlace.objects.filter(organisation=organisation).first() or MapPlace(organisation=organisation)
    wanted = {name: values[name] for name in FIELDS}
    MapPlace(organisation=organisation, **wanted).clean_fields()
    save_changes(place, wanted)
    return place


@transaction.atomic
def take_off_map(organisation: Organisation) -> None:
    for place in MapPlace.objects.filter(organisation=organisation):
        audit.record(Verb.DELETED, place)
        place.delete()
