"""Captions: editors of the organisation write them, whoever may contribute reviews; files go to whoever sees the recording."""

from __future__ import annotations

from typing import Any

from tests.deciding import (
    SENT_ON,
    WRONG_METHOD,
    read_only,
    restricted_action,
    restricted_change,
    restricted_page,
    signed_in,
)
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


def translation(w: World) -> Any:
    track = made(w)
    if "translated_captions" not in w.parts and isinstance(w, World):
        from protect.captions import services
        from protect.organisations import audit

        with audit.acting(w.lead, "test"):
            w.parts["translated_captions"] = services.begin(
                track.recording, language="ro", kind="subtitles", source=track, by=w.lead
            )
    return w.translated_captions


def it(w: World) -> dict[str, Any]:
    return {"pk": made(w).pk}


def version(w: World) -> dict[str, Any]:
    return {**it(w), "number": 1}


def file(w: World) -> dict[str, Any]:
    return {**it(w), "file_pk": w.brought_captions.pk}


def of_recording(w: World) -> dict[str, Any]:
    return {"pk": made(w).recording_id}


LEAD = ("lead",)
DECISIONS = {
    # Visitors come here, too: to a POST they get the same answer as everybody.
    "captions:file": read_only(restricted_page(lambda w: {**it(w), "ending": "vtt"})).but(
        post={"stranger": WRONG_METHOD}
    ),
    "captions:own": read_only(signed_in()),
    "captions:manner": restricted_action(lambda w: {"pk": made(w).owner_id}, LEAD),
    "captions:of_recording": read_only(restricted_change(of_recording)),
    "captions:begin": restricted_change(of_recording),
    "captions:track": read_only(restricted_change(it)),
    "captions:review": restricted_action(it),
    "captions:send_back": restricted_action(it),
    "captions:offer": restricted_action(it),
    "captions:remove": restricted_change(it, LEAD),
    "captions:losses": read_only(restricted_change(lambda w: {**it(w), "ending": "srt"})),
    "captions:version": read_only(restricted_change(version)),
    "captions:restore": restricted_action(version),
    "captions:version_file": read_only(restricted_change(lambda w: {**version(w), "ending": "srt"})),
    "captions:bring": restricted_change(it),
    "captions:brought": read_only(restricted_change(file)),
    "captions:take_over": restricted_action(file),
    "captions:edit": restricted_change(it),
    "captions:save": restricted_change(it).but(get={"assessor": SENT_ON, "lead": SENT_ON}),
    "captions:throw_away": restricted_action(it),
    "captions:translate": restricted_change(lambda w: {**it(w), "pk": translation(w).pk}),
    "captions:copy_times": restricted_action(lambda w: {"pk": translation(w).pk}),
    "captions:sheet": read_only(restricted_change(lambda w: {"pk": translation(w).pk})),
    "captions:bring_sheet": restricted_change(lambda w: {"pk": translation(w).pk}),
    "captions:dictate": restricted_action(it),
    "captions:progress": read_only(restricted_change(it)).but(get={"assessor": SENT_ON, "lead": SENT_ON}),
}
