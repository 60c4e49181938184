"""What the job does: keeps the original, has everything made of it, and puts it in the place of what was there before."""

from __future__ import annotations

import hashlib
import logging
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from django.core.files import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from protect.organisations import audit
from protect.organisations.changes import save_changes
from protect.organisations.models import Verb
from protect.recordings import media, uploading
from protect.recordings.media.converting import File as MadeFile
from protect.recordings.models import MediaFile, MediaKind, Poster, Recording, Upload
from protect.recordings.services.chapters import from_programme
from protect.recordings.services.planning import held
from protect.recordings.states import ON, State

log = logging.getLogger(__name__)


def run(key: int, language: str = "en") -> None:
    """By the worker. Safe to run twice: what is done stays, what was interrupted begins anew."""
    found = Recording.objects.filter(pk=key, state__in=ON).select_related("event").first()
    if found is None:
        return
    with translation.override(language), audit.acting(found.asked_by, "job"):
        try:
            _told(found, 1, state=State.TRANSCODING)
            _take_in(found)
            _convert(found)
        except (media.Failed, media.Unusable) as error:
            _end(found, str(error))
        except Exception as error:
            if isinstance(error, OSError) and error.errno in uploading.FULL:
                _end(found, _("The disk of the server is full; tell who runs it."))
            else:
                _end(found, _("It broke off. Try again; tell who runs the platform if it stays so."))
            raise


def _told(recording: Recording, percent: int, **values: Any) -> None:
    """At once, so that the page can show it."""
    if percent != recording.progress or values:
        recording.progress = percent
        Recording.objects.filter(pk=recording.pk, state__in=ON).update(progress=percent, **values)


@transaction.atomic
def _end(recording: Recording, why: str) -> None:
    stored = Recording.objects.select_for_update(of=("self",)).filter(pk=recording.pk, state__in=ON).first()
    if stored is not None:
        stored.ended_at = timezone.now()
        save_changes(stored, {"state": State.FAILED, "failure": why[:500]}, verb=Verb.MOVED_ON, note=why[:500])


class _Arrived(File):
    """A file that the storage may take away instead of copying it."""

    def __init__(self, path: Path) -> None:
        super().__init__(path.open("rb"), name=path.name)
        self.path = path

    def temporary_file_path(self) -> str:
        return str(self.path)


def _take_in(recording: Recording) -> None:
    """From where pieces come in to where files stay. What a run before this one moved already is found there."""
    upload = next((one for one in recording.uploads.all() if one.is_whole), None)
    if upload is None:
        return
    path, name = uploading.path_of(upload.secret), f"recordings/{recording.folder}/original-{upload.secret}"
    if path.is_file():
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        if default_storage.exists(name):
            default_storage.delete(name)
        name = _kept(path, name)
    elif default_storage.exists(name) and default_storage.size(name) == upload.length:
        with default_storage.open(name) as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]
    else:
        raise media.Failed(_("What was uploaded is not here any more; upload it again."))
    with transaction.atomic():
        if (
            Recording.objects.select_for_update(of=("self",)).filter(pk=recording.pk).first() is None
        ):  # deleted meanwhile
            default_storage.delete(name)
            return
        old = recording.original.name
        recording.original.name = name
        recording.original_size, recording.original_sha256 = upload.length, digest
        recording.save(update_fields=["original", "original_size", "original_sha256", "changed_at"])
        Upload.objects.filter(pk=upload.pk).delete()
        if old and old != name:
            transaction.on_commit(partial(default_storage.delete, old))


def _kept(path: Path, name: str) -> str:
    """What came in goes once it is kept: on a full disk it stays where it is."""
    file = _Arrived(path)
    try:
        kept = default_storage.save(name, file)
    finally:
        file.close()
    path.unlink(missing_ok=True)
    return kept


@contextmanager
def here(recording: Recording, folder: Path) -> Iterator[Path]:
    """The original as a file of this machine, wherever the storage has it."""
    if not recording.original:
        raise media.Failed(_("There is no file; upload it again."))
    try:
        yield Path(recording.original.path)
    except NotImplementedError:
        copy = folder / "original"
        with recording.original.open("rb") as file, copy.open("wb") as target:
            shutil.copyfileobj(file, target, 1024 * 1024)
        yield copy


def _convert(recording: Recording) -> None:
    with tempfile.TemporaryDirectory(prefix="convert-", dir=uploading.folder()) as name:
        folder = Path(name)
        with here(recording, folder) as source:
            seen = media.look_at(source)
            made = media.convert(source, seen, folder, lambda percent: _told(recording, percent))
        _put(recording, seen, made)


def _put(recording: Recording, seen: media.Seen, made: media.Made) -> None:
    wanted: list[tuple[str, MadeFile, str]] = [(MediaKind.STREAM, one, "m4s") for one in made.streams]
    for name, one, suffix in (
        (MediaKind.SOUND_STREAM, made.sound_stream, "m4s"),
        (MediaKind.FILM, made.film, "mp4"),
        (MediaKind.SOUND, made.sound, "m4a"),
    ):
        if one is not None:
            wanted.append((name, one, suffix))
    rows: list[Any] = []
    try:
        for kind, one, suffix in wanted:
            row = MediaFile(
                recording=recording, kind=kind, size=one.path.stat().st_size, sha256=_digest(one.path), width=one.width,
                height=one.height, peak_bits=one.peak_bits, mean_bits=one.mean_bits, codecs=one.codecs, playlist=one.playlist,
            )  # fmt: skip
            _store(row, one.path, f"{kind}-{one.height or 0}.{suffix}")
            rows.append(row)
        for number, (at_ms, path) in enumerate(made.posters):
            picture = Poster(recording=recording, at_ms=at_ms, sha256=_digest(path), is_chosen=number == 1)
            _store(picture, path, f"poster-{number}.jpg")
            rows.append(picture)
        with transaction.atomic():
            _replace(recording, seen, made, rows)
    except BaseException:
        # No row would ever name these files.
        for row in rows:
            row.file.storage.delete(str(row.file.name))
        raise


def _replace(recording: Recording, seen: media.Seen, made: media.Made, rows: list[Any]) -> None:
    stored = held(recording)
    if stored.state not in ON or stored.original.name != recording.original.name:
        raise media.Failed(_("Another file came in its place."))
    old: Any
    for old in [*stored.media.all(), *stored.posters.all()]:
        transaction.on_commit(partial(old.file.storage.delete, old.file.name))
        old.delete()
    for row in rows:
        row.save()
    stored.has_video, stored.duration_ms = bool(made.streams), made.duration_ms
    largest = made.streams[-1] if made.streams else None
    stored.width, stored.height = (largest.width, largest.height) if largest else (None, None)
    stored.ended_at = timezone.now()
    save_changes(stored, {"state": State.READY, "progress": 100, "failure": ""}, verb=Verb.MOVED_ON)
    if not stored.chapters.exists():
        from_programme(stored)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _store(row: MediaFile | Poster, path: Path, name: str) -> None:
    file = _Arrived(path)
    try:
        row.file.save(name, file, save=False)
    finally:
        file.close()
