"""An event on a space: its days, what differs from the approved assessment, temporary measures, the list of the day."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from protect.assessments.models import Assessment, Confidence
from protect.organisations.access import Derived, Restricted
from protect.organisations.fields import CodeListField
from protect.overlays.states import State


class EventOverlay(Restricted):
    """Bound to one approved version; of it only what differs is kept here."""

    sources = ("assessment",)

    assessment = models.ForeignKey(
        Assessment, on_delete=models.PROTECT, related_name="overlays", verbose_name=_("approved assessment")
    )
    name = models.CharField(_("name of the event"), max_length=160)
    begins_at = models.DateTimeField(_("begins"))
    ends_at = models.DateTimeField(_("ends"))
    time_zone = models.CharField(_("time zone"), max_length=60, default="Europe/Brussels")
    expected_people = models.PositiveIntegerField(_("people at the busiest time (estimate)"), null=True, blank=True)
    crowd_class = models.CharField(_("class of crowd"), max_length=20, blank=True)
    organiser = models.CharField(
        _("organiser"), max_length=160, blank=True, help_text=_("An organisation and a function, no person's name.")
    )
    about = models.TextField(
        _("what is different from any other day"), blank=True,
        help_text=_("Stalls, stages, closed streets, other ways in. Effects on people and place, never how-to."),
    )  # fmt: skip
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.DRAFT)
    state_reason = models.CharField(_("reason"), max_length=500, blank=True)
    # The same event before: what changed is told against it.
    based_on = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="successors")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-begins_at", "-pk"]
        indexes = [models.Index(fields=["organisation", "state", "-begins_at"], name="overlay_by_owner")]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=models.F("begins_at")), name="event_ends_after_it_begins")
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_draft(self) -> bool:
        return self.state == State.DRAFT

    @property
    def is_open(self) -> bool:
        return self.state in {State.DRAFT, State.REVIEW, State.SIGNED}

    def from_set_up(self) -> dt.datetime:
        """When the first thing of it stands on the square."""
        return min([self.begins_at, *(one.set_up_at for one in self.measures.all())])

    def to_removal(self) -> dt.datetime:
        """When the last thing of it is gone: it lapses then."""
        return max([self.ends_at, *(one.remove_at for one in self.measures.all())])

    @property
    def phase(self) -> str:
        """What the day makes of it: ``soon``, ``live`` or ``over`` once signed off; else its state."""
        if self.state != State.SIGNED:
            return self.state
        now = timezone.now()
        return "soon" if now < self.from_set_up() else "live" if now <= self.to_removal() else "over"

    @property
    def phase_word(self) -> Any:
        return PHASES.get(self.phase) or State(self.state).label


PHASES = {"soon": _("Signed off"), "live": _("Live"), "over": _("Over")}


class OverlayPart(Derived):
    """Base of what belongs to one overlay."""

    sources = ("overlay",)

    class Meta:
        abstract = True


class Change(models.TextChoices):
    CHANGED = "changed", _("judged otherwise")
    ADDED = "added", _("only during the event")
    NOT_APPLICABLE = "not_applicable", _("does not apply during the event")


class Difference(OverlayPart):
    """One row of the assessment that is another one during the event, or a row that is there only then."""

    overlay = models.ForeignKey(EventOverlay, on_delete=models.CASCADE, related_name="differences")
    change = models.CharField(_("what differs"), max_length=14, choices=Change.choices)
    # The row of the sealed document, by the key it has in every version.
    row = models.UUIDField(null=True, blank=True, editable=False)
    threat_type = models.CharField(_("threat type"), max_length=20)
    #: By name, as the sealed document has it; empty for the whole space.
    area = models.CharField(_("part of the space"), max_length=120, blank=True)
    title = models.CharField(_("title"), max_length=200, blank=True)
    probability = models.PositiveSmallIntegerField(_("probability"), null=True, blank=True)  # 0: cannot judge
    consequence = models.PositiveSmallIntegerField(_("consequence"), null=True, blank=True)
    confidence = models.CharField(_("confidence"), max_length=6, choices=Confidence.choices, default=Confidence.MEDIUM)
    reason = models.TextField(
        _("reason"),
        help_text=_("What of the event makes it so: people, stalls, closed ways. Never how it would be done."),
    )
    key = models.UUIDField(default=uuid.uuid4, editable=False)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["overlay", "row"], condition=Q(row__isnull=False), name="row_differs_once_an_overlay"
            ),
            models.CheckConstraint(condition=Q(change="added") ^ Q(row__isnull=False), name="added_rows_have_no_base"),
        ]

    def __str__(self) -> str:
        return self.title or self.threat_type


class TemporaryMeasure(OverlayPart):
    """What stands on the square for the event, from its set-up to its removal."""

    overlay = models.ForeignKey(EventOverlay, on_delete=models.CASCADE, related_name="measures")
    name = models.CharField(_("measure"), max_length=150)
    place = models.CharField(_("where"), max_length=200, help_text=_("So that whoever sets it up finds it."))
    set_up_at = models.DateTimeField(_("stands from"))
    remove_at = models.DateTimeField(_("gone by"))
    responsible = models.CharField(
        _("responsible"), max_length=150, help_text=_("A function or organisation, no person's name.")
    )
    threat_types = CodeListField(_("against"))
    note = models.CharField(_("note"), max_length=300, blank=True)
    # A point on the map (WGS84), for whoever sets it up; the words of ``place`` say the same.
    lat = models.FloatField(_("latitude"), null=True, blank=True)
    lon = models.FloatField(_("longitude"), null=True, blank=True)
    key = models.UUIDField(default=uuid.uuid4, editable=False)

    class Meta:
        ordering = ["set_up_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(remove_at__gt=models.F("set_up_at")), name="removed_after_it_stands"),
            models.CheckConstraint(
                condition=Q(lat=None, lon=None) | Q(lat__range=(-90, 90), lon__range=(-180, 180)),
                name="temporary_measure_has_a_whole_point",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def point_words(self) -> str:
        """The point in words; empty where there is none."""
        return "" if self.lat is None or self.lon is None else f"{self.lat:.5f}, {self.lon:.5f}"


class CheckItem(OverlayPart):
    """One line of the list for the day: when, what, who; ticked by whoever did it."""

    overlay = models.ForeignKey(EventOverlay, on_delete=models.CASCADE, related_name="checks")
    at = models.DateTimeField(_("when"))
    what = models.CharField(_("what"), max_length=200)
    responsible = models.CharField(
        _("responsible"), max_length=150, blank=True, help_text=_("A function, no person's name.")
    )
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    remark = models.CharField(_("remark"), max_length=300, blank=True)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return self.what


class Function(models.TextChoices):
    """In which role somebody signs. All are needed, each by somebody else."""

    TOWN = "town", _("for the town that looks after the space")
    SECOND = "second", _("as second reader: police, fire and rescue or another expert")


class SignOff(OverlayPart):
    """Somebody's yes or no to the overlay as it stood; when it changes, it holds no more."""

    overlay = models.ForeignKey(EventOverlay, on_delete=models.CASCADE, related_name="signatures")
    function = models.CharField(_("you sign"), max_length=8, choices=Function.choices)
    agrees = models.BooleanField()
    reason = models.CharField(_("reason"), max_length=500)
    digest = models.CharField(max_length=64)
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return str(Function(self.function).label)
