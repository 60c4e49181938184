"""From candidates to spaces, and taking over what a newer extract proposes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from protect.organisations import audit
from protect.organisations.models import Verb
from protect.spaces.extracts.kinds import label as kind_label
from protect.spaces.models import Candidate, Space
from protect.spaces.services.space import area_of

if TYPE_CHECKING:
    from protect.organisations.models import User


@dataclass
class Adoption:
    created: list[Space] = field(default_factory=list)
    present: list[Space] = field(default_factory=list)  # were spaces already


def adopt_candidates(ids: Iterable[int], by: User | None = None) -> Adoption:
    """A space for each candidate; one that is a space already is left as it is. ``by`` None: the system."""
    wanted = list(dict.fromkeys(ids))
    result = Adoption()
    with transaction.atomic(), audit.gathered():
        chosen = Candidate.objects.filter(pk__in=wanted).select_related("space", "found_in", "organisation")
        if by is not None:
            chosen = chosen.visible_to(by)
        candidates = list(chosen)
        if by is not None and not all(by.has_perm("spaces.edit", candidate) for candidate in candidates):
            raise PermissionDenied(_("Your role does not allow this here."))
        for candidate in candidates:
            space = candidate.space or _with_source(candidate)
            if space is None:
                space = _create(candidate, by)
                result.created.append(space)
            else:
                result.present.append(space)
            if candidate.space_id != space.pk:
                candidate.space = space
                candidate.save(update_fields=["space"])
    return result


def _with_source(candidate: Candidate) -> Space | None:
    sources = {candidate.source, *candidate.details.get("sources", ())}
    return Space.objects.filter(organisation=candidate.organisation, source__in=sources).order_by("pk").first()


def _create(candidate: Candidate, by: User | None) -> Space:
    space = Space(
        organisation=candidate.organisation,
        name=candidate.name or _("%(kind)s without a name") % {"kind": kind_label(candidate.kind)},
        main_category=candidate.main_category,
        further_categories=candidate.further_categories,
        town=candidate.details.get("town", "")[:120],
        owner_name=candidate.tags.get("owner", "")[:200],
        operator_name=candidate.tags.get("operator", "")[:200],
        source=candidate.source,
        created_by=by,
        wkb=candidate.wkb,
        west=candidate.west,
        south=candidate.south,
        east=candidate.east,
        north=candidate.north,
    )
    space.area_m2 = area_of(space.geometry)
    space.save()
    audit.record(
        Verb.CREATED, space, by=by, note=_("From the map data %(file)s") % {"file": candidate.found_in.file_name}
    )
    return space


def apply_fields(space: Space, values: dict[str, Any]) -> None:
    """Set fields that came from an extract and save."""
    for name, value in values.items():
        setattr(space, name, list(value) if name == "further_categories" else value)
    if "geometry" in values:
        space.area_m2 = area_of(space.geometry)
    space.save()


def take_over(candidate: Candidate, by: User | None = None) -> list[str]:
    """Let the space have what the newest extract proposes; the fields that changed. They follow again from now on."""
    with transaction.atomic():
        space = candidate.space
        proposed = list(candidate.details.get("proposals", {}))
        if space is None or not proposed:
            return []
        before = audit.snapshot(space)
        mine: Any = space
        mine.edited_fields = [name for name in space.edited_fields if name not in proposed]
        apply_fields(space, {name: getattr(candidate, name) for name in proposed})
        candidate.details = {**candidate.details, "proposals": {}}
        candidate.save(update_fields=["details"])
        changes = audit.differences(before, audit.snapshot(space))
        changes.pop("changed_at", None)
        audit.record(Verb.CHANGED, space, by=by, changes=changes, note=_("Took over the map data"))
    return proposed
