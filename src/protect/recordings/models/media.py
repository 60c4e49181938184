"""What is made of the original: streams, files to download, pictures to choose the poster from."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from protect.recordings.models.recording import Recording, RecordingPart


def path_of(part: MediaFile | Poster, name: str) -> str:
    return f"recordings/{part.recording.folder}/{name}"


class MediaKind(models.TextChoices):
    #: Adaptive streams: one file each, which its playlist tells in pieces.
    STREAM = "stream", _("stream")
    SOUND_STREAM = "sound_stream", _("stream of the sound alone")
    FILM = "film", _("film")
    SOUND = "sound", _("sound")


class MediaFile(RecordingPart):
    """One file. ``playlist``: of a stream, where its pieces lie in it; the file's own name in it is ``FILE``."""

    recording = models.ForeignKey(Recording, on_delete=models.CASCADE, related_name="media")
    kind = models.CharField(max_length=12, choices=MediaKind.choices)
    file = models.FileField(upload_to=path_of, max_length=200)
    size = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)
    width = models.PositiveIntegerField(null=True)
    height = models.PositiveIntegerField(null=True)
    #: Bits a second at the most and on average, and what decodes it (RFC 6381): so players choose.
    peak_bits = models.PositiveIntegerField(default=0)
    mean_bits = models.PositiveIntegerField(default=0)
    codecs = models.CharField(max_length=80, blank=True)
    playlist = models.TextField(blank=True)

    class Meta:
        ordering = ["kind", "height", "pk"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.height or ''}".strip()


class Poster(RecordingPart):
    """A picture out of the recording, or one that was put in its place."""

    recording = models.ForeignKey(Recording, on_delete=models.CASCADE, related_name="posters")
    file = models.FileField(upload_to=path_of, max_length=200)
    sha256 = models.CharField(max_length=64)
    at_ms = models.PositiveBigIntegerField(null=True)
    #: The one that is shown before it plays.
    is_chosen = models.BooleanField(default=False)

    class Meta:
        ordering = ["at_ms", "pk"]

    def __str__(self) -> str:
        return str(_("picture of a recording"))
