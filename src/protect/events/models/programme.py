"""The sessions of an event and who speaks there."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from protect.catalogue.models import Entry
from protect.events.models.event import Event, EventPart, Room, Track, narrowed
from protect.organisations.access import Derived, Reach, Restricted, rule_for
from protect.organisations.fields import CodeListField
from protect.organisations.markings import Marking
from protect.practices.models import Practice


class SessionKind(models.TextChoices):
    TALK = "talk", _("talk")
    PANEL = "panel", _("panel")
    WORKSHOP = "workshop", _("workshop")
    DEMONSTRATION = "demonstration", _("demonstration")
    TRAINING = "training", _("training")
    OPENING = "opening", _("opening or closing")
    BREAK = "break", _("break")
    OTHER = "other", _("other")


class Session(EventPart):
    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="sessions")
    guid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(_("kind of session"), max_length=14, choices=SessionKind.choices, default=SessionKind.TALK)
    title = models.CharField(_("title"), max_length=250)
    abstract = models.TextField(_("what it is about"), blank=True, max_length=6000)
    begins_at = models.DateTimeField(_("begins"))
    ends_at = models.DateTimeField(_("ends"))
    room = models.ForeignKey(
        Room, null=True, blank=True, on_delete=models.SET_NULL, related_name="sessions", verbose_name=_("room or link")
    )
    track = models.ForeignKey(
        Track, null=True, blank=True, on_delete=models.SET_NULL, related_name="sessions", verbose_name=_("track")
    )
    language = models.CharField(_("language"), max_length=10, blank=True)
    # Of the vocabulary ``method_step``.
    step = models.CharField(_("step of the method"), max_length=20, blank=True)
    entries: models.ManyToManyField = models.ManyToManyField(
        Entry, blank=True, related_name="+", verbose_name=_("entries of the catalogue")
    )
    practices: models.ManyToManyField = models.ManyToManyField(
        Practice, blank=True, related_name="+", verbose_name=_("practices")
    )

    places = models.PositiveIntegerField(
        _("places"), null=True, blank=True, help_text=_("Empty: as many as register. The others wait in line.")
    )
    # Of a session that is not for everybody: who may ask for a place, and waits for the organisers.
    kinds = CodeListField(_("only for"))

    class Meta:
        ordering = ["begins_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("begins_at")), name="session_ends_after_it_begins")
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def duration(self) -> dt.timedelta:
        return self.ends_at - self.begins_at

    @property
    def speaks(self) -> bool:
        """Whether it is a session that people come for."""
        return self.kind != SessionKind.BREAK


def _on_a_programme(reach: Reach, prefix: str = "") -> Q:
    """A speaker is known where she is on the programme of an event that the reader sees, and to the own organisation."""
    talks = Talk.objects.filter(rule_for(Talk, reach) & narrowed(reach, "session__event__")).order_by()
    rule = Q(**{f"{prefix}pk__in": talks.values("speaker")})
    return rule | Q(**{f"{prefix}organisation__in": sorted(reach.reading)}) if reach.reading else rule


class Speaker(Restricted):
    """What a programme needs of a speaker: name, role, organisation. All else is in ``Profile`` and asks for consent."""

    # The trail outlives the right to know them.
    personal_fields: ClassVar[tuple[str, ...]] = ("name", "role", "works_for", "email", "consent_note")
    audit_name = _("speaker")

    name = models.CharField(_("name"), max_length=150)
    role = models.CharField(_("role"), max_length=150, blank=True)
    works_for = models.CharField(_("organisation of the speaker"), max_length=200, blank=True)
    email = models.EmailField(_("e-mail"), blank=True, help_text=_("For the organisers alone."))
    guid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    consent_at = models.DateTimeField(null=True, blank=True, editable=False)
    consent_note = models.CharField(_("how the consent was given"), max_length=300, blank=True)
    # Of the link by which the speaker writes the own profile only a digest is kept.
    secret_digest = models.CharField(max_length=64, blank=True, editable=False)
    invited_at = models.DateTimeField(null=True, blank=True, editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            # Who reads of a speaker follows from the events alone; see ``visibility``.
            models.CheckConstraint(condition=Q(marking=Marking.CLEAR.value), name="a_speaker_follows_the_programme"),
            models.UniqueConstraint(
                fields=["secret_digest"], condition=~Q(secret_digest=""), name="one_speaker_behind_a_link"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def visibility(cls, reach: Reach) -> Q:
        return rule_for(cls, reach) & _on_a_programme(reach)

    @property
    def has_consented(self) -> bool:
        return self.consent_at is not None


class Profile(Derived):
    """Photo, biography and page of a speaker: public with the speaker's consent, and never without."""

    sources = ("speaker",)
    personal_fields: ClassVar[tuple[str, ...]] = ("biography", "web_address", "photo", "thumbnail")
    audit_name = _("profile of a speaker")

    speaker = models.OneToOneField(Speaker, on_delete=models.CASCADE, related_name="profile")
    biography = models.TextField(_("biography"), blank=True, max_length=4000)
    web_address = models.URLField(_("page of the speaker"), blank=True, max_length=300)
    photo = models.FileField(upload_to="speakers/%Y/%m/", max_length=200, blank=True)
    thumbnail = models.FileField(upload_to="speakers/%Y/%m/", max_length=200, blank=True)
    content_type = models.CharField(max_length=80, blank=True)

    def __str__(self) -> str:
        return str(self.speaker)

    @classmethod
    def visibility(cls, reach: Reach) -> Q:
        shown = Q(speaker__consent_at__isnull=False) & _on_a_programme(reach, "speaker__")
        if reach.reading:
            shown |= Q(speaker__organisation__in=sorted(reach.reading))
        return rule_for(cls, reach) & shown


class TalkFunction(models.TextChoices):
    SPEAKER = "speaker", _("speaker")
    MODERATOR = "moderator", _("moderator")
    PANEL = "panel", _("on the panel")
    HOST = "host", _("host")


class Talk(Derived):
    """Somebody on the programme of a session."""

    sources = ("session",)
    audit_name = _("speaker on a programme")

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="talks")
    speaker = models.ForeignKey(Speaker, on_delete=models.PROTECT, related_name="talks", verbose_name=_("speaker"))
    function = models.CharField(
        _("function"), max_length=10, choices=TalkFunction.choices, default=TalkFunction.SPEAKER
    )

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["session", "speaker"], name="speaker_once_a_session")]

    def __str__(self) -> str:
        return f"{self.speaker} ({self.get_function_display()})"

    @classmethod
    def visibility(cls, reach: Reach) -> Q:
        return rule_for(cls, reach) & narrowed(reach, "session__event__")
