"""Jobs of the threat level: many spaces of many organisations get a trigger, or lose it. Safe to run twice."""

from __future__ import annotations

from functools import partial

from django.db import transaction
from django_tasks import task

from protect.incidents.levels import ThreatLevel
from protect.incidents.services import levels


def bring(change: ThreatLevel) -> None:
    """Once the transaction stands."""
    transaction.on_commit(partial(_enqueue, change.pk))


def _enqueue(key: int) -> None:
    bring_level.enqueue(key)


@task()
def bring_level(key: int) -> None:
    """As the change stands now: spread, or taken back."""
    levels.undo(key)
    levels.spread(key)


def daily() -> None:
    levels.owed()
