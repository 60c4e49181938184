"""Background jobs of studies."""

from __future__ import annotations

from django_tasks import task


@task()
def compute(key: int, language: str = "en") -> None:
    """Look for the best portfolios of one study; the outcome, good or bad, stands in the computation itself."""
    from protect.portfolios.services import run

    run(key, language)
