"""From a file to what people watch: the job, its failures, chapters, the picture shown first, publication, deletion."""

from __future__ import annotations

import errno
import io
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, default_storage
from django.test import TestCase
from django.urls import reverse

from protect.events import services as holding
from protect.organisations import audit, waiting
from protect.organisations.models import AuditEntry, Verb
from protect.organisations.services import bin
from protect.recordings import hooks, services, tasks, uploading
from protect.recordings.models import Recording
from protect.recordings.services import converting
from tests.events.making import BEGINS, drafted, published
from tests.recordings.making import begun, converted, film, shown, sound
from tests.world import picture, world

pytestmark = pytest.mark.django_db


def stored(folder="recordings"):
    """Names of all files that lie in the storage below ``folder``."""
    if not default_storage.exists(folder):
        return []
    folders, files = default_storage.listdir(folder)
    below = [name for one in folders for name in stored(f"{folder}/{one}")]
    return sorted([*(f"{folder}/{one}" for one in files), *below])


def named():
    found = []
    for one in Recording.objects.all():
        parts = [one.original, *(part.file for part in one.media.all()), *(part.file for part in one.posters.all())]
        found += [part.name for part in parts if part.name]
    return sorted(found)


def bring(recording, content, by):
    with audit.acting(by, "test"), TestCase.captureOnCommitCallbacks(execute=True):
        return services.take(recording, io.BytesIO(content), name="x", size=len(content), by=by)


def bring_without_job(recording, content, by):
    """As it stands when the job has not begun."""
    with audit.acting(by, "test"), TestCase.captureOnCommitCallbacks():
        return services.take(recording, io.BytesIO(content), name="x", size=len(content), by=by)


def test_the_job_may_run_twice_and_leaves_no_file_that_nobody_names():
    w = world()
    recording = converted(w, published(w))
    assert recording.is_ready and stored() == named() and len(named()) == 11
    Recording.objects.filter(pk=recording.pk).update(state="transcoding")  # as a killed worker leaves it
    with TestCase.captureOnCommitCallbacks(execute=True):
        services.run(recording.pk)
    recording.refresh_from_db()
    assert recording.is_ready and stored() == named() and len(named()) == 11
    services.run(recording.pk)  # nothing to do
    assert list(uploading.folder().iterdir()) == []


def test_a_worker_killed_between_moving_the_file_and_saying_so_finds_it_again(monkeypatch):
    w = world()
    recording = begun(w, published(w))

    with monkeypatch.context() as patched:
        patched.setattr("protect.recordings.services.converting.Upload", None)
        patched.setattr("protect.recordings.services.converting._end", lambda *_arguments: None)
        bring(recording, film(), w.lead)
    assert Recording.objects.get().original.name == "" and len(stored()) == 1
    with TestCase.captureOnCommitCallbacks(execute=True):
        services.run(recording.pk)
    assert Recording.objects.get().is_ready and stored() == named()


def test_what_cannot_be_converted_is_explained_told_and_tried_again(client, monkeypatch):
    w = world()
    recording = begun(w, published(w))
    with monkeypatch.context() as patched:
        patched.setattr("protect.recordings.media.converting.PIECE", "nonsense")
        bring(recording, film(), w.lead)
    recording.refresh_from_db()
    assert recording.state == "failed" and "damaged" in recording.failure
    assert {one.kind for one in waiting.news_of(w.lead, recording.created_at)} == {"job_failed"}
    client.force_login(w.lead)
    page = client.get(reverse("recordings:manage", args=[recording.pk])).content.decode()
    assert "damaged" in page and "Try again" in page
    with TestCase.captureOnCommitCallbacks(execute=True):
        client.post(reverse("recordings:try_again", args=[recording.pk]))
    recording.refresh_from_db()
    assert recording.is_ready and recording.failure == "" and stored() == named()
    assert "job_done" in {one.kind for one in waiting.news_of(w.lead, recording.created_at)}


def test_an_error_of_ours_is_told_in_words_and_to_the_log(monkeypatch):
    w = world()
    recording = begun(w, published(w))
    with monkeypatch.context() as patched:
        patched.setattr("protect.recordings.media.convert", lambda *_arguments: 1 / 0)
        bring(recording, film(), w.lead)
    recording.refresh_from_db()
    assert recording.state == "failed" and "broke off" in recording.failure


def test_a_file_that_finds_no_room_where_files_stay_is_not_lost(client, monkeypatch):
    """Where pieces come in may be another disk than where files stay: then it is copied, and that disk may be full."""
    w = world()
    recording = begun(w, published(w))

    def full(*_arguments, **_options):
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched, pytest.raises(OSError, match="No space"):
        patched.setattr(FileSystemStorage, "save", full)
        bring_without_job(recording, film(), w.lead)
        services.run(recording.pk)
    recording.refresh_from_db()
    assert recording.state == "failed" and "disk of the server is full" in recording.failure
    client.force_login(w.lead)
    assert "Try again" in client.get(reverse("recordings:manage", args=[recording.pk])).content.decode()
    with TestCase.captureOnCommitCallbacks(execute=True):
        client.post(reverse("recordings:try_again", args=[recording.pk]))
    recording.refresh_from_db()
    assert recording.is_ready and stored() == named() and list(uploading.folder().iterdir()) == []


def test_what_is_deleted_while_its_file_is_taken_in_leaves_none(monkeypatch):
    w = world()
    recording = begun(w, published(w))
    bring_without_job(recording, film(), w.lead)
    real = converting._kept

    def meanwhile(path, name):
        kept = real(path, name)
        with audit.acting(w.lead, "test"), TestCase.captureOnCommitCallbacks(execute=True):
            services.delete(Recording.objects.get())
        return kept

    monkeypatch.setattr(converting, "_kept", meanwhile)
    with TestCase.captureOnCommitCallbacks(execute=True):
        services.run(recording.pk)
    assert not Recording.objects.exists() and stored() == [] and list(uploading.folder().iterdir()) == []


def test_deleting_takes_what_a_killed_conversion_left_too():
    w = world()
    recording = converted(w, published(w))
    default_storage.save(f"recordings/{recording.folder}/film-240_x.mp4", ContentFile(b"half a film"))
    with audit.acting(w.lead, "test"), TestCase.captureOnCommitCallbacks(execute=True):
        services.delete(recording)
    assert stored() == []


def test_another_file_takes_the_place_of_the_first():
    w = world()
    recording = converted(w, published(w))
    first = named()
    with audit.acting(w.lead, "test"):
        services.replace(recording)
        assert stored() == first, "until the other is there"
    bring(recording, sound(), w.lead)
    recording.refresh_from_db()
    assert recording.is_ready and not recording.has_video and stored() == named() and not set(first) & set(named())


def test_chapters_come_from_the_programme_and_are_edited():
    w = world()
    recording = converted(w, published(w), begins_at=BEGINS - timedelta(seconds=1))
    assert [(one.begins_ms, one.title) for one in recording.chapters.all()] == [
        (1000, "Seminar on open squares: opening")
    ]
    with audit.acting(w.lead, "test"):
        with pytest.raises(ValidationError, match="ends before"):
            services.save_chapter(recording, {"begins_ms": 99_000, "title": "x"})
        with pytest.raises(ValidationError, match="Another chapter"):
            services.save_chapter(recording, {"begins_ms": 1000, "title": "x"})
        services.remove_chapter(recording.chapters.get())
        services.take_chapters(recording)
        with pytest.raises(ValidationError, match="No session"):
            services.take_chapters(recording)


def test_without_reviewed_captions_it_is_published_with_a_reason_alone(monkeypatch):
    w = world()
    recording = begun(w, published(w))
    with audit.acting(w.lead, "test"), pytest.raises(ValidationError, match="once it is converted"):
        services.publish(recording, reason="x")
    recording = converted(w, recording.event, "Another")
    with audit.acting(w.lead, "test"):
        with pytest.raises(ValidationError, match="no reviewed captions"):
            services.publish(recording, reason=" ")
        recording = services.publish(recording, reason="Captions follow.")
        assert recording.uncaptioned_reason == "Captions follow."
        with pytest.raises(ValidationError, match="take it back"):
            services.replace(recording)
        recording = services.take_back(recording)
        assert not recording.is_published
        monkeypatch.setattr(hooks, "_reviewed", [lambda one: one.pk == recording.pk])
        assert services.publish(recording, reason="not needed").uncaptioned_reason == ""


def test_the_picture_that_is_shown_first_is_chosen_or_brought():
    w = world()
    recording = converted(w, published(w))
    first, other = recording.posters.get(is_chosen=True), recording.posters.exclude(is_chosen=True).first()
    with audit.acting(w.lead, "test"), TestCase.captureOnCommitCallbacks(execute=True):
        services.choose_poster(other)
        assert recording.posters.get(is_chosen=True) == other != first
        own = services.add_poster(recording, picture(), name="a.jpg", size=900)
        assert recording.posters.get(is_chosen=True) == own
        with pytest.raises(ValidationError):
            services.add_poster(recording, io.BytesIO(b"%PDF-1.7"), name="a.jpg", size=9)
        services.remove_poster(own)
    assert stored() == named()


def test_a_picture_of_ones_own_can_be_taken_away_on_the_page(client):
    """Of twenty no more can be brought; and what goes leaves a trace, by which pages that are kept are forgotten."""
    w = world()
    recording = converted(w, published(w))
    client.force_login(w.lead)
    own = recording.posters.first()
    address = reverse("recordings:remove_poster", args=[recording.pk, own.pk])
    assert address in client.get(reverse("recordings:manage", args=[recording.pk])).content.decode()
    with TestCase.captureOnCommitCallbacks(execute=True):
        assert client.post(address).status_code == 302
    assert not recording.posters.filter(pk=own.pk).exists() and stored() == named()
    assert AuditEntry.objects.filter(verb=Verb.DELETED, object_type="recordings.poster", object_id=own.pk).exists()


def test_deleting_takes_the_title_and_every_file(client):
    w = world()
    recording = converted(w, published(w))
    client.force_login(w.lead)
    address = reverse("recordings:delete", args=[recording.pk])
    assert client.post(address, {"typed": "something"}).status_code == 200 and Recording.objects.exists()
    with TestCase.captureOnCommitCallbacks(execute=True):
        assert client.post(address, {"typed": recording.title}).status_code == 302
    assert not Recording.objects.exists() and stored() == []


def test_an_event_in_the_bin_takes_its_recordings_with_it_and_brings_them_back():
    w = world()
    recording = converted(w, drafted(w))
    files = stored()
    with audit.acting(w.lead, "test"), TestCase.captureOnCommitCallbacks(execute=True):
        binned = holding.delete(recording.event)
        assert not Recording.objects.exists() and stored() == files
        bin.restore(binned)
        assert Recording.objects.get().media.count() == 4 and stored() == files == named()
        bin.forget(holding.delete(Recording.objects.get().event))
    assert stored() == []


def test_a_recording_is_for_its_own_organisation_until_it_is_published_and_never_seen_without_its_event():
    w = world()
    recording = shown(w, published(w))
    assert recording.is_public and recording.is_visible_to(None)
    with audit.acting(w.lead, "test"):
        services.take_back(recording)
    assert not recording.is_visible_to(w.other) and recording.is_visible_to(w.viewer)
    with audit.acting(w.lead, "test"):
        services.publish(recording, reason="x")
        holding.take_back(recording.event)
    assert not recording.is_visible_to(None) and not recording.is_visible_to(w.other)


def test_the_job_has_a_queue_of_its_own():
    assert tasks.convert.queue_name == "media"
