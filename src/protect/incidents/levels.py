"""Changes of the threat level, as the national authority (or, where none is here, the town itself) wrote them down."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from protect.organisations.access import Derived, Restricted
from protect.organisations.fields import CodeListField
from protect.reminders.models import Trigger
from protect.spaces.models import Space


class Direction(models.TextChoices):
    RAISED = "raised", _("raised")
    LOWERED = "lowered", _("lowered")
    CHANGED = "changed", _("described anew")


class ThreatLevel(Restricted):
    """From one word to another on the country's own scale. Without types and categories it concerns all spaces."""

    country = models.CharField(_("country (two letters)"), max_length=2)
    before = models.CharField(_("level before"), max_length=60, blank=True)
    after = models.CharField(
        _("level now"), max_length=60, help_text=_("In the words of your country's scale, such as “3 (serious)”.")
    )
    direction = models.CharField(_("direction"), max_length=8, choices=Direction.choices, default=Direction.RAISED)
    decided_on = models.DateField(_("decided on"))
    threat_types = CodeListField(_("only for these threat types"))
    categories = CodeListField(_("only for these categories of spaces"))
    source = models.CharField(_("source"), max_length=200, help_text=_("Who decided, and where it can be read."))
    note = models.TextField(
        _("note"), blank=True, help_text=_("What towns should look at. Never how an attack was or would be done.")
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_reason = models.CharField(_("reason"), max_length=300, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-decided_on", "-pk"]

    def __str__(self) -> str:
        return f"{self.country}: {self.before or '–'} → {self.after}"


class LevelEffect(Derived):
    """A space that a change concerns: its trigger, and when the people responsible were told. Each space once."""

    sources = ("change", "space")

    change = models.ForeignKey(ThreatLevel, on_delete=models.CASCADE, related_name="effects")
    space = models.ForeignKey(Space, on_delete=models.CASCADE, related_name="+")
    trigger = models.OneToOneField(Trigger, on_delete=models.CASCADE, related_name="+")
    told_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["change", "space"], name="level_change_once_a_space")]

    def __str__(self) -> str:
        return f"{self.change}"
