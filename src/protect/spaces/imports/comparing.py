"""What a newer extract changes: candidates and spaces compared with what is there, field by field. Writes nothing."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

from protect.spaces.extracts.measure import distance_m, metres_per_degree
from protect.spaces.extracts.model import Box, Extract, Place
from protect.spaces.models import Candidate, MapImport, Space

#: Below this (metres) an outline is the same: sums of many small roundings, not an edit.
SAME_M = 0.5
#: A place whose middle went this far (metres) has moved; nearer, its outline was redrawn.
MOVED_M = 20.0
#: Fields of a space that follow the extract until a person changes them (the codes in ``Space.edited_fields``).
FOLLOWED = ("name", "main_category", "further_categories", "geometry")


@dataclass
class Comparison:
    """Every place of the extract with the candidate it is, if there is one, and the candidates that are gone."""

    new: list[Place] = field(default_factory=list)
    known: list[tuple[Candidate, Place, dict[str, Any]]] = field(default_factory=list)
    gone: list[tuple[Candidate, str]] = field(default_factory=list)  # why: absent, retagged, merged
    elsewhere: int = 0  # candidates outside what this extract covers


def same_shape(a: BaseGeometry | None, b: BaseGeometry | None) -> bool:
    if a is None or b is None:
        return a is b
    if a.equals_exact(b, 1e-9):
        return True
    if shapely.get_dimensions(a) != shapely.get_dimensions(b):
        return False
    per_degree = metres_per_degree(b.centroid.y)[1]
    return bool(shapely.hausdorff_distance(a, b) * per_degree < SAME_M)


def differences(candidate: Candidate, place: Place) -> dict[str, Any]:
    """``{field: [before, now]}``; geometry as ``outline`` or ``moved`` (metres); tags by key."""
    found: dict[str, Any] = {}
    for name in ("name", "main_category", "kind"):
        before, now = getattr(candidate, name), getattr(place, name)
        if before != now:
            found[name] = [before, now]
    before_further, now_further = set(candidate.further_categories), set(place.further_categories)
    if before_further != now_further:
        found["further_categories"] = [sorted(before_further), sorted(now_further)]
    old = candidate.geometry
    if old is not None and not same_shape(old, place.geometry):
        far = distance_m(old, place.geometry)
        if far >= MOVED_M:
            found["moved"] = round(far)
        else:
            found["outline"] = [_size(candidate.area_m2), _size(place.area_m2)]
    tags = {key for key in {*candidate.tags, *place.tags} if candidate.tags.get(key) != place.tags.get(key)}
    if tags:
        found["tags"] = {key: [candidate.tags.get(key, ""), place.tags.get(key, "")] for key in sorted(tags)}
    return found


def _size(area: float | None) -> int | None:
    return None if area is None else round(area)


def inside(inner: Box | None, outer: Box | None) -> bool:
    if inner is None or outer is None:
        return False
    return inner[0] >= outer[0] and inner[1] >= outer[1] and inner[2] <= outer[2] and inner[3] <= outer[3]


def meet(a: Box, b: Box) -> bool:
    return a[0] <= b[2] and a[2] >= b[0] and a[1] <= b[3] and a[3] >= b[1]


def compare(extract: Extract, candidates: list[Candidate], file_name: str) -> Comparison:
    """Match by source; a place made of several objects is known by any of them."""
    by_source: dict[str, Candidate] = {}
    for candidate in candidates:
        for source in candidate.details.get("sources", ()):
            by_source.setdefault(source, candidate)
    by_source |= {candidate.source: candidate for candidate in candidates}
    result = Comparison()
    taken: set[int] = set()
    claimed = {place.source for place in extract.places}
    for place in extract.places:
        hits = [by_source[s] for s in (place.source, *place.sources) if s in by_source]
        # An adopted candidate first, so that its space keeps following; never one that is another place by itself.
        hits = [c for c in hits if c.pk not in taken and (c.source == place.source or c.source not in claimed)]
        hits.sort(key=lambda candidate: (candidate.space_id is None, candidate.source != place.source))
        if hits:
            taken.add(hits[0].pk)
            result.known.append((hits[0], place, differences(hits[0], place)))
        else:
            result.new.append(place)
    _find_gone(result, extract, [c for c in candidates if c.pk not in taken], file_name)
    return result


def _find_gone(result: Comparison, extract: Extract, rest: list[Candidate], file_name: str) -> None:
    parts = {source for place in extract.places for source in place.sources}
    faulty = {skipped.source for skipped in extract.skipped}
    for candidate in rest:
        if not covers(extract, candidate, file_name):
            result.elsewhere += 1
        elif candidate.state != Candidate.State.GONE:
            if candidate.source in faulty:
                continue
            why = "absent"
            if candidate.source in parts:
                why = "merged"
            elif candidate.source in extract.present:
                why = "retagged"
            result.gone.append((candidate, why))


def covers(extract: Extract, candidate: Candidate, file_name: str) -> bool:
    """Whether absence from this extract means anything for the candidate.

    A GeoJSON file is a choice somebody made: it speaks only of what came from a file of the same name.
    """
    came_from: MapImport = candidate.found_in
    if extract.format == "geojson" or came_from.format == "geojson":
        return extract.format == came_from.format and came_from.file_name == file_name
    return inside(candidate.bounds, extract.box)


@dataclass
class SpaceUpdate:
    """What a space takes over from its candidate, and what it only proposes because a person changed the field."""

    follows: dict[str, Any] = field(default_factory=dict)
    proposals: dict[str, Any] = field(default_factory=dict)


def update_of(space: Space, candidate: Candidate, place: Place, changes: dict[str, Any]) -> SpaceUpdate:
    """Call before the candidate takes the new values: a space that differs from the old ones was edited."""
    result = SpaceUpdate()
    earlier = candidate.details.get("proposals", {})
    for name in FOLLOWED:
        changed = {"moved", "outline"} & set(changes) if name == "geometry" else name in changes
        if not changed:
            if name in earlier and not _equal(name, space, place):
                result.proposals[name] = earlier[name]
            continue
        if _equal(name, space, place):
            continue
        if name not in space.edited_fields and _equal(name, space, candidate):
            result.follows[name] = getattr(place, name)
        else:
            result.proposals[name] = _shown(name, space, place)
    return result


def _equal(name: str, space: Space, other: Candidate | Place) -> bool:
    mine, theirs = getattr(space, name), getattr(other, name)
    if name == "geometry":
        return same_shape(mine, theirs)
    if name == "further_categories":
        return set(mine) == set(theirs)
    return bool(mine == theirs) or (name == "name" and not theirs)


def _shown(name: str, space: Space, place: Place) -> list[Any]:
    if name == "geometry":
        return [_size(space.area_m2), _size(place.area_m2)]
    mine, theirs = getattr(space, name), getattr(place, name)
    if name == "further_categories":
        return [sorted(mine), sorted(theirs)]
    return [mine, theirs]
