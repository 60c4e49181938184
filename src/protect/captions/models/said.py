"""What is said, in pieces of half a minute: the rows in which the search looks. Made from the version that is shown."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from protect.captions.models.track import Track, narrowed
from protect.organisations.access import Reach, rule_for
from protect.recordings.models import RecordingPart

#: The key of a passage is the key of its track, then its number in the track: newest tracks have the highest keys.
BITS = 17


class Passage(RecordingPart):
    """``words``: folded and stemmed (``search/stemming.py``); the full-text tables of the database follow that column.

    A migration that remakes this table must make its triggers anew (SQLite).
    """

    sources = ("track",)

    id = models.BigIntegerField(primary_key=True)
    track = models.ForeignKey(Track, on_delete=models.CASCADE, related_name="passages")
    begins_ms = models.PositiveBigIntegerField()
    text = models.TextField()
    #: [where in the text a cue begins, milliseconds] of each.
    marks: models.JSONField = models.JSONField(default=list)
    words = models.TextField()

    class Meta:
        ordering = ["-track", "pk"]

    def __str__(self) -> str:
        return self.text[:80]

    @classmethod
    def visibility(cls, reach: Reach) -> Q:
        return rule_for(cls, reach) & narrowed(reach, "track__")
