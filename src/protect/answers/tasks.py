"""Background jobs of answers."""

from __future__ import annotations

from django_tasks import task


@task()
def tell_people(opened: int, news: str) -> None:
    from protect.answers import mails

    mails.send(opened, news)
