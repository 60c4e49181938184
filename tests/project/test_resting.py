"""A worker without a job rests in a small process, and wakes for whatever is to be done."""

from __future__ import annotations

import os
import time

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from protect.project import resting, worker

pytestmark = pytest.mark.django_db


def job(**values) -> DBTaskResult:
    return DBTaskResult.objects.create(
        task_path="protect.events.tasks.tell_registered", args_kwargs={"args": [], "kwargs": {}}, backend_name="default",
        queue_name="default", exception_class_path="", traceback="", run_after=timezone.now(), **values,
    )  # fmt: skip


def done_today(folder) -> None:
    (folder / worker.DAY_STAMP).write_text(timezone.localdate().isoformat())
    (folder / worker.MAIL_STAMP).touch()


def test_it_wakes_for_a_job(tmp_path):
    job(status="READY")
    assert resting.rest(tmp_path, sleep=lambda _seconds: None) == "a job"


def test_it_wakes_for_a_job_whose_worker_is_gone_and_sleeps_while_another_has_it(tmp_path):
    done_today(tmp_path)
    lease = worker.Lease(tmp_path, "other")
    job(status="RUNNING", worker_ids=["other"])
    assert not resting.has_lost(tmp_path)
    lease.release()
    assert resting.rest(tmp_path, sleep=lambda _seconds: None) == "a job without worker"
    assert worker.living(tmp_path) == []  # its own lease is given back


def test_it_wakes_when_a_clock_says_so_and_not_before(tmp_path, monkeypatch):
    # The connection belongs to the test.
    monkeypatch.setattr("django.db.close_old_connections", lambda: None)
    monkeypatch.setattr(resting, "FIRST_CLOCKS", 0.0)
    monkeypatch.setattr(resting, "CLOCKS_EVERY", 0.0)
    assert resting.rest(tmp_path) == "the daily job"
    done_today(tmp_path)
    slept = []

    def sleep(_seconds: float) -> None:
        assert worker.living(tmp_path)  # whoever asks is told that a worker is there
        slept.append(1)
        assert len(slept) < 10
        if len(slept) == 3:
            long_ago = time.time() - worker.OFTEN - 1
            os.utime(tmp_path / worker.MAIL_STAMP, (long_ago, long_ago))

    assert resting.rest(tmp_path, sleep=sleep) == "mails of the inbox"
    assert len(slept) == 3
