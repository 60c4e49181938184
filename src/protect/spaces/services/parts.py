"""Parts of a space: sub-areas, entrances, measures, usage states, contacts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from protect.organisations import audit
from protect.organisations.changes import save_changes
from protect.organisations.models import Verb
from protect.spaces.models import Contact, Entrance, ExistingMeasure, Space, SpaceState, SubArea

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

#: "Leave the geometry as it is", other than None: "it has none".
KEEP: Any = object()

P = TypeVar("P", SubArea, Entrance, ExistingMeasure)


def _save_located(
    part: P, space: Space, values: dict[str, Any], geometry: BaseGeometry | None | Any, allowed: set[str]
) -> P:
    if part.space_id is not None and part.space_id != space.pk:
        raise ValidationError(_("This belongs to another space."))
    sub_area = values.get("sub_area")
    if sub_area is not None and sub_area.space_id != space.pk:
        raise ValidationError({"sub_area": _("This sub-area belongs to another space.")})
    part.space = space
    moved = False
    if geometry is not KEEP:
        _check_geometry(geometry, allowed)
        before = bytes(part.wkb or b"")
        part.geometry = geometry
        moved = part.pk is not None and bytes(part.wkb or b"") != before
    if moved:
        part.save()
    changes = save_changes(part, values)
    if moved and not changes:
        audit.record(Verb.CHANGED, part, note=_("place on the map"))
    space.save(update_fields=["changed_at"])
    return part


def _check_geometry(geometry: BaseGeometry | None, allowed: set[str]) -> None:
    if geometry is None:
        return
    if geometry.geom_type not in allowed:
        raise ValidationError(
            {"geometry": _("A %(kind)s cannot be drawn here.") % {"kind": geometry.geom_type.lower()}}
        )
    if not geometry.is_valid:
        raise ValidationError({"geometry": _("The outline crosses itself; draw it so that no two sides cross.")})
    if geometry.geom_type in {"Polygon", "MultiPolygon"} and geometry.area == 0:
        raise ValidationError({"geometry": _("The outline has no area.")})


@transaction.atomic
def save_sub_area(
    space: Space,
    values: dict[str, Any],
    *,
    geometry: BaseGeometry | None | Any = KEEP,
    sub_area: SubArea | None = None,
) -> SubArea:
    """Add a sub-area or change ``sub_area``. ``values``: name, kind, position; ``geometry``: polygon in WGS84, or None."""
    if "name" in values and not values["name"].strip():
        raise ValidationError({"name": _("A sub-area needs a name.")})
    part = sub_area or SubArea()
    if sub_area is None and "position" not in values:
        values = {**values, "position": space.sub_areas.count()}
    return _save_located(part, space, values, geometry, {"Polygon", "MultiPolygon"})


@transaction.atomic
def save_entrance(
    space: Space,
    values: dict[str, Any],
    *,
    geometry: BaseGeometry | None | Any = KEEP,
    entrance: Entrance | None = None,
) -> Entrance:
    """Add an entrance or change ``entrance``. ``geometry``: point in WGS84, or None."""
    return _save_located(entrance or Entrance(), space, values, geometry, {"Point"})


@transaction.atomic
def save_measure(
    space: Space,
    values: dict[str, Any],
    *,
    geometry: BaseGeometry | None | Any = KEEP,
    measure: ExistingMeasure | None = None,
) -> ExistingMeasure:
    """Add an existing measure or change ``measure``. ``geometry``: point or line in WGS84, or None."""
    photo = values.get("photo")
    if photo is not None and photo.space_id != space.pk:
        raise ValidationError({"photo": _("This photo belongs to another space.")})
    part = measure or ExistingMeasure()
    return _save_located(part, space, values, geometry, {"Point", "LineString", "MultiLineString"})


@transaction.atomic
def save_state(space: Space, values: dict[str, Any], state: SpaceState | None = None) -> SpaceState:
    """Add a usage state or change ``state``; each occurs once at a space."""
    others = space.states.filter(state=values["state"]).exclude(pk=state.pk if state else None)
    if others.exists():
        raise ValidationError({"state": _("This usage state is described already; change that one.")})
    state = state or SpaceState(space=space)
    save_changes(state, values)
    return state


@transaction.atomic
def save_contact(space: Space, values: dict[str, Any], contact: Contact | None = None) -> Contact:
    contact = contact or Contact(space=space)
    save_changes(contact, values)
    return contact
