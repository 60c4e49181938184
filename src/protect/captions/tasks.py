"""Background jobs of captions."""

from __future__ import annotations

from django_tasks import task


@task()
def listen(key: int, language: str = "en") -> None:
    """A first draft of one track; the outcome, good or bad, stands in the dictation itself."""
    from protect.captions.services.speaking import run

    run(key, language)
