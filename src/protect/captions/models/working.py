"""What becomes a version: a person's working copy, a file that was looked at, a recording that is listened to."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from protect.captions.models.track import Track, TrackPart, TrackVersion
from protect.organisations.access import Reach


class Work(TrackPart):
    """One person's working copy of a track: every button and every pause in typing keeps it, nobody else sees it.

    It begins from ``base`` and becomes a version when it is saved. ``step`` counts up with each change, so that two windows
    of one person do not overwrite each other. ``before`` is the text before the last change, to take it back.
    """

    track = models.ForeignKey(Track, on_delete=models.CASCADE, related_name="works")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    base = models.ForeignKey(TrackVersion, on_delete=models.CASCADE, null=True, related_name="+")
    text = models.TextField()
    before = models.TextField(blank=True)
    step = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["track", "person"], name="one_working_copy_a_person")]

    def __str__(self) -> str:
        return str(_("working copy of %(track)s") % {"track": self.track})

    @classmethod
    def visibility(cls, reach: Reach) -> Q:
        return super().visibility(reach) & Q(person=reach.user_id)


class Brought(TrackPart):
    """A caption file that was read and is not taken over yet; the report stays afterwards."""

    track = models.ForeignKey(Track, on_delete=models.CASCADE, related_name="brought")
    file_name = models.CharField(max_length=200)
    format = models.CharField(max_length=12)
    encoding = models.CharField(max_length=40)
    text = models.TextField(blank=True)
    cues = models.PositiveIntegerField()
    #: [level, line, cue, text] of each; the text is said in the reader's language (``formats.saying.kept``).
    report: models.JSONField = models.JSONField(default=list)
    taken_over_at = models.DateTimeField(null=True, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return self.file_name


class Progress(models.TextChoices):
    WAITING = "waiting", _("waits for its turn")
    RUNNING = "running", _("is being listened to")
    DONE = "done", _("done")
    FAILED = "failed", _("failed")


class Dictation(TrackPart):
    """The speech recogniser's work on one track; what it heard becomes a version."""

    track = models.ForeignKey(Track, on_delete=models.CASCADE, related_name="dictations")
    state = models.CharField(max_length=8, choices=Progress.choices, default=Progress.WAITING)
    progress = models.PositiveSmallIntegerField(default=0)
    failure = models.CharField(max_length=500, blank=True)
    recogniser = models.CharField(max_length=120, blank=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    asked_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return str(_("first draft of %(track)s") % {"track": self.track})

    @property
    def is_on(self) -> bool:
        return self.state in (Progress.WAITING, Progress.RUNNING)
