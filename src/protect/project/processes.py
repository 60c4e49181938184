"""Server and job worker in one process tree: the worker is a child, starts again if it dies, and ends with the server."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress

#: A worker that dies is started again, with a pause so that a broken one does not spin.
RESTART_PAUSE = 3.0
STOP_PATIENCE = 15.0


class JobWorker:
    """The worker as a child process. It is watched from a thread of the server's process."""

    def __init__(self) -> None:
        self.process: subprocess.Popen[bytes] | None = None
        self.stopping = threading.Event()

    def start(self) -> None:
        threading.Thread(target=self._watch, daemon=True, name="job worker").start()

    def _watch(self) -> None:
        while not self.stopping.is_set():
            self.process = subprocess.Popen([sys.executable, "-m", "protect.project.worker"])
            self.process.wait()
            if not self.stopping.is_set():
                print("protect: the job worker ended and is started again.", file=sys.stderr)
                self.stopping.wait(RESTART_PAUSE)

    def stop(self) -> None:
        self.stopping.set()
        process = self.process
        if process is None or process.poll() is not None:
            return
        process.terminate()
        try:
            process.wait(STOP_PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()


def serve(
    host: str, port: int, *, workers: int = 1, with_jobs: bool = True, ready: Callable[[], None] | None = None
) -> None:
    """Serve until SIGINT or SIGTERM. ``ready`` is called once the address answers."""
    from granian.constants import Interfaces
    from granian.log import LogLevels
    from granian.server import Server

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "protect.project.settings")
    server = Server(
        "protect.project.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=4,
        backlog=512,
        log_level=LogLevels.warning,
        respawn_failed_workers=True,
        workers_kill_timeout=10,
    )
    jobs = JobWorker()
    if with_jobs:
        server.on_startup(jobs.start)
        server.on_shutdown(jobs.stop)
    if ready is not None:
        threading.Thread(target=_tell_when_ready, args=(host, port, ready), daemon=True).start()
    try:
        server.serve()
    finally:
        jobs.stop()


def _tell_when_ready(host: str, port: int, ready: Callable[[], None]) -> None:
    import http.client

    for _attempt in range(600):
        with suppress(OSError, http.client.HTTPException):
            connection = http.client.HTTPConnection(host if host != "0.0.0.0" else "127.0.0.1", port, timeout=5)  # noqa: S104
            connection.request("HEAD", "/account/login/", headers={"Host": "localhost"})
            connection.getresponse()
            ready()
            return
        time.sleep(0.05)
