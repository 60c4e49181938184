"""What changes a document: each verb in one transaction, each audited."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import IO, Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from protect.library.models import Document, DocumentVersion
from protect.library.states import MOVES, State
from protect.organisations import audit, files
from protect.organisations.binning import Binned
from protect.organisations.changes import save_changes
from protect.organisations.models import Organisation, User, Verb
from protect.organisations.services import bin


def held(document: Document) -> Document:
    """The row as it is now, locked."""
    return Document.objects.select_for_update(of=("self",)).get(pk=document.pk)


@transaction.atomic
def begin(organisation: Organisation, values: Mapping[str, Any], *, by: User | None) -> Document:
    made = Document(organisation=organisation, created_by=by)
    save_changes(made, _checked(made, values))
    return made


@transaction.atomic
def change(document: Document, values: Mapping[str, Any]) -> Document:
    """Title, what it is, what it is about; never a version."""
    stored = held(document)
    save_changes(stored, _checked(stored, values))
    return stored


def _checked(document: Document, values: Mapping[str, Any]) -> Mapping[str, Any]:
    """A document takes the place of another one of its organisation, and not, by way of others, of itself."""
    older, met = values.get("replaces"), {document.pk}
    if older is not None and older.organisation_id != document.organisation_id:
        raise ValidationError({"replaces": _("Choose a document of the same organisation.")})
    while older is not None:
        if older.pk in met:
            raise ValidationError({"replaces": _("It would take its own place.")})
        met.add(older.pk)
        older = older.replaces
    return values


@transaction.atomic
def add_version(
    document: Document, file: IO[bytes], *, name: str, size: int, label: str, dated: dt.date, change_note: str = "",
    by: User | None,
) -> DocumentVersion:  # fmt: skip
    """A file told by its content (PDF, DOCX, XLSX, ODT or a picture), the newest from now on. ValidationError by field."""
    stored = held(document)
    versions, label = stored.versions, label.strip()
    if versions.filter(label=label).exists():
        raise ValidationError({"label": _("There is a version of this name already.")})
    if dated > timezone.localdate():
        raise ValidationError({"dated": _("This day is still to come.")})
    if versions.exists() and not change_note.strip():
        raise ValidationError({"change_note": _("Say what changed since the version before.")})
    read = files.read_for(file, name, size, with_office=True)
    digest = files.sha256(read.content)
    if versions.filter(sha256=digest).exists():
        raise ValidationError({"file": _("This file is here already.")})
    number = (versions.aggregate(last=Max("number"))["last"] or 0) + 1
    made = DocumentVersion(
        document=stored, number=number, label=label, dated=dated, change_note=change_note.strip(),
        content_type=read.content_type, sha256=digest, size=len(read.content), added_by=by,
    )  # fmt: skip
    with files.keeping(read, made.file):
        made.save()
        audit.record(Verb.CREATED, made)
        save_changes(stored, {"dated": dated})
    return made


@transaction.atomic
def move(document: Document, verb: str, *, by: User, reason: str = "") -> Document:
    step, stored = MOVES[verb], held(document)
    if not by.has_perm(step.permission, stored):
        raise PermissionDenied(_("Your role does not allow this here."))
    if stored.state not in step.source:
        raise ValidationError(
            _("This step is not open now: the document is %(state)s.") % {"state": stored.get_state_display().lower()}
        )
    if verb == "withdraw" and not reason.strip():
        raise ValidationError({"reason": _("Say why; the reason stands in the history.")})
    values: dict[str, Any] = {"state": step.target, "state_reason": reason.strip()}
    if verb == "publish":
        if not stored.versions.exists():
            raise ValidationError(_("There is no file yet: add a version first."))
        if not stored.about.strip():
            raise ValidationError(_("Say what it is and for whom first."))
        values["published_at"] = timezone.now()
    save_changes(stored, values, verb=Verb.APPROVED if verb == "publish" else Verb.MOVED_ON, note=reason)
    return stored


@transaction.atomic
def delete(document: Document) -> Binned:
    """Into the bin with all its versions. What others read is withdrawn first."""
    stored = held(document)
    if stored.state == State.PUBLISHED:
        raise ValidationError(_("Others may rely on what is published: withdraw it first."))
    return bin.put(stored, permission="library.bin")
