"""Background jobs of the register."""

from __future__ import annotations

from django_tasks import task


@task()
def read_extract(map_import: int) -> None:
    """Read an uploaded extract; the outcome, good or bad, stands in the import itself."""
    from protect.spaces.imports import run_import

    run_import(map_import)


@task()
def check_table(map_import: int, person: int) -> None:
    """The dry run of a table; its report stands in the import."""
    from protect.spaces.imports.stepping import run_check

    run_check(map_import, person)


@task()
def enter_table(map_import: int, person: int, leave_out: bool) -> None:
    """Write what the dry run showed, or nothing."""
    from protect.spaces.imports.stepping import run_entry

    run_entry(map_import, person, leave_out)
