"""The job worker: django-tasks' database worker, and a lease by which the job of a killed worker returns.

Each worker holds a lock on a file of its own in the data folder for as long as it lives; the operating system lets go of
it however the worker ends. A running job whose worker's lock can be taken has lost its worker and goes back into the
queue. Jobs are written so that they may run twice.

What is converted for as long as a film takes has a queue of its own and a second thread (``recordings/tasks.py``), so that no
report waits for it; the work itself is done by a program beside it, at low priority.

A job that leaves the worker large (a big map extract) is followed by a fresh worker in the same process, because Python
gives little of its memory back. So is some time without a job: the fresh one rests (``resting.py``) until there is one.
"""

from __future__ import annotations

import fcntl
import logging
import os
import secrets
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any

log = logging.getLogger(__name__)

LEASES = "workers"
#: Files that say when the daily job was done, when a part of it failed, and when the inbox was mailed.
DAY_STAMP, FAILED_STAMP, MAIL_STAMP = "expired-on", "daily-failed", "inbox-mailed"
#: The queue of jobs that may take an hour.
LONG = "media"
#: Seconds between two looks for new jobs, and between two looks for jobs without worker.
INTERVAL, LOST_INTERVAL = 0.5, 20.0
#: Seconds between two mails of the inbox to those who want them at once.
OFTEN = 600.0
#: Seconds until the daily job is tried again when a part of it failed.
DAILY_AGAIN = 1800.0
#: Memory in MiB above which the worker begins anew after a job; without a job it has about 125.
LARGE = 160
#: Said to the process that shall have the whole program at once.
AWAKE = "--awake"
#: Seconds without a job after which the worker rests.
QUIET = 120.0


class Lease:
    """The lock of one worker. ``held`` says of any worker whether it lives."""

    def __init__(self, data: Path, worker: str) -> None:
        folder = data / LEASES
        folder.mkdir(parents=True, exist_ok=True)
        self.path = folder / worker
        self.file: IO[str] = self.path.open("w")
        fcntl.flock(self.file, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def release(self) -> None:
        self.path.unlink(missing_ok=True)
        self.file.close()


def is_alive(data: Path, worker: str) -> bool:
    """Whether the worker still holds its lease. A lease file without its holder is removed."""
    path = data / LEASES / worker
    if "/" in worker or not path.is_file():
        return False
    with path.open("r+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return True
        path.unlink(missing_ok=True)
        return False


def living(data: Path) -> list[str]:
    """Names of the workers that live on this machine."""
    folder = data / LEASES
    return [path.name for path in folder.glob("*") if is_alive(data, path.name)] if folder.is_dir() else []


def bring_back_lost_jobs(data: Path) -> int:
    """Put running jobs whose worker is gone back into the queue; returns how many."""
    from django_tasks_db.models import DBTaskResult

    found = 0
    for job in DBTaskResult.objects.running():
        worker = job.worker_ids[-1] if job.worker_ids else ""
        if not is_alive(data, worker):
            # Only if it is still with that worker: two workers may look at the same time.
            found += DBTaskResult.objects.filter(pk=job.pk, status="RUNNING", worker_ids=job.worker_ids).update(
                status="READY", started_at=None
            )
    return found


def run(data: Path, *, batch: bool = False) -> bool:
    """Work until told to stop (SIGTERM, SIGINT); with ``batch`` until the queue is empty. Needs Django set up.

    Returns whether it ended only because it had grown large or nothing was to be done, and wants to begin anew.
    """
    from django.db import DatabaseError, close_old_connections
    from django_tasks_db.management.commands.db_worker import Worker
    from django_tasks_db.models import DBTaskResult

    class RenewedWorker(Worker):
        grown = False
        #: When something was to be done for the last time; None while it is.
        busy_at: float | None = time.monotonic()

        def run_task(self, db_task_result: DBTaskResult) -> None:
            self.busy_at = None
            super().run_task(db_task_result)
            self.busy_at = time.monotonic()
            if not batch and memory() > LARGE:
                self.begin_anew()

        def begin_anew(self) -> None:
            """Not while a film is converted: that would begin anew, too."""
            if self.running and not long.running_task:
                self.grown, self.running = True, False

    name = f"{os.getpid()}-{secrets.token_hex(6)}"
    lease = Lease(data, name)

    options: dict[str, Any] = {
        "interval": INTERVAL, "batch": batch, "backend_name": "default", "startup_delay": False, "max_tasks": None,
        "worker_id": name,
    }  # fmt: skip
    worker = RenewedWorker(queue_names=["*"], excluded_queue_names=[] if batch else [LONG], **options)
    long = Worker(queue_names=[LONG], excluded_queue_names=[], **options)
    stop = threading.Event()

    def work_long() -> None:
        while not stop.is_set():
            try:
                long.run()
            except DatabaseError:
                log.exception("the look for long jobs failed and is repeated")
                stop.wait(LOST_INTERVAL)

    def look_after() -> None:
        while not stop.is_set():
            try:
                close_old_connections()
                bring_back_lost_jobs(data)
                _daily(data)
                _often(data)
                _by_the_clock()
                close_old_connections()
            except DatabaseError:
                # A busy database is no reason to give up looking: the next round finds the same.
                log.exception("the look for jobs without worker failed and is repeated")
            busy_at = worker.busy_at
            if busy_at is not None and time.monotonic() - busy_at > QUIET:
                worker.begin_anew()
            stop.wait(LOST_INTERVAL)

    caring = threading.Thread(target=look_after, daemon=True, name="leases")
    bring_back_lost_jobs(data)
    if not batch:
        worker.configure_signals()
        caring.start()
        # Not waited for at the end: a job that is under way returns by its lease.
        threading.Thread(target=work_long, daemon=True, name="long jobs").start()
    try:
        worker.run()
    finally:
        stop.set()
        if caring.is_alive():
            caring.join(LOST_INTERVAL)
        lease.release()
    return worker.grown


def memory() -> int:
    """Memory of this process in MiB; 0 where the system does not say."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    except (OSError, ValueError, IndexError):
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE") // 2**20


def is_due(data: Path) -> str:
    """What the clocks say; empty where nothing is due. Needs the settings and no more."""
    if _daily_is_due(data):
        return "the daily job"
    return "mails of the inbox" if _often_is_due(data) else ""


def _daily_is_due(data: Path) -> bool:
    from django.utils import timezone

    stamp, failed = data / DAY_STAMP, data / FAILED_STAMP
    if stamp.is_file() and stamp.read_text(encoding="ascii") == timezone.localdate().isoformat():
        return False
    return not (failed.is_file() and time.time() - failed.stat().st_mtime < DAILY_AGAIN)


def _often_is_due(data: Path) -> bool:
    stamp = data / MAIL_STAMP
    return not (stamp.is_file() and time.time() - stamp.stat().st_mtime < OFTEN)


def _daily(data: Path) -> None:
    """What has to happen once a day: what is overdue expires, the trail is marked, what is too old goes."""
    from django.utils import timezone

    from protect.assessments import services
    from protect.checklists.xlsform.arriving import forget_old as forget_collected
    from protect.events import tasks as events
    from protect.inbox import mails as inbox
    from protect.incidents import tasks as incidents
    from protect.newsletters import tasks as newsletters
    from protect.organisations import audit
    from protect.organisations.services.account import forget_sessions
    from protect.organisations.services.checkpoints import keep_and_mail
    from protect.organisations.services.joining import forget_requests
    from protect.organisations.services.retention import carry_out
    from protect.overlays import tasks as overlays
    from protect.peers import services as peers
    from protect.practices import tasks as practices
    from protect.recordings import tasks as recordings
    from protect.reminders import tasks as reminders
    from protect.reports import sealed
    from protect.respondents.services import forget_old as forget_respondents
    from protect.search import indexing as search
    from protect.spaces.imports.copying import forget_old as forget_tables

    if not _daily_is_due(data):
        return
    stamp, failed, today = data / DAY_STAMP, data / FAILED_STAMP, timezone.localdate().isoformat()
    steps: list[Callable[[], Any]] = [
        services.expire_overdue, reminders.daily, incidents.daily, inbox.daily, overlays.daily, events.daily,
        newsletters.daily, peers.publish, practices.daily, recordings.daily, sealed.make_owed, keep_and_mail,
        carry_out, forget_requests, forget_respondents, forget_sessions, forget_tables, forget_collected,
        search.tidy,
    ]  # fmt: skip
    with audit.acting(None, "daily job"):
        wrong = [step for step in steps if not _done(step)]
    if wrong:
        failed.write_text(today, encoding="ascii")
        return
    failed.unlink(missing_ok=True)
    stamp.write_text(today, encoding="ascii")


def _done(step: Callable[[], Any]) -> bool:
    """One part of the daily job; where it fails the others go on, and all are asked again later: each may run twice."""
    try:
        step()
    except Exception:
        log.exception("%s.%s failed; the daily job is repeated", step.__module__, step.__name__)
        return False
    return True


def _often(data: Path) -> None:
    """Every ten minutes: mails of the inbox to those who want them at once."""
    if not _often_is_due(data):
        return
    from protect.inbox import mails
    from protect.organisations import audit

    (data / MAIL_STAMP).touch()
    with audit.acting(None, "mails of the inbox"):
        mails.often()


def _by_the_clock() -> None:
    """Every twenty seconds: public pages that an editor wants published or taken back at a time."""
    from protect.organisations import audit
    from protect.pages.services import publish_due

    with audit.acting(None, "schedule of pages"):
        publish_due()


def main() -> None:
    """``python -m protect.project.worker``: the worker as a process of its own."""
    from protect.project.cli import set_up

    batch = "--batch" in sys.argv
    if not batch and AWAKE not in sys.argv:
        from protect.project import resting

        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "protect.project.settings")
        from django.conf import settings

        resting.set_up()
        resting.rest(settings.DATA)
        _become(AWAKE)
    set_up()
    from django.conf import settings

    if run(settings.DATA, batch=batch):
        _become()


def _become(*arguments: str) -> None:
    """The same process number: whoever watches this worker has nothing to do."""
    os.execv(sys.executable, [sys.executable, "-m", "protect.project.worker", *arguments])  # noqa: S606


if __name__ == "__main__":
    main()
