"""Speakers: what a programme needs, what they consented to, and how it ends."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import IO, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from protect.events import mails
from protect.events.models import Profile, Speaker
from protect.events.services.registering import digest
from protect.organisations import audit, files
from protect.organisations.changes import save_changes
from protect.organisations.markings import Marking
from protect.organisations.models import Organisation, User, Verb


def _held(speaker: Speaker) -> Speaker:
    return Speaker.objects.select_for_update().get(pk=speaker.pk)


def find_speaker(secret: str) -> Speaker | None:
    """The speaker behind a link, or None."""
    return Speaker.objects.select_related("organisation").filter(secret_digest=digest(secret)).first()


@transaction.atomic
def invite_speaker(speaker: Speaker, language: str = "en") -> Speaker:
    """A link by mail, to write the own profile and to consent; the one before opens nothing. Raises ValidationError."""
    secret = secrets.token_urlsafe(24)
    stored = _held(speaker)
    if not stored.email:
        raise ValidationError(_("Write the e-mail address of the speaker first: the link goes there."))
    stored.secret_digest = digest(secret)
    stored.save(update_fields=["secret_digest"])
    save_changes(stored, {"invited_at": timezone.now()}, note=_("link sent"))
    transaction.on_commit(lambda: mails.invite_speaker(stored.pk, secret, language))
    return stored


@transaction.atomic
def write_own(
    speaker: Speaker, values: Mapping[str, Any], photo: tuple[IO[bytes], str, int] | None, *, consents: bool
) -> Speaker:
    """By the speaker, behind the link. Consent counts from now; without it what is public of the profile ends, not the profile.

    Raises ValidationError as ``write_profile`` does.
    """
    stored = _held(speaker)
    save_changes(stored, {name: values[name] for name in ("role", "works_for")})
    write_profile(stored, {name: values[name] for name in ("biography", "web_address")}, photo)
    if consents and stored.consent_at is None:
        stored = give_consent(stored, _("by the speaker, with the link"))
    elif not consents and stored.consent_at is not None:
        stored.refresh_from_db()
        save_changes(stored, {"consent_at": None, "consent_note": ""}, note=_("consent withdrawn"))
    return stored


@transaction.atomic
def add_speaker(organisation: Organisation, values: Mapping[str, Any], *, by: User | None) -> Speaker:
    made = Speaker(organisation=organisation, marking=Marking.CLEAR.value, created_by=by)
    save_changes(made, values)
    return made


@transaction.atomic
def change_speaker(speaker: Speaker, values: Mapping[str, Any]) -> Speaker:
    stored = _held(speaker)
    save_changes(stored, values)
    return stored


@transaction.atomic
def write_profile(
    speaker: Speaker, values: Mapping[str, Any], photo: tuple[IO[bytes], str, int] | None = None
) -> Profile:
    """Biography and page, and a photo as (file, name, size). Public only with the consent. Raises ValidationError."""
    stored = _held(speaker)
    profile = Profile.objects.select_for_update().filter(speaker=stored).first() or Profile(speaker=stored)
    save_changes(profile, values)
    if photo is None:
        return profile
    read = files.read_for(*photo, field="photo")
    if not isinstance(read, files.Photo):
        raise ValidationError({"photo": _("Only photos (JPEG, PNG, WebP) can be added here.")})
    before = [(one.storage, one.name) for one in (profile.photo, profile.thumbnail) if one.name]
    with files.keeping(read, profile.photo, profile.thumbnail):
        profile.content_type = read.content_type
        profile.save()
        audit.record(Verb.CHANGED, profile, note=_("photo"))
    _later(before)
    return profile


def _later(kept: list[tuple[Any, str]]) -> None:
    """Files go only once the database has let go of them."""
    for storage, name in kept:
        transaction.on_commit(lambda storage=storage, name=name: storage.delete(name))


@transaction.atomic
def give_consent(speaker: Speaker, note: str) -> Speaker:
    """The speaker said yes to photo, biography and page being public. ``note``: how. Raises ValidationError without one."""
    if not note.strip():
        raise ValidationError({"consent_note": _("Say how and when the consent was given.")})
    stored = _held(speaker)
    save_changes(stored, {"consent_at": timezone.now(), "consent_note": note.strip()[:300]}, note=_("consent given"))
    return stored


@transaction.atomic
def withdraw_consent(speaker: Speaker) -> Speaker:
    """From this moment nothing but the programme is public. The profile goes: there is no reason left to keep it."""
    stored = _held(speaker)
    if stored.consent_at is None:
        raise ValidationError(_("There is no consent."))
    save_changes(stored, {"consent_at": None, "consent_note": ""}, note=_("consent withdrawn"))
    _end_profile(stored)
    return stored


def _end_profile(speaker: Speaker) -> None:
    profile = Profile.objects.filter(speaker=speaker).first()
    if profile is None:
        return
    _later([(one.storage, one.name) for one in (profile.photo, profile.thumbnail) if one.name])
    audit.record(Verb.DELETED, profile)
    profile.delete()


@transaction.atomic
def forget_speaker(speaker: Speaker) -> None:
    """On request: off the list; where a programme names the speaker, a number stands in the place of the name."""
    stored = _held(speaker)
    _end_profile(stored)
    if stored.talks.exists():
        values = {
            "name": _("Speaker %(number)d") % {"number": stored.pk}, "role": "", "works_for": "", "email": "",
            "consent_at": None, "consent_note": "", "invited_at": None,
        }  # fmt: skip
        stored.secret_digest = ""
        stored.save(update_fields=["secret_digest"])
        save_changes(stored, values, note=_("personal data forgotten"))
        return
    audit.record(Verb.DELETED, stored)
    stored.delete()
