"""What the services share: refusing changes to what is approved, and saving with an audit entry."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from protect.assessments.models import Assessment
from protect.organisations import audit
from protect.organisations.models import Verb


def require_open(assessment: Assessment) -> None:
    if not assessment.is_open:
        raise ValidationError(_("This version is approved and read-only. Open a new version to change something."))


def save_changes(
    instance: models.Model, values: Mapping[str, Any], *, verb: str = Verb.CHANGED, note: str = ""
) -> None:
    """Set ``values`` on ``instance``, save it and tell the audit trail what differs; nothing happens if nothing does.

    Runs inside the transaction of the calling service. Many-to-many fields are given as lists of objects.
    """
    before = audit.snapshot(instance)
    created = instance.pk is None
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


def touch(assessment: Assessment) -> None:
    """The assessment counts as changed when a part of it did: lists are sorted by it."""
    assessment.save(update_fields=["changed_at"])
