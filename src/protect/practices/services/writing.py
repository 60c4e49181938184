"""A practice written, changed, given photos, put into the bin."""

from __future__ import annotations

from collections.abc import Mapping
from typing import IO, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from protect.organisations import shown_photos
from protect.organisations.binning import Binned
from protect.organisations.changes import save_changes
from protect.organisations.models import Organisation, User, Verb
from protect.organisations.services import bin
from protect.practices.models import Practice, PracticePhoto
from protect.practices.states import SHOWN, State

MOST_PHOTOS = 12


def held(practice: Practice) -> Practice:
    """The row as it is now, locked."""
    return Practice.objects.select_for_update(of=("self",)).get(pk=practice.pk)


def open_one(practice: Practice) -> Practice:
    stored = held(practice)
    if stored.is_fixed:
        raise ValidationError(_("This practice stays as it was reviewed. Take it up again to change it."))
    return stored


@transaction.atomic
def write(organisation: Organisation, values: Mapping[str, Any], *, by: User) -> Practice:
    """A draft of ``organisation``, for its own readers."""
    made = Practice(organisation=organisation, written_by=by)
    save_changes(made, _checked(made, values))
    return made


@transaction.atomic
def change(practice: Practice, values: Mapping[str, Any], *, by: User) -> Practice:
    """What is in review becomes a draft again: what was read is not what it says now."""
    stored = open_one(practice)
    if save_changes(stored, _checked(stored, values)):
        touched(stored, by)
    return stored


def touched(practice: Practice, by: User | None) -> None:
    """Inside the transaction of a change."""
    if practice.state == State.IN_REVIEW:
        back = {"state": State.DRAFT.value, "state_reason": str(_("changed while in review"))}
        save_changes(practice, back, verb=Verb.MOVED_ON)
    save_changes(practice, {"changed_by": by, "reviewed_by": None})


def _checked(practice: Practice, values: Mapping[str, Any]) -> dict[str, Any]:
    """Values as they are kept. A translation is of an original, and there is one in each language."""
    found = dict(values)
    low, high = (found.get(name, getattr(practice, name)) for name in ("cost_low", "cost_high"))
    if low is not None and high is not None and low > high:
        raise ValidationError({"cost_high": _("The higher figure comes second.")})
    if "translation_of" not in found and "language" not in found:
        return found
    original = found.get("translation_of", practice.translation_of)
    if original is None:
        return found
    original = held(original)  # one translation into each language, whoever writes it first
    language = found.get("language", practice.language)
    if original.pk == practice.pk or original.translation_of_id is not None:
        raise ValidationError({"translation_of": _("Choose the original, not a translation.")})
    if practice.pk and practice.translations.exists():
        raise ValidationError({"translation_of": _("This one has translations itself: it is an original.")})
    if original.language == language:
        raise ValidationError({"language": _("The original is in this language.")})
    if original.translations.filter(language=language).exclude(pk=practice.pk).exists():
        raise ValidationError({"language": _("There is a translation into this language already.")})
    found["translated_version"] = original.version
    return found


@transaction.atomic
def add_photo(
    practice: Practice, file: IO[bytes], *, name: str, size: int, description: str, credit: str, by: User | None
) -> PracticePhoto:
    """A photo, encoded anew without what its camera wrote into it. Raises ValidationError by field."""
    stored = open_one(practice)
    if stored.photos.count() >= MOST_PHOTOS:
        raise ValidationError({"file": _("A practice has at most %(most)d photos.") % {"most": MOST_PHOTOS}})
    made = shown_photos.add(
        PracticePhoto(practice=stored), stored.photos, file,
        name=name, size=size, description=description, credit=credit, by=by,
    )  # fmt: skip
    touched(stored, by)
    return made


@transaction.atomic
def remove_photo(photo: PracticePhoto, *, by: User | None) -> Binned:
    """Into the bin, file and all."""
    stored = open_one(photo.practice)
    gone = bin.put(photo, permission="practices.bin_part")
    touched(stored, by)
    return gone


@transaction.atomic
def delete(practice: Practice) -> Binned:
    """Into the bin with all that belongs to it. What is read by others is withdrawn first."""
    stored = held(practice)
    if stored.state in SHOWN:
        raise ValidationError(_("Others may rely on what is published: withdraw it first."))
    return bin.put(stored, permission="practices.bin")
