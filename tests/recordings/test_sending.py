"""Films in parts, by the one rule: what players, downloads, caches and proxies are answered."""

from __future__ import annotations

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from protect.organisations import audit
from protect.organisations.models import AuditEntry
from protect.recordings import ranges, services
from protect.recordings.models import Recording
from protect.recordings.queries import media_of
from tests.events.making import published
from tests.recordings.making import converted, shown
from tests.world import world

pytestmark = pytest.mark.django_db


@given(st.binary(min_size=1, max_size=50), st.integers(0, 60), st.integers(0, 60))
def test_the_part_asked_for_is_the_part_of_the_file(content, first, last):
    size = len(content)
    if first >= size:
        with pytest.raises(ranges.Unsatisfiable):
            ranges.part(f"bytes={first}-", size)
        return
    rest = ranges.part(f"bytes={first}-", size)
    assert content[rest.first : rest.last + 1] == content[first:] and rest.is_open
    part = ranges.part(f"bytes={first}-{last}", size)
    assert part is None if last < first else content[part.first : part.last + 1] == content[first : last + 1]
    if last:
        end = ranges.part(f"bytes=-{last}", size)
        assert content[end.first : end.last + 1] == content[-last:]


@given(st.text(max_size=30) | st.from_regex(r"bytes=[0-9,\- ]{0,20}", fullmatch=True), st.integers(0, 1000))
def test_whatever_is_asked_lies_within_the_file(header, size):
    try:
        part = ranges.part(header, size)
    except ranges.Unsatisfiable:
        return
    assert part is None or 0 <= part.first <= part.last < size


def test_players_get_parts_caches_get_names_and_downloads_the_whole(client):
    w = world()
    recording = shown(w, published(w))
    before = AuditEntry.objects.count()
    media = media_of(recording)
    whole = client.get(media.film)
    content, etag = whole.getvalue(), whole.headers["ETag"]
    assert whole.status_code == 200 and len(content) == media.film_size == int(whole.headers["Content-Length"])
    assert whole.headers["Accept-Ranges"] == "bytes" and whole.headers["Cache-Control"].startswith("public")
    assert whole.headers["Content-Type"] == "video/mp4"
    part = client.get(media.film, HTTP_RANGE="bytes=10-19")
    assert (part.status_code, part.getvalue()) == (206, content[10:20])
    assert part.headers["Content-Range"] == f"bytes 10-19/{len(content)}" and part.headers["Content-Length"] == "10"
    behind = client.get(media.film, HTTP_RANGE=f"bytes={len(content)}-")
    assert behind.status_code == 416 and behind.headers["Content-Range"] == f"bytes */{len(content)}"
    assert client.get(media.film, HTTP_RANGE="bytes=10-19", HTTP_IF_RANGE=etag).status_code == 206
    assert client.get(media.film, HTTP_RANGE="bytes=10-19", HTTP_IF_RANGE='"other"').getvalue() == content
    assert client.get(media.film, HTTP_IF_NONE_MATCH=etag).status_code == 304
    head = client.head(media.film)
    assert head.headers["Content-Length"] == str(len(content)) and head.getvalue() == b""
    kept = client.get(media.film + "?download")
    assert kept.headers["Content-Disposition"] == 'attachment; filename="what-we-saw-on-the-square.mp4"'
    assert AuditEntry.objects.count() == before, "what is public leaves no trace"


def test_a_player_that_asks_for_all_the_rest_gets_some_and_asks_again(client, monkeypatch):
    monkeypatch.setattr("protect.recordings.views.sending.FOR_PLAYERS", 1000)
    w = world()
    film = media_of(shown(w, published(w))).film
    part = client.get(film, HTTP_RANGE="bytes=100-", HTTP_SEC_FETCH_DEST="video")
    assert len(part.getvalue()) == 1000 and part.headers["Content-Range"].startswith("bytes 100-1099/")
    rest = client.get(film, HTTP_RANGE="bytes=100-", HTTP_SEC_FETCH_DEST="document")
    assert len(rest.getvalue()) > 1000, "a download goes on to the end"


def test_the_stream_names_its_parts_and_they_are_there(client):
    w = world()
    recording = shown(w, published(w))
    main = client.get(reverse("recordings:stream", args=[recording.pk]))
    assert main.headers["Content-Type"] == "application/vnd.apple.mpegurl"
    text = main.content.decode()
    assert "RESOLUTION=426x240" in text and 'CODECS="avc1.' in text
    base = reverse("recordings:stream", args=[recording.pk]).removesuffix("stream.m3u8")
    for line in [one for one in text.splitlines() if not one.startswith("#")]:
        listed = client.get(base + line).content.decode()
        (name,) = {one for one in listed.splitlines() if not one.startswith("#")}
        assert client.get(f"{base}media/{name}", HTTP_RANGE="bytes=0-9").status_code == 206


def test_of_what_is_not_public_every_file_is_hidden_and_its_readers_leave_a_trace(
    client, django_capture_on_commit_callbacks
):
    w = world()
    recording = converted(w, published(w))
    media = media_of(recording)
    stream = recording.media.get(kind="stream")
    base = reverse("recordings:stream", args=[recording.pk]).removesuffix("stream.m3u8")
    parts = [f"{base}media/{stream.pk}.{suffix}" for suffix in ("m3u8", "m4s")]
    for address in [media.stream, media.film, media.sound, media.poster, *parts]:
        client.logout()
        assert client.get(address).status_code == 302, "a visitor is asked to sign in"
        client.force_login(w.other)
        assert client.get(address).status_code == 404
        client.force_login(w.viewer)
        answer = client.get(address)
        assert answer.status_code == 200 and answer.headers["Cache-Control"] == "private, no-store"
    assert AuditEntry.objects.filter(actor=w.viewer, object_type="recordings.recording").count() == 2  # film and sound
    assert client.get(reverse("recordings:file", args=[recording.pk + 1, stream.pk, "m4s"])).status_code == 404
    # Published it is still seen only where its event is.
    with audit.acting(w.lead, "test"):
        services.publish(recording, reason="x")
        Recording.objects.filter(pk=recording.pk).update(marking="CLEAR")
        recording.event.state = "draft"
        recording.event.save()
    client.logout()
    assert client.get(media.film).status_code == 302


def test_a_proxy_sends_the_file_where_there_is_one(client, settings):
    w = world()
    recording = shown(w, published(w))
    film = media_of(recording).film
    settings.MEDIA_ACCEL = "/protected"
    answer = client.get(film, HTTP_RANGE="bytes=0-1")
    name = recording.media.get(kind="film").file.name
    assert answer.content == b"" and answer.headers["X-Accel-Redirect"] == f"/protected/{name}"
    settings.MEDIA_ACCEL, settings.MEDIA_SENDFILE = "", True
    assert client.get(film).headers["X-Sendfile"].endswith(name)


def test_a_file_that_is_missing_is_no_error_of_the_server(client):
    w = world()
    recording = shown(w, published(w))
    film = recording.media.get(kind="film")
    film.file.storage.delete(film.file.name)
    assert client.get(media_of(recording).film).status_code == 404
