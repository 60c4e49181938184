"""Web server and job worker as children of one light process, which watches both, passes signals on and ends last."""

from __future__ import annotations

import http.client
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress

#: A worker that dies is started again, with a pause so that a broken one does not spin.
RESTART_PAUSE = 3.0
STOP_PATIENCE = 15.0
LOOK_EVERY = 0.1
#: Of each web process: for the requests that are worked on, those that wait, and a sleeping one for each open screen of an
#: exercise (exercises/live.py); only as many are made as are needed.
THREADS = 128


class ServerFailed(Exception):
    """The web server ended by itself; its own lines above say why."""


def serve(
    host: str, port: int, *, workers: int = 1, with_jobs: bool = True, ready: Callable[[], None] | None = None
) -> None:
    """Serve until SIGINT or SIGTERM. ``ready`` is called once the address answers.

    Raises ServerFailed if the web server ends by itself, for example because the port is taken.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "protect.project.settings")
    stopping: list[int] = []
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda caught, _frame: stopping.append(caught))
    # Whoever holds the other end reads its end as soon as this process stops, or is gone (wsgi.py).
    lifeline, held = os.pipe()
    inode = os.fstat(lifeline).st_ino
    web = _start(_web_command(host, port, workers), lifeline, SERVER_LIFELINE=f"{lifeline}:{inode}")
    os.close(lifeline)
    jobs = _start([sys.executable, "-m", "protect.project.worker"]) if with_jobs else None
    restart_at = 0.0
    try:
        while not stopping:
            if web.poll() is not None:
                raise ServerFailed(f"the web server ended by itself (is port {port} taken?).")
            if ready is not None and _answers(host, port):
                ready()
                ready = None
            if jobs is not None and jobs.poll() is not None:
                if not restart_at:
                    print("protect: the job worker ended and is started again.", file=sys.stderr)
                    restart_at = time.monotonic() + RESTART_PAUSE
                elif time.monotonic() > restart_at:
                    jobs, restart_at = _start([sys.executable, "-m", "protect.project.worker"]), 0.0
            time.sleep(LOOK_EVERY)
    finally:
        os.close(held)
        _stop([process for process in (web, jobs) if process is not None])


def _web_command(host: str, port: int, workers: int) -> list[str]:
    return [
        sys.executable, "-m", "protect.project.web", "--interface", "wsgi", "--host", host, "--port", str(port),
        "--workers", str(workers), "--blocking-threads", str(THREADS), "--backlog", "512", "--log-level", "warning",
        "--respawn-failed-workers", "--workers-kill-timeout", "10", "--no-ws", "protect.project.wsgi:application",
    ]  # fmt: skip


def _start(command: list[str], *handed_on: int, **settings: str) -> subprocess.Popen[bytes]:
    """A child in a group of its own (Ctrl+C reaches this process first), that ends if this process is killed."""
    environment = {**os.environ, **settings}
    return subprocess.Popen(
        command, start_new_session=True, preexec_fn=_end_with_parent, pass_fds=handed_on, env=environment
    )


def _end_with_parent() -> None:
    if sys.platform == "linux":
        import ctypes

        with suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(1, signal.SIGTERM)  # PR_SET_PDEATHSIG


def _stop(children: list[subprocess.Popen[bytes]]) -> None:
    for child in children:
        if child.poll() is None:
            child.terminate()
    deadline = time.monotonic() + STOP_PATIENCE
    for child in children:
        try:
            child.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            child.kill()


def _answers(host: str, port: int) -> bool:
    asked = "127.0.0.1" if host == "0.0.0.0" else host  # noqa: S104
    with suppress(OSError, http.client.HTTPException):
        connection = http.client.HTTPConnection(asked, port, timeout=5)
        connection.request("HEAD", "/account/login/", headers={"Host": "localhost"})
        return connection.getresponse().status < 500
    return False
