"""A file comes in, in pieces or in one; when it is whole and is what it should be, the job is asked to convert it."""

from __future__ import annotations

import datetime as dt
from contextlib import suppress
from functools import partial
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from protect.organisations import audit
from protect.organisations.changes import save_changes
from protect.organisations.models import Organisation, User, Verb
from protect.recordings import tus, uploading
from protect.recordings.media import Failed, Unusable, look_at
from protect.recordings.models import MediaFile, Recording, Upload
from protect.recordings.services.planning import held
from protect.recordings.states import State

#: An upload without a new piece is kept for so long.
KEPT = dt.timedelta(days=7)
MEGABYTE, GIGABYTE = 10**6, 10**9


def used(organisation: Organisation | int) -> int:
    """Bytes that the recordings of an organisation take, with those on their way."""
    own = {"recording__organisation": organisation}
    sums = (
        Recording.objects.filter(organisation=organisation).order_by().aggregate(all=Sum("original_size")),
        MediaFile.objects.filter(**own).order_by().aggregate(all=Sum("size")),
        Upload.objects.filter(**own).order_by().aggregate(all=Sum("length")),
    )
    return sum(one["all"] or 0 for one in sums)


def _fits(recording: Recording, length: int) -> None:
    most, whole = settings.LARGEST_RECORDING, settings.RECORDINGS_LIMIT
    if length <= 0:
        raise ValidationError(_("The file is empty."))
    if length > most:
        raise ValidationError(
            _("The file has %(size)d MB; at most %(most)d MB can be uploaded.")
            % {"size": length // MEGABYTE, "most": most // MEGABYTE}
        )
    if used(recording.organisation_id) + length > whole:
        raise ValidationError(
            _("The recordings of your organisation would take more than %(most)d GB. Delete one that is not needed.")
            % {"most": whole // GIGABYTE}
        )


@transaction.atomic
def start(recording: Recording, name: str, length: int, *, by: User | None) -> Upload:
    """Room for a file of so many bytes; an earlier one that did not come to its end makes way."""
    stored = held(recording)
    if stored.state != State.UPLOADING:
        raise ValidationError(_("There is a file already; take it out first."))
    for old in stored.uploads.all():
        _forget(old)
    _fits(stored, length)
    # It is told in headers and kept in the database, which both refuse some signs.
    told = "".join(sign for sign in name if sign.isprintable()).strip()[:200]
    made = Upload(recording=stored, name=told or _("without a name"), length=length, started_by=by)
    made.expires_at = timezone.now() + KEPT
    made.save()
    audit.record(Verb.CREATED, made)
    return made


def write(upload: Upload, offset: int, length: int, source: Any, checksum: tus.Checksum | None = None) -> Upload:
    """One piece. No transaction while it comes in: the database is asked before, and told after, what is on the disk."""
    with uploading.alone(upload.secret) as file:
        stored = Upload.objects.filter(pk=upload.pk).first()
        if stored is None:
            uploading.remove(upload.secret)
            raise tus.Refused(410, _("This upload was given up."))
        if offset != stored.offset:
            raise tus.Refused(409, _("The piece does not belong here."), {"Upload-Offset": str(stored.offset)})
        if offset + length > stored.length:
            raise tus.Refused(413, _("The file would be longer than was said."))
        came = uploading.append(file, offset, length, source, checksum)
        stored.offset, stored.expires_at = offset + came, timezone.now() + KEPT
        kept = Upload.objects.filter(pk=stored.pk).update(offset=stored.offset, expires_at=stored.expires_at)
        if not kept:  # meanwhile
            uploading.remove(upload.secret)
            raise tus.Refused(410, _("This upload was given up."))
    if stored.is_whole:
        receive(stored)
    return stored


def receive(upload: Upload) -> Recording:
    """The file is whole. Told by its content what it is.

    Raises ValidationError where it is nothing to be watched or heard: it is removed. Raises Refused where nobody could look:
    it stays, and the next who asks has it looked at again.
    """
    try:
        seen = look_at(uploading.path_of(upload.secret))
    except Failed as error:
        raise tus.Refused(tus.NOT_NOW, str(error)) from None
    except Unusable as error:
        recording = Recording.objects.get(pk=upload.recording_id)
        if recording.state != State.UPLOADING:  # another request was quicker, and the job has the file
            return recording
        give_up(upload)
        raise ValidationError(_("“%(name)s”: %(why)s") % {"name": upload.name, "why": error}) from None
    return _receive(upload, seen.kind)


@transaction.atomic
def _receive(upload: Upload, kind: str) -> Recording:
    from protect.recordings import tasks

    stored = held(upload.recording)
    if stored.state != State.UPLOADING or not Upload.objects.filter(pk=upload.pk).exists():
        return stored
    values = {"state": State.WAITING, "original_name": upload.name, "original_kind": kind, "progress": 0, "failure": ""}
    stored.asked_by = upload.started_by
    save_changes(stored, values, verb=Verb.MOVED_ON)
    transaction.on_commit(partial(tasks.ask, stored.pk))
    return stored


@transaction.atomic
def give_up(upload: Upload) -> None:
    """What came of it is removed."""
    if upload.is_whole and held(upload.recording).state != State.UPLOADING:
        raise ValidationError(_("It is whole already."))
    audit.record(Verb.DELETED, upload)
    _forget(upload)


def _forget(upload: Upload) -> None:
    transaction.on_commit(partial(uploading.remove, upload.secret))
    Upload.objects.filter(pk=upload.pk).delete()


@transaction.atomic
def replace(recording: Recording) -> Recording:
    """Another file is to come in its place; what is there is shown until then only while it is not published."""
    stored = held(recording)
    if stored.state not in (State.READY, State.FAILED):
        raise ValidationError(_("It is being worked on; wait until that ended."))
    if stored.is_published:
        raise ValidationError(_("It is published: take it back first."))
    for upload in stored.uploads.all():
        _forget(upload)
    save_changes(stored, {"state": State.UPLOADING, "progress": 0, "failure": ""}, verb=Verb.MOVED_ON)
    return stored


@transaction.atomic
def try_again(recording: Recording, *, by: User | None) -> Recording:
    from protect.recordings import tasks

    stored = held(recording)
    if stored.state != State.FAILED:
        raise ValidationError(_("There is nothing to try again."))
    stored.asked_by = by
    save_changes(stored, {"state": State.WAITING, "progress": 0, "failure": ""}, verb=Verb.MOVED_ON)
    transaction.on_commit(partial(tasks.ask, stored.pk))
    return stored


def forget_old() -> int:
    """By the daily job: uploads without a new piece for long, and files that no row names."""
    old = Upload.objects.filter(expires_at__lt=timezone.now(), recording__state=State.UPLOADING)
    for one in old.select_related("recording"):
        with transaction.atomic():
            _forget(one)
    for one in Upload.objects.filter(recording__state=State.UPLOADING).select_related("recording", "started_by"):
        if one.is_whole:  # the server ended just before it could be received
            with suppress(ValidationError, tus.Refused):
                receive(one)
    return uploading.sweep(set(Upload.objects.values_list("secret", flat=True)))


def take(recording: Recording, file: Any, *, name: str, size: int, by: User | None) -> Recording:
    """A whole file in one request, as a form sends it. Raises ValidationError by field."""
    try:
        upload = start(recording, name, size, by=by)
        write(upload, 0, size, file)
    except tus.Refused as refused:
        raise ValidationError({"file": refused.sentence}) from None
    except ValidationError as error:
        raise ValidationError({"file": error.messages}) from None
    return Recording.objects.get(pk=recording.pk)
