"""The recording that the demo makes itself: with a voice and without one."""

from __future__ import annotations

import time

import pytest

from protect.captions.models import Track
from protect.project.demo import filming
from tests.events.making import published
from tests.world import world

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("voice", [True, False])
def test_the_demo_makes_a_recording_with_captions_in_two_languages(voice, monkeypatch):
    if not voice:
        monkeypatch.setattr(filming, "_spoken", _silent(filming._spoken, monkeypatch))
    w = world()
    published(w, filming.SEMINAR)
    began = time.perf_counter()
    made = filming.film({"lead": w.lead, "administrator": w.administrator})
    print(f"{time.perf_counter() - began:.1f} s, {made.duration_ms} ms")
    assert made.is_public and made.uncaptioned_reason == "" and made.has_video and 25_000 < made.duration_ms < 90_000
    assert set(Track.objects.exclude(reviewed=None).values_list("language", flat=True)) == {"en", "fr"}
    assert made.chapters.count() == len(filming.CHAPTERS)
    assert all(track.current.cues == len(filming.SAID) for track in Track.objects.select_related("current"))


def _silent(spoken, monkeypatch):
    def without_voice(text, path):
        with monkeypatch.context() as patched:
            patched.setattr(filming.shutil, "which", lambda name: None)
            return spoken(text, path)

    return without_voice
