"""The log of a town: incidents, near misses and finds, with the measures that held or failed. It names no person."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from protect.incidents.states import State
from protect.organisations.access import Derived, Restricted
from protect.reminders.models import Trigger
from protect.spaces.located import Located
from protect.spaces.models import ExistingMeasure, SearchField, Space, SubArea

#: Said wherever somebody writes into the log.
NO_NAMES = _("No names, numbers, plates or descriptions of single people. What it did to people and place, never how.")


class Kind(models.TextChoices):
    INCIDENT = "incident", _("Incident")
    NEAR_MISS = "near_miss", _("Near miss")
    SUSPICIOUS_FIND = "suspicious_find", _("Suspicious find")
    THREAT = "threat", _("Threat received")
    MEASURE_FAILED = "measure_failed", _("A measure failed, nothing happened")
    FALSE_ALARM = "false_alarm", _("False alarm")
    OTHER = "other", _("Something else")


class Source(models.TextChoices):
    OWN = "own", _("own staff")
    POLICE = "police", _("police")
    RESCUE = "rescue", _("fire and rescue or ambulance")
    OPERATOR = "operator", _("operator, traders or stewards")
    PUBLIC = "public", _("somebody from the public")
    MEDIA = "media", _("press or other media")
    AUTHORITY = "authority", _("another authority")


class Incident(Restricted, Located):
    """One entry: what happened, by its effect. A point on the map, a space, or a place in words."""

    sources = ("space",)

    space = models.ForeignKey(
        Space, null=True, blank=True, on_delete=models.PROTECT, related_name="incidents", verbose_name=_("public space")
    )
    sub_area = models.ForeignKey(
        SubArea, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("part of the space")
    )
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    happened_at = models.DateTimeField(_("when"))
    where = models.CharField(
        _("where, in words"),
        max_length=200,
        blank=True,
        help_text=_("Needed where no space of the register is chosen."),
    )
    usage_state = models.CharField(_("usage state"), max_length=10, blank=True)
    threat_type = models.CharField(_("threat type"), max_length=20, blank=True)
    what = models.TextField(_("what happened"), help_text=NO_NAMES)
    lesson = models.TextField(_("what was learnt"), blank=True, help_text=NO_NAMES)
    source = models.CharField(_("told by"), max_length=10, choices=Source.choices, default=Source.OWN)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.REPORTED)
    state_reason = models.CharField(_("reason"), max_length=300, blank=True)
    # Of words that look like personal data and are none, as somebody said: digests, so that nobody is asked twice.
    cleared = models.JSONField(default=list, editable=False)
    search_text = SearchField(editable=False, default="")
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-happened_at", "-pk"]
        indexes = [
            models.Index(fields=["organisation", "-happened_at"], name="incident_newest_first"),
            models.Index(fields=["-happened_at", "-id"], name="incident_in_its_order"),
        ]

    def __str__(self) -> str:
        return f"{Kind(self.kind).label}, {date_format(localtime(self.happened_at), 'DATE_FORMAT')}"

    @property
    def searchable(self) -> str:
        return " ".join([self.where, self.what, self.lesson])

    @property
    def is_open(self) -> bool:
        return self.state != State.CLOSED

    @property
    def place(self) -> str:
        """In words, as a list shows it."""
        named = ", ".join(str(one) for one in (self.space, self.sub_area) if one is not None)
        return " – ".join(filter(None, (named, self.where)))


class IncidentPart(Derived):
    """Base of what belongs to one entry."""

    sources = ("incident",)

    class Meta:
        abstract = True


class Result(models.TextChoices):
    WORKED = "worked", _("worked")
    PARTLY = "partly", _("worked in part")
    FAILED = "failed", _("failed")


class MeasureResult(IncidentPart):
    """How a measure of the space did. It keeps the measure's name of that day."""

    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="results")
    measure = models.ForeignKey(ExistingMeasure, null=True, on_delete=models.SET_NULL, related_name="incident_results")
    name = models.CharField(max_length=150)
    result = models.CharField(_("result"), max_length=10, choices=Result.choices)
    note = models.CharField(_("note"), max_length=300, blank=True)

    class Meta:
        ordering = ["name", "pk"]
        constraints = [models.UniqueConstraint(fields=["incident", "measure"], name="measure_once_an_incident")]

    def __str__(self) -> str:
        return f"{self.name}: {Result(self.result).label}"


class IncidentPhoto(IncidentPart):
    """A picture of the place afterwards, without what its camera wrote into it, and without people."""

    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="photos")
    file = models.FileField(upload_to="incidents/%Y/%m/", max_length=200)
    thumbnail = models.FileField(upload_to="incidents/%Y/%m/", max_length=200)
    description = models.CharField(_("what is to be seen, in words"), max_length=300, help_text=NO_NAMES)
    content_type = models.CharField(max_length=80)
    sha256 = models.CharField(max_length=64)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    added_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.description


class LookAgain(Derived):
    """An entry of the log made a space be looked at again."""

    sources = ("incident", "trigger")

    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="looks")
    trigger = models.OneToOneField(Trigger, on_delete=models.CASCADE, related_name="+")

    def __str__(self) -> str:
        return str(self.trigger)


# In a module of their own, which Django looks for here.
from protect.incidents.levels import LevelEffect as LevelEffect  # noqa: E402
from protect.incidents.levels import ThreatLevel as ThreatLevel  # noqa: E402
