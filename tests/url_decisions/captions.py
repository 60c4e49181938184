"""Captions: editors of the organisation write them, whoever may contribute reviews; files go to whoever sees the recording."""

from __future__ import annotations

from typing import Any

from tests.deciding import WRONG_METHOD, read_only, restricted_page
from tests.url_decisions.recordings import recording
from tests.world import SECRET, World


def made(w: World) -> Any:
    """A track of the recording that the own organisation alone reads; made once for a world."""
    from protect.captions import services
    from protect.formats.captions.cues import Cue, Track
    from protect.organisations import audit

    recorded = recording(w)
    if "caption_track" not in w.parts and isinstance(w, World):
        with audit.acting(w.lead, "test"):
            track = services.begin(recorded, language="en", kind="captions", by=w.lead)
            cues = (Cue(0, 4000, f"{SECRET} one"), Cue(4000, 8000, f"{SECRET} two"))
            w.parts["caption_version"] = services.write(track, Track(cues), origin="editor", by=w.lead)
            w.parts["brought_captions"] = services.look_at(
                track, f"{SECRET}.srt", b"1\n00:00:01,000 --> 00:00:02,000\nHello\n", by=w.lead
            )
            track.refresh_from_db()
        w.parts["caption_track"] = track
    return w.caption_track


def it(w: World) -> dict[str, Any]:
    return {"pk": made(w).pk}


DECISIONS = {
    # Visitors come here, too: to a POST they get the same answer as everybody.
    "captions:file": read_only(restricted_page(lambda w: {**it(w), "ending": "vtt"})).but(
        post={"stranger": WRONG_METHOD}
    ),
}
