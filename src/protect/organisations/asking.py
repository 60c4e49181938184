"""What waits for somebody's answer: an offer to read one object, and an organisation's request to join the platform.

Written without importing ``models``, which imports this module.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class ReaderOfferQuerySet(models.QuerySet["ReaderOffer"]):
    def open(self) -> ReaderOfferQuerySet:
        return self.filter(accepted_at=None, withdrawn_at=None, valid_until__gt=timezone.now())


class ReaderOffer(models.Model):
    """An e-mail address outside the own organisation, asked to read one TLP:RED object.

    It becomes a share when the owner of the address accepts, signed in. Until then, and where nobody has such an account,
    everything looks the same: naming a reader tells nobody who has an account here. Only a digest of the secret is kept.
    """

    personal_fields = ("email",)

    object_type = models.CharField(max_length=60)
    object_id = models.BigIntegerField()
    email = models.EmailField(_("e-mail"))
    reason = models.CharField(_("reason"), max_length=300)
    until = models.DateField(null=True, blank=True)
    secret_digest = models.CharField(max_length=64, unique=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    valid_until = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = ReaderOfferQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["object_type", "object_id"], name="offers_of_an_object")]

    def __str__(self) -> str:
        return f"{self.object_type} {self.object_id}"


class JoinRequestQuerySet(models.QuerySet["JoinRequest"]):
    def waiting(self) -> JoinRequestQuerySet:
        """Confirmed by mail and not decided: what the platform's administrator looks at."""
        return self.filter(decided_at=None).exclude(confirmed_at=None)


class JoinRequest(models.Model):
    """An organisation that asks to join; nobody reads it before the owner of the address has confirmed it."""

    personal_fields = ("email", "person", "contact", "why")

    class Decision(models.TextChoices):
        APPROVED = "approved", _("approved")
        REFUSED = "refused", _("refused")

    name = models.CharField(_("name of the organisation"), max_length=200)
    kind = models.CharField(_("kind"), max_length=30)
    country = models.CharField(_("country (two letters)"), max_length=2)
    contact = models.CharField(_("contact"), max_length=200, blank=True)
    person = models.CharField(_("your name"), max_length=150)
    email = models.EmailField(_("e-mail"))
    why = models.TextField(_("why you want to join"), max_length=2000)
    language = models.CharField(max_length=10, default="en")
    secret_digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    decision = models.CharField(_("decision"), max_length=10, choices=Decision.choices, blank=True)
    decision_reason = models.CharField(_("reason"), max_length=500, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    organisation = models.ForeignKey(
        "organisations.Organisation", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects = JoinRequestQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return self.name
