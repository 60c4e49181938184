"""A recording of an event or of one of its sessions, and its chapters."""

from __future__ import annotations

import secrets

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from protect.events.models import Event, Session
from protect.events.models import narrowed as event_is_told
from protect.organisations.access import Derived, Reach, Restricted, rule_for
from protect.organisations.markings import Marking
from protect.recordings.states import ON, State


def narrowed(reach: Reach, prefix: str = "") -> Q:
    """Before it is published, and where its event is not, the own organisation alone reads it, however it is marked."""
    rule = Q(**{f"{prefix}published_at__isnull": False})
    if reach.reading:
        rule |= Q(**{f"{prefix}organisation__in": sorted(reach.reading)})
    return rule & event_is_told(reach, f"{prefix}event__")


def folder() -> str:
    """Nobody guesses where the files of a recording lie."""
    return secrets.token_urlsafe(24)


def original_path(recording: Recording, name: str) -> str:
    return f"recordings/{recording.folder}/original"


class Recording(Restricted):
    """It has a marking of its own and is seen only where its event is: the strictest of both holds."""

    sources = ("event",)

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="recordings", verbose_name=_("event"))
    session = models.ForeignKey(
        Session, null=True, blank=True, on_delete=models.SET_NULL, related_name="recordings", verbose_name=_("session")
    )
    title = models.CharField(_("title"), max_length=200)
    about = models.TextField(_("what it is about"), blank=True, max_length=3000)
    language = models.CharField(_("language spoken"), max_length=10)
    begins_at = models.DateTimeField(
        _("recorded from"), null=True, blank=True, help_text=_("So the sessions of the programme become chapters.")
    )
    state = models.CharField(_("state"), max_length=12, choices=State.choices, default=State.UPLOADING, editable=False)
    progress = models.PositiveSmallIntegerField(default=0, editable=False)
    failure = models.CharField(max_length=500, blank=True, editable=False)

    #: As it came from the camera; kept, so that everything can be made anew.
    original = models.FileField(upload_to=original_path, max_length=200, blank=True, editable=False)
    original_name = models.CharField(max_length=200, blank=True, editable=False)
    original_size = models.BigIntegerField(default=0, editable=False)
    original_sha256 = models.CharField(max_length=64, blank=True, editable=False)
    #: By its content, such as “mov, h264, aac”.
    original_kind = models.CharField(max_length=80, blank=True, editable=False)
    folder = models.CharField(max_length=40, default=folder, unique=True, editable=False)

    has_video = models.BooleanField(default=False, editable=False)
    duration_ms = models.PositiveBigIntegerField(null=True, editable=False)
    width = models.PositiveIntegerField(null=True, editable=False)
    height = models.PositiveIntegerField(null=True, editable=False)

    published_at = models.DateTimeField(null=True, blank=True, editable=False)
    uncaptioned_reason = models.CharField(
        _("why it is published without reviewed captions"), max_length=500, blank=True, editable=False
    )
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)
    # When the last conversion ended, and who is told of it.
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["published_at", "marking"], name="recording_published")]

    def __str__(self) -> str:
        return self.title

    @classmethod
    def visibility(cls, reach: Reach) -> Q:
        return rule_for(cls, reach) & narrowed(reach)

    @property
    def is_published(self) -> bool:
        return self.published_at is not None

    @property
    def is_public(self) -> bool:
        """Everybody sees it, signed in or not."""
        return self.is_published and self.marking == Marking.CLEAR and self.event.is_public

    @property
    def is_ready(self) -> bool:
        return self.state == State.READY

    @property
    def is_on(self) -> bool:
        """The job has something to do."""
        return self.state in ON


class RecordingPart(Derived):
    """Base of what belongs to one recording: its files and chapters, and in folders above its captions."""

    sources = ("recording",)

    class Meta:
        abstract = True

    @classmethod
    def visibility(cls, reach: Reach) -> Q:
        return rule_for(cls, reach) & narrowed(reach, "recording__")


class Chapter(RecordingPart):
    recording = models.ForeignKey(Recording, on_delete=models.CASCADE, related_name="chapters")
    begins_ms = models.PositiveBigIntegerField(_("begins"))
    title = models.CharField(_("title"), max_length=250)
    session = models.ForeignKey(Session, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["begins_ms", "pk"]

    def __str__(self) -> str:
        return self.title
