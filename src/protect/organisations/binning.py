"""What was deleted and can still come back, and how long each kind of data is kept."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from protect.organisations.access import Reach, Restricted, own_rule


class Binned(Restricted):
    """A whole object with all that belongs to it, out of its tables and in the bin of its organisation.

    What was a thing of its own (a space, an assessment) keeps its marking, and its named readers are those of the bin's
    copy; what it was derived from (the space of an assessment) must be seen, too, all of it: the first is named here, more
    have a row of ``BinnedSource`` each. What belonged to something that still stands (a scenario of an assessment) is seen
    by whoever sees that.
    """

    personal_fields = ("name", "content")
    audit_name = _("thing in the bin")

    object_type = models.CharField(max_length=60)
    object_id = models.BigIntegerField()
    # Of what still stands and it belonged to or came from; empty for what stood alone.
    root_type = models.CharField(max_length=60, blank=True)
    root_id = models.BigIntegerField(null=True, blank=True)
    name = models.CharField(max_length=300)
    content = models.TextField()  # {"rows": as Django's serializer writes them, "links": ..., "pointers": ...}
    permission = models.CharField(max_length=60)
    removed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    removed_at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        ordering = ["-removed_at", "-pk"]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def visibility(cls, reach: Reach) -> Q:
        from protect.organisations import registry

        own = own_rule(cls, reach)
        rule, hidden = Q(root_type="") & own, Q()
        own |= ~Q(object_type__in=registry.shareable_labels())
        for label in registry.shareable_labels():
            model: Any = registry.visible_model(label)
            if model is not None and model is not cls:
                seen = model._default_manager.order_by().filter(model.visibility(reach))
                rule |= Q(root_type=label, root_id__in=seen.values("pk")) & own
                unseen = BinnedSource.objects.filter(source_type=label).exclude(source_id__in=seen.values("pk"))
                hidden |= Q(pk__in=unseen.values("binned"))
        return rule & ~hidden


class BinnedSource(models.Model):
    """One more object that what lies in the bin was derived from: whoever may not see it does not see the bin's copy."""

    binned = models.ForeignKey(Binned, on_delete=models.CASCADE, related_name="more_sources")
    source_type = models.CharField(max_length=60)
    source_id = models.BigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["source_type", "source_id"], name="binned_by_source")]

    def __str__(self) -> str:
        return f"{self.binned_id} {self.source_type} {self.source_id}"


class RetentionRule(models.Model):
    """For how many days an organisation keeps one kind of data, where it decided otherwise than the platform."""

    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=30)
    days = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "kind"], name="one_retention_rule_a_kind")]

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.kind}: {self.days}"
