"""What changes a longlist: one function for each verb, one transaction each, told in the audit trail."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from protect.longlists.models import LEVELS, Longlist, Place
from protect.organisations import audit
from protect.organisations.binning import Binned
from protect.organisations.changes import save_changes
from protect.organisations.models import Organisation, User, Verb
from protect.organisations.services import bin
from protect.reference import services as reference
from protect.spaces.models import Space


@transaction.atomic
def begin(organisation: Organisation, name: str, *, by: User, note: str = "", seats: int = 3) -> Longlist:
    """A longlist with the platform's factors."""
    found = reference.latest("factor_set", "longlist")
    made = Longlist(organisation=organisation, created_by=by)
    values = {"name": name.strip(), "note": note, "seats": seats}
    save_changes(made, {**values, "factors": found.content["factors"], "factor_set": f"{found.key} {found.version}"})
    reference.freeze(found)
    return made


def _open(longlist: Longlist) -> Longlist:
    stored = Longlist.objects.select_for_update().get(pk=longlist.pk)
    if stored.is_signed:
        raise ValidationError(_("This longlist is signed and stays as it is. Begin a new one for a new choice."))
    return stored


@transaction.atomic
def change(longlist: Longlist, values: Mapping[str, Any]) -> Longlist:
    """Name, note and number of seats."""
    stored = _open(longlist)
    save_changes(stored, {name: values[name] for name in ("name", "note", "seats") if name in values})
    return stored


@transaction.atomic
def delete(longlist: Longlist) -> Binned:
    """Into the bin with its places and scores. Raises ValidationError once it is signed: a record stays."""
    return bin.put(_open(longlist), permission="longlists.edit")


@transaction.atomic
def change_factors(longlist: Longlist, factors: list[dict[str, Any]]) -> Longlist:
    """Other words, weights, or factors; a score of a factor that is gone goes with it.

    Raises ValidationError where two factors have the same code, none is left, or all weigh nothing.
    """
    stored = _open(longlist)
    codes = [one["code"] for one in factors]
    if not factors:
        raise ValidationError(_("Keep at least one factor."))
    if len(codes) != len(set(codes)):
        raise ValidationError(_("Two factors have the same name."))
    if not any(one["weight"] > 0 for one in factors):
        raise ValidationError(_("Give at least one factor a weight."))
    save_changes(stored, {"factors": factors})
    for place in stored.places.all():
        kept = {code: score for code, score in place.scores.items() if code in codes}
        if kept != place.scores:
            save_changes(place, {"scores": kept})
    return stored


@transaction.atomic
def add_places(longlist: Longlist, spaces: Iterable[Space]) -> int:
    """Put spaces of the same organisation on the list; returns how many are new."""
    stored = _open(longlist)
    there = set(stored.places.values_list("space_id", flat=True))
    new = [space for space in spaces if space.pk not in there]
    for space in new:
        if space.organisation_id != stored.organisation_id:
            raise ValidationError(_("“%(name)s” belongs to another organisation.") % {"name": space})
        save_changes(Place(longlist=stored, space=space), {})
    return len(new)


@transaction.atomic
def remove_place(place: Place) -> None:
    _open(place.longlist)
    audit.record(Verb.DELETED, place)
    place.delete()


@transaction.atomic
def score(place: Place, scores: Mapping[str, int | None], note: str = "") -> Place:
    """Scores by factor, 1 to 5; None is "not known", which is never counted as low."""
    longlist = _open(place.longlist)
    stored = Place.objects.select_for_update().get(pk=place.pk)
    codes = {one["code"] for one in longlist.factors}
    for code, value in scores.items():
        if code not in codes or (value is not None and not 1 <= value <= LEVELS):
            raise ValidationError({code: _("Choose one of the five levels, or “not known”.")})
    found = {**stored.scores, **scores}
    kept = {code: value for code, value in found.items() if value is not None and code in codes}
    save_changes(stored, {"scores": kept, "note": note}, verb=Verb.SCORED)
    return stored


@transaction.atomic
def sign(longlist: Longlist, chosen: Mapping[int, str], *, reason: str, by: User) -> Longlist:
    """Sign the shortlist: ``chosen`` maps the key of each place on it to its reason. Afterwards nothing changes.

    Who is chosen is people's decision: it need not follow the order, but each choice has its reason.
    """
    stored = _open(longlist)
    places = {place.pk: place for place in stored.places.select_for_update()}
    unknown = set(chosen) - set(places)
    if unknown or not chosen:
        raise ValidationError(_("Choose at least one place of this list."))
    if not reason.strip():
        raise ValidationError({"reason": _("Say why these places; the reason stands in the record.")})
    for key, why in chosen.items():
        if not why.strip():
            raise ValidationError(_("Give a reason for “%(name)s”.") % {"name": places[key].space})
        save_changes(places[key], {"chosen": True, "reason": why.strip()})
    save_changes(
        stored,
        {"signed_at": timezone.now(), "signed_by": by, "reason": reason.strip()},
        verb=Verb.APPROVED,
    )
    return stored
