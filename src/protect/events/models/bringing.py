"""A file with a programme that was read: what it would make, what was said of it, and whether it was taken over."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from protect.events.models.event import Event, EventPart


class Import(EventPart):
    """The file itself is not kept: only what can be taken over, until it is, and the report, which stays."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="imports")
    file_name = models.CharField(max_length=200)
    format = models.CharField(max_length=30)
    #: Sessions in the file.
    found = models.PositiveIntegerField()
    rows: models.JSONField = models.JSONField(default=list)
    #: [level, where, text, times] of each.
    report: models.JSONField = models.JSONField(default=list)
    made = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    taken_over_at = models.DateTimeField(null=True, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return self.file_name
