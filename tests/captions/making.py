"""Tracks as the services make them."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from protect.captions import services
from protect.captions.models import Track
from protect.formats.captions.cues import Cue
from protect.formats.captions.cues import Track as Cues
from protect.organisations import audit
from protect.organisations import services as organising
from protect.recordings.models import Recording
from tests.events.making import published as published_event
from tests.recordings.making import begun

WORDS = (
    "Good morning and welcome to the square.",
    "Today we look at barriers and at the people who walk here.",
    "First the bollards along the market.",
    "Then what the operators told us.",
    "And at the end your questions.",
)


def cues(*words: str, seconds: int = 4, speaker: str = "") -> Cues:
    """One cue after another, each of some seconds."""
    said = [f"<v {speaker}>{one}</v>" if speaker else one for one in words or WORDS]
    return Cues(tuple(Cue(at * seconds * 1000, (at + 1) * seconds * 1000 - 200, text) for at, text in enumerate(said)))


def recorded(w: Any, title: str = "What we saw on the square", *, public: bool = False, **values: Any) -> Recording:
    """Of a published event; ``public``: published and TLP:CLEAR, as its event is."""
    event = values.pop("event", None) or published_event(w, f"Event of {title}", public=public)
    made = begun(w, event, title, **values)
    if public:
        Recording.objects.filter(pk=made.pk).update(published_at=timezone.now())
        with audit.acting(w.administrator, "test"):
            organising.set_marking(made, "CLEAR", reason="for everybody", by=w.administrator)
        made.refresh_from_db()
    return made


def captioned(
    w: Any, recording: Recording, *words: str, language: str = "en", kind: str = "captions", reviewed: bool = False,
    offered: bool = False, **values: Any,
) -> Track:  # fmt: skip
    """With one version; ``reviewed`` by somebody else than who wrote it."""
    with audit.acting(w.assessor, "test"):
        track = services.begin(recording, language=language, kind=kind, by=w.assessor, **values)
        services.write(track, cues(*words), origin="editor", by=w.assessor)
        if offered:
            services.offer(track, True)
    if reviewed:
        with audit.acting(w.lead, "test"):
            services.review(track, 1, by=w.lead)
    track.refresh_from_db()
    return track
