"""A file on its way: what came of it lies on this machine until it is whole."""

from __future__ import annotations

import secrets

from django.conf import settings
from django.db import models

from protect.recordings.models.recording import Recording, RecordingPart


def secret() -> str:
    return secrets.token_urlsafe(24)


class Upload(RecordingPart):
    """Named by a random word, because its address is written into the browser's memory."""

    recording = models.ForeignKey(Recording, on_delete=models.CASCADE, related_name="uploads")
    secret = models.CharField(max_length=40, default=secret, unique=True, editable=False)
    name = models.CharField(max_length=200)
    length = models.BigIntegerField()
    #: So many bytes are on the disk for certain.
    offset = models.BigIntegerField(default=0)
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    #: Moves on with every piece; then it is removed.
    expires_at = models.DateTimeField()

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_whole(self) -> bool:
        return self.offset == self.length
