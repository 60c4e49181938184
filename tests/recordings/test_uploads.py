"""Files come in by tus 1.0: core, creation, expiration, checksum, termination; and whole, by a form."""

from __future__ import annotations

import base64
import datetime as dt
import errno
import hashlib
import io
from contextlib import contextmanager

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from protect.organisations import audit
from protect.recordings import services, tus, uploading
from protect.recordings.models import Recording, Upload
from tests.events.making import published
from tests.recordings.making import begun, film, sound
from tests.world import world

pytestmark = pytest.mark.django_db
VERSION = {"HTTP_TUS_RESUMABLE": "1.0.0"}


def word(text):
    return base64.b64encode(text.encode()).decode()


class Sender:
    """A tus client as plain as can be."""

    def __init__(self, client, recording, content, name="camera.mp4"):
        self.client, self.content = client, content
        self.created = client.post(
            reverse("recordings:start_upload", args=[recording.pk]), content_type="application/offset+octet-stream",
            HTTP_UPLOAD_LENGTH=str(len(content)), HTTP_UPLOAD_METADATA=f"filename {word(name)},filetype {word('x')}", **VERSION,
        )  # fmt: skip
        self.address = self.created.headers.get("Location", "")

    def head(self):
        return self.client.head(self.address, **VERSION)

    def piece(self, offset, data, **headers):
        return self.client.generic(
            "PATCH", self.address, data, content_type="application/offset+octet-stream", HTTP_UPLOAD_OFFSET=str(offset),
            **VERSION, **headers,
        )  # fmt: skip

    def offset(self):
        return int(self.head().headers["Upload-Offset"])


@pytest.fixture
def place(client):
    w = world()
    recording = begun(w, published(w))
    client.force_login(w.assessor)
    return w, recording


def test_a_film_comes_in_in_pieces_and_is_converted(client, place, django_capture_on_commit_callbacks):
    _w, recording = place
    content = film()
    sender = Sender(client, recording, content, "Höhe/../x.mp4")
    assert sender.created.status_code == 201 and sender.head().headers["Upload-Length"] == str(len(content))
    assert sender.head().headers["Cache-Control"] == "no-store" and "Upload-Expires" in sender.head().headers
    third = len(content) // 3
    assert sender.piece(0, content[:third]).headers["Upload-Offset"] == str(third)
    with django_capture_on_commit_callbacks(execute=True):
        last = sender.piece(third, content[third:])
    assert (last.status_code, last.headers["Upload-Offset"]) == (204, str(len(content)))
    recording.refresh_from_db()
    assert recording.state == "ready" and recording.original_name == "Höhe/../x.mp4"
    assert recording.original_sha256 == hashlib.sha256(content).hexdigest()
    with recording.original.open("rb") as kept:
        assert kept.read() == content
    assert "x.mp4" not in recording.original.name and not Upload.objects.exists()
    assert list(uploading.folder().iterdir()) == []
    assert {one.kind for one in recording.media.all()} == {"stream", "sound_stream", "film", "sound"}


@settings(max_examples=25, phases=[Phase.explicit, Phase.generate], suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_whatever_is_sent_twice_lost_or_cut_the_file_is_whole_in_the_end(client, place, data, monkeypatch):
    """Pieces of any length, cut anywhere, with a checksum or none, repeated, at wrong places: what is told is there."""
    _w, recording = place
    for place_of_it in ("services.uploading.receive", "services.receive"):
        monkeypatch.setattr(f"protect.recordings.{place_of_it}", lambda upload: None)
    Upload.objects.all().delete()
    content = data.draw(st.binary(min_size=1, max_size=300))
    sender = Sender(client, recording, content)
    here = 0
    for _step in range(60):
        if here == len(content):
            break
        length = data.draw(st.integers(1, len(content) - here))
        wrong = data.draw(st.sampled_from(["no", "no", "place", "checksum", "cut"]))
        chunk, headers = content[here : here + length], {}
        if wrong == "place":
            there = data.draw(st.integers(0, len(content) + 5).filter(here.__ne__))
            answer = sender.piece(there, chunk)
            assert answer.status_code == 409
        elif wrong == "checksum":
            digest = base64.b64encode(hashlib.sha1(chunk + b"x").digest()).decode()
            assert sender.piece(here, chunk, HTTP_UPLOAD_CHECKSUM=f"sha1 {digest}").status_code == 460
        elif wrong == "cut":
            # The head says more than came.
            said = str(min(len(content) - here, length + 7))
            answer = sender.piece(here, chunk, CONTENT_LENGTH=said, **{"wsgi.input": io.BytesIO(chunk)})
            here += length
            assert answer.headers["Upload-Offset"] == str(here)
        else:
            if data.draw(st.booleans()):
                headers["HTTP_UPLOAD_CHECKSUM"] = f"sha256 {base64.b64encode(hashlib.sha256(chunk).digest()).decode()}"
            assert sender.piece(here, chunk, **headers).status_code == 204
            here += length
        assert sender.offset() == here
    secret = Upload.objects.latest("pk").secret
    assert uploading.path_of(secret).read_bytes()[:here] == content[:here]


def test_what_lies_there_beyond_what_was_told_is_written_over(client, place):
    """A server that ends between disk and database has more on the disk than it knows of."""
    _w, recording = place
    sender = Sender(client, recording, b"0123456789")
    sender.piece(0, b"0123")
    with uploading.path_of(Upload.objects.get().secret).open("ab") as file:
        file.write(b"####")
    sender.piece(4, b"45")
    assert uploading.path_of(Upload.objects.get().secret).read_bytes() == b"012345"


def test_the_protocol_refuses_what_it_must(client, place, settings):
    _w, recording = place
    sender = Sender(client, recording, b"0123456789")
    start = reverse("recordings:start_upload", args=[recording.pk])
    assert client.post(start, HTTP_UPLOAD_LENGTH="10").status_code == 412
    assert client.post(start, HTTP_UPLOAD_LENGTH="-1", **VERSION).status_code == 400
    assert client.post(start, HTTP_UPLOAD_LENGTH="0", **VERSION).status_code == 422
    assert client.post(start, HTTP_UPLOAD_LENGTH="1", HTTP_UPLOAD_METADATA="filename %%%", **VERSION).status_code == 400
    told = client.options(start)
    assert told.status_code == 204 and told.headers["Tus-Max-Size"] == str(settings.LARGEST_RECORDING)
    assert "checksum" in told.headers["Tus-Extension"]
    settings.LARGEST_RECORDING = 5
    assert client.post(start, HTTP_UPLOAD_LENGTH="6", **VERSION).status_code == 413
    bad = client.generic("PATCH", sender.address, b"0", content_type="text/plain", HTTP_UPLOAD_OFFSET="0", **VERSION)
    assert bad.status_code == 415
    assert sender.piece(0, b"0" * 11).status_code == 413
    assert sender.piece(0, b"0", CONTENT_LENGTH=str(tus.LARGEST_PIECE + 1)).status_code == 413
    with uploading.alone(Upload.objects.get().secret):
        assert sender.piece(0, b"0").status_code == 423
    assert client.get(sender.address).status_code == 405


def test_an_upload_can_be_ended_and_is_gone(client, place):
    _w, recording = place
    sender = Sender(client, recording, b"0123456789")
    sender.piece(0, b"01")
    path = uploading.path_of(Upload.objects.get().secret)
    assert path.exists()
    from django.test import TestCase

    with TestCase.captureOnCommitCallbacks(execute=True):
        assert client.delete(sender.address, **VERSION).status_code == 204
    assert not path.exists() and sender.head().status_code == 404 and sender.piece(2, b"2").status_code == 404


def test_only_editors_of_the_organisation_with_their_own_page_send_pieces(client, place):
    w, recording = place
    sender = Sender(client, recording, b"0123456789")
    for person, status in ((w.viewer, 403), (w.other, 404), (w.provider, 404)):
        stranger = Client()
        stranger.force_login(person)
        assert stranger.head(sender.address, **VERSION).status_code == status
        assert stranger.delete(sender.address, **VERSION).status_code == status
    foreign = Client(enforce_csrf_checks=True)
    foreign.force_login(w.assessor)
    for method in ("PATCH", "DELETE"):
        answer = foreign.generic(
            method,
            sender.address,
            b"0",
            content_type="application/offset+octet-stream",
            HTTP_UPLOAD_OFFSET="0",
            **VERSION,
        )
        assert answer.status_code == 403, "a page of somebody else cannot send it"
    assert sender.offset() == 0
    # Nowhere else are these methods known.
    assert client.patch(reverse("recordings:manage", args=[recording.pk])).status_code == 405


def test_what_is_no_film_is_refused_and_removed(client, place, django_capture_on_commit_callbacks):
    _w, recording = place
    content = b"%PDF-1.7 " * 100
    sender = Sender(client, recording, content, "film.mp4")
    with django_capture_on_commit_callbacks(execute=True):
        answer = sender.piece(0, content)
    assert answer.status_code == 422 and "no film and no sound" in answer.content.decode()
    assert not Upload.objects.exists() and list(uploading.folder().iterdir()) == []
    recording.refresh_from_db()
    assert recording.state == "uploading"


def test_a_server_that_ended_before_it_could_convert_goes_on(
    client, place, monkeypatch, django_capture_on_commit_callbacks
):
    _w, recording = place
    content = sound(1)
    sender = Sender(client, recording, content)
    with monkeypatch.context() as patched:
        patched.setattr("protect.recordings.services.uploading.receive", lambda upload: None)
        assert sender.piece(0, content).status_code == 204
    with django_capture_on_commit_callbacks(execute=True):
        assert sender.head().status_code == 200
    recording.refresh_from_db()
    assert recording.state == "ready" and not recording.has_video


def test_the_daily_job_removes_what_was_given_up_and_what_nobody_names(
    client, place, django_capture_on_commit_callbacks
):
    import os
    import time

    _w, recording = place
    sender = Sender(client, recording, b"0123456789")
    sender.piece(0, b"01")
    left = uploading.folder() / "nobody.part"
    left.write_bytes(b"x")
    os.utime(left, (time.time() - 3 * 86_400,) * 2)
    with django_capture_on_commit_callbacks(execute=True):
        assert services.forget_old() == 1
    assert Upload.objects.exists() and not left.exists()
    Upload.objects.update(expires_at=timezone.now() - dt.timedelta(minutes=1))
    with django_capture_on_commit_callbacks(execute=True):
        services.forget_old()
    assert not Upload.objects.exists() and list(uploading.folder().iterdir()) == []


def test_an_organisation_has_so_much_room(place, settings):
    w, recording = place
    settings.RECORDINGS_LIMIT = 15
    with audit.acting(w.lead, "test"):
        services.start(recording, "a", 10, by=w.lead)
        other = begun(w, recording.event, "Another")
        with pytest.raises(ValidationError, match="would take more"):
            services.start(other, "b", 6, by=w.lead)
        services.start(recording, "a", 15, by=w.lead)  # in the place of the first
    assert services.used(w.municipality) == 15


def test_without_scripts_the_form_sends_it_whole(client, place, django_capture_on_commit_callbacks):
    _w, recording = place
    address = reverse("recordings:bring", args=[recording.pk])
    assert "noscript" in client.get(address).content.decode()
    refused = client.post(address, {"file": SimpleUploadedFile("a.mp4", b"no film at all")})
    assert refused.status_code == 200 and "no film and no sound" in refused.content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        sent = client.post(address, {"file": SimpleUploadedFile("a.wav", sound(1))})
    assert sent.status_code == 302
    recording.refresh_from_db()
    assert recording.state == "ready" and recording.asked_by.email == "assessor@testa.example"


@given(st.dictionaries(st.text("abcdefgh", min_size=1), st.text(max_size=20), max_size=5))
def test_metadata_is_read_as_it_was_written(pairs):
    written = ",".join(f"{key} {word(value)}" for key, value in pairs.items())
    assert tus.metadata({"Upload-Metadata": written}) == pairs


@given(st.text(max_size=60))
def test_whatever_a_header_says_it_is_read_or_refused(text):
    for reader in (tus.metadata, tus.checksum, lambda one: tus.whole(one, "Upload-Length")):
        try:
            reader(dict.fromkeys(("Upload-Metadata", "Upload-Checksum", "Upload-Length"), text))
        except tus.Refused as refused:
            assert refused.status == 400


def test_a_piece_that_comes_slowly_holds_no_thread_of_the_program():
    """project/wsgi.py: the body is read before the program is asked; what is cut off is an error where the program reads."""
    from protect.project import wsgi

    class Line(io.BytesIO):
        def read(self, size=-1):
            return super().read(min(size, 10) if size > 0 else 10)

    body = wsgi.arrived({"CONTENT_LENGTH": "25", "wsgi.input": Line(b"x" * 25)})
    assert body.read(100) == b"x" * 25
    cut = wsgi.arrived({"CONTENT_LENGTH": "30", "wsgi.input": Line(b"x" * 25)})
    assert cut.read(25) == b"x" * 25
    with pytest.raises(OSError):
        cut.read(1)
    assert wsgi.arrived({"CONTENT_LENGTH": "99999999999", "wsgi.input": Line()}) is None


def test_recordings_of_others_are_not_touched(place):
    w, recording = place
    assert Recording.objects.visible_to(w.other).count() == 0 and recording.is_visible_to(w.viewer)


class Full:
    """A file on a disk that has room for so many bytes more."""

    def __init__(self, file, room):
        self.file, self.room = file, room

    def __getattr__(self, name):
        return getattr(self.file, name)

    def write(self, block):
        if not self.room:
            raise OSError(errno.ENOSPC, "No space left on device")
        written = self.file.write(block[: self.room])
        self.room -= written
        return written


def test_a_full_disk_is_told_and_what_came_before_stays(client, place, monkeypatch):
    """As a broken line it would be sent again at once, for ever."""
    _w, recording = place
    content = bytes(range(256)) * 4
    sender = Sender(client, recording, content)
    assert sender.piece(0, content[:300]).status_code == 204
    alone = uploading.alone

    @contextmanager
    def full(secret):
        with alone(secret) as file:
            yield Full(file, 50)

    monkeypatch.setattr(uploading, "alone", full)
    answer = sender.piece(300, content[300:])
    assert answer.status_code == 507 and "disk of the server is full" in answer.content.decode()
    assert sender.offset() == 300
    page = client.post(reverse("recordings:bring", args=[recording.pk]), {"file": SimpleUploadedFile("x.mp4", content)})
    assert "disk of the server is full" in page.content.decode()
    monkeypatch.undo()
    again = Sender(client, recording, b"0123456789" * 10)
    again.piece(0, b"0123456789" * 9)
    assert uploading.path_of(Upload.objects.get().secret).read_bytes() == b"0123456789" * 9


def test_a_write_that_takes_only_a_part_goes_on(client, place, monkeypatch):
    _w, recording = place
    sender = Sender(client, recording, b"0123456789")

    class Slow(Full):
        def write(self, block):
            return self.file.write(block[:3])

    alone = uploading.alone

    @contextmanager
    def slow(secret):
        with alone(secret) as file:
            yield Slow(file, 0)

    monkeypatch.setattr(uploading, "alone", slow)
    sender.piece(0, b"01234567")
    assert sender.offset() == 8
    assert uploading.path_of(Upload.objects.get().secret).read_bytes() == b"01234567"


def test_a_file_that_nobody_could_look_at_is_not_thrown_away(
    client, place, settings, monkeypatch, django_capture_on_commit_callbacks
):
    _w, recording = place
    content = sound(1)
    sender = Sender(client, recording, content)
    with monkeypatch.context() as patched:
        patched.setattr("protect.recordings.media.tools.program", lambda: "")
        answer = sender.piece(0, content)
        assert answer.status_code == 503 and "no ffmpeg" in answer.content.decode()
        assert sender.head().status_code == 503
        services.forget_old()
    assert uploading.path_of(Upload.objects.get().secret).read_bytes() == content
    with django_capture_on_commit_callbacks(execute=True):
        assert sender.head().status_code == 200
    recording.refresh_from_db()
    assert recording.state == "ready"


def test_what_nobody_could_look_at_makes_way_for_another_file(
    client, place, monkeypatch, django_capture_on_commit_callbacks
):
    _w, recording = place
    address = reverse("recordings:bring", args=[recording.pk])
    with monkeypatch.context() as patched:
        patched.setattr("protect.recordings.media.tools.program", lambda: "")
        page = client.post(address, {"file": SimpleUploadedFile("a.wav", sound(1))})
        assert "no ffmpeg" in page.content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(address, {"file": SimpleUploadedFile("b.wav", sound(1))}).status_code == 302
    recording.refresh_from_db()
    assert recording.state == "ready" and recording.original_name == "b.wav"


def test_whoever_looks_second_does_not_throw_away_what_the_first_took(client, place, monkeypatch):
    """The last piece and a question how far it came meet: one of them finds the file moved by the job already."""
    _w, recording = place
    content = sound(1)
    sender = Sender(client, recording, content)
    with monkeypatch.context() as patched:
        patched.setattr("protect.recordings.services.uploading.receive", lambda upload: None)
        sender.piece(0, content)
    late = Upload.objects.select_related("recording").get()
    services.receive(Upload.objects.get())
    path = uploading.path_of(late.secret)
    kept = path.rename(path.with_suffix(".moved"))
    assert services.receive(late).state == "waiting"
    kept.rename(path)
    assert Upload.objects.exists()


def test_an_upload_given_up_while_a_piece_comes_in_is_gone(client, place, monkeypatch):
    _w, recording = place
    sender = Sender(client, recording, b"0123456789")
    append = uploading.append

    def meanwhile(*arguments):
        came = append(*arguments)
        Upload.objects.all().delete()
        return came

    monkeypatch.setattr(uploading, "append", meanwhile)
    assert sender.piece(0, b"0123").status_code == 410


def test_a_file_that_goes_while_the_daily_job_looks_is_no_error(place, monkeypatch):
    left = uploading.folder() / "nobody.part"
    left.write_bytes(b"x")
    names = list(uploading.folder().iterdir())
    left.unlink()
    monkeypatch.setattr(type(left), "iterdir", lambda _self: iter(names))
    assert services.forget_old() == 0


def test_a_name_is_one_line_of_signs_that_can_be_read(client, place, django_capture_on_commit_callbacks):
    """It goes into a header when the original is taken, and into the database."""
    _w, recording = place
    content = sound(1)
    with django_capture_on_commit_callbacks(execute=True):
        Sender(client, recording, content, "a\r\nSet-Cookie: b\0.wav").piece(0, content)
    recording.refresh_from_db()
    assert recording.original_name == "aSet-Cookie: b.wav"
    answer = client.get(reverse("recordings:original", args=[recording.pk]))
    assert answer.status_code == 200 and "b.wav" in answer.headers["Content-Disposition"]
