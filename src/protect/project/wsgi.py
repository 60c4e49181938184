"""The program as web servers call it.

A screen of an exercise keeps its request open for minutes (exercises/live.py), and a WSGI server gives each open request a
thread. So granian has many threads, nearly all asleep, and the program itself still runs in as few as before: what a
request does happens in one of ``AT_ONCE`` threads of ours, which alone hold connections to the database.
"""

from __future__ import annotations

import os
import stat
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any

from django.core.wsgi import get_wsgi_application

#: Requests that the program works on at a time, in each process.
AT_ONCE = 4

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "protect.project.settings")


class Few:
    """``program`` in few threads, whatever number of threads the server has; what it streams is read in the server's."""

    def __init__(self, program: Callable[..., Iterable[bytes]], at_once: int = AT_ONCE) -> None:
        self._program = program
        self._threads = ThreadPoolExecutor(at_once, thread_name_prefix="request")

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        return self._threads.submit(self._program, environ, start_response).result()


def lifeline() -> int | None:
    """The reading end of a pipe whose other end ``processes.serve`` shuts when it stops; None where there is none."""
    with suppress(KeyError, ValueError, OSError):
        number, inode = map(int, os.environ["SERVER_LIFELINE"].split(":"))
        found = os.fstat(number)
        # A process that was not forked has the variable and perhaps another file under the number.
        return number if stat.S_ISFIFO(found.st_mode) and found.st_ino == inode else None
    return None


def end_streams_with(pipe: int) -> threading.Thread:
    """Screens of exercises keep their requests open; a server that stops would wait for them to its last second."""
    from protect.exercises.live import hub

    def wait() -> None:
        with suppress(OSError):
            while os.read(pipe, 1):
                pass
        hub.close()

    waiting = threading.Thread(target=wait, name="lifeline", daemon=True)
    waiting.start()
    return waiting


application = Few(get_wsgi_application())
_pipe = lifeline()
if _pipe is not None:
    end_streams_with(_pipe)
