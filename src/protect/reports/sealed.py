"""The sealed files of an approved assessment: made once by a job after the approval, and checked whenever somebody asks."""

from __future__ import annotations

import hashlib
import logging
import secrets
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from protect.assessments.models import Snapshot
from protect.organisations import audit
from protect.organisations.models import AuditEntry, User, Verb
from protect.reference.models import digest_of
from protect.reports import services
from protect.reports.models import Sealed
from protect.reports.services import Kind

log = logging.getLogger(__name__)

#: The two files: field of the model, kind of report.
FILES = {"json": Kind.JSON, "pdf": Kind.FULL}


def expect(snapshot: Snapshot) -> Sealed:
    """Called with every approval, in its transaction: from now on the files are owed; the job comes after the commit."""
    owed, _new = Sealed.objects.get_or_create(assessment_id=snapshot.assessment_id)
    if not owed.is_made:
        transaction.on_commit(lambda: _enqueue(owed.pk))
    return owed


def _enqueue(key: int) -> None:
    from protect.reports.tasks import make_sealed_files

    make_sealed_files.enqueue(key)


def make(key: int) -> Sealed | None:
    """Make both files of ``Sealed`` number ``key``. What fails is noted there, and tried again every day."""
    owed = Sealed.objects.select_related("assessment__space", "assessment__approved_by").filter(pk=key).first()
    if owed is None or owed.is_made:
        return owed
    assessment = owed.assessment
    try:
        language = assessment.approved_by.language if assessment.approved_by else settings.LANGUAGE_CODE
        with translation.override(language):
            figures = services.figures_of(assessment, None)
            at = assessment.approved_at or timezone.now()
            made = {
                name: services._make(assessment, figures, kind, reader=_("sealed copy"), at=at, name_the_space=True)
                for name, kind in FILES.items()
            }
        return _keep(owed, {name: report.content for name, report in made.items()})
    except Exception as error:
        log.exception("the sealed files of assessment %s could not be made", assessment.pk)
        with transaction.atomic():
            failed = Sealed.objects.select_for_update().get(pk=key)
            failed.attempts += 1
            failed.error = f"{type(error).__name__}: {error}"[:300]
            failed.save(update_fields=["attempts", "error"])
        return failed


def _keep(owed: Sealed, contents: dict[str, bytes]) -> Sealed:
    """Files first, then the row and the entry that names their hashes; two jobs at once leave the first one's files."""
    stem, written = secrets.token_urlsafe(18), []
    try:
        with transaction.atomic():
            kept = Sealed.objects.select_for_update().get(pk=owed.pk)
            if kept.is_made:
                return kept
            for name, content in contents.items():
                file = getattr(kept, f"{name}_file")
                file.save(f"{stem}.{name}", ContentFile(content), save=False)
                written.append(file)
                setattr(kept, f"{name}_sha256", hashlib.sha256(content).hexdigest())
            kept.made_at, kept.error = timezone.now(), ""
            kept.save()
            hashes = {f"{name}_sha256": ["", getattr(kept, f"{name}_sha256")] for name in FILES}
            audit.record(Verb.CREATED, kept, changes=hashes, note=_("sealed at the approval"))
    except BaseException:
        for file in written:
            file.storage.delete(file.name)
        raise
    return kept


def again(owed: Sealed) -> None:
    """Try at once what failed, without waiting for the night."""
    if not owed.is_made:
        _enqueue(owed.pk)


def make_owed() -> int:
    """Every day: what failed or was lost is tried again, and versions approved before there were sealed files get them."""
    for snapshot in Snapshot.objects.filter(assessment__sealed=None).defer("document"):
        Sealed.objects.get_or_create(assessment_id=snapshot.assessment_id)
    keys = list(Sealed.objects.filter(made_at=None).values_list("pk", flat=True))
    for key in keys:
        _enqueue(key)
    return len(keys)


# Checking ----------------------------------------------------------------------------------------


class Altered(Exception):
    """A kept file is not the one that was sealed; says which and how."""


def content_of(sealed: Sealed, name: str) -> bytes:
    """The bytes of ``json`` or ``pdf``, computed again. Raises Altered if they are not what was sealed."""
    file = getattr(sealed, f"{name}_file")
    about = _("assessment %(key)s, %(name)s") % {"key": sealed.assessment_id, "name": name.upper()}
    try:
        with file.open("rb") as opened:
            content: bytes = opened.read()
    except (OSError, ValueError):
        raise Altered(_("%(about)s: the sealed file is missing") % {"about": about}) from None
    found = hashlib.sha256(content).hexdigest()
    if found != getattr(sealed, f"{name}_sha256"):
        raise Altered(_("%(about)s: the sealed file was altered") % {"about": about})
    told = _told(object_id=sealed.pk).get(sealed.pk)
    if told is None or told.get(f"{name}_sha256", ["", ""])[1] != found:
        raise Altered(_("%(about)s: the audit trail knows another hash") % {"about": about})
    return content


def _told(**wanted: Any) -> dict[int, dict[str, Any]]:
    """What the audit trail says was sealed, by key."""
    rows = AuditEntry.objects.filter(object_type=Sealed._meta.label_lower, verb=Verb.CREATED, **wanted)
    return {key: changes for key, changes in rows.order_by("-pk").values_list("object_id", "changes") if key}


def faults() -> list[str]:
    """Every sealed file and document computed again; one sentence for each that is not as it was sealed."""
    found = list(_altered_documents())
    present = set()
    for sealed in Sealed.objects.order_by("pk").iterator():
        present.add(sealed.pk)
        if not sealed.is_made:
            continue
        for name in FILES:
            try:
                content_of(sealed, name)
            except Altered as error:
                found.append(str(error))
    found += [_("sealed files number %(key)s are gone") % {"key": key} for key in sorted(set(_told()) - present)]
    return found


def _altered_documents() -> Iterator[str]:
    for snapshot in Snapshot.objects.order_by("pk").iterator(chunk_size=20):
        if digest_of(snapshot.document) != snapshot.sha256:
            yield _("assessment %(key)s: the record sealed at the approval was altered") % {
                "key": snapshot.assessment_id
            }


def recognise(content: bytes, reader: User) -> tuple[Sealed, str] | None:
    """Whose sealed file these bytes are, among what ``reader`` may see, and ``json`` or ``pdf``."""
    digest = hashlib.sha256(content).hexdigest()
    for name in FILES:
        rows = Sealed.objects.visible_to(reader).select_related("assessment__space")  # type: ignore[attr-defined]
        found = rows.filter(**{f"{name}_sha256": digest}).first()
        if found is not None:
            return found, name
    return None
