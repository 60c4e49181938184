"""Background jobs of evaluations."""

from __future__ import annotations

from django_tasks import task


@task()
def tell_evaluators(evaluation: int, news: str, round_key: int) -> None:
    from protect.evaluations import mails

    mails.send_news(evaluation, news, round_key)
