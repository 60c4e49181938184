"""Who may watch it: published with reviewed captions, or with a reason; taken back; the picture that is shown first."""

from __future__ import annotations

import secrets
from functools import partial

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from protect.organisations import audit, files
from protect.organisations.changes import save_changes
from protect.organisations.models import Verb
from protect.recordings import hooks
from protect.recordings.models import Poster, Recording
from protect.recordings.services.planning import held

MOST_POSTERS = 20


@transaction.atomic
def publish(recording: Recording, *, reason: str = "") -> Recording:
    """Those its marking lets in see it from now on, where they see its event.

    Accessibility law (Directive (EU) 2016/2102) asks public bodies for captions: without reviewed ones it needs a reason,
    which stands on the page.
    """
    stored = held(recording)
    if not stored.is_ready:
        raise ValidationError(_("It can be published once it is converted."))
    if stored.is_published:
        raise ValidationError(_("It is published already."))
    reason = reason.strip()[:500]
    if hooks.has_reviewed_captions(stored):
        reason = ""
    elif not reason:
        raise ValidationError({"reason": _("It has no reviewed captions. Say why it is published without them.")})
    values = {"published_at": timezone.now(), "uncaptioned_reason": reason}
    save_changes(stored, values, verb=Verb.MOVED_ON, note=reason)
    return stored


@transaction.atomic
def take_back(recording: Recording) -> Recording:
    """Its own organisation alone sees it again. Whoever saw it has seen it."""
    stored = held(recording)
    if not stored.is_published:
        raise ValidationError(_("It is not published."))
    save_changes(stored, {"published_at": None, "uncaptioned_reason": ""}, verb=Verb.MOVED_ON)
    return stored


@transaction.atomic
def choose_poster(poster: Poster) -> None:
    stored = held(poster.recording)
    stored.posters.filter(is_chosen=True).exclude(pk=poster.pk).update(is_chosen=False)
    save_changes(poster, {"is_chosen": True})


@transaction.atomic
def add_poster(recording: Recording, file: object, *, name: str, size: int) -> Poster:
    """A picture of one's own, encoded anew; it is the one shown first."""
    stored = held(recording)
    if stored.posters.count() >= MOST_POSTERS:
        raise ValidationError({"file": _("At most %(most)d pictures are kept.") % {"most": MOST_POSTERS}})
    try:
        read = files.read(file, name, size)  # type: ignore[arg-type]
    except ValidationError as error:
        raise ValidationError({"file": error.messages}) from None
    if not isinstance(read, files.Photo):
        raise ValidationError({"file": _("Choose a photo (JPEG, PNG, WebP).")})
    made = Poster(recording=stored, sha256=files.sha256(read.content))
    made.file.save(f"poster-{secrets.token_hex(6)}{read.suffix}", ContentFile(read.content), save=False)
    try:
        made.save()
        choose_poster(made)
    except Exception:
        made.file.storage.delete(str(made.file.name))
        raise
    return made


@transaction.atomic
def remove_poster(poster: Poster) -> None:
    stored = held(poster.recording)
    kept = stored.posters.get(pk=poster.pk)
    transaction.on_commit(partial(kept.file.storage.delete, str(kept.file.name)))
    audit.record(Verb.DELETED, kept)
    kept.delete()
