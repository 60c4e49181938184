"""Reference data in the database: versioned documents, frozen once something relies on them."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _


def digest_of(content: Any) -> str:
    """SHA-256 of the canonical JSON text of ``content``."""
    return hashlib.sha256(
        json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()
    ).hexdigest()


class ReferenceSet(models.Model):
    """One version of a scale set, a list of threat types, a question set, a step template ..."""

    class Status(models.TextChoices):
        PLATFORM_DEFAULT = "platform_default", _("platform default")
        EU = "eu", _("European Union")
        ORGANISATION = "organisation", _("own set of an organisation")

    kind = models.CharField(max_length=30)
    key = models.CharField(max_length=60)
    version = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    status = models.CharField(max_length=20, choices=Status.choices, default=Status.PLATFORM_DEFAULT)
    source = models.TextField(blank=True)
    content = models.JSONField()
    digest = models.CharField(max_length=64)
    frozen_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["kind", "key", "-version"]
        constraints = [models.UniqueConstraint(fields=["kind", "key", "version"], name="reference_set_version_once")]

    def __str__(self) -> str:
        return f"{self.title} ({self.version})"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Refuses a changed content once the set is frozen: what relies on it must keep its meaning."""
        self.digest = digest_of(self.content)
        if self.pk:
            # Asked afresh: this object may have been read before somebody else froze the row.
            frozen = (
                type(self).objects.filter(pk=self.pk, frozen_at__isnull=False).values("digest", "frozen_at").first()
            )
            if frozen and (frozen["digest"] != self.digest or self.frozen_at != frozen["frozen_at"]):
                raise ValidationError(_("%(set)s is in use and frozen; raise its version instead.") % {"set": self})
        super().save(*args, **kwargs)
