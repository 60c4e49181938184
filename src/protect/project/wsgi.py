"""The program as web servers call it.

A screen of an exercise keeps its request open for minutes (exercises/live.py), and a WSGI server gives each open request a
thread. So granian has many threads, nearly all asleep, and the program itself still runs in as few as before: what a
request does happens in one of ``AT_ONCE`` threads of ours, which alone hold connections to the database.
"""

from __future__ import annotations

import io
import os
import stat
import tempfile
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import IO, Any

from django.core.wsgi import get_wsgi_application

from protect.project.kept_pages import KeptPages

#: Requests that the program works on at a time, in each process.
AT_ONCE = 4

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "protect.project.settings")


class Few:
    """``program`` in few threads, whatever number of threads the server has; what it streams is read in the server's."""

    def __init__(self, program: Callable[..., Iterable[bytes]], at_once: int = AT_ONCE) -> None:
        self._program = program
        self._threads = ThreadPoolExecutor(at_once, thread_name_prefix="request")

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        body = arrived(environ)
        if body is None:
            start_response("413 Content Too Large", [("Content-Type", "text/plain"), ("Connection", "close")])
            return [b"This is too much for one request."]
        environ["wsgi.input"] = body
        return self._threads.submit(self._program, environ, start_response).result()


#: Bytes of a body that are kept in memory; what is longer waits on the disk.
IN_MEMORY, BLOCK = 64 * 1024, 256 * 1024


class Broken(io.RawIOBase):
    """What came of a body whose sender was lost: its end is an error, as it would be on the line."""

    def __init__(self, came: IO[bytes]) -> None:
        self._came = came

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        found = self._came.read(size)
        if not found and size:
            raise OSError("the sender was lost")
        return found

    def readline(self, size: int | None = -1) -> bytes:
        return self.read(-1 if size is None else size)


def arrived(environ: dict[str, Any]) -> Any:
    """The body of a request, as a file: it comes in while one of the server's many threads waits, so a slow line holds none
    of the few. None where it is longer than the program takes.
    """
    from django.conf import settings

    try:
        length = int(environ.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return io.BytesIO()
    if length <= 0:
        return environ["wsgi.input"]
    if length > settings.LARGEST_REQUEST:
        return None
    came: IO[bytes] = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 - closed with the request's last reference
    source, rest = environ["wsgi.input"], length
    with suppress(OSError):
        while rest:
            block = source.read(min(BLOCK, rest))
            if not block:
                break
            came.write(block)
            rest -= len(block)
    came.seek(0)
    return Broken(came) if rest else came


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


def keeping(program: Callable[..., Iterable[bytes]]) -> KeptPages:
    from django.conf import settings

    return KeptPages(
        program, settings.DATA, session_cookie=settings.SESSION_COOKIE_NAME, language_cookie=settings.LANGUAGE_COOKIE_NAME,
        languages=tuple(code for code, _name in settings.LANGUAGES),
    )  # fmt: skip


application = keeping(Few(get_wsgi_application()))
_pipe = lifeline()
if _pipe is not None:
    end_streams_with(_pipe)
