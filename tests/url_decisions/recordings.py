"""Recordings: editors of the organisation bring them, leads publish and delete; what is published is read as it is marked."""

from __future__ import annotations

from typing import Any

from tests.deciding import (
    LOGIN,
    PEOPLE,
    WRONG_METHOD,
    Decision,
    read_only,
    restricted_action,
    restricted_change,
    restricted_page,
)
from tests.url_decisions.events import made
from tests.world import SECRET, World

LEAD = ("lead",)


def recording(w: World) -> Any:
    """Of the published event that the own organisation alone reads, with rows of files as a job leaves them; made once."""
    from django.core.files.base import ContentFile

    from protect.organisations import audit
    from protect.recordings import services
    from protect.recordings.models import MediaFile, Poster, Recording
    from tests.recordings.making import begun

    event = made(w)
    if "recording" not in w.parts and isinstance(w, World):
        found = begun(w, event, f"{SECRET} recording", session=event.sessions.first())
        with audit.acting(w.lead, "test"):
            w.parts["chapter"] = services.save_chapter(found, {"begins_ms": 1000, "title": f"{SECRET} chapter"})
            w.parts["file_upload"] = services.start(
                begun(w, event, f"{SECRET} other recording"), f"{SECRET}.mp4", 10, by=w.lead
            )
        playlist = "#EXTM3U\n{file}\n"
        part = MediaFile(
            recording=found, kind="stream", size=2, sha256="0" * 64, playlist=playlist, height=240, width=426
        )
        part.file.save("x.m4s", ContentFile(b"xx"))
        picture = Poster(recording=found, sha256="0" * 64, at_ms=1)
        picture.file.save("x.jpg", ContentFile(b"xx"))
        found.original.save("original", ContentFile(b"xx"), save=False)
        found.original_size, found.original_sha256 = 2, "0" * 64
        found.save()
        Recording.objects.filter(pk=found.pk).update(state="ready", duration_ms=60_000)
        w.parts |= {"recording": Recording.objects.get(pk=found.pk), "media_file": part, "recording_poster": picture}
    return w.recording


def it(w: World) -> dict[str, Any]:
    return {"pk": recording(w).pk}


def event(w: World) -> dict[str, Any]:
    return {"pk": recording(w).event_id}


def chapter(w: World) -> dict[str, Any]:
    return {**it(w), "part_pk": w.chapter.pk}


def poster(w: World) -> dict[str, Any]:
    return {**it(w), "part_pk": w.recording_poster.pk}


def picture(w: World) -> dict[str, Any]:
    recording(w)
    return {"pk": w.recording_poster.pk}


def empty(w: World) -> dict[str, Any]:
    recording(w)
    return {"pk": w.file_upload.recording_id}


def file(w: World) -> dict[str, Any]:
    return {**it(w), "part_pk": w.media_file.pk, "suffix": "m4s"}


def playlist(w: World) -> dict[str, Any]:
    return {**it(w), "part_pk": w.media_file.pk}


def upload(w: World) -> dict[str, Any]:
    recording(w)
    return {"secret": w.file_upload.secret}


#: By the tus protocol: a POST or PATCH with its headers; tests/recordings/test_uploads.py has what each person is answered.
NEITHER = dict.fromkeys(PEOPLE, WRONG_METHOD) | {"stranger": LOGIN}

DECISIONS = {
    "recordings:stream": read_only(restricted_page(it)).but(post={"stranger": WRONG_METHOD}),
    "recordings:playlist": read_only(restricted_page(playlist)).but(post={"stranger": WRONG_METHOD}),
    "recordings:file": read_only(restricted_page(file)).but(post={"stranger": WRONG_METHOD}),
    "recordings:poster": read_only(restricted_page(picture)).but(post={"stranger": WRONG_METHOD}),
    "recordings:of_event": read_only(restricted_change(event)),
    "recordings:begin": restricted_change(event),
    "recordings:manage": read_only(restricted_change(it)),
    "recordings:change": restricted_change(it),
    "recordings:delete": restricted_change(it, LEAD),
    "recordings:add_chapter": restricted_change(it),
    "recordings:take_chapters": restricted_action(it),
    "recordings:chapter": restricted_change(chapter),
    "recordings:remove_chapter": restricted_action(chapter),
    "recordings:bring": restricted_change(empty),
    "recordings:start_upload": restricted_action(empty),
    "recordings:upload": Decision(NEITHER, NEITHER, upload, because="only the methods of the protocol are known there"),
    "recordings:original": read_only(restricted_change(it)),
    "recordings:progress": read_only(restricted_change(it)),
    "recordings:try_again": restricted_action(it),
    "recordings:replace": restricted_action(it),
    "recordings:add_poster": restricted_change(it),
    "recordings:choose_poster": restricted_action(poster),
    "recordings:remove_poster": restricted_action(poster),
    "recordings:publish": restricted_change(it, LEAD),
    "recordings:take_back": restricted_action(it, LEAD),
}
