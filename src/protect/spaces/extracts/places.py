"""From tags and a shape to a candidate, by the table in ``kinds``."""

from __future__ import annotations

from datetime import datetime

from shapely.geometry.base import BaseGeometry

from protect.spaces.extracts import kinds
from protect.spaces.extracts.measure import area_m2
from protect.spaces.extracts.model import Place


def place_of(
    source: str, tags: dict[str, str], shape: BaseGeometry, stamp: datetime | None, outline: str, *, area: bool
) -> Place | None:
    """The place that ``tags`` make of ``shape``; None if no rule asks for it."""
    rules = kinds.matching(tags, area=area)
    if not rules:
        return None
    first = kinds.RULES[rules[0]]
    name, others = kinds.names_of(tags)
    address, town = kinds.address_of(tags)
    categories = dict.fromkeys(
        category for number in rules for category in (kinds.RULES[number].category, *kinds.RULES[number].further)
    )
    categories.pop(first.category)
    return Place(
        source=source,
        kind=first.kind(tags),
        main_category=first.category,
        further_categories=tuple(categories),
        geometry=shape,
        name=name,
        other_names=others,
        tags=kinds.kept(tags, kinds.KEPT_TAGS),
        area_m2=area_m2(shape) if outline == "mapped" else None,
        address=address,
        town=town,
        sources=(source,),
        changed_at=stamp,
        outline=outline,
        rank=rules[0],
    )
