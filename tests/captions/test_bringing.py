"""Caption files: looked at before they are taken over, of any format and encoding, and out again without loss."""

from __future__ import annotations

import html
import io
import os
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from protect.captions import services
from protect.captions.models import Brought
from protect.captions.outputs import FORMATS, content_of
from protect.captions.texts import track_of
from protect.formats.captions import markup
from protect.formats.captions.reading import read
from protect.organisations.models import User
from tests.captions.making import captioned, recorded
from tests.world import world

SHARED = Path(os.environ.get("PROTECT_SHARED") or Path(__file__).resolve().parents[3] / "shared") / "data/captions"
FILES = sorted(one for one in SHARED.rglob("*") if one.suffix in (".vtt", ".srt", ".ttml", ".sbv", ".dfxp", ".xml"))

SRT = """1
00:00:01.000 --> 00:00:03,500
Bună dimineaţa.
2
00:00:04,000 -> 00:00:03,000
<font color="red">Roşu</font> şi verde.
"""


@pytest.fixture
def w(db):
    return world()


@pytest.fixture
def track(w):
    return services.begin(recorded(w, language="ro"), language="ro", kind="captions", by=w.lead)


def send(w, track, name: str, content: bytes):
    client = Client()
    client.force_login(w.lead)
    file = io.BytesIO(content)
    file.name = name
    return client, client.post(reverse("captions:bring", args=[track.pk]), {"file": file, "tidy": "on"}, follow=True)


def test_what_is_wrong_mended_and_lost_is_shown_with_its_line_before_anything_is_taken_over(w, track):
    client, response = send(w, track, "morning.srt", SRT.encode("cp1250"))
    page = response.content.decode()
    assert track.versions.count() == 0 and "SRT, cp1250: 2 cues" in page
    for told in ("wrong", "mended", "not taken over", "Bună dimineaţa.", "1.000 s before it begins", "Take it over"):
        assert told in page or told.replace("1.000", "1") in page, told
    levels = {level for level, _line, _cue, _text in Brought.objects.get().report}
    assert levels >= {"wrong", "repaired", "lost"}
    assert any(line for _level, line, _cue, _text in Brought.objects.get().report)
    client.post(reverse("captions:take_over", args=[track.pk, Brought.objects.get().pk]))
    version = track.versions.get()
    assert (version.origin, version.note, version.cues) == ("file", "morning.srt", 2)
    assert (
        "Taken over on"
        in client.get(reverse("captions:brought", args=[track.pk, Brought.objects.get().pk])).content.decode()
    )
    again = client.post(reverse("captions:take_over", args=[track.pk, Brought.objects.get().pk]), follow=True)
    assert "taken over already" in again.content.decode() and track.versions.count() == 1


def test_the_report_is_read_in_the_language_of_the_reader_whoever_brought_the_file(w, track):
    client, _response = send(w, track, "morning.srt", SRT.encode("cp1250"))
    stored = Brought.objects.get()
    address = reverse("captions:brought", args=[track.pk, stored.pk])
    User.objects.filter(pk=w.lead.pk).update(language="fr")
    french = html.unescape(client.get(address).content.decode())
    line = '<td data-label="Ligne">5</td><td data-label="Segment">2</td>'
    assert (
        f'{line}<td data-label="Ce qui a été remarqué">finit 1 s avant son début\u00a0; il n’est jamais affiché</td>'
        in french
    )
    assert "d’après ses lettres (roumain)" in french.casefold()
    assert "before it begins" not in french
    # Reports of earlier versions hold plain texts.
    Brought.objects.update(report=[["wrong", 5, 2, "ends 1 s before it begins"]])
    assert "ends 1 s before it begins" in client.get(address).content.decode()


def test_a_file_that_cannot_be_read_is_refused_in_the_language_of_the_reader(w, track):
    User.objects.filter(pk=w.lead.pk).update(language="fr")
    _client, response = send(w, track, "a.txt", b"just some words")
    assert "n’est dans aucun des formats de sous-titres" in html.unescape(response.content.decode())


@pytest.mark.parametrize(
    ("name", "content"), [("a.srt", b""), ("a.txt", b"just some words"), ("a.ttml", b"<!DOCTYPE x><tt/>")]
)
def test_what_is_no_caption_file_is_refused_in_words(w, track, name, content):
    _client, response = send(w, track, name, content)
    assert "is-invalid" in response.content.decode() and not Brought.objects.exists()


def test_a_file_that_was_not_taken_over_makes_room_for_the_next(w, track):
    send(w, track, "one.srt", SRT.encode())
    send(w, track, "two.srt", SRT.encode())
    assert [one.file_name for one in Brought.objects.all()] == ["two.srt"]


def test_a_format_names_what_it_cannot_carry_before_it_is_taken(w):
    track = services.begin(recorded(w), language="en", kind="captions", by=w.lead)
    text = b"WEBVTT\n\nNOTE by us\n\n1\n00:01.000 --> 00:03.000 line:10%\n<v Ana><i>Hello</i>\n"
    services.take_over(services.look_at(track, "a.vtt", text, by=w.lead), by=w.lead)
    client = Client()
    client.force_login(w.lead)
    page = client.get(reverse("captions:track", args=[track.pk])).content.decode()
    assert "things it cannot carry" in page
    told = client.get(reverse("captions:losses", args=[track.pk, "sbv"])).content.decode()
    assert "What SBV cannot carry" in told and "line:10%" in told
    User.objects.filter(pk=w.lead.pk).update(language="fr")
    french = client.get(reverse("captions:losses", args=[track.pk, "sbv"]))
    assert "réglages line:10%" in french.content.decode()
    file = client.get(reverse("captions:version_file", args=[track.pk, 1, "srt"]))
    assert b"Ana" in file.content and "attachment" in file["Content-Disposition"]


@pytest.mark.parametrize("path", FILES or [None], ids=lambda one: one.name if one else "none")
def test_a_shared_file_becomes_a_version_and_comes_out_again_cue_by_cue(db, path):
    if path is None:
        pytest.skip("NO ../shared here: the 59 caption files are not read")
    w = world()
    track = services.begin(recorded(w), language="en", kind="captions", by=w.lead)
    content = path.read_bytes()
    was = read(path.name, content).track
    brought = services.look_at(track, path.name, content, by=w.lead)
    if not was.cues:
        assert brought.cues == 0
        return
    version = services.take_over(brought, by=w.lead)
    now = track_of(version.text)
    assert len(now) == len(was)
    for before, after in zip(was.cues, now.cues, strict=True):
        # An arrow within a text is written as an entity, empty lines end a cue in WebVTT: they read the same.
        assert (after.start, after.end) == (before.start, before.end)
        assert _read(after.text) == _read(before.text)
    for ending in FORMATS:
        out = read(f"out.{ending}", content_of(version, ending).content).track
        kept, got = ([cue for cue in some.cues if _read(cue.text)] for some in (now, out))
        assert [(one.start, one.end) for one in got] == [(one.start, one.end) for one in kept]
        for before, after in zip(kept, got, strict=True):
            assert _said(after.text) == _said(before.text), ending


def _read(text: str) -> list[str]:
    return markup.plain(text).split()


def _said(text: str) -> str:
    """What is read, with the names of speakers in front as SRT and SBV write them."""
    return "".join("".join(f"{name}:" if name else "" for name in markup.speakers(text)).split()) + "".join(_read(text))


def test_captions_of_a_published_recording_are_offered_to_everybody(w):
    from protect.captions.queries import offered

    recording = recorded(w, public=True)
    captioned(w, recording, "Hello.", reviewed=True)
    captioned(w, recording, "Bună.", language="ro", kind="subtitles", reviewed=True)
    assert [(one.track.language, one.address[-4:]) for one in offered(None, recording)] == [
        ("en", ".vtt"),
        ("ro", ".vtt"),
    ]
