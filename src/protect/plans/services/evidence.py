"""Photos and documents that show what was done: checked by content, photos without what their camera wrote into them."""

from __future__ import annotations

from functools import partial
from typing import IO

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from protect.organisations import audit, files
from protect.organisations.models import User, Verb
from protect.plans.models import Action, Evidence
from protect.plans.services.actions import held
from protect.plans.states import State

MOST = 50


@transaction.atomic
def add_evidence(
    action: Action, file: IO[bytes], *, name: str, size: int, title: str = "", description: str = "", by: User
) -> Evidence:
    """Keep a photo or a PDF. A photo needs words for those who do not see it. Raises ValidationError by field."""
    stored = held(action)
    if stored.state in {State.VERIFIED, State.DROPPED}:
        raise ValidationError(
            _("This action is “%(state)s”; nothing is added any more.") % {"state": State(stored.state).label}
        )
    if stored.evidence.count() >= MOST:
        raise ValidationError({"file": _("There are %(most)d files already.") % {"most": MOST}})
    read = files.read_for(file, name, size)
    is_photo = isinstance(read, files.Photo)
    if is_photo and not description.strip():
        raise ValidationError({"description": _("Say in words what the photo shows, for those who cannot see it.")})
    digest = files.sha256(read.content)
    if stored.evidence.filter(sha256=digest).exists():
        raise ValidationError({"file": _("This file is here already.")})
    made = Evidence(
        action=stored, kind=Evidence.Kind.PHOTO if is_photo else Evidence.Kind.DOCUMENT, title=(title.strip() or name)[:200],
        description=description.strip()[:500], content_type=read.content_type, size_bytes=len(read.content), sha256=digest,
        added_by=by,
    )  # fmt: skip
    with files.keeping(read, made.file, made.thumbnail):
        made.save()
        audit.record(Verb.CREATED, made)
    return made


@transaction.atomic
def remove_evidence(evidence: Evidence) -> None:
    """Gone for good; not once the action is verified. The files go when the database has let go of them."""
    stored = held(evidence.action)
    if stored.state == State.VERIFIED:
        raise ValidationError(_("A verified action stays as it is; take the verification back first."))
    kept = [(one.storage, one.name) for one in (evidence.file, evidence.thumbnail) if one.name]
    audit.record(Verb.DELETED, evidence)
    evidence.delete()
    for storage, name in kept:
        transaction.on_commit(partial(storage.delete, name))
