"""The steps of a table: looked at, confirmed, checked, imported; each long one is a job, and safe to run twice."""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from protect.organisations import audit
from protect.organisations.models import User, Verb
from protect.spaces.extracts.model import ExtractError
from protect.spaces.imports import checking, entering, keeping, planning
from protect.spaces.imports.copying import OPEN, forget_file, local_copy
from protect.spaces.models import MapImport
from protect.spaces.tables.fields import CLOSED, PLACING

if TYPE_CHECKING:
    from collections.abc import Mapping

logger = logging.getLogger(__name__)
State = MapImport.State


def begin(done: MapImport, path: Path, form: str) -> None:
    """Look at an uploaded table; it then waits for somebody to say what its columns mean. ExtractError if unreadable."""
    wish = done.plan
    error = ""
    try:
        plan = planning.survey(
            path, form, done.organisation, encoding=wish.get("encoding", ""), delimiter=wish.get("delimiter", "")
        )
    except ExtractError as problem:
        if "before" not in wish:
            raise
        # Read with other letters or another delimiter it is no table: it stays as it was read before.
        plan, error = wish["before"], str(problem)
    done.plan, done.format, done.report, done.error = plan, form, {}, error
    done.state, done.progress = State.CONFIRM, 0
    with transaction.atomic():
        done.save()


def read_again(done: MapImport, *, encoding: str, delimiter: str) -> None:
    """Look at the file anew, with another encoding or delimiter."""
    from protect.spaces.tasks import read_extract

    with transaction.atomic():
        one = _locked(done, OPEN)
        one.plan = {"encoding": encoding, "delimiter": delimiter, "before": one.plan}
        one.state, one.progress, one.report = State.WAITING, 0, {}
        one.save()
        read_extract.enqueue(one.pk)


def seen(plan: dict[str, Any]) -> str:
    """Names the choices as they are: a page made from others overwrites nobody's."""
    names = ("layer", "roles", "values", "system", "swapped", "default_category", "existing")
    told = json.dumps([plan.get(name) for name in names], sort_keys=True)
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def choose(done: MapImport, choices: Mapping[str, Any], *, as_loaded: str) -> MapImport:
    """Keep what a person chose (see ``planning``); what was checked before no longer counts.

    ``as_loaded``: what the page was made from. ValidationError where somebody else chose otherwise meanwhile.
    """
    with transaction.atomic():
        one = _locked(done, OPEN)
        plan: dict[str, Any] = one.plan
        if as_loaded != seen(plan):
            raise ValidationError(
                _("Somebody else changed these choices meanwhile. Here they are as they stand now; choose again.")
            )
        if choices["layer"] != plan["layer"]:
            plan["layer"] = choices["layer"]
            plan = planning.guessed(plan, one.organisation)
        else:
            before = [plan["roles"].index(role) if role in plan["roles"] else None for role in PLACING]
            plan |= {name: choices[name] for name in ("roles", "values", "default_category", "existing")}
            after = [plan["roles"].index(role) if role in plan["roles"] else None for role in PLACING]
            plan = planning.placed(plan, one.organisation)
            # Other columns hold other numbers: what was ticked for the old ones says nothing of them.
            if choices["system"] and (before == after or choices["typed"]):
                plan["system"], plan["swapped"] = choices["system"], choices["swapped"]
        one.plan, one.state, one.report, one.error = plan, State.CONFIRM, {}, ""
        one.save()
    return one


def asked_about(plan: dict[str, Any]) -> list[Any]:
    """The columns whose contents a person confirms: positions and closed lists."""
    return [plan["layer"], *([role if role in (*PLACING, *CLOSED) else "" for role in plan["roles"]])]


def request_check(done: MapImport, by: User) -> None:
    """Have the rows checked in the background, and remember what the columns mean."""
    from protect.spaces.tasks import check_table

    with transaction.atomic():
        one = _locked(done, OPEN)
        planning.remember(one, by)
        audit.record(Verb.CHANGED, one, by=by, note=_("Columns confirmed; check of all rows asked for"))
        one.state, one.progress, one.error = State.WAITING, 0, ""
        one.save()
        check_table.enqueue(one.pk, by.pk)


def request_entry(done: MapImport, by: User, *, leave_out: bool) -> None:
    """Have a checked table imported. ValidationError where faulty rows were not left out by name."""
    from protect.spaces.tasks import enter_table

    with transaction.atomic():
        one = _locked(done, (State.CHECKED,))
        faulty = one.report.get("tally", {}).get("error", 0)
        if faulty and not leave_out:
            raise ValidationError(
                _(
                    "Nothing was imported: %d rows have an error. Correct them in the file, or tick that they are left out."
                )
                % faulty
            )
        if not (one.report["tally"].get("new") or one.report["tally"].get("changed")):
            raise ValidationError(_("There is nothing to import: no row is new or changes anything."))
        one.state, one.progress, one.error = State.WAITING, 0, ""
        one.save()
        audit.record(Verb.CHANGED, one, by=by, note=_("Import of the checked table started"))
        enter_table.enqueue(one.pk, by.pk, leave_out)


def _locked(done: MapImport, states: tuple[str, ...]) -> MapImport:
    one = MapImport.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=done.pk)
    if one.state not in states or not one.file:
        raise ValidationError(_("Somebody else went on with this table meanwhile; look at it again."))
    return one


def run_check(pk: int, by: int) -> None:
    """The job of ``request_check``."""

    def check(done: MapImport, path: Path, person: User) -> None:
        tell = _teller(pk)
        rows = checking.rows_of(done, path)
        found = checking.outcomes(done, rows, person, tell)
        done.report = keeping.as_report(found, done.plan)
        done.state, done.progress, done.error = State.CHECKED, 100, ""
        done.save()

    _run(pk, by, check, back_to=State.CONFIRM)


def run_entry(pk: int, by: int, leave_out: bool) -> None:
    """The job of ``request_entry``."""

    def enter(done: MapImport, path: Path, person: User) -> None:
        entering.enter(done, path, person, leave_out=leave_out, report=_teller(pk))

    _run(pk, by, enter, back_to=State.CHECKED)
    if MapImport.objects.filter(pk=pk, state=State.DONE).exists():
        forget_file(pk)


def _teller(pk: int) -> Callable[[int, str], None]:
    def tell(percent: int, _text: str) -> None:
        # Within the transaction of the import others see it only at its end; the check before it shows how far it is.
        MapImport.objects.filter(pk=pk, state=State.RUNNING).update(progress=min(percent, 99))

    return tell


def _run(pk: int, by: int, step: Callable[[MapImport, Path, User], None], *, back_to: str) -> None:
    """One step on the file of an import; whatever goes wrong stands on its page, and nothing of the step was written."""
    done = MapImport.objects.select_related("organisation").filter(pk=pk).first()
    person = User.objects.filter(pk=by, is_active=True).first()
    if done is None or not done.is_running:
        return
    MapImport.objects.filter(pk=pk).update(state=State.RUNNING, progress=1)
    done.state = State.RUNNING
    try:
        if not done.file:
            raise ExtractError(_("The file is no longer here."), remedy=_("Upload it again."))
        if person is None or not person.has_perm("spaces.edit", done):
            raise PermissionDenied
        with translation.override(person.language), audit.acting(person, "import"), local_copy(done) as path:
            step(done, path, person)
        return
    except ExtractError as error:
        values: dict[str, Any] = {"error": str(error)}
    except PermissionDenied:
        values = {"error": _("The person who asked for it may no longer do so here.")}
    except entering.Changed:
        values = {"report": done.report, "error": _(
            "Nothing was imported: since the check the register changed. This is what would happen now; look once more."
        )}  # fmt: skip
    except Exception:
        logger.exception("table %s failed", pk)
        values = {"error": _("This stopped by an error of the platform. Nothing was changed; tell the administrator.")}
    MapImport.objects.filter(pk=pk).update(state=back_to, progress=0, **values)
