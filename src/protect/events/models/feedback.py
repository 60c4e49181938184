"""What those who came say afterwards: without a name, once each."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from protect.events.models.event import Event, EventPart
from protect.events.models.registration import organised
from protect.organisations.access import Reach, rule_for


class Feedback(EventPart):
    """Nothing leads from here to a person: the registration knows that it answered, and not what."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="feedback")
    useful = models.PositiveSmallIntegerField(
        _("how useful it was"), validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    organised = models.PositiveSmallIntegerField(
        _("how well it was organised"), validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    takes = models.TextField(_("what you take home"), blank=True, max_length=1500)
    better = models.TextField(_("what should be better"), blank=True, max_length=1500)
    #: The day alone: a time would tell who it was.
    on = models.DateField()

    class Meta:
        ordering = ["on", "guid"]

    guid = models.UUIDField(unique=True, editable=False)

    def __str__(self) -> str:
        return str(_("feedback"))

    @classmethod
    def visibility(cls, reach: Reach) -> Q:
        return rule_for(cls, reach) & organised(reach, "event__")
