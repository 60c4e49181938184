"""The job worker while there is nothing to do: the table of jobs and two clocks, and nothing of the program.

A worker that is ready for every job has the whole program in memory, more than a hundred MiB. Most of the day it has no
job. Then it is this: a third of the memory. As soon as there is something to do, the same process begins anew with
everything (``worker.py``), and after some minutes without a job it comes back here.
"""

from __future__ import annotations

import os
import secrets
import time
from collections.abc import Callable
from pathlib import Path

#: Seconds between two looks at the table of jobs, and at everything else.
LOOK_EVERY, CLOCKS_EVERY = 0.5, 20.0
#: A server that starts has other things to do: the first look at the clocks.
FIRST_CLOCKS = 30.0
#: Tables of these alone; the others are not even imported.
JOBS_ONLY = ["django.contrib.contenttypes", "django_tasks", "django_tasks_db"]


def set_up() -> None:
    """Django with the table of jobs; for a process that does nothing else."""
    import django
    from django.conf import settings

    settings.INSTALLED_APPS = JOBS_ONLY
    django.setup()


def rest(data: Path, *, sleep: Callable[[float], None] = time.sleep) -> str:
    """Returns why, as soon as there is something to do. Needs ``set_up``."""
    from django.db import DatabaseError, close_old_connections
    from django_tasks_db.models import DBTaskResult

    from protect.project.worker import Lease, is_due

    lease = Lease(data, f"{os.getpid()}-{secrets.token_hex(6)}")
    clocks_at = time.monotonic() + FIRST_CLOCKS
    try:
        while True:
            try:
                if DBTaskResult.objects.ready().exists():
                    return "a job"
                if has_lost(data):
                    return "a job without worker"
                if time.monotonic() >= clocks_at:
                    clocks_at = time.monotonic() + CLOCKS_EVERY
                    due = is_due(data) or ("a page" if schedule_is_due() else "")
                    if due:
                        return due
                    close_old_connections()
            except DatabaseError:
                # Not there for a moment: the next look finds the same.
                close_old_connections()
            sleep(LOOK_EVERY)
    finally:
        lease.release()


def schedule_is_due() -> bool:
    """Whether a public page is to be published or taken back: asked of the tables, because the models are not loaded."""
    from django.db import connection
    from django.utils import timezone

    now = connection.ops.adapt_datetimefield_value(timezone.now())
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT 1 FROM wagtailcore_revision WHERE approved_go_live_at < %s "
            "UNION ALL SELECT 1 FROM wagtailcore_page WHERE live AND expire_at < %s",
            [now, now],
        )
        return cursor.fetchone() is not None


def has_lost(data: Path) -> bool:
    """Whether a job counts as running that no living worker has."""
    from django_tasks_db.models import DBTaskResult

    from protect.project.worker import is_alive

    running = DBTaskResult.objects.running().values_list("worker_ids", flat=True)
    return any(not is_alive(data, workers[-1] if workers else "") for workers in running)
