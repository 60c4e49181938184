"""Background jobs of the register."""

from __future__ import annotations

from django_tasks import task


@task()
def read_extract(map_import: int) -> None:
    """Read an uploaded extract; the outcome, good or bad, stands in the import itself."""
    from protect.spaces.imports import run_import

    run_import(map_import)
