"""The audit trail: ``record`` is called by every service inside the transaction of the change it tells of."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.encoding import force_str

from protect.organisations import keeping
from protect.organisations.models import AuditEntry, Organisation, User, Verb


@dataclass(frozen=True)
class Origin:
    """On whose behalf and from where the present code runs."""

    actor: User | None
    place: str


_SYSTEM = Origin(None, "system")
_origin: ContextVar[Origin] = ContextVar("origin", default=_SYSTEM)


@contextmanager
def acting(actor: User | None, place: str) -> Iterator[None]:
    """Everything recorded inside is recorded as done by ``actor`` from ``place`` (address, command or job)."""
    token = _origin.set(Origin(actor, place))
    try:
        yield
    finally:
        _origin.reset(token)


_gathered: ContextVar[list[AuditEntry] | None] = ContextVar("gathered", default=None)


@contextmanager
def gathered() -> Iterator[list[AuditEntry]]:
    """Entries recorded inside are written together at the end: one statement for the hundreds of an import.

    Belongs inside the transaction of the change; without an end (an exception) nothing is written. The list can be
    looked at, and put in order, before it is written. Inside another ``gathered`` it adds to that.
    """
    outer = _gathered.get()
    if outer is not None:
        yield outer
        return
    entries: list[AuditEntry] = []
    token = _gathered.set(entries)
    try:
        yield entries
        AuditEntry.objects.bulk_create(entries, batch_size=200)
    finally:
        _gathered.reset(token)


#: What changes nothing that anybody reads.
READING = frozenset({Verb.VIEWED, Verb.EXPORTED, Verb.SIGNED_IN})


def actor() -> User | None:
    return _origin.get().actor


def record(
    verb: str,
    about: models.Model,
    *,
    changes: dict[str, Any] | None = None,
    note: str = "",
    by: User | None = None,
    organisation: Organisation | None = None,
) -> AuditEntry:
    """Write one entry about ``about``. ``changes`` maps a field to ``[before, after]`` (see ``differences``).

    Fields that the model calls ``personal_fields`` are told as changed without their values, and a model with an
    ``audit_name`` is called by that: the trail is kept for long, and outlives the right to know a telephone number.
    """
    origin = _origin.get()
    who = by or origin.actor
    root = getattr(about, "root", about)
    owner = organisation.pk if organisation else getattr(about, "owner_id", None)
    if owner is None and isinstance(about, Organisation):
        owner = about.pk
    entry: dict[str, Any] = {
        "actor": who,
        "actor_name": who.audit_name if who else origin.place,
        "organisation_id": owner,
        "verb": verb,
        "object_type": about._meta.label_lower,
        "object_id": about.pk,
        "object_name": force_str(getattr(about, "audit_name", about))[:300],
        "root_type": root._meta.label_lower,
        "root_id": root.pk,
        "changes": _without_personal_data(about, changes or {}),
        "note": note[:500],
        "origin": origin.place,
    }
    if verb not in READING:
        keeping.changed()
    waiting = _gathered.get()
    if waiting is None:
        return AuditEntry.objects.create(**entry)
    waiting.append(AuditEntry(**entry))
    return waiting[-1]


#: Stands for a value that is nobody's business; "" stays "".
WITHHELD = "•••"
SECRETS = frozenset({"password", "secret_digest"})


def _without_personal_data(about: models.Model, changes: dict[str, Any]) -> dict[str, Any]:
    personal = set(getattr(about, "personal_fields", ()))
    return {
        name: [WITHHELD if one else one for one in pair] if name in personal and isinstance(pair, list) else pair
        for name, pair in changes.items()
    }


def snapshot(instance: models.Model) -> dict[str, Any]:
    """Field values as they will be compared and shown; binary geometry as its length only, secrets not at all."""
    values: dict[str, Any] = {}
    for f in instance._meta.concrete_fields:
        if f.name in SECRETS:
            continue
        value = f.value_from_object(instance)
        if isinstance(value, (bytes, memoryview)):
            value = f"{len(bytes(value))} bytes"
        elif value is not None and not isinstance(value, (bool, int, float, str, list, dict)):
            value = str(value)
        values[f.name] = value
    return values


def differences(before: dict[str, Any], after: dict[str, Any]) -> dict[str, list[Any]]:
    """``{field: [before, after]}`` of the fields that differ."""
    return {
        name: [before.get(name), after.get(name)] for name in {**before, **after} if before.get(name) != after.get(name)
    }
