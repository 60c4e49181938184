"""The register and its map: readers read, contributors add parts, editors change, leads take out of the register."""

from tests.deciding import (
    SEES,
    needs_permission,
    read_only,
    restricted_action,
    restricted_change,
    restricted_page,
    signed_in,
)
from tests.world import World

LEAD = ("lead",)


def it(w: World) -> dict[str, int]:
    return {"pk": w.space.pk}


def kinds(w: World) -> list[dict[str, object]]:
    return [{"pk": w.space.pk, "kind": kind} for kind in ("sub-areas", "entrances", "measures", "states", "contacts")]


def parts(w: World) -> list[dict[str, object]]:
    found = (w.sub_area, w.entrance, w.measure, w.usage_state, w.contact)
    return [{**kind, "part_pk": part.pk} for kind, part in zip(kinds(w), found, strict=True)]


def layers(w: World) -> list[dict[str, object]]:
    found = {"sub_area": w.sub_area, "entrance": w.entrance, "measure": w.measure, "photo": w.photo}
    return [{"pk": w.space.pk, "layer": layer, "part_pk": part.pk} for layer, part in found.items()]


def attachment(w: World) -> dict[str, int]:
    return {"pk": w.space.pk, "attachment_pk": w.photo.pk}


#: Leads another municipality and adds spaces there.
_elsewhere = {"other": SEES}

DECISIONS = {
    "spaces:list": read_only(signed_in()),
    "spaces:new": needs_permission().but(get=_elsewhere, post=_elsewhere),
    "spaces:detail": read_only(restricted_page(it)),
    "spaces:change": restricted_change(it),
    "spaces:archive": restricted_action(it, LEAD),
    "spaces:restore": restricted_action(it, LEAD),
    "spaces:add_attachment": restricted_change(it),
    "spaces:change_attachment": restricted_change(attachment),
    "spaces:remove_attachment": restricted_action(attachment),
    "spaces:attachment": read_only(restricted_page(lambda w: {"pk": w.photo.pk})),
    "spaces:thumbnail": read_only(restricted_page(lambda w: {"pk": w.photo.pk})),
    "spaces:add_part": restricted_change(kinds),
    "spaces:part": restricted_change(parts),
    "spaces:remove_part": restricted_action(parts),
    "spaces:undo_removal": restricted_action(lambda w: {**it(w), "removed_pk": 1}),
    "spaces:forget_removed": restricted_action(lambda w: {**it(w), "removed_pk": 1}),
    "spaces:map_list_data": signed_in(),
    "spaces:map_context": signed_in(query="?bbox=23.4,42.6,23.5,42.7"),
    "spaces:map_edit": restricted_change(it),
    "spaces:map_save": restricted_action(it),
    "spaces:map_site_data": restricted_page(it),
    "spaces:map_space_context": restricted_page(it),
    "spaces:map_place": restricted_change(layers),
}
