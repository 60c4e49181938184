"""The log: reported, completed, reviewed, closed. Nothing is written that looks like personal data and was not cleared."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import IO, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from protect.incidents import privacy
from protect.incidents.models import Incident, IncidentPhoto, MeasureResult, Result
from protect.incidents.states import MOVES, State
from protect.organisations import audit, files
from protect.organisations.binning import Binned
from protect.organisations.changes import save_changes
from protect.organisations.models import Membership, Organisation, User, Verb
from protect.organisations.services import bin
from protect.spaces.models import Contact, ExistingMeasure, Space

#: Fields whose words are looked at.
TEXTS = ("where", "what", "lesson")
OLDEST = dt.timedelta(days=20 * 365)
MOST_PHOTOS = 6


def known_people(organisation: Organisation, space: Space | None) -> list[str]:
    """Words of the names that the platform knows around this place: of contacts, and of the organisation's people.

    Without those that name the place or the town as well, which every entry would trip over.
    """
    names = set(Membership.objects.filter(organisation=organisation).values_list("user__name", flat=True))
    places = organisation.name
    if space is not None:
        names |= set(Contact.objects.filter(space=space).values_list("name", flat=True))
        places = f"{places} {space.name} {space.town}"
    of_places = set(places.casefold().split())
    words = {word for name in names for word in name.replace(",", " ").split() if word[:1].isupper()}
    return sorted(word for word in words if len(word) >= 4 and word.casefold() not in of_places)


def findings(organisation: Organisation, space: Space | None, texts: Mapping[str, Any]) -> list[privacy.Finding]:
    """What of ``texts`` looks like personal data, cleared or not."""
    said = {name: str(text or "") for name, text in texts.items()}
    return privacy.check(said, people=known_people(organisation, space)) if any(said.values()) else []


def _clear(found: list[privacy.Finding], cleared: Iterable[str]) -> list[str]:
    """Marks of what was cleared and still stands there. Raises ValidationError by field for what was not."""
    known = set(cleared)
    wrong: dict[str, list[str]] = {}
    for one in privacy.left(found, known):
        told = _("“%(text)s” looks like %(word)s. Take it out, or say below that it points at nobody.")
        wrong.setdefault(one.field, []).append(told % {"text": one.text, "word": one.word})
    if wrong:
        raise ValidationError(wrong)
    return sorted({one.mark for one in found} & known)


def held(incident: Incident) -> Incident:
    """The row as it is now, locked. Raises ValidationError once it is closed."""
    stored = Incident.objects.select_for_update().get(pk=incident.pk)
    if not stored.is_open:
        raise ValidationError(_("This entry is closed and stays as it is; open it again first."))
    return stored


def _checked(incident: Incident, values: Mapping[str, Any]) -> dict[str, Any]:
    values = dict(values)
    space = values.get("space", incident.space)
    at = values.get("happened_at", incident.happened_at)
    now = timezone.now()
    if at is None or at > now + dt.timedelta(minutes=5):
        raise ValidationError({"happened_at": _("This moment has not come yet; write when it happened.")})
    if at < now - OLDEST:
        raise ValidationError({"happened_at": _("This is more than twenty years ago; check the year.")})
    if space is None and not str(values.get("where", incident.where)).strip():
        raise ValidationError({"where": _("Say where: a space of the register, or the place in words.")})
    if space is not None and space.organisation_id != incident.organisation_id:
        raise ValidationError({"space": _("Choose a space of the same organisation.")})
    area = values.get("sub_area", incident.sub_area)
    if area is not None and (space is None or area.space_id != space.pk):
        # Another space was chosen: its parts are other ones.
        values["sub_area"] = None
    if not str(values.get("what", incident.what)).strip():
        raise ValidationError({"what": _("Say in a sentence what happened.")})
    return values


def _place(incident: Incident, values: dict[str, Any]) -> None:
    """A point, where both coordinates were given."""
    lat, lon = values.pop("lat", None), values.pop("lon", None)
    if (lat is None) != (lon is None):
        raise ValidationError({"lat" if lat is None else "lon": _("A point has two coordinates.")})
    if lat is None or lon is None:
        incident.geometry = None
        return
    if not (-90 <= lat <= 90 and -180 <= lon <= 180):
        raise ValidationError({"lat": _("This point is not on the map.")})
    import shapely

    incident.geometry = shapely.Point(lon, lat)


def _save(incident: Incident, values: Mapping[str, Any], cleared: Iterable[str]) -> Incident:
    kept = _checked(incident, values)
    texts = {name: kept.get(name, getattr(incident, name)) for name in TEXTS}
    found = findings(incident.organisation, kept.get("space", incident.space), texts)
    marks = _clear(found, {*incident.cleared, *cleared})
    if {"lat", "lon"} & set(kept):
        before = incident.bounds
        _place(incident, kept)
        moved = incident.pk is not None and before != incident.bounds
    else:
        moved = False
    changed = save_changes(incident, {**kept, "cleared": marks})
    if moved and not changed:
        incident.save()
        audit.record(Verb.CHANGED, incident, note=_("point on the map"))
    return incident


@transaction.atomic
def report(
    organisation: Organisation, values: Mapping[str, Any], *, by: User | None, cleared: Iterable[str] = ()
) -> Incident:
    """A new entry. Raises ValidationError by field, also for words that look like personal data and were not cleared."""
    return _save(Incident(organisation=organisation, recorded_by=by), values, cleared)


@transaction.atomic
def change(incident: Incident, values: Mapping[str, Any], *, cleared: Iterable[str] = ()) -> Incident:
    return _save(held(incident), values, cleared)


@transaction.atomic
def judge_measures(
    incident: Incident, judged: Mapping[ExistingMeasure, tuple[str, str]], *, cleared: Iterable[str] = ()
) -> int:
    """How measures of the space did: ``{measure: (result, note)}``; an empty result takes the answer away."""
    stored = held(incident)
    found = findings(
        stored.organisation, stored.space, {f"note-{one.pk}": note for one, (_result, note) in judged.items()}
    )
    marks = _clear(found, {*stored.cleared, *cleared})
    there = {one.measure_id: one for one in stored.results.all()}
    written = 0
    for measure, (result, note) in judged.items():
        if measure.space_id != stored.space_id:
            raise ValidationError(_("Choose measures of the space where it happened."))
        if result and result not in Result.values:
            raise ValidationError({f"result-{measure.pk}": _("Choose an answer from the list.")})
        kept = there.get(measure.pk)
        if not result:
            if kept is not None:
                audit.record(Verb.DELETED, kept)
                kept.delete()
                written += 1
            continue
        values = {"result": result, "note": note.strip()[:300]}
        if kept is None:
            kept = MeasureResult(incident=stored, measure=measure, name=measure.name)
        written += bool(save_changes(kept, values)) or kept.pk not in {one.pk for one in there.values()}
    if set(marks) - set(stored.cleared):
        save_changes(stored, {"cleared": sorted({*stored.cleared, *marks})})
    return written


def _move(incident: Incident, verb: str, reason: str = "") -> Incident:
    stored = Incident.objects.select_for_update().get(pk=incident.pk)
    move = MOVES[verb]
    if stored.state not in move.source:
        raise ValidationError(
            _("This entry is “%(state)s”; that cannot be done with it now.") % {"state": State(stored.state).label}
        )
    save_changes(stored, {"state": move.target, "state_reason": reason}, verb=Verb.MOVED_ON, note=reason)
    return stored


@transaction.atomic
def review(incident: Incident) -> Incident:
    """Somebody read it: place, kind and measures are right, and nobody is named."""
    return _move(incident, "review")


@transaction.atomic
def close(incident: Incident) -> Incident:
    """Nothing of it changes any more. Raises ValidationError without what was learnt."""
    if not Incident.objects.get(pk=incident.pk).lesson.strip():
        raise ValidationError(_("Write what was learnt before you close it; “nothing new” is an answer too."))
    return _move(incident, "close")


@transaction.atomic
def reopen(incident: Incident, *, reason: str) -> Incident:
    reason = reason.strip()[:300]
    if not reason:
        raise ValidationError({"reason": _("Say why it is opened again.")})
    _clear(findings(incident.organisation, incident.space, {"reason": reason}), ())
    return _move(incident, "reopen", reason)


@transaction.atomic
def delete(incident: Incident) -> Binned:
    """Into the bin, with its photos."""
    return bin.put(incident, permission="incidents.lead")


@transaction.atomic
def add_photo(
    incident: Incident, file: IO[bytes], *, name: str, size: int, description: str, by: User | None,
    cleared: Iterable[str] = (),
) -> IncidentPhoto:  # fmt: skip
    """Encoded anew, without position and camera. Raises ValidationError by field."""
    stored = held(incident)
    description = description.strip()
    if not description:
        raise ValidationError({"description": _("Say in words what the photo shows, for those who cannot see it.")})
    marks = _clear(
        findings(stored.organisation, stored.space, {"description": description}), {*stored.cleared, *cleared}
    )
    if stored.photos.count() >= MOST_PHOTOS:
        raise ValidationError({"file": _("There are %(most)d photos already.") % {"most": MOST_PHOTOS}})
    read = files.read_for(file, name, size)
    if not isinstance(read, files.Photo):
        raise ValidationError({"file": _("This is no photo (JPEG, PNG, WebP) by its content.")})
    digest = files.sha256(read.content)
    if stored.photos.filter(sha256=digest).exists():
        raise ValidationError({"file": _("This photo is here already.")})
    photo = IncidentPhoto(
        incident=stored, description=description, content_type=read.content_type, sha256=digest, added_by=by
    )
    with files.keeping(read, photo.file, photo.thumbnail):
        save_changes(photo, {})
        if set(marks) - set(stored.cleared):
            save_changes(stored, {"cleared": sorted({*stored.cleared, *marks})})
    return photo


@transaction.atomic
def remove_photo(photo: IncidentPhoto) -> None:
    """For good, file and all: a picture that should not be here must not lie in a bin."""
    held(photo.incident)
    forget_photo(photo)


def forget_photo(photo: IncidentPhoto) -> None:
    """The row, and its files once the database has let go of them."""
    audit.record(Verb.DELETED, photo)
    kept = [(one.storage, one.name) for one in (photo.file, photo.thumbnail) if one.name]
    photo.delete()
    transaction.on_commit(lambda: [storage.delete(name) for storage, name in kept])  # type: ignore[func-returns-value]
