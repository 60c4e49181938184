"""An event, the series it may belong to, its rooms, tracks and files."""

from __future__ import annotations

import datetime as dt
import uuid
import zoneinfo

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from protect.calls.models import Publication
from protect.catalogue.models import Entry
from protect.demonstrations.models import PublicDemoDay
from protect.events.states import ON, SHOWN, State
from protect.exercises.models import Exercise
from protect.organisations.access import Derived, Reach, Restricted, rule_for
from protect.organisations.fields import CodeListField
from protect.organisations.markings import Marking
from protect.practices.models import Practice


class EventKind(models.TextChoices):
    SEMINAR = "seminar", _("Seminar")
    WEBINAR = "webinar", _("Webinar")
    WEB_CONFERENCE = "conference", _("Web conference")
    DEMO_DAY = "demo_day", _("Demo day")
    TRAINING = "training", _("Training")
    EXERCISE = "exercise", _("Exercise")
    FINAL = "final", _("Final event")


class Series(Restricted):
    """Events that belong together. It says nothing of them: each is read by its own marking."""

    name = models.CharField(_("name"), max_length=160)
    about = models.TextField(_("what it is about"), blank=True, max_length=3000)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["name", "pk"]
        verbose_name_plural = "series"

    def __str__(self) -> str:
        return self.name


def narrowed(reach: Reach, prefix: str = "") -> Q:
    """A draft is read by its own organisation alone, however it is marked; others see what was published."""
    rule = Q(**{f"{prefix}state__in": SHOWN})
    return rule | Q(**{f"{prefix}organisation__in": sorted(reach.reading)}) if reach.reading else rule


class Event(Restricted):
    """Public where it is published and TLP:CLEAR; its page is for everybody then, so it is written for everybody."""

    series = models.ForeignKey(
        Series, null=True, blank=True, on_delete=models.SET_NULL, related_name="events", verbose_name=_("series")
    )
    kind = models.CharField(_("kind of event"), max_length=12, choices=EventKind.choices, default=EventKind.SEMINAR)
    title = models.CharField(_("title"), max_length=200)
    guid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    summary = models.CharField(
        _("in one sentence"), max_length=300, blank=True, help_text=_("Stands in lists, feeds and links.")
    )
    about = models.TextField(_("what it is about"), blank=True, max_length=8000)
    time_zone = models.CharField(_("time zone of the place"), max_length=60, default="Europe/Brussels")
    begins_at = models.DateTimeField(_("begins"), null=True, blank=True)
    ends_at = models.DateTimeField(_("ends"), null=True, blank=True)
    is_online = models.BooleanField(_("can be followed online"), default=False)
    venue = models.CharField(_("place"), max_length=160, blank=True, help_text=_("Name of the house."))
    address = models.CharField(_("address"), max_length=250, blank=True)
    city = models.CharField(_("city"), max_length=100, blank=True)
    country = models.CharField(_("country (two letters)"), max_length=2, blank=True)
    languages = CodeListField(_("languages"))
    interpretation = CodeListField(_("interpretation into"))
    target_groups = models.CharField(
        _("for whom"),
        max_length=400,
        blank=True,
        help_text=_("Such as: local authorities, police, operators of places."),
    )
    partners = models.TextField(
        _("partners"),
        blank=True,
        max_length=2000,
        help_text=_("One a line; an address of a page may stand after a bar |."),
    )
    funding = models.CharField(_("funding note"), max_length=500, blank=True)
    access_note = models.TextField(
        _("accessibility"),
        blank=True,
        max_length=1000,
        help_text=_("Steps, lift, hearing loop, captions, sign language, whom to tell of a need."),
    )
    contact = models.EmailField(_("contact"), blank=True, help_text=_("Everybody reads it: better a shared mailbox."))
    entries: models.ManyToManyField = models.ManyToManyField(
        Entry, blank=True, related_name="+", verbose_name=_("entries of the catalogue")
    )
    calls: models.ManyToManyField = models.ManyToManyField(
        Publication, blank=True, related_name="+", verbose_name=_("published calls")
    )
    practices: models.ManyToManyField = models.ManyToManyField(
        Practice, blank=True, related_name="+", verbose_name=_("practices")
    )
    demo_days: models.ManyToManyField = models.ManyToManyField(
        PublicDemoDay, blank=True, related_name="+", verbose_name=_("published Demo Days")
    )
    # Seen by those who see the exercise itself.
    exercises: models.ManyToManyField = models.ManyToManyField(
        Exercise, blank=True, related_name="+", verbose_name=_("exercises")
    )
    registers = models.BooleanField(
        _("registration is open"), default=False, help_text=_("From when it is published until it closes or begins.")
    )
    registers_until = models.DateTimeField(_("registration closes"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.DRAFT)
    state_reason = models.CharField(_("reason"), max_length=500, blank=True)
    # When it should have begun first, once it was moved.
    first_begins_at = models.DateTimeField(null=True, blank=True, editable=False)
    published_at = models.DateTimeField(null=True, blank=True, editable=False)
    # Calendar programs take what has a higher number.
    revision = models.PositiveIntegerField(default=0, editable=False)
    # The revision with which it was last moved, cancelled or resumed: of that everybody who registered is told.
    news_revision = models.PositiveIntegerField(default=0, editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["-begins_at", "-pk"]
        indexes = [
            models.Index(fields=["organisation", "state"], name="event_by_owner"),
            models.Index(fields=["state", "marking", "begins_at"], name="event_shown_by_date"),
        ]

    def __str__(self) -> str:
        return self.title

    @classmethod
    def visibility(cls, reach: Reach) -> Q:
        return rule_for(cls, reach) & narrowed(reach)

    @property
    def zone(self) -> dt.tzinfo:
        return zoneinfo.ZoneInfo(self.time_zone)

    @property
    def is_public(self) -> bool:
        return self.state in SHOWN and self.marking == Marking.CLEAR

    @property
    def is_on(self) -> bool:
        return self.state in ON

    @property
    def is_past(self) -> bool:
        return self.ends_at is not None and self.ends_at < timezone.now()

    @property
    def takes_registrations(self) -> bool:
        # Both: an event that was moved may end before the day on which registration was to close.
        until = min((one for one in (self.registers_until, self.ends_at) if one is not None), default=None)
        return self.registers and self.is_on and until is not None and timezone.now() < until

    @property
    def state_in_words(self) -> str:
        """The state as readers know it; what took place is past."""
        return str(_("Past")) if self.is_past and self.is_on else str(self.get_state_display())

    @property
    def partners_told(self) -> list[tuple[str, str]]:
        """(name, address of a page or empty) of each."""
        found = []
        for line in self.partners.splitlines():
            name, _bar, page = (part.strip() for part in line.partition("|"))
            if name:
                found.append((name, page if page.startswith(("https://", "http://")) else ""))
        return found


class EventPart(Derived):
    """Base of what belongs to one event."""

    sources = ("event",)

    class Meta:
        abstract = True

    @classmethod
    def visibility(cls, reach: Reach) -> Q:
        return rule_for(cls, reach) & narrowed(reach, "event__")


class Room(EventPart):
    """A room, or a link in the place of one. Only who is registered is told the link."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="rooms")
    name = models.CharField(_("name"), max_length=100)
    guid = models.UUIDField(default=uuid.uuid4, editable=False)
    about = models.CharField(_("how to find it"), max_length=300, blank=True)
    capacity = models.PositiveIntegerField(_("people it holds"), null=True, blank=True)
    link = models.URLField(
        _("link to join"), max_length=400, blank=True, help_text=_("Stands on no page: only who is registered is told.")
    )

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["event", "name"], name="room_named_once_an_event")]

    def __str__(self) -> str:
        return self.name


class Track(EventPart):
    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="tracks")
    name = models.CharField(_("name"), max_length=100)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["event", "name"], name="track_named_once_an_event")]

    def __str__(self) -> str:
        return self.name


class EventFile(EventPart):
    """A photo (re-encoded, without where it was taken) or a document of an event, or of one of its sessions."""

    personal_fields = ("credit",)

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="files")
    session = models.ForeignKey(
        "events.Session", null=True, blank=True, on_delete=models.SET_NULL, related_name="files",
        verbose_name=_("session"),
    )  # fmt: skip
    file = models.FileField(upload_to="events/%Y/%m/", max_length=200)
    thumbnail = models.FileField(upload_to="events/%Y/%m/", max_length=200, blank=True)
    content_type = models.CharField(max_length=80)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    description = models.CharField(
        _("what it is"), max_length=300, help_text=_("Of a photo: what is to be seen, for those who do not see it.")
    )
    credit = models.CharField(_("whose it is"), max_length=200, blank=True)
    width = models.PositiveIntegerField(null=True)
    height = models.PositiveIntegerField(null=True)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    added_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.description[:80]

    @property
    def is_photo(self) -> bool:
        return self.width is not None
