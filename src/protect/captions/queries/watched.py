"""The tracks of a recording as whoever watches it gets them: for the player, the transcript and downloads.

for one in offered(request.user, recording):
    one.address            # of its WebVTT, for <track src>
transcript_of(offered(...)[0].version)
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from protect.captions.models import Track, TrackVersion
from protect.captions.texts import track_of
from protect.formats.captions.transcript import Paragraph, paragraphs


@dataclass(frozen=True)
class Offered:
    """One track and the version of it that this reader gets."""

    track: Track
    version: TrackVersion
    #: Whether there are captions and a translation in this language: their names tell which is which.
    is_one_of_two: bool = False

    @property
    def is_unreviewed(self) -> bool:
        return self.version.pk != self.track.reviewed_id

    @property
    def label(self) -> str:
        """As the menu of a player calls it."""
        name = self.track.language_name
        if self.track.kind == "descriptions":
            name = _("%(language)s, descriptions") % {"language": name}
        elif self.is_one_of_two:
            name = f"{name}, {self.track.get_kind_display()}"
        if self.is_unreviewed and self.version.origin == "machine":
            return _("%(name)s (by a machine, not reviewed)") % {"name": name}
        return _("%(name)s (not reviewed)") % {"name": name} if self.is_unreviewed else name

    @property
    def address(self) -> str:
        return self.file("vtt")

    def file(self, ending: str) -> str:
        return reverse("captions:file", args=[self.track.pk, ending])


def offered(reader: Any, recording: Any) -> list[Offered]:
    """That of the language spoken first, then by language. What is not shown yet is offered to its organisation alone."""
    seen: QuerySet[Track] = Track.objects.visible_to(reader)  # type: ignore[attr-defined]
    found = [
        one
        for track in seen.filter(recording=recording).select_related("shown", "current", "recording")
        if (one := offered_of(reader, track)) is not None
    ]
    read = Counter(one.track.language for one in found if one.track.kind != "descriptions")
    found = [replace(one, is_one_of_two=read[one.track.language] > 1) for one in found]
    return sorted(
        found, key=lambda one: (one.track.kind, one.track.language != recording.language, one.track.language_name)
    )


def offered_of(reader: Any, track: Track) -> Offered | None:
    """The version of a track that its reader gets; asked about a track that the rule let through."""
    version = track.shown
    if version is None and track.current is not None and track.current.is_visible_to(reader):
        version = track.current
    return Offered(track, version) if version is not None else None


def best_for(found: Sequence[Offered], language: str) -> Offered | None:
    """In the reader's language, else in the one spoken, which stands first."""
    read = [one for one in found if one.track.kind != "descriptions"]
    return next((one for one in read if one.track.language == language.split("-")[0]), read[0] if read else None)


def webvtt_of(version: TrackVersion) -> str:
    return version.text


def transcript_of(version: TrackVersion) -> list[Paragraph]:
    """What was said as paragraphs, each with its speaker and its times in milliseconds."""
    return paragraphs(track_of(version.text))
