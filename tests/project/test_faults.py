"""What a town fears: the power goes, a process is killed, the disk is full. Acknowledged is saved; nothing is half done."""

from __future__ import annotations

import errno
import http.client
import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from contextlib import closing, suppress
from pathlib import Path

import pytest
from django.db import OperationalError
from django.test import RequestFactory

from protect.web import faults
from tests.new_server import new_server
from tests.project.test_safekeeping import environment, run
from tests.project.test_serving import children, free_port
from tests.project.visiting import Visitor

KILLS = 100
PASSWORD = "a long pass phrase of berg"
FILL = f"""
from protect.organisations.models import Membership, Organisation, User
town = Organisation.objects.create(name="Berg", kind="municipality")
anna = User.objects.create_user("anna@example.org", "{PASSWORD}", name="Anna")
Membership.objects.create(user=anna, organisation=town, role="lead")
print(town.pk)
"""


# --- The page that says so


def raised(error, request):
    try:
        raise error
    except type(error):
        return faults.server_error(request)


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), 507),
        (OperationalError("database or disk is full"), 507),
        (OperationalError("database is locked"), 503),
        (OSError(errno.ENOENT, "No such file"), 500),
        (ValueError("disk is full of jokes"), 500),
    ],
)
def test_the_page_says_what_failed_and_gives_back_what_was_typed(error, status):
    request = RequestFactory().post("/", {"description": "Long <b>thoughts</b> on the square", "password": "secret1"})
    answer = raised(error, request)
    text = answer.content.decode()
    assert answer.status_code == status
    assert "Nothing was saved just now" in text
    assert "Long &lt;b&gt;thoughts&lt;/b&gt; on the square" in text and "secret1" not in text


def test_a_full_disk_is_found_below_the_error_of_the_rollback():
    inner = OSError(errno.EDQUOT, "Quota exceeded")
    outer = ValueError("cannot roll back")
    outer.__context__ = inner
    assert faults.status_of(outer) == 507


def test_a_script_gets_its_answer_as_json():
    request = RequestFactory().post("/", json.dumps({"x": 1}), content_type="application/json")
    answer = raised(OperationalError("database is locked"), request)
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert "send it again" in json.loads(answer.content)["error"]


# --- Killed under load


class Server:
    """``protect serve`` and whoever starts it again when it is gone, as systemd would."""

    def __init__(self, folder, **settings):
        self.folder, self.port, self.settings = folder, free_port(), settings
        self.ending = threading.Event()
        self.process = None
        self.start()
        self.keeper = threading.Thread(target=self.keep, daemon=True)
        self.keeper.start()

    def start(self):
        self.process = subprocess.Popen(
            [sys.executable, "-m", "protect.project.cli", "serve", "--port", str(self.port), "--workers", "2"],
            env=environment(self.folder, **self.settings), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip

    def keep(self):
        while not self.ending.wait(0.1):
            if self.process.poll() is not None:
                self.start()

    def answers(self, seconds=40):
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            with suppress(OSError, http.client.HTTPException):
                if Visitor(self.port).get("/account/login/")[0] == 200:
                    return
            time.sleep(0.1)
        raise AssertionError("the server did not answer in time")

    def end(self):
        self.ending.set()
        self.keeper.join()
        self.process.send_signal(signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(30)
        if self.process.poll() is None:
            self.process.kill()


class Load(threading.Thread):
    """Writes one thing after the other and keeps what was acknowledged."""

    def __init__(self, server, name, session, organisation):
        super().__init__(daemon=True)
        self.visitor = Visitor(server.port)
        self.visitor.cookies = dict(session.cookies)
        self.tag, self.organisation = name, organisation
        self.token = session.token("/spaces/new/")
        self.acknowledged: list[str] = []
        self.strange: list[tuple[int, str]] = []
        self.ending = threading.Event()

    def run(self):
        number = 0
        while not self.ending.is_set():
            number += 1
            try:
                self.one(number)
            except (OSError, http.client.HTTPException):
                time.sleep(0.05)

    def one(self, number):
        name = f"{self.tag} {number}"
        values = {"organisation": self.organisation, "name": name, "main_category": "square", "town": "Berg"}
        self.note(name, *self.visitor.post("/spaces/new/", values, self.token))

    def note(self, name, status, headers, text):
        if status == 302 and "login" not in headers["Location"]:
            self.acknowledged.append(name)
        elif status not in {502, 503}:
            self.strange.append((status, text[:3000]))


class Imports(Load):
    def one(self, number):
        place = {
            "type": "Feature",
            "properties": {"name": f"Import {number}", "place": "square"},
            "geometry": {"type": "Polygon", "coordinates": [[[x + number / 1e3, y] for x, y in CORNERS]]},
        }
        content = json.dumps({"type": "FeatureCollection", "features": [place]}).encode()
        name = f"file{number}.geojson"
        answer = self.visitor.upload(
            "/spaces/imports/", {"organisation": self.organisation}, "file", name, content, self.token
        )
        self.note(name, *answer)
        time.sleep(0.5)


CORNERS = [(24.0, 60.0), (24.0005, 60.0), (24.0005, 60.0005), (24.0, 60.0)]
AFTER = """
import json
from protect.organisations.models import AuditEntry
from protect.spaces.models import MapImport, Space
from django_tasks_db.models import DBTaskResult
print(json.dumps({
    "spaces": sorted(Space.objects.filter(main_category="square", town="Berg").values_list("name", flat=True)),
    "told": sorted(AuditEntry.objects.filter(verb="created", object_type="spaces.space").values_list("object_name", flat=True)),
    "imports": dict(MapImport.objects.values_list("file_name", "state")),
    "jobs": sorted(set(DBTaskResult.objects.values_list("status", flat=True))),
}))
"""


@pytest.mark.deep
def test_killed_a_hundred_times_under_load_loses_nothing(tmp_path, tmp_path_factory):
    folder = new_server(tmp_path_factory, tmp_path / "data")
    organisation = run(FILL, folder)
    server = Server(folder)
    loads: list[Load] = []
    try:
        server.answers()
        anna = Visitor(server.port).sign_in("anna@example.org", PASSWORD)
        loads = [Load(server, f"Square {letter}", anna, organisation) for letter in "ab"]
        loads.append(Imports(server, "imports", anna, organisation))
        for load in loads:
            load.start()
        kinds = random.Random(3)
        killed = {"web": 0, "job": 0, "all": 0}
        for _ in range(KILLS):
            before = sum(len(load.acknowledged) for load in loads)
            wanted = kinds.choices(["web", "job", "all"], [5, 3, 2])[0]
            killed[kill(server, wanted)] += 1
            deadline = time.monotonic() + 40
            # The next blow only when it writes again: a dead server cannot be killed.
            while sum(len(load.acknowledged) for load in loads) <= before + kinds.randrange(3):
                assert time.monotonic() < deadline, "it did not get up again"
                time.sleep(0.02)
    finally:
        for load in loads:
            load.ending.set()
        for load in loads:
            load.join(30)
        server.end()
    done = subprocess.run(
        [sys.executable, "-m", "protect.project.worker", "--batch"], env=environment(folder), timeout=120, check=False
    )
    assert done.returncode == 0
    after = json.loads(run(AFTER, folder))
    acknowledged = sorted(name for load in loads[:2] for name in load.acknowledged)
    print(f"killed {killed}; {len(acknowledged)} spaces and {len(loads[2].acknowledged)} imports acknowledged")
    assert sum(killed.values()) == KILLS and min(killed.values()) > 5
    assert set(acknowledged) <= set(after["spaces"])
    assert after["spaces"] == sorted(set(after["spaces"]))  # none twice
    assert after["told"] == after["spaces"]  # each with its entry in the trail, no entry without its space
    assert set(loads[2].acknowledged) <= set(after["imports"])
    assert (
        set(after["imports"].values()) == {"done"} and "RUNNING" not in after["jobs"] and "READY" not in after["jobs"]
    )
    assert not [one for load in loads for one in load.strange]
    with closing(sqlite3.connect(folder / "protect.sqlite3")) as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def kill(server, wanted):
    """SIGKILL to a web process, the job worker or everything; returns which it was.

    A worker killed a moment ago is started again by then or not, as the machine is busy: it has a moment for it.
    """
    deadline = time.monotonic() + 3
    while True:
        tree = children(server.process.pid)
        lines = {}
        for pid in tree:
            with suppress(OSError):
                lines[pid] = Path(f"/proc/{pid}/cmdline").read_bytes()
        jobs = [pid for pid, line in lines.items() if b"protect.project.worker" in line]
        web = [pid for pid, line in lines.items() if b"project.web" in line or b"multiprocessing" in line]
        if wanted == "all" or (jobs if wanted == "job" else len(web) > 1) or time.monotonic() > deadline:
            break
        time.sleep(0.05)
    if wanted == "job" and jobs:
        targets = jobs
    elif wanted == "web" and len(web) > 1:
        targets = [random.choice(web[1:])]
    else:
        wanted, targets = "all", [server.process.pid, *tree]
    for pid in targets:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    return wanted


# --- A full disk


@pytest.mark.deep
def test_a_full_disk_is_said_and_loses_nothing(tmp_path):
    """On a small disk of its own, in memory; mounting it takes the rights of root, in a name space of its own."""
    if os.geteuid() or not shutil.which("unshare"):
        pytest.skip("a disk of its own can only be mounted by root")
    folder = tmp_path / "disk"
    folder.mkdir()
    inside = subprocess.run(
        ["unshare", "--mount", sys.executable, "-m", "tests.project.full_disk", str(folder)],
        env={**environment(folder / "data"), "PYTHONPATH": os.pathsep.join([*sys.path])},
        capture_output=True, text=True, timeout=240, check=False,
    )  # fmt: skip
    if "cannot mount" in inside.stdout:
        pytest.skip("this machine does not let even root mount a disk")
    assert inside.returncode == 0, inside.stdout + inside.stderr
    assert "held" in inside.stdout
