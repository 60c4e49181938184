"""Whoever registers for an event: no account, one link, a place in each session they chose."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from protect.events.models.event import Event, EventPart
from protect.events.models.programme import Session
from protect.events.states import PlaceState
from protect.organisations.access import Derived, Reach, rule_for
from protect.organisations.models import OrganisationKind, Role

#: Who registered is read by those who organise, however public the event is.
ORGANISING = (Role.ADMINISTRATOR.value, Role.LEAD.value, Role.ASSESSOR.value)


def organised(reach: Reach, prefix: str) -> Q:
    own = sorted(key for key, role in reach.roles.items() if role in ORGANISING)
    return Q(**{f"{prefix}organisation__in": own}) if own else Q(pk__in=[])


class Registration(EventPart):
    """Of the secret in the link only a digest is kept; ``code`` stands on the badge and opens nothing by itself."""

    # The trail outlives the right to know them.
    personal_fields: ClassVar[tuple[str, ...]] = ("name", "email", "works_for", "needs")

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="registrations")
    name = models.CharField(_("name"), max_length=150)
    email = models.EmailField(_("e-mail"))
    works_for = models.CharField(_("organisation"), max_length=200, blank=True)
    kind = models.CharField(_("kind of organisation"), max_length=20, choices=OrganisationKind.choices)
    country = models.CharField(_("country (two letters)"), max_length=2)
    needs = models.CharField(_("what you need to take part"), max_length=500, blank=True)
    language = models.CharField(max_length=10, default="en")
    secret_digest = models.CharField(max_length=64, unique=True)
    code = models.CharField(max_length=20, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    # Up to which revision of the event a mail told what is new.
    told_revision = models.PositiveIntegerField(default=0, editable=False)
    reminded_at = models.DateTimeField(null=True, blank=True)
    thanked_at = models.DateTimeField(null=True, blank=True)
    answered = models.BooleanField(default=False)
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["event", "email"],
                condition=Q(cancelled_at=None, erased_at=None),
                name="registered_once_an_event",
            )
        ]

    def __str__(self) -> str:
        return self.name or self.audit_name

    @property
    def audit_name(self) -> str:
        return f"registration {self.pk}"

    @property
    def is_open(self) -> bool:
        return self.cancelled_at is None and self.erased_at is None

    @classmethod
    def visibility(cls, reach: Reach) -> Q:
        return rule_for(cls, reach) & organised(reach, "event__")


class Place(Derived):
    sources = ("registration",)

    registration = models.ForeignKey(Registration, on_delete=models.CASCADE, related_name="places")
    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="taken")
    state = models.CharField(_("state"), max_length=10, choices=PlaceState.choices, default=PlaceState.ASKED)
    #: Since when it stands in line.
    since = models.DateTimeField()
    came_at = models.DateTimeField(_("came"), null=True, blank=True)
    passed_at = models.DateTimeField(_("passed the self-test"), null=True, blank=True)

    class Meta:
        ordering = ["since", "pk"]
        constraints = [models.UniqueConstraint(fields=["registration", "session"], name="one_place_a_session")]
        indexes = [models.Index(fields=["session", "state"], name="place_by_session")]

    def __str__(self) -> str:
        return f"{self.session}: {self.get_state_display()}"

    @property
    def audit_name(self) -> str:
        return f"place {self.pk}"

    @classmethod
    def visibility(cls, reach: Reach) -> Q:
        return rule_for(cls, reach) & organised(reach, "registration__event__")
