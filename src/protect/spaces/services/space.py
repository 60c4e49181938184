"""The space itself: created, described, drawn, taken out of the register and brought back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from protect.organisations import audit
from protect.organisations.changes import save_changes
from protect.organisations.models import Organisation, User, Verb
from protect.spaces.models import Space

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

EDITABLE = (
    "name", "main_category", "further_categories", "town", "owner_name", "operator_name", "crowd_class", "busy_times",
    "description", "surroundings", "symbolic_notes", "hazard_notes",
)  # fmt: skip


def _checked(values: dict[str, Any]) -> dict[str, Any]:
    wrong = set(values) - set(EDITABLE)
    if wrong:
        raise TypeError(f"not a field of the register: {sorted(wrong)}")
    if "name" in values and not values["name"].strip():
        raise ValidationError({"name": _("A space needs a name.")})
    return values


@transaction.atomic
def create_space(
    organisation: Organisation,
    values: dict[str, Any],
    *,
    by: User | None,
    geometry: BaseGeometry | None = None,
    marking: str | None = None,
) -> Space:
    """Add a space to the register of ``organisation``. Raises ValidationError by field."""
    space = Space(organisation=organisation, created_by=by)
    if marking:
        space.marking = marking
    space.geometry = geometry
    space.area_m2 = area_of(geometry)
    save_changes(space, _checked(values))
    return space


@transaction.atomic
def change_space(space: Space, values: dict[str, Any]) -> Space:
    """Change what the register says. Fields of an imported space that a person changed are left alone by later imports."""
    values = _checked(values)
    if space.source:
        changed = {name for name, value in values.items() if getattr(space, name) != value}
        values = {**values, "edited_fields": [*space.edited_fields, *sorted(changed - set(space.edited_fields))]}
    save_changes(space, values)
    return space


@transaction.atomic
def draw_space(space: Space, geometry: BaseGeometry | None) -> Space:
    """Set the outline (WGS84) and its area. Raises ValidationError for an outline that crosses itself or has no area."""
    if geometry is not None:
        if not geometry.is_valid:
            raise ValidationError({"geometry": _("The outline crosses itself; draw it so that no two sides cross.")})
        if geometry.geom_type in {"Polygon", "MultiPolygon"} and geometry.area == 0:
            raise ValidationError({"geometry": _("The outline has no area.")})
    space.geometry = geometry
    values: dict[str, Any] = {"area_m2": area_of(geometry)}
    if space.source and "geometry" not in space.edited_fields:
        values["edited_fields"] = [*space.edited_fields, "geometry"]
    before = Space.objects.only("wkb").get(pk=space.pk).wkb
    space.save()
    changes = save_changes(space, values)
    if not changes and bytes(before or b"") != bytes(space.wkb or b""):
        audit.record(Verb.CHANGED, space, note=_("outline"))
    return space


def area_of(geometry: BaseGeometry | None) -> float | None:
    """Area in square metres on the ellipsoid (WGS84); None for what is no area."""
    if geometry is None or geometry.geom_type not in {"Polygon", "MultiPolygon"}:
        return None
    from pyproj import Geod

    return round(abs(Geod(ellps="WGS84").geometry_area_perimeter(geometry)[0]), 1)


@transaction.atomic
def archive_space(space: Space) -> Space:
    """Take it out of the register; nothing is lost and it can come back."""
    save_changes(space, {"archived_at": timezone.now()}, note=_("taken out of the register"))
    return space


@transaction.atomic
def restore_space(space: Space) -> Space:
    save_changes(space, {"archived_at": None}, note=_("back in the register"))
    return space
