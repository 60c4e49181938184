"""Files beside an answer: known by their content, scanned if there is a scanner, kept under random names."""

from __future__ import annotations

from pathlib import PurePath
from typing import IO

from django.core.exceptions import SuspiciousFileOperation, ValidationError
from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.text import get_valid_filename
from django.utils.translation import gettext as _

from protect.answers import scanning
from protect.answers.models import Attachment, Draft, Submission
from protect.answers.services.drafting import held, refuse_ended
from protect.organisations import audit, files
from protect.organisations.changes import save_changes
from protect.organisations.models import User, Verb

MOST, MOST_BYTES = 20, 100_000_000


def safe_name(name: str, suffix: str) -> str:
    """Letters, figures, dots and dashes of the name it came with, and the ending that its content has."""
    stem = PurePath(name.replace("\\", "/")).name
    stem = stem.rpartition(".")[0] or stem
    try:
        stem = get_valid_filename(stem).strip("._-")
    except SuspiciousFileOperation:  # nothing was left of it
        stem = ""
    return f"{stem[:80] or 'file'}{suffix}"


def attach(draft: Draft, file: IO[bytes], *, name: str, size: int, question: str = "", by: User | None) -> Attachment:
    """A PDF, a picture encoded anew, or a DOCX, XLSX or ODT packed anew without code.

    Raises ValidationError for other content, malware, and what is too much.
    Reading and scanning take their time, so they come before the transaction.
    """
    asked = {one["code"] for one in draft.publication.document["questions"] if one["kind"] == "file"}
    if question and question not in asked:
        raise ValidationError({"question": _("Choose from the list.")})
    try:
        read = files.read(file, name, size, with_office=True)
        scan = scanning.scan(read.content, name)
    except ValidationError as error:
        raise ValidationError({"file": error.messages}) from None
    return _keep(draft, read, scan, safe_name(name, read.suffix), question, by)


@transaction.atomic
def _keep(
    draft: Draft, read: files.Photo | files.Document, scan: str, name: str, question: str, by: User | None
) -> Attachment:
    stored = held(draft)
    refuse_ended(stored.publication)
    there = stored.attachments.filter(left_out_at=None)
    digest = files.sha256(read.content)
    if there.filter(sha256=digest, question=question).exists():
        raise ValidationError({"file": _("This file is here already.")})
    if there.count() >= MOST:
        raise ValidationError({"file": _("At most %(most)d files.") % {"most": MOST}})
    if (there.aggregate(all=Sum("size_bytes"))["all"] or 0) + len(read.content) > MOST_BYTES:
        raise ValidationError(
            {"file": _("All files together have at most %(most)d MB.") % {"most": MOST_BYTES // 10**6}}
        )
    made = Attachment(
        draft=stored, question=question, name=name, content_type=read.content_type, size_bytes=len(read.content),
        sha256=digest, scan=scan, added_by=by,
    )  # fmt: skip
    with files.keeping(read, made.file):
        save_changes(made, {})
    return made


@transaction.atomic
def leave_out(attachment: Attachment) -> None:
    """Out of the draft. What was submitted with it keeps it; else the file goes, too."""
    held(attachment.draft)
    stored = Attachment.objects.select_for_update().get(pk=attachment.pk)
    if Submission.objects.filter(attachments=stored).exists():
        save_changes(stored, {"left_out_at": timezone.now()})
        return
    audit.record(Verb.DELETED, stored)
    kept, name = stored.file.storage, stored.file.name
    stored.delete()
    if name:
        transaction.on_commit(lambda: kept.delete(name))
