"""Background jobs of captions."""

from __future__ import annotations

from django_tasks import task

from protect.recordings.tasks import QUEUE


# On a small server it takes as long as the recording lasts: no report waits for it.
@task(queue_name=QUEUE)
def listen(key: int, language: str = "en") -> None:
    """A first draft of one track; the outcome, good or bad, stands in the dictation itself."""
    from protect.captions.services.speaking import run

    run(key, language)
