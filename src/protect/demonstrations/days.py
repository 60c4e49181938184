"""Demo Days: demonstrations of several cities as one public event page, written for outsiders from the first word."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from protect.organisations.access import Derived, Restricted
from protect.organisations.markings import Marking
from protect.organisations.models import Organisation


class DemoDay(Restricted):
    """The draft, shared with the cities that take part. What the public reads is ``PublicDemoDay``, an object of its own."""

    title = models.CharField(_("title"), max_length=160)
    about = models.TextField(_("what it is about"), help_text=_("The public reads it."))
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return self.title


class DemoDayItem(Derived):
    """One demonstration as the public reads of it. Nothing of the demonstration itself comes along."""

    sources = ("day",)

    day = models.ForeignKey(DemoDay, on_delete=models.CASCADE, related_name="items")
    city = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", verbose_name=_("city"))
    title = models.CharField(_("title"), max_length=160, help_text=_("The public reads it: no place, no weak point."))
    begins_at = models.DateTimeField(_("begins"))
    ends_at = models.DateTimeField(_("ends"))
    time_zone = models.CharField(_("time zone"), max_length=60, default="Europe/Brussels")
    about = models.TextField(_("what is shown"), help_text=_("The public reads it."))
    solution = models.CharField(
        _("solution and provider"), max_length=200, blank=True, help_text=_("Only with the provider's consent.")
    )
    address = models.URLField(_("link to watch or register"), blank=True, max_length=300)

    class Meta:
        ordering = ["begins_at", "pk"]

    def __str__(self) -> str:
        return self.title


class PublicDemoDay(Restricted):
    """What left, as it left. Always TLP:CLEAR; the draft is none of its sources."""

    day = models.OneToOneField(DemoDay, on_delete=models.PROTECT, related_name="public")
    title = models.CharField(max_length=160)
    document: models.JSONField = models.JSONField()
    first_day = models.DateTimeField()
    last_day = models.DateTimeField()
    published_at = models.DateTimeField()

    class Meta:
        ordering = ["-first_day", "-pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(marking=Marking.CLEAR.value), name="a_public_demo_day_is_public")
        ]

    def __str__(self) -> str:
        return self.title
