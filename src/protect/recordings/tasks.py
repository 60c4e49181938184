"""The job that converts a recording; it has a queue of its own, because it may take as long as the recording itself."""

from __future__ import annotations

from django.utils.translation import get_language
from django_tasks import task

QUEUE = "media"


@task(queue_name=QUEUE)
def convert(key: int, language: str = "en") -> None:
    """Outcome, good or bad, stands in the recording itself."""
    from protect.recordings.services import run

    run(key, language)


def ask(key: int) -> None:
    convert.enqueue(key, get_language() or "en")


def daily() -> None:
    from protect.recordings.services import forget_old

    forget_old()
