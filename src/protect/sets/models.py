"""Scale, question and step sets of an organisation: a draft that is edited, and versions that never change."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from protect.organisations.access import Derived, Restricted
from protect.reference.models import ReferenceSet, digest_of


class Kind(models.TextChoices):
    SCALE = "scale_set", _("Scale set")
    QUESTIONS = "question_set", _("Question set")
    STEPS = "step_template", _("Step set")


class OwnSet(Restricted):
    """``content`` is the draft, in the shape of its kind of reference document; each publication copies it for good."""

    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    title = models.CharField(_("title"), max_length=120)
    note = models.TextField(_("what it is for"), blank=True, max_length=2000)
    content: models.JSONField = models.JSONField()
    digest = models.CharField(max_length=64)
    base = models.CharField(_("copied from"), max_length=300, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)
    # No longer offered; what was begun with it goes on.
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["kind", "title", "pk"]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.digest = digest_of(self.content)
        super().save(*args, **kwargs)

    @property
    def newest(self) -> Version | None:
        """The version that is offered."""
        found = getattr(self, "_prefetched_objects_cache", {}).get("versions")
        if found is not None:
            return next(iter(found), None)
        return self.versions.select_related("reference").first()

    @property
    def has_changes(self) -> bool:
        """Whether the draft says something that no version says yet."""
        newest = self.newest
        return newest is None or newest.reference.digest != self.digest


class Version(Derived):
    """One publication: a frozen reference set, found by whatever was begun with it."""

    sources = ("own_set",)

    own_set = models.ForeignKey(OwnSet, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    reference = models.OneToOneField(ReferenceSet, on_delete=models.PROTECT, related_name="own_version")
    note = models.TextField(_("what is new"), max_length=2000)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    published_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["own_set", "number"], name="version_of_a_set_once")]

    def __str__(self) -> str:
        return str(_("%(title)s, version %(number)d") % {"title": self.own_set.title, "number": self.number})

    @property
    def content(self) -> Any:
        return self.reference.content
