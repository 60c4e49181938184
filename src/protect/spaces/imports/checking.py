"""The dry run of a table: what would happen to each of its rows, and why. Writes nothing."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from protect.organisations.markings import Marking
from protect.reference import terms
from protect.spaces import tables
from protect.spaces.extracts.geojson import MAX_SPACE_M2
from protect.spaces.extracts.measure import area_m2, distance_m
from protect.spaces.extracts.model import ExtractError
from protect.spaces.extracts.names import folded
from protect.spaces.imports import planning
from protect.spaces.imports.comparing import same_shape
from protect.spaces.imports.straying import note_strays
from protect.spaces.models import MapImport, Space
from protect.spaces.tables import coordinates, fields, systems
from protect.spaces.tables.model import Row

if TYPE_CHECKING:
    from protect.organisations.models import User

#: Two places of one name this near each other (metres) are one.
NEAR_M = 250.0
#: A place with the number of another one and neither its name nor its position (metres): the number was given twice.
SAME_NUMBER_M = 1000.0
#: Of so many places of one name each is looked at.
_MOST_ALIKE = 50
#: Points of one outline; a coast has fewer. Comparing two outlines takes the product of theirs.
MOST_OF_SHAPE = 20_000
#: So far (kilometres) from the organisation's places is told.
_FAR_KM = 200.0
Progress = Callable[[int, str], None]


@dataclass
class Outcome:
    """What would happen to one row. ``values`` are the fields to set, ``geometry`` (degrees) too where it is to be set."""

    number: int
    name: str
    what: str = "new"  # new, changed, same, error
    details: list[str] = field(default_factory=list)
    values: dict[str, Any] = field(default_factory=dict)
    geometry: Any = None
    source: str = ""
    space: Space | None = None
    point: tuple[float, float] | None = None
    look: bool = False  # something of it is to be looked at before it is imported

    def fail(self, why: str) -> Outcome:
        self.what, self.details = "error", [why]
        return self


def rows_of(done: MapImport, path: Path) -> list[Row]:
    """The rows of the chosen table. ExtractError for a faulty file, or a plan that cannot be carried out."""
    plan = done.plan
    if not planning.is_placed(plan):
        raise ExtractError(
            _("No column was said to hold the position."), remedy=_("Choose the columns of the position.")
        )
    if not systems.usable(plan["system"]):
        raise ExtractError(
            _("The system of the coordinates is not known."), remedy=_("Choose one, or enter its EPSG code.")
        )
    opened = tables.opened(path, plan["form"], encoding=plan["encoding"], delimiter=plan["delimiter"])
    layer = opened.layers[plan["layer"]] if plan["layer"] < len(opened.layers) else None
    if layer is None or layer.columns != planning.layer_of(plan)["columns"]:
        raise ExtractError(_("The file is not the one that was looked at."), remedy=_("Upload it again."))
    return list(layer.read())


def outcomes(
    done: MapImport, rows: Sequence[Row], by: User, report: Progress = lambda _percent, _text: None
) -> list[Outcome]:
    """What the import would do, row by row, as ``by`` may see it."""
    check = _Check(done, by)
    found = []
    for index, row in enumerate(rows):
        if index % 500 == 0:
            report(20 + 75 * index // len(rows), _("Checked %d rows") % index)
        found.append(check.one(row))
    note_strays(found)
    return found


class _Check:
    def __init__(self, done: MapImport, by: User) -> None:
        self.plan = done.plan
        self.mode: str = self.plan["existing"]
        self.columns: list[str] = planning.layer_of(self.plan)["columns"]
        self.by_role: dict[str, list[int]] = defaultdict(list)
        for index, role in enumerate(self.plan["roles"]):
            if role:
                self.by_role[role].append(index)
        self.anchor = planning.anchor_of(done.organisation)
        self.prefix = f"table:{planning.shape_of(self.columns)[:12]}"
        everything = Space.objects.filter(organisation=done.organisation)
        self.taken = set(everything.exclude(source="").values_list("source", flat=True))
        self.by_source: dict[str, Space] = {}
        self.by_name: dict[str, list[Space]] = defaultdict(list)
        # A report is read by all who edit here: what is marked for some persons only takes no part in it.
        known: Any = everything.visible_to(by)  # type: ignore[attr-defined]
        for space in known.exclude(marking=Marking.RED).order_by("archived_at", "pk"):
            if space.source:
                self.by_source[space.source] = space
            self.by_name[folded(space.name)].append(space)
        self.codes: dict[tuple[str, str], str] = {}
        self.seen_sources: dict[str, int] = {}
        self.seen_spaces: dict[int, int] = {}
        self.seen_places: dict[tuple[str, int, int], list[tuple[int, Any]]] = defaultdict(list)

    # ---- one row ------------------------------------------------------------------------------------------------

    def one(self, row: Row) -> Outcome:
        name = self.text(row, "name")
        found = Outcome(row.number, " ".join(name.split())[:200])
        if row.fault:
            return found.fail(row.fault)
        if not found.name:
            return found.fail(_("It has no name; write one into the file."))
        shape = self.shape(row, found)
        if shape is None:
            return found
        found.details = list(row.notes)
        identity = self.text(row, "identity")
        found.source = self.source(identity, found.name, shape)
        values, certain = self.values(row, found)
        if not self.unique(found, identity, shape):
            return found
        space = self.known(found, identity, shape)
        if found.what == "error":
            return found
        if space is None:
            self.new(found, values, shape)
        else:
            self.compare(found, space, {key: value for key, value in values.items() if key in certain}, shape)
        return found

    def text(self, row: Row, role: str) -> str:
        """The cells of a role as one text; where there are several, each with the name of its column."""
        indices = self.by_role.get(role, [])
        cells = [(self.columns[index], row.cells[index]) for index in indices if row.cells[index]]
        if len(indices) < 2:
            return cells[0][1] if cells else ""
        return "\n".join(f"{column}: {cell}" for column, cell in cells)

    def shape(self, row: Row, found: Outcome) -> Any:
        """The place in degrees; None with the outcome an error that says why."""
        plan = self.plan
        shape = row.shape
        if not planning.uses_shapes(plan):
            x, y, position = (next(iter(self.by_role.get(role, [])), None) for role in ("x", "y", "position"))
            shape = coordinates.shape_of(row, x, y, position, systems.is_geographic(plan["system"]))
        if row.fault:
            found.fail(row.fault)
            return None
        if shape is None or shape.is_empty:
            found.fail(_("It has no position; add one, or leave the row out."))
            return None
        if shapely.get_num_coordinates(shape) > MOST_OF_SHAPE:
            found.fail(_("Its outline has more than %d points; simplify it.") % MOST_OF_SHAPE)
            return None
        if shapely.has_z(shape):
            row.notes.append(_("Heights were left out."))
        turned = self.turned(shape)
        problem = _problem_of(turned, plan["system"])
        if problem:
            found.fail(problem)
            return None
        usable = coordinates.made_usable(turned, row.notes)
        if usable is None:
            found.fail(_("Its outline has no area; draw it again, or give a point."))
            return None
        if usable.geom_type != "Point" and (size := area_m2(usable)) > MAX_SPACE_M2:
            found.fail(_("It covers %.1f km²: too large for one space; draw the place itself.") % (size / 1e6))
            return None
        middle = usable.representative_point()
        found.point = (round(middle.x, 6), round(middle.y, 6))
        km = self.anchor.km(middle.x, middle.y)
        if km is not None and km > _FAR_KM:
            row.notes.append(_("It lies %s km from your other places.") % number_format(round(km)))
            found.look = True
        return usable

    def turned(self, shape: Any) -> Any:
        """From the file's coordinates to degrees."""

        def turn(xy: Any) -> Any:
            x, y = (xy[:, 1], xy[:, 0]) if self.plan["swapped"] else (xy[:, 0], xy[:, 1])
            return np.column_stack(systems.to_degrees(self.plan["system"], x, y))

        with np.errstate(all="ignore"):
            return shapely.transform(shape, turn)

    def source(self, identity: str, name: str, shape: Any) -> str:
        """Names the row for ever: by its number in the list, else by its name and place."""
        seed = identity or f"{folded(name)}|{shape.centroid.x:.4f}|{shape.centroid.y:.4f}"
        return f"{self.prefix}:{hashlib.sha256(seed.encode()).hexdigest()[:24]}"

    def values(self, row: Row, found: Outcome) -> tuple[dict[str, Any], set[str]]:
        """The fields of a space, and which of them the file itself says (the rest are assumed for new ones)."""
        values: dict[str, Any] = {"name": found.name}
        for role in fields.FIELDS:
            text = self.text(row, role)
            kind = fields.BY_CODE[role]
            if role == "name" or not text:
                continue
            if kind.vocabulary:
                cells = [row.cells[index] for index in self.by_role[role] if row.cells[index]]
                self.closed(role, cells, values, found)
            elif kind.longest and len(text) > kind.longest:
                values[role] = " ".join(text.split())[: kind.longest]
                found.details.append(
                    _("%(field)s was cut to %(most)d characters.") % {"field": kind.label, "most": kind.longest}
                )
            else:
                values[role] = " ".join(text.split()) if kind.longest else text
        if len(self.text(row, "name")) > 200:
            found.details.append(_("%(field)s was cut to %(most)d characters.") % {"field": _("Name"), "most": 200})
        certain = set(values)
        values.setdefault("main_category", self.plan["default_category"])
        if further := values.pop("further_categories", []):
            values["further_categories"] = [code for code in dict.fromkeys(further) if code != values["main_category"]]
        return values, certain

    def closed(self, role: str, cells: list[str], values: dict[str, Any], found: Outcome) -> None:
        codes: list[str] = []
        for cell in cells:
            whole = self.code_of(role, cell)
            parts = [cell] if whole or role == "crowd_class" else fields.parts_of(cell)
            for part in parts:
                code = self.code_of(role, part)
                if code:
                    codes.append(code)
                else:
                    found.look = True
                    found.details.append(
                        _("%(field)s: “%(value)s” was not assigned.")
                        % {"field": fields.BY_CODE[role].label, "value": part[:60]}
                    )
        if codes:
            values[role] = list(dict.fromkeys(codes)) if role == "further_categories" else codes[0]
            if role == "main_category" and len(codes) > 1:
                values.setdefault("further_categories", codes[1:])

    def code_of(self, role: str, text: str) -> str:
        """What a value of a closed list means; lists repeat a few values in all their rows."""
        key = role, text
        if key not in self.codes:
            self.codes[key] = planning.value_of(self.plan, role, text)
        return self.codes[key]

    # ---- what is there already ----------------------------------------------------------------------------------

    def unique(self, found: Outcome, identity: str, shape: Any) -> bool:
        """Whether no earlier row of the file is the same place."""
        if identity and found.source in self.seen_sources:
            found.fail(
                _("Its number “%(number)s” stands in row %(row)d too; each place needs its own.")
                % {"number": identity[:40], "row": self.seen_sources[found.source]}
            )
            return False
        self.seen_sources.setdefault(found.source, found.number)
        name, x, y = folded(found.name), int(shape.centroid.x // 0.01), int(shape.centroid.y // 0.01)
        for near in ((name, x + a, y + b) for a in (0, -1, 1) for b in (0, -1, 1)):
            for number, other in self.seen_places.get(near, [])[:_MOST_ALIKE]:
                if is_near(shape, other):
                    found.fail(_("Row %d has the same name and place; remove one of the two.") % number)
                    return False
        self.seen_places[name, x, y].append((found.number, shape))
        return True

    def known(self, found: Outcome, identity: str, shape: Any) -> Space | None:
        space = self.by_source.get(found.source)
        if space is not None and identity and not self._is(space, found.name, shape):
            found.fail(
                _("Its number “%(number)s” belongs to “%(name)s” in the register, which has another name and place.")
                % {"number": identity[:40], "name": space.name}
            )
            return None
        if space is None:
            alike = self.by_name.get(folded(found.name), [])[:_MOST_ALIKE]
            space = next((one for one in alike if one.has_geometry and is_near(one.geometry, shape)), None)
        if space is not None and space.pk in self.seen_spaces:
            found.fail(
                _("Row %(row)d is the same place in the register, “%(name)s”.")
                % {"row": self.seen_spaces[space.pk], "name": space.name}
            )
            return None
        if space is not None:
            self.seen_spaces[space.pk] = found.number
        elif found.source in self.taken:  # by one that this person does not see
            found.source = f"{found.source}.{found.number}"
        return space

    @staticmethod
    def _is(space: Space, name: str, shape: Any) -> bool:
        if folded(space.name) == folded(name) or not space.has_geometry:
            return True
        return distance_m(space.geometry, shape) < SAME_NUMBER_M

    def new(self, found: Outcome, values: dict[str, Any], shape: Any) -> None:
        found.what, found.values, found.geometry = "new", values, shape
        category = terms.label("psoi_category", values["main_category"])
        size = f"{number_format(round(area_m2(shape)))} m²" if shape.geom_type != "Point" else _("point")
        found.details.insert(0, f"{category}, {size}")

    def compare(self, found: Outcome, space: Space, values: dict[str, Any], shape: Any) -> None:
        """The place is in the register: what it takes over, and what stays as people have it there."""
        found.space, found.what = space, "same"
        if space.archived_at is not None:
            found.details.append(_("It was taken out of the register and stays out."))
            return
        stays = []
        for name, value in values.items():
            mine = getattr(space, name)
            if _alike(mine, value) or (name == "name" and folded(mine) == folded(value) and self.mode != "replace"):
                continue
            if self.takes(space, name, not mine):
                found.values[name] = value
                found.details.append(f"{_label(name)}: {_shown(name, mine)} → {_shown(name, value)}")
            else:
                stays.append(_label(name))
        mine = space.geometry
        coarser = mine is not None and mine.geom_type != "Point" and shape.geom_type == "Point"
        if not coarser and not same_shape(mine, shape):
            if self.takes(space, "geometry", mine is None):
                found.geometry = shape
                found.details.append(_("outline or position") if mine is None else _moved(mine, shape))
            else:
                stays.append(_("outline or position"))
        if found.values or found.geometry is not None:
            found.what = "changed"
        if stays:
            found.details.append(_("Stays as it is in the register: %s.") % ", ".join(stays))

    def takes(self, space: Space, name: str, is_empty: bool) -> bool:
        if self.mode == "leave":
            return False
        followed = space.source.startswith("table:") and name not in space.edited_fields
        return self.mode == "replace" or is_empty or followed


def is_near(a: Any, b: Any) -> bool:
    return bool(distance_m(a, b) < NEAR_M or a.intersects(b))


def _problem_of(shape: Any, system: str) -> str:
    xy = shapely.get_coordinates(shape)
    if not len(xy) or not np.isfinite(xy).all():
        return _(
            "Its coordinates lie outside what the chosen system can express; correct them, or choose another system."
        )
    if np.abs(xy[:, 0]).max() > 180 or np.abs(xy[:, 1]).max() > 90:
        off = f"{xy[np.abs(xy).max(axis=1).argmax()].max():.6g}"
        return _("Longitude or latitude %s does not exist; correct it, or choose another system.") % off
    if not np.abs(xy).max() > 1e-6:
        return _("Its coordinates are 0 and 0, which is in the sea; correct them.")
    if not systems.near_its_area(system, xy):
        return _("Its coordinates lie far outside the area of %s; correct them.") % system[:40]
    return ""


def _alike(mine: Any, value: Any) -> bool:
    if isinstance(value, list):
        return set(mine) == set(value)
    return str(mine).replace("\r\n", "\n").strip() == str(value).strip()


def _label(name: str) -> str:
    return str(fields.BY_CODE[name].label)


def _shown(name: str, value: Any) -> str:
    vocabulary = fields.BY_CODE[name].vocabulary
    if not value:
        return _("nothing")
    if vocabulary:
        codes = value if isinstance(value, list) else [value]
        return ", ".join(terms.label(vocabulary, code) for code in codes)
    text = " ".join(str(value).split())
    return text if len(text) <= 60 else f"{text[:57]}…"


def _moved(before: Any, now: Any) -> str:
    far = distance_m(before, now)
    return _("moved by %s m") % number_format(round(far)) if far >= 1 else _("outline redrawn")
