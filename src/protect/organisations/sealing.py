"""The chain over the audit trail: a seal for each entry, the head of each chain, and what its head was on earlier days.

One chain an organisation, and one of the platform (number 0) for what belongs to none.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from decimal import Decimal
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

#: Chain of what belongs to no organisation.
PLATFORM = 0
#: Fields of an entry that its digest covers, in the order of the document.
COVERED = (
    "at", "actor", "actor_name", "organisation", "verb", "object_type", "object_id", "object_name", "root_type", "root_id",
    "changes", "note", "origin",
)  # fmt: skip


def _plain(value: Any) -> Any:
    """The same value however a database gives it back: 2.0 and 2 are one number, 1e22 is written out."""
    if isinstance(value, dict):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(one) for one in value]
    if isinstance(value, float) and value.is_integer():
        return int(Decimal(repr(value)))
    return value


def canonical(entry: models.Model) -> str:
    """The fields of an entry as the one JSON text that its digest is of; anybody can compute it again."""
    values: dict[str, Any] = {}
    for name in COVERED:
        field = entry._meta.get_field(name)
        value = field.value_from_object(entry)  # type: ignore[union-attr]
        if name == "at":
            moment: dt.datetime = value
            value = moment.astimezone(dt.UTC).isoformat(timespec="microseconds") if moment else None
        elif name == "changes":
            value = _plain(json.loads(json.dumps(value)))
        elif value is not None:
            value = int(value) if name in {"actor", "organisation", "object_id", "root_id"} else str(value)
        values[name] = value
    return json.dumps(values, sort_keys=True, separators=(",", ":"))


def digest_of(entry: models.Model) -> str:
    return hashlib.sha256(canonical(entry).encode()).hexdigest()


def hash_of(chain: int, number: int, previous: str, is_view: bool, digest: str) -> str:
    """As the triggers of ``append_only`` compute it."""
    return hashlib.sha256(f"{chain}:{number}:{previous}:{int(is_view)}:{digest}".encode()).hexdigest()


class DigestField(models.CharField):
    """Filled from the other fields whenever an entry is written, in bulk too."""

    def pre_save(self, instance: models.Model, add: bool) -> str:
        value = digest_of(instance)
        setattr(instance, self.attname, value)
        return value


class AuditChain(models.Model):
    """The head of a chain; moved by the database with each entry (see ``append_only``)."""

    chain = models.BigIntegerField(primary_key=True)
    last_number = models.BigIntegerField(default=0)
    last_hash = models.CharField(max_length=64, blank=True, default="")
    # Content of views up to this number is gone by the rule of retention; their seals stay.
    views_removed_to = models.BigIntegerField(default=0)

    class Meta:
        ordering = ["chain"]
        verbose_name = _("audit log")

    def __str__(self) -> str:
        return str(_("audit log"))

    @property
    def owner_id(self) -> int | None:
        return self.chain or None


class AuditSeal(models.Model):
    """Number and hash of one entry in its chain. Stays also where the content of a view is gone."""

    entry = models.OneToOneField(
        "organisations.AuditEntry",
        primary_key=True,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        related_name="seal",
    )
    chain = models.BigIntegerField()
    number = models.BigIntegerField()
    is_view = models.BooleanField(default=False)
    digest = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        ordering = ["chain", "number"]
        constraints = [models.UniqueConstraint(fields=["chain", "number"], name="audit_number_once_in_chain")]

    def __str__(self) -> str:
        return f"{self.chain}/{self.number} {self.hash}"


class AuditCheckpoint(models.Model):
    """What the head of a chain was on a day. A copy outside the platform finds a chain that was rewritten as a whole."""

    chain = models.BigIntegerField()
    number = models.BigIntegerField()
    hash = models.CharField(max_length=64)
    made_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["-made_at", "chain"]
        constraints = [models.UniqueConstraint(fields=["chain", "number"], name="checkpoint_once_a_number")]

    def __str__(self) -> str:
        return f"{self.chain} {self.number} {self.hash}"
