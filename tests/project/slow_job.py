"""A job that a test kills in the middle."""

from __future__ import annotations

import os
import time
from pathlib import Path

from django_tasks import task


@task()
def slow(path: str) -> None:
    with Path(path).open("a") as file:
        file.write("begun\n")
    if not os.environ.get("PROTECT_TEST_JOB_FAST"):
        time.sleep(60)
    with Path(path).open("a") as file:
        file.write("done\n")
