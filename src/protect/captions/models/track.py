"""A track of captions in one language and its versions, which never change."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from protect.captions.states import Origin, State
from protect.organisations import languages
from protect.organisations.access import Reach, rule_for
from protect.organisations.models import Organisation
from protect.recordings.models import Recording, RecordingPart
from protect.recordings.models import narrowed as recording_is_told


class TrackKind(models.TextChoices):
    """As HTML calls them (section 4.8.11.11 of the standard, “kind”)."""

    CAPTIONS = "captions", _("captions")
    SUBTITLES = "subtitles", _("subtitles (translation)")
    DESCRIPTIONS = "descriptions", _("descriptions of what is to be seen")


class Manner(models.Model):
    """How an organisation works on captions."""

    organisation = models.OneToOneField(Organisation, on_delete=models.CASCADE, related_name="+")
    four_eyes = models.BooleanField(
        _("somebody else reviews"),
        default=False,
        help_text=_("Nobody can mark as reviewed the version that they wrote themselves."),
    )

    def __str__(self) -> str:
        return str(self.organisation)


def narrowed(reach: Reach, prefix: str = "") -> Q:
    """The own organisation reads all its tracks; whoever else sees the recording reads those that are shown."""
    rule = Q(**{f"{prefix}shown__isnull": False})
    if reach.reading:
        rule |= Q(**{f"{prefix}recording__organisation__in": sorted(reach.reading)})
    return rule & recording_is_told(reach, f"{prefix}recording__")


class Track(RecordingPart):
    """``current`` is the newest version, ``shown`` the one that whoever watches gets: the last that was reviewed, or the
    newest where it is offered before its review. Without any the track is missing, and perhaps asked for.
    """

    recording = models.ForeignKey(Recording, on_delete=models.CASCADE, related_name="tracks")
    language = models.CharField(_("language"), max_length=10)
    kind = models.CharField(_("kind"), max_length=14, choices=TrackKind.choices, default=TrackKind.CAPTIONS)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.MISSING, editable=False)
    current = models.ForeignKey(
        "captions.TrackVersion", null=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )
    #: The last that somebody reviewed, by whom and when below.
    reviewed = models.ForeignKey(
        "captions.TrackVersion", null=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )
    shown = models.ForeignKey(
        "captions.TrackVersion", null=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )
    shows_unreviewed = models.BooleanField(
        _("offer it before it is reviewed"),
        default=False,
        help_text=_("Whoever watches is told that nobody checked it."),
    )
    source = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="translations",
        verbose_name=_("translated from"),
    )  # fmt: skip
    #: Of a translation: cues of the source that it lacks, and those whose source moved since (``services/keeping.py``).
    untranslated = models.PositiveIntegerField(default=0, editable=False)
    moved = models.PositiveIntegerField(default=0, editable=False)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    asked_at = models.DateTimeField(null=True, editable=False)
    reviewed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    reviewed_at = models.DateTimeField(null=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["recording", "kind", "language", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["recording", "language", "kind"], name="one_track_a_language_and_kind")
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.language_name}"

    @classmethod
    def visibility(cls, reach: Reach) -> Q:
        return rule_for(cls, reach) & narrowed(reach)

    @property
    def language_name(self) -> str:
        return languages.name_of(self.language)

    @property
    def is_reviewed(self) -> bool:
        return self.state == State.REVIEWED

    @property
    def shows_a_draft(self) -> bool:
        """Whether what is shown was never reviewed."""
        return self.shown_id is not None and self.shown_id != self.reviewed_id

    @property
    def file_name(self) -> str:
        return f"recording-{self.recording_id}.{self.language}" + (
            "" if self.kind != TrackKind.DESCRIPTIONS else ".descriptions"
        )


class TrackPart(RecordingPart):
    """Base of what belongs to a track and is read by those who read the whole of it."""

    sources = ("track",)

    class Meta:
        abstract = True

    @classmethod
    def visibility(cls, reach: Reach) -> Q:
        rule = Q(track__recording__organisation__in=sorted(reach.reading))
        return rule_for(cls, reach) & narrowed(reach, "track__") & rule


class TrackVersion(TrackPart):
    """``text``: WebVTT as our writer writes it. ``against``: for each cue of a translation a short digest of the cues it was
    translated from, so that those are told whose source moved since; empty strings where nothing is known.
    """

    track = models.ForeignKey(Track, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    text = models.TextField()
    cues = models.PositiveIntegerField()
    against: models.JSONField = models.JSONField(default=list)
    origin = models.CharField(max_length=12, choices=Origin.choices)
    note = models.CharField(_("what is new"), max_length=300, blank=True)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["track", "number"], name="version_of_a_track_once")]

    def __str__(self) -> str:
        return str(_("%(track)s, version %(number)d") % {"track": self.track, "number": self.number})

    @classmethod
    def visibility(cls, reach: Reach) -> Q:
        """The own organisation reads all versions, others the one that is shown."""
        own = Q(track__recording__organisation__in=sorted(reach.reading))
        return rule_for(cls, reach) & narrowed(reach, "track__") & (own | Q(track__shown=F("pk")))

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("a version never changes")
        super().save(*args, **kwargs)
