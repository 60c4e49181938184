"""Redacted editions: what was taken out of an object for readers who may not see the object itself."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from protect.organisations import registry
from protect.organisations.access import Derived, Reach, Restricted, rule_for
from protect.organisations.markings import Marking


class Edition(Restricted):
    """An object of its own, with its own marking. While it is a draft it still holds what will be left out, so only who
    sees its source sees it, and it cannot be shared; once finished it holds only what was chosen, and never changes.

    The source is named by label and key, as in shares: an edition can be made of objects of any folder. That link is
    not one of the ``sources`` of seeing: who may not see the source reads the edition and meets no trace of the link.
    """

    # The history is read by whoever reads the edition; it must not tell titles that a draft once had.
    audit_name = _("redacted edition")

    title = models.CharField(_("title"), max_length=200)
    audience = models.CharField(_("made for"), max_length=12, choices=Marking.choices)
    source_type = models.CharField(max_length=60)
    source_id = models.BigIntegerField()
    source_digest = models.CharField(max_length=64)
    content = models.JSONField(default=dict)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-made_at", "-pk"]
        indexes = [models.Index(fields=["source_type", "source_id"]), models.Index(fields=["organisation", "-made_at"])]

    def __str__(self) -> str:
        return self.title

    @classmethod
    def visibility(cls, reach: Reach) -> Q:
        """A draft is seen by whoever sees its source now: what becomes stricter there becomes so here at once."""
        rule = rule_for(cls, reach)
        finished = Q(finished_at__isnull=False)
        for label in cls.labels():
            found = registry.shareable(label)
            if found is not None:
                sources = found[0]._default_manager.filter(found[0].visibility(reach)).order_by()
                finished |= Q(source_type=label, source_id__in=sources.values("pk"))
        return rule & finished

    @staticmethod
    def labels() -> list[str]:
        """Of everything that editions are made from."""
        return [label for label in registry.shareable_labels() if label != "editions.edition"]

    @property
    def source(self) -> Restricted | None:
        """For the machinery only; who may see it is asked by ``queries.source_of``."""
        found = registry.shareable(self.source_type)
        return found[0]._default_manager.filter(pk=self.source_id).first() if found else None

    def markings(self) -> list[str]:
        source = self.source if self.is_draft else None
        return super().markings() + (source.markings() if source is not None else [])

    @property
    def is_draft(self) -> bool:
        return self.finished_at is None

    @property
    def sharing_obstacle(self) -> str:
        if self.is_draft:
            return str(_("This edition is a draft and still holds what will be left out. Finish it, then share it."))
        return ""


class EditionPhoto(Derived):
    """A photo chosen for an edition: a copy, because the original is not shared."""

    sources = ("edition",)
    audit_name = _("photo of an edition")

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="photos")
    file = models.FileField(upload_to="editions/%Y/%m/", max_length=200)
    description = models.CharField(_("what is to be seen, in words"), max_length=500, blank=True)
    content_type = models.CharField(max_length=80)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.description or str(_("photo"))
