"""A table and the check of it as its pages show them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.forms import BoundField
from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from protect.spaces.imports import planning
from protect.spaces.imports.entering import report_lines
from protect.spaces.imports.table_forms import OTHER, PlanForm
from protect.spaces.models import MapImport, Space
from protect.spaces.tables import FORMS, fields, systems

WHAT: dict[str, str | Promise] = {
    "error": gettext_lazy("error"),
    "new": gettext_lazy("new"),
    "changed": gettext_lazy("changed"),
    "same": gettext_lazy("already there"),
}


#: What of the rows can be asked for: what happens to them, and those that somebody should look at.
LOOK = "look"
FILTERS: dict[str, str | Promise] = {"error": WHAT["error"], LOOK: gettext_lazy("to look at"), **WHAT}


@dataclass(frozen=True)
class SystemChoice:
    """One system to tick, with where the first places would land."""

    key: str
    title: str
    swapped: bool
    lands: list[str]
    distance: str
    alike: str
    note: str
    chosen: bool
    id: str


def system_choices(form: PlanForm) -> list[SystemChoice]:
    chosen = str(form["system"].value() or "")
    names = dict(_first_names(form.plan))
    numbers = [number for number, _x, _y in planning.points_of(form.plan)]
    found = []
    for index, one in enumerate(form.plan["guesses"]):
        lands = []
        for number, (longitude, latitude) in zip(numbers, one["lands"], strict=False):
            where = f"{latitude:.5f}, {longitude:.5f}"
            lands.append(f"{names[number]}: {where}" if names.get(number) else where)
        key = f"{one['system']}|{int(one['swapped'])}"
        found.append(
            SystemChoice(
                key=key,
                title=systems.title(one["system"]),
                swapped=one["swapped"],
                lands=lands[:3],
                distance="" if one["km"] is None else _("%s km from your places") % number_format(round(one["km"], 1)),
                alike=", ".join(one["alike"]),
                note=systems.shift_note(one["system"]),
                chosen=key == chosen,
                id=f"system-{index}",
            )
        )
    return found


def _first_names(plan: dict[str, Any]) -> Iterator[tuple[int, str]]:
    at = plan["roles"].index("name") + 1 if "name" in plan["roles"] else None
    for row in planning.layer_of(plan)["head"]:
        yield row[0], row[at] if at is not None else ""


def other_is_chosen(form: PlanForm) -> bool:
    return str(form["system"].value() or OTHER) == OTHER


@dataclass(frozen=True)
class ColumnChoice:
    name: str
    samples: str
    field: BoundField


def column_choices(form: PlanForm) -> list[ColumnChoice]:
    found = []
    for index, column in enumerate(form.table["columns"]):
        cells = [row[index + 1] for row in form.table["head"]]
        samples = list(dict.fromkeys(" ".join(cell.split())[:40] for cell in cells if cell))[:3]
        found.append(ColumnChoice(column, " · ".join(samples) or _("empty"), form[f"role_{index}"]))
    return found


@dataclass(frozen=True)
class ValueChoices:
    title: str
    fields: list[BoundField]


def value_choices(form: PlanForm) -> list[ValueChoices]:
    return [
        ValueChoices(str(fields.BY_CODE[role].label), bound)
        for role in fields.CLOSED
        if (bound := [form[name] for name, one, _value in form.values if one == role])
    ]


def facts(done: MapImport) -> list[str]:
    """What the file is, in words."""
    plan = done.plan
    layer = planning.layer_of(plan)
    lines = [
        _("%(form)s with %(rows)s rows and %(columns)d columns")
        % {"form": FORMS[plan["form"]], "rows": number_format(layer["rows"]), "columns": len(layer["columns"])}
    ]
    if layer["system"]:
        lines.append(_("The file says that its coordinates are in %s.") % systems.title(layer["system"]))
    elif planning.is_placed(plan):
        lines.append(_("The file does not say in which system its coordinates are; this was guessed from the numbers."))
    if plan.get("remembered"):
        lines.append(
            _("A table with these columns was imported before; what they mean was kept on %s.") % plan["remembered"]
        )
    if layer["faults"]:
        faults = ngettext(
            "%d row cannot be read; the check says why.", "%d rows cannot be read; the check says why.", layer["faults"]
        )
        lines.append(faults % layer["faults"])
    return lines + list(layer["notes"])


# ---- the report ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ReportRow:
    number: int
    name: str
    what: str
    label: str
    details: list[str]
    where: str
    space: int | None
    badge: str


_BADGES = {
    "error": "text-bg-danger",
    "new": "text-bg-success",
    "changed": "text-bg-primary",
    "same": "text-bg-secondary",
}


def lines_of(done: MapImport, what: str = "") -> list[list[Any]]:
    """The lines of the report, all or of one kind; when all are asked for errors stand first, then what is to be looked at."""
    rows: list[list[Any]] = done.report.get("rows", [])
    look = set(done.report.get("look", ()))
    if what == LOOK:
        return [row for row in rows if row[0] in look and row[2] != "error"]
    if what:
        return [row for row in rows if row[2] == what]
    return sorted(rows, key=lambda row: (row[2] != "error", row[0] not in look))


def report_rows(lines: Iterable[list[Any]], reader: Any) -> list[ReportRow]:
    """Lines as rows; a space is linked only where the reader may see it."""
    lines = list(lines)
    keys = [line[6] for line in lines if line[6]]
    visible = set(Space.objects.visible_to(reader).filter(pk__in=keys).values_list("pk", flat=True)) if keys else set()  # type: ignore[attr-defined]
    return [
        ReportRow(
            number=number,
            name=name or _("Without a name"),
            what=what,
            label=str(WHAT[what]),
            details=list(details),
            where="" if x is None else f"{y:.5f}, {x:.5f}",
            space=space if space in visible else None,
            badge=_BADGES[what],
        )
        for number, name, what, details, x, y, space in lines
    ]


def tallies(done: MapImport) -> list[tuple[str, str, int]]:
    """Code, label and count of each thing that happens, as far as it does."""
    tally = {**done.report.get("tally", {}), LOOK: len(done.report.get("look", ()))}
    return [(code, str(label), tally[code]) for code, label in FILTERS.items() if tally.get(code)]


#: More points than this on one map are a cloud; the first ones tell enough.
MOST_POINTS = 500


def places(done: MapImport, what: str = "") -> str:
    """Where the rows land, as GeoJSON for the map of the page."""
    rows = [row for row in lines_of(done, what) if row[4] is not None][:MOST_POINTS]
    features = [
        {
            "type": "Feature",
            "properties": {"name": name, "what": kind},
            "geometry": {"type": "Point", "coordinates": [x, y]},
        }
        for _number, name, kind, _details, x, y, _space in rows
    ]
    return json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False)


def csv_rows(done: MapImport) -> Iterator[list[object]]:
    """The whole report in the order of the file."""
    yield [_("Row"), _("Name"), _("What happens"), _("Why, or what to do"), _("Latitude"), _("Longitude")]
    for number, name, what, details, x, y, _space in done.report.get("rows", []):
        yield [number, name, WHAT[what], " · ".join(details), "" if y is None else y, "" if x is None else x]


def summary(done: MapImport) -> list[str]:
    return report_lines(done) if done.report else []


def useful(done: MapImport) -> int:
    """Rows that would change something."""
    tally = done.report.get("tally", {})
    return int(tally.get("new", 0)) + int(tally.get("changed", 0))
