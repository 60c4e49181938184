"""Who is open for exchange, what was asked and said, and who else may read it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from protect.cooperation.states import OPEN, State
from protect.organisations.access import Derived, Reach, Restricted, rule_for
from protect.organisations.fields import CodeListField
from protect.organisations.markings import Marking
from protect.organisations.models import Organisation
from protect.practices.models import Practice


class Profile(Restricted):
    """What an authority tells of itself to others who seek exchange: a shared mailbox, no private person.

    Read by authorities (TLP:GREEN) or by everybody (TLP:CLEAR), once the organisation says that it is open.
    """

    is_open = models.BooleanField(_("open for exchange"), default=False)
    about = models.TextField(_("who you are and what you know"), blank=True, max_length=3000)
    seeks = models.TextField(_("what you would like to learn"), blank=True, max_length=3000)
    contact = models.EmailField(_("shared mailbox"), blank=True, help_text=_("Not one person's."))
    languages = CodeListField(_("languages"))
    threat_types = CodeListField(_("threat types"))
    space_categories = CodeListField(_("kinds of public space"))
    steps = CodeListField(_("steps of the method"))
    handlers: models.ManyToManyField = models.ManyToManyField(
        settings.AUTH_USER_MODEL, blank=True, related_name="+", verbose_name=_("who gets requests"),
        help_text=_("Members of your organisation; nobody else sees who. Nobody ticked: administrators and leads."),
    )  # fmt: skip
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["organisation__name"]
        constraints = [models.UniqueConstraint(fields=["organisation"], name="one_profile_an_organisation")]

    def __str__(self) -> str:
        return str(self.organisation)

    @classmethod
    def visibility(cls, reach: Reach) -> Q:
        mine = Q(organisation__in=sorted(reach.reading)) if reach.reading else Q(pk__in=[])
        return rule_for(cls, reach) & (Q(is_open=True) | mine) | mine

    @property
    def sharing_obstacle(self) -> str:
        return str(_("Who reads a profile is said where it is written."))


def between(reach: Reach, prefix: str = "") -> Q:
    """Both sides read all of it, whatever others may."""
    mine = sorted(reach.reading)
    return Q(**{f"{prefix}organisation__in": mine}) | Q(**{f"{prefix}asked__in": mine}) if mine else Q(pk__in=[])


class Exchange(Restricted):
    """One authority asks another. ``organisation`` asks; both sides decide together who else reads it."""

    asked = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", verbose_name=_("asked"))
    topic = models.CharField(_("topic"), max_length=200)
    offered = models.TextField(_("what you offer"), blank=True, max_length=3000)
    wanted = models.TextField(_("what you ask for"), max_length=3000)
    threat_types = CodeListField(_("threat types"))
    practice = models.ForeignKey(
        Practice, null=True, blank=True, on_delete=models.SET_NULL, related_name="+",
        verbose_name=_("practice it is about"),
    )  # fmt: skip
    by_when = models.DateField(_("answer wanted by"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.ASKED)
    moved_at = models.DateTimeField(null=True, blank=True, editable=False)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["asked", "state"], name="exchange_by_asked")]
        constraints = [
            models.CheckConstraint(condition=~Q(organisation=models.F("asked")), name="exchange_between_two"),
            models.CheckConstraint(
                condition=Q(marking__in=["AMBER_STRICT", "AMBER", "GREEN"]), name="exchange_never_public"
            ),
        ]

    def __str__(self) -> str:
        return self.topic

    @classmethod
    def visibility(cls, reach: Reach) -> Q:
        return rule_for(cls, reach) | between(reach)

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def read_by(self) -> str:
        """What its marking means here, where there are two sides."""
        if self.marking == Marking.GREEN:
            return str(_("both sides and authorities on this platform"))
        return str(_("both sides and those named") if self.marking == Marking.AMBER else _("both sides only"))

    @property
    def sides(self) -> tuple[int, int]:
        return (self.organisation_id, self.asked_id)

    @property
    def sharing_obstacle(self) -> str:
        return str(_("Both sides decide together who else reads it, on the page of the exchange."))


class ExchangePart(Derived):
    """Base of what belongs to one exchange: read by whoever reads that."""

    sources = ("exchange",)

    class Meta:
        abstract = True

    @classmethod
    def visibility(cls, reach: Reach) -> Q:
        return rule_for(cls, reach) | between(reach, "exchange__")


class Message(ExchangePart):
    exchange = models.ForeignKey(Exchange, on_delete=models.CASCADE, related_name="messages")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    text = models.TextField(_("message"), max_length=5000)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["created_at", "pk"]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.text[:60]}"


class Opening(ExchangePart):
    """A proposal of one side to let others read: a named organisation (TLP:AMBER), or all authorities (TLP:GREEN)."""

    exchange = models.ForeignKey(Exchange, on_delete=models.CASCADE, related_name="openings")
    reader = models.ForeignKey(
        Organisation,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("who else reads"),
    )
    proposed_for = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(auto_now_add=True)
    agreed_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["proposed_at", "pk"]

    def __str__(self) -> str:
        return str(self.reader) if self.reader else str(_("all authorities on this platform"))

    @classmethod
    def visibility(cls, reach: Reach) -> Q:
        """Of a proposal know the two sides; who reads by a decision sees what is decided."""
        in_force = Q(agreed_at__isnull=False, ended_at=None)
        return super().visibility(reach) & (in_force | between(reach, "exchange__"))

    @property
    def marking_wanted(self) -> Marking:
        return Marking.AMBER if self.reader_id else Marking.GREEN

    @property
    def is_waiting(self) -> bool:
        return self.agreed_at is None and self.ended_at is None

    @property
    def is_in_force(self) -> bool:
        return self.agreed_at is not None and self.ended_at is None
