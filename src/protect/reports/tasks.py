"""Background jobs of reports."""

from __future__ import annotations

from django_tasks import task


@task()
def make_sealed_files(key: int) -> None:
    """Make the sealed files of one approved assessment; does nothing where they are made."""
    from protect.organisations import audit
    from protect.reports import sealed

    with audit.acting(None, "sealing"):
        sealed.make(key)
