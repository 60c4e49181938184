"""Saving with an audit entry, the same for every domain: what differs is told, and nothing happens if nothing does."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import models

from protect.organisations import audit
from protect.organisations.models import Verb


def save_changes(
    instance: models.Model, values: Mapping[str, Any], *, verb: str = Verb.CHANGED, note: str = ""
) -> dict[str, list[Any]]:
    """Set ``values`` on ``instance``, save it and tell the audit trail what differs; returns the differences.

    Runs inside the transaction of the calling service. Many-to-many fields are given as lists of objects.
    """
    before = audit.snapshot(instance)
    created = instance._state.adding  # a key may be there before the row is
    relations = {f.name for f in instance._meta.many_to_many}
    for name, value in values.items():
        if name not in relations:
            setattr(instance, name, value)
    changes = audit.differences({} if created else before, audit.snapshot(instance))
    if created or changes:
        instance.save()
    for name in relations & set(values):
        manager = getattr(instance, name)
        old = sorted(manager.values_list("pk", flat=True))
        new = sorted(item.pk for item in values[name])
        if old != new:
            manager.set(values[name])
            changes[name] = [old, new]
    if created:
        audit.record(Verb.CREATED if verb == Verb.CHANGED else verb, instance, note=note)
    elif changes:
        audit.record(verb, instance, changes=changes, note=note)
    return changes
