"""What a table holds and what its columns mean: surveyed once, guessed, remembered, and confirmed by a person.

The plan (``MapImport.plan``) is plain data: ``layers`` as surveyed, and the choices ``layer``, ``roles`` (one for each
column), ``system``, ``swapped``, ``values``, ``default_category`` and ``existing``. The cells in it go when the import is done.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import shapely
from django.db.models import Avg, Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from protect.organisations.models import Organisation
from protect.spaces import tables
from protect.spaces.extracts.model import ExtractError
from protect.spaces.extracts.names import folded
from protect.spaces.models import ColumnMapping, ContextFeature, MapImport, Space
from protect.spaces.tables import coordinates, fields, systems

if TYPE_CHECKING:
    from protect.organisations.models import User

#: Rows shown and looked at for guessing, characters of a cell there, and values of a closed list that are asked about.
HEAD, SHOWN, WKT_SHOWN, MOST_VALUES = 40, 100, 400, 40
#: What happens to a place that is in the register already.
EXISTING = ("follow", "leave", "replace")


def survey(
    path: Path, form: str, organisation: Organisation, *, encoding: str = "", delimiter: str = ""
) -> dict[str, Any]:
    """Read the whole file once and say what it holds; ExtractError if it cannot be read. Nothing is written."""
    opened = tables.opened(path, form, encoding=encoding, delimiter=delimiter, country=organisation.country)
    layers = [_surveyed(layer) for layer in opened.layers]
    if not any(layer["rows"] for layer in layers):
        raise ExtractError(
            _("The table has no rows."), where=path.name, remedy=_("Export it again with the places selected.")
        )
    plan: dict[str, Any] = {
        "form": form,
        "encoding": opened.encoding,
        "delimiter": opened.delimiter,
        "layers": layers,
        # The one with most rows, those with shapes first: a GeoPackage often carries styles beside its places.
        "layer": max(range(len(layers)), key=lambda i: (layers[i]["has_shapes"], layers[i]["rows"], -i)),
        "default_category": "square",
        "existing": "follow",
    }
    return guessed(plan, organisation)


def _surveyed(layer: tables.Layer) -> dict[str, Any]:
    head: list[list[Any]] = []
    points: list[list[float]] = []
    values: list[list[str] | None] = [[] for _column in layer.columns]
    count = faults = 0
    for row in layer.read():
        count += 1
        faults += bool(row.fault)
        if len(head) < HEAD:
            head.append([row.number, *(cell[: WKT_SHOWN if coordinates.is_wkt(cell) else SHOWN] for cell in row.cells)])
        if row.shape is not None and len(points) < HEAD:
            middle = row.shape.centroid
            if not middle.is_empty and shapely.is_valid(middle):
                points.append([row.number, middle.x, middle.y])
        for index, cell in enumerate(row.cells):
            known = values[index]
            if known is not None and cell and cell[:SHOWN] not in known:
                known.append(cell[:SHOWN])
                if len(known) > MOST_VALUES:
                    values[index] = None
    return {
        "title": layer.title,
        "columns": layer.columns,
        "rows": count,
        "faults": faults,
        "head": head,
        "points": points,
        "values": values,
        "system": layer.system,
        "has_shapes": layer.has_shapes,
        "notes": layer.notes,
    }


def layer_of(plan: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = plan["layers"][plan["layer"]]
    return found


def shape_of(columns: list[str]) -> str:
    """The shape of a table: its columns' names, whatever their order. Tables of one shape share their mapping."""
    return hashlib.sha256("\n".join(sorted(folded(column) for column in columns)).encode()).hexdigest()[:32]


def guessed(plan: dict[str, Any], organisation: Organisation) -> dict[str, Any]:
    """The plan with choices for its layer: those remembered for such columns, else guesses."""
    layer = layer_of(plan)
    samples = [[row[index + 1] for row in layer["head"]] for index in range(len(layer["columns"]))]
    plan["roles"] = fields.guess_roles(layer["columns"], samples, layer["has_shapes"])
    plan["values"] = {}
    plan.pop("remembered", None)
    kept = (
        ColumnMapping.objects.filter(organisation=organisation, shape=shape_of(layer["columns"]))
        .select_related("changed_by")
        .first()
    )
    if kept is not None:
        plan["roles"] = [kept.roles.get(folded(column), "") for column in layer["columns"]]
        plan["values"] = {name: dict(values) for name, values in kept.values.items()}
        plan["default_category"] = kept.choices.get("default_category", plan["default_category"])
        plan["existing"] = kept.choices.get("existing", plan["existing"])
        plan["remembered"] = date_format(kept.changed_at, "DATE_FORMAT")
    return placed(plan, organisation, kept.choices if kept is not None else {})


def placed(
    plan: dict[str, Any], organisation: Organisation, remembered: dict[str, Any] | None = None
) -> dict[str, Any]:
    """The plan with systems in which its numbers make sense, the most plausible one chosen."""
    layer = layer_of(plan)
    wish = remembered or {}
    points = points_of(plan)
    found = systems.guesses([(x, y) for _number, x, y in points], anchor_of(organisation), layer["system"])
    plan["guesses"] = [
        {"system": one.system, "swapped": one.swapped, "km": one.km, "lands": one.lands, "alike": one.alike}
        for one in found
    ]
    known = [(one.system, one.swapped) for one in found]
    before = (wish.get("system", ""), bool(wish.get("swapped")))
    if layer["system"] == "" and systems.usable(before[0]) and (before in known or not known):
        plan["system"], plan["swapped"] = before
    elif found:
        plan["system"], plan["swapped"] = known[0]
    else:
        plan["system"], plan["swapped"] = (layer["system"] if systems.usable(layer["system"]) else ""), False
    return plan


def points_of(plan: dict[str, Any]) -> list[tuple[int, float, float]]:
    """Number, x and y of the first rows that have a position, as the file has it."""
    layer, roles = layer_of(plan), plan["roles"]
    if uses_shapes(plan):
        return [(int(number), x, y) for number, x, y in layer["points"]]
    x, y, position = (roles.index(role) if role in roles else None for role in ("x", "y", "position"))
    found = []
    for number, *cells in layer["head"]:
        two: tuple[float | None, float | None] | None = None
        if position is not None:
            two = coordinates.hint(cells[position])
            if two is None and (typed := coordinates.pair(cells[position])) is not None:
                two = (typed[1], typed[0]) if max(map(abs, typed)) <= 180 else typed
        elif x is not None and y is not None:
            two = coordinates.ordinate(cells[x]), coordinates.ordinate(cells[y])
        if two is not None and two[0] is not None and two[1] is not None and (two[0] or two[1]):
            found.append((number, two[0], two[1]))
    return found


def uses_shapes(plan: dict[str, Any]) -> bool:
    """Whether positions come from the geometry of the file and not from columns."""
    return bool(layer_of(plan)["has_shapes"]) and not set(plan["roles"]) & set(fields.PLACING)


def is_placed(plan: dict[str, Any]) -> bool:
    roles = set(plan["roles"])
    return uses_shapes(plan) or "position" in roles or {"x", "y"} <= roles


def anchor_of(organisation: Organisation) -> systems.Anchor:
    """The middle of what the organisation has: its spaces, else its map."""
    middle = {"x": (Avg("west") + Avg("east")) / 2, "y": (Avg("south") + Avg("north")) / 2}
    here = Q(organisation=organisation, west__isnull=False)
    for rows in (Space.objects.filter(here, archived_at=None), ContextFeature.objects.filter(here)):
        found = rows.order_by().aggregate(**middle)
        if found["x"] is not None:
            return systems.Anchor(organisation.country, found["x"], found["y"])
    return systems.Anchor(organisation.country)


def value_of(plan: dict[str, Any], role: str, text: str) -> str:
    """The code that a cell of a closed list means: as a person said, else as guessed; "" where it means none."""
    said: dict[str, str] = plan["values"].get(role, {})
    key = folded(text)[:SHOWN]
    if key in said:
        return said[key]
    return fields.guess_value(fields.BY_CODE[role].vocabulary, text)


def remember(done: MapImport, by: User) -> None:
    """Keep what the columns mean, for the next file that has the same."""
    plan = done.plan
    layer = layer_of(plan)
    ColumnMapping.objects.update_or_create(
        organisation=done.organisation,
        shape=shape_of(layer["columns"]),
        defaults={
            "roles": {folded(column): role for column, role in zip(layer["columns"], plan["roles"], strict=True)},
            "values": plan["values"],
            "choices": {name: plan[name] for name in ("system", "swapped", "default_category", "existing")},
            "changed_by": by,
        },
    )
