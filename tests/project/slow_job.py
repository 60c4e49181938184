"""A job that a test kills in the middle, or that keeps memory for itself."""

from __future__ import annotations

import os
import time
from pathlib import Path

from django_tasks import task

KEPT: list[bytes] = []


@task()
def slow(path: str) -> None:
    with Path(path).open("a") as file:
        file.write("begun\n")
    KEPT.append(b"x" * (2**20 * int(os.environ.get("PROTECT_TEST_JOB_MIB", "0"))))
    if not os.environ.get("PROTECT_TEST_JOB_FAST"):
        time.sleep(60)
    with Path(path).open("a") as file:
        file.write("done\n")
