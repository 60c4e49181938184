"""Server and worker as one process tree; a killed worker's job returns."""

from __future__ import annotations

import http.client
import os
import select
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.new_server import new_server

SOURCE = str(Path(__file__).parents[2] / "src")


def environment(folder, **settings):
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PROTECT_", "DJANGO_"))}
    return {**kept, "PYTHONPATH": SOURCE, "PROTECT_ENV": "demo", "PROTECT_DATA": str(folder), **settings}


def run(code, folder):
    begin = (
        "import os; os.environ['DJANGO_SETTINGS_MODULE'] = 'protect.project.settings'; import django; django.setup()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", begin + code],
        env=environment(folder), capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.fixture(scope="module")
def prepared(tmp_path_factory):
    return new_server(tmp_path_factory, tmp_path_factory.mktemp("data"))


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def alive(pid: int) -> bool:
    """Running, and not a zombie that only waits to be collected."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def children(pid: int) -> list[int]:
    """All processes below ``pid``."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == pid:
            found += [int(stat.parent.name), *children(int(stat.parent.name))]
    return found


#: Requests whose end two programs in a row could see in different places.
UNCLEAR = [
    b"Content-Length: 5\r\nContent-Length: 6",
    b"Content-Length: +5",
    b"Transfer-Encoding: chunked, identity",
    b"Transfer-Encoding : chunked",
]


def is_refused(port: int, head: bytes) -> bool:
    with socket.create_connection(("127.0.0.1", port), timeout=20) as one:
        one.sendall(b"POST /account/login/ HTTP/1.1\r\nHost: localhost\r\n" + head + b"\r\n\r\nlogin")
        return one.recv(100).startswith((b"HTTP/1.1 400", b"HTTP/1.0 400")) or not one.recv(1)


TABLE = """
from protect.exercises import services
from protect.organisations import audit
from protect.organisations.models import Organisation
town, _made = Organisation.objects.get_or_create(name="Town", kind="municipality")  # the test may have a second try
with audit.acting(None, "test"):
    made = services.begin(town, "Shots", by=None, threat="firearms")
    services.change(made, {"objectives": "Decide together.", "situation": "A market."})
    services.save_function(made, {"label": "Police", "task": ""})
    message = {"title": "Shots", "text": "People run.", "minute": 0, "channel": "radio", "to": None}
    services.save_inject(made, message, ["Lead people out."])
    made = services.make_ready(made)
    print(services.join(services.add_run(made, "baseline"), made.functions.get(), "")[1])
"""


def test_screens_end_with_the_pipe_of_the_server_that_stops():
    from protect.exercises.live import Hub
    from protect.project import wsgi

    read, write = os.pipe()
    hub, had = Hub(), wsgi.os.environ.get("SERVER_LIFELINE")
    assert had is None and wsgi.lifeline() is None
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SERVER_LIFELINE", f"{read}:{os.fstat(read).st_ino + 1}")
        assert wsgi.lifeline() is None  # some other file under that number
        patch.setenv("SERVER_LIFELINE", f"{read}:{os.fstat(read).st_ino}")
        assert wsgi.lifeline() == read
        patch.setattr("protect.exercises.live.hub", hub)
        waiting = wsgi.end_streams_with(read)
    assert not hub._closed
    os.close(write)
    waiting.join(10)
    os.close(read)
    assert not waiting.is_alive() and hub._closed


@pytest.mark.slow
def test_server_and_worker_start_answer_and_end_together(prepared):
    port, secret = free_port(), run(TABLE, prepared)
    server = subprocess.Popen(
        [sys.executable, "-m", "protect.project.cli", "serve", "--port", str(port)],
        env=environment(prepared), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        readable, _, _ = select.select([server.stdout], [], [], 30)
        assert readable, "the server did not say that it answers"
        assert f":{port}/" in server.stdout.readline()
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        connection.request("GET", "/account/login/")
        assert connection.getresponse().status == 200
        assert all(is_refused(port, head) for head in UNCLEAR)
        tree = children(server.pid)
        workers = [pid for pid in tree if b"protect.project.worker" in Path(f"/proc/{pid}/cmdline").read_bytes()]
        assert len(workers) == 1
        assert resident(server.pid) + sum(map(resident, tree)) < 300
        # A screen of an exercise is open: its stream is brought to an end, not cut off with the process that held it.
        screen = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        screen.request("GET", f"/exercises/table/{secret}/news/", headers={"Accept": "text/event-stream"})
        stream = screen.getresponse()
        assert stream.readline() == b"retry: 1500\n" and stream.chunked
        server.send_signal(signal.SIGTERM)
        stream.read()  # raises IncompleteRead where the last chunk is missing
        server.wait(30)
        deadline = time.monotonic() + 20
        while any(map(alive, tree)) and time.monotonic() < deadline:
            time.sleep(0.1)
        assert not any(map(alive, tree))
    finally:
        if server.poll() is None:
            server.kill()


@pytest.mark.slow
def test_the_job_of_a_killed_worker_is_done_by_the_next(prepared, tmp_path):
    proof = tmp_path / "proof"
    run(ENQUEUE.format(str(proof)), prepared)
    first = subprocess.Popen([sys.executable, "-m", "protect.project.worker"], env=environment(prepared, **JOBS))
    try:
        wait_for(lambda: proof.exists() and proof.read_text().count("begun") == 1)
        first.kill()
        first.wait(10)
        assert "done" not in proof.read_text()
        second = subprocess.run(
            [sys.executable, "-m", "protect.project.worker", "--batch"],
            env=environment(prepared, **JOBS, PROTECT_TEST_JOB_FAST="1"), timeout=60, check=False,
        )  # fmt: skip
        assert second.returncode == 0
        assert proof.read_text().count("begun") == 2
        assert "done" in proof.read_text()
    finally:
        first.kill()


JOBS = {"PYTHONPATH": f"{SOURCE}{os.pathsep}{Path(__file__).parent}"}
ENQUEUE = (
    f"import sys; sys.path.insert(0, {str(Path(__file__).parent)!r})\nimport slow_job; slow_job.slow.enqueue({{0!r}})"
)


def wait_for(condition, seconds=30):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.1)


def test_a_living_worker_keeps_its_job(tmp_path):
    from protect.project.worker import Lease, is_alive, living

    lease = Lease(tmp_path, "one")
    code = f"""
import sys; sys.path.insert(0, {SOURCE!r})
from pathlib import Path
from protect.project.worker import is_alive
print(is_alive(Path({str(tmp_path)!r}), 'one'))
"""
    other = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert other.stdout.strip() == "True"
    lease.release()
    assert not is_alive(tmp_path, "one")
    assert living(tmp_path) == []
    assert not is_alive(tmp_path, "../outside")


@pytest.mark.slow
def test_a_worker_that_has_grown_begins_anew_in_the_same_process_and_goes_on(prepared, tmp_path):
    proof = tmp_path / "proof"
    settings = {**JOBS, "PROTECT_TEST_JOB_FAST": "1", "PROTECT_TEST_JOB_MIB": "150"}
    worker = subprocess.Popen([sys.executable, "-m", "protect.project.worker"], env=environment(prepared, **settings))
    try:
        for number in (1, 2):
            run(ENQUEUE.format(str(proof)), prepared)
            wait_for(lambda number=number: proof.exists() and proof.read_text().count("done") == number)
            wait_for(lambda: resident(worker.pid) < 90)
        assert worker.poll() is None
        worker.terminate()
        assert worker.wait(20) in {0, -signal.SIGTERM}  # the latter while it still starts
    finally:
        worker.kill()


def resident(pid):
    """MiB of memory of a process."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") // 2**20


def test_the_process_that_watches_server_and_worker_loads_no_arithmetic():
    code = (
        "import sys; from protect.project import cli; cli._load(); "
        "print(*sorted({'django.db', 'numpy', 'scipy', 'shapely'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": SOURCE}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout.strip() == ""


def test_server_and_worker_load_the_heavy_arithmetic_only_when_it_is_asked_for(prepared):
    """Every module of scipy at once is 70 MiB in each process, and seconds at the start."""
    heavy = "import sys; from django.urls import get_resolver; get_resolver().url_patterns\n"
    told = run(
        heavy + "print(*sorted({'scipy', 'matplotlib', 'jupedsim', 'pysovist', 'typst'} & set(sys.modules)))", prepared
    )
    assert told == ""
