"""The rows in which the search looks, made from the version of a track that is shown, in the transaction that shows it."""

from __future__ import annotations

from protect.captions.models import Passage, Track
from protect.captions.models.said import BITS
from protect.captions.texts import track_of
from protect.formats.captions.passages import passages
from protect.search.stemming import said


def index(track: Track) -> int:
    """Write the passages of a track anew; returns how many. Descriptions of pictures are not said by anybody."""
    Passage.objects.filter(track=track).delete()
    if track.shown is None:
        return 0
    rows = [
        Passage(
            id=(track.pk << BITS) + number, track=track, begins_ms=one.start, text=one.text, marks=one.marks,
            words=" ".join(said(one.text, track.language)),
        )
        for number, one in enumerate(passages(track_of(track.shown.text)))
    ]  # fmt: skip
    Passage.objects.bulk_create(rows, batch_size=200)
    return len(rows)


def rebuild() -> int:
    """Of all tracks; safe to run twice."""
    tracks = Track.objects.exclude(shown=None).select_related("shown").order_by("pk")
    return sum(index(one) for one in tracks.iterator(chunk_size=20))
