"""A table into the register: what was checked and shown is written, all of it or nothing, in one transaction."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from protect.organisations import audit
from protect.organisations.models import Organisation, Verb
from protect.spaces.imports import checking, keeping
from protect.spaces.imports.checking import Outcome, Progress
from protect.spaces.models import MapImport, Space
from protect.spaces.services.space import area_of

if TYPE_CHECKING:
    from protect.organisations.models import User


class Changed(Exception):
    """What would be written now is not what was shown; nothing was written."""


def enter(
    done: MapImport, path: Path, by: User, *, leave_out: bool, report: Progress = lambda _percent, _text: None
) -> MapImport:
    """Write the rows of a checked table. ``leave_out``: without the faulty ones; else one faulty row stops everything.

    Raises ``Changed`` with the import's report renewed (not saved) where the register is no longer what the check saw.
    """
    shown = done.report.get("digest")
    rows = checking.rows_of(done, path)  # before the transaction: nobody waits for a file
    report(20, _("Read the file"))
    with transaction.atomic(), audit.gathered():
        # One import of a town at a time: two would both find a place new.
        Organisation.objects.select_for_update().get(pk=done.organisation_id)
        found = checking.outcomes(done, rows, by)
        renewed = keeping.as_report(found, done.plan)
        if renewed["digest"] != shown or (renewed["tally"].get("error") and not leave_out):
            done.report = renewed
            raise Changed
        _create([one for one in found if one.what == "new"], done, by)
        report(80, _("Wrote the new places"))
        for one in found:
            if one.what == "changed":
                _change(one, done, by)
        _tell_keys(renewed, found)
        done.report = {**renewed, "left_out": renewed["tally"].get("error", 0)}
        done.state, done.progress, done.error = MapImport.State.DONE, 100, ""
        done.finished_at = timezone.now()
        done.plan = _without_cells(done.plan)
        done.save()
        audit.record(Verb.IMPORTED, done, by=by, note="; ".join(report_lines(done)[:4]))
    return done


def _create(found: list[Outcome], done: MapImport, by: User) -> None:
    spaces = []
    for one in found:
        space = Space(organisation=done.organisation, created_by=by, source=one.source, **one.values)
        space.geometry = one.geometry
        space.area_m2 = area_of(one.geometry)
        spaces.append(space)
        one.space = space
    Space.objects.bulk_create(spaces, batch_size=200)
    for one in found:
        assert one.space is not None
        audit.record(Verb.CREATED, one.space, by=by, note=_origin(one, done))


def _change(one: Outcome, done: MapImport, by: User) -> None:
    space: Any = one.space
    before = audit.snapshot(space)
    for name, value in one.values.items():
        setattr(space, name, value)
    fields = set(one.values)
    if one.geometry is not None:
        space.geometry, space.area_m2 = one.geometry, area_of(one.geometry)
        fields.add("geometry")
    if space.source.startswith("table:"):  # what the list says, it says again next time
        space.edited_fields = [name for name in space.edited_fields if name not in fields]
    elif space.source:  # it follows a map, which shall leave alone what the list says
        space.edited_fields = [*space.edited_fields, *sorted(fields - set(space.edited_fields))]
    space.save()
    changes = audit.differences(before, audit.snapshot(space))
    changes.pop("changed_at", None)
    audit.record(Verb.CHANGED, space, by=by, changes=changes, note=_origin(one, done))


def _origin(one: Outcome, done: MapImport) -> str:
    return _("From the table %(file)s, row %(row)d") % {"file": done.file_name, "row": one.number}


def _tell_keys(report: dict[str, Any], found: list[Outcome]) -> None:
    for line, one in zip(report["rows"], found, strict=True):
        line[6] = one.space.pk if one.space is not None else None


def _without_cells(plan: dict[str, Any]) -> dict[str, Any]:
    """What the import meant, without what the file said: its cells stand in the register now, or were left out."""
    layer = plan["layers"][plan["layer"]]
    kept = {name: plan[name] for name in ("form", "roles", "system", "swapped", "default_category", "existing")}
    return {**kept, "title": layer["title"], "columns": layer["columns"]}


def report_lines(done: MapImport) -> list[str]:
    """The outcome as sentences."""
    tally = {what: done.report.get("tally", {}).get(what, 0) for what in ("new", "changed", "same", "error")}
    lines = [_("%(new)d new, %(changed)d changed, %(same)d already there as they are") % tally]
    if tally["error"]:
        if done.state == MapImport.State.DONE:
            left = ngettext(
                "%d row left out because of an error", "%d rows left out because of an error", tally["error"]
            )
        else:
            left = ngettext("%d row with an error", "%d rows with an error", tally["error"])
        lines.append(left % tally["error"])
    if done.state == MapImport.State.CHECKED and (look := len(done.report.get("look", ()))):
        lines.append(
            ngettext("%d row to look at before you import", "%d rows to look at before you import", look) % look
        )
    return [*lines, *done.report.get("notes", [])]
