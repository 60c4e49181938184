"""A recording of a gigabyte comes in over a line that breaks half-way; slow viewers stand no other page in the way.

    python -m benchmarks.uploads            one gigabyte, with the memory of all processes of the server
    python -m benchmarks.uploads --mb 100   less

The server is the real one (granian and the worker, with a data folder of its own). The sender speaks tus over plain sockets:
it sends half of a piece, cuts the line, asks how far it came and goes on.
"""

from __future__ import annotations

import argparse
import base64
import http.client
import os
import re
import socket
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

PIECE = 8_000_000
MEMORY_LIMIT, PAGE_LIMIT = 200, 1.0
SECRET = "a long enough pass phrase"

PREPARE = f"""
from protect.project.cli import set_up
set_up()
from django.core.management import call_command
call_command("migrate", verbosity=0)
call_command("createcachetable", verbosity=0)
call_command("collectstatic", verbosity=0, interactive=False)
from django.utils import timezone
from protect.events import services as holding
from protect.organisations import audit
from protect.organisations.models import Membership, Organisation, User
from protect.recordings import services
town = Organisation.objects.create(name="Town", kind="municipality")
lead = User.objects.create_user("lead@town.example", {SECRET!r}, name="Lead")
Membership.objects.create(user=lead, organisation=town, role="administrator")
with audit.acting(lead, "benchmark"):
    event = holding.begin(town, "Event", "webinar", by=lead)
    made = services.begin(event, {{"title": "Big", "language": "en"}}, by=lead)
print(made.pk)
"""


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def family(pid: int) -> list[int]:
    """The process and all below it."""
    found, listed = [pid], Path(f"/proc/{pid}/task")
    for task in listed.glob("*/children"):
        for child in task.read_text().split():
            found += family(int(child))
    return found


def resident(pid: int) -> int:
    """KiB that belong to this process alone or are shared out to it."""
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:
        return 0
    return int(re.search(r"^Pss:\s+(\d+)", text, re.MULTILINE)[1])  # type: ignore[index]


class Peak(threading.Thread):
    """The greatest memory of the server's processes, looked at twenty times a second."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.pid, self.peak, self.rest, self.ended = pid, 0, 0, False

    def now(self) -> int:
        return sum(resident(one) for one in family(self.pid))

    def run(self) -> None:
        while not self.ended:
            self.peak = max(self.peak, self.now())
            time.sleep(0.05)


class Browser:
    """Signs in and keeps its cookies."""

    def __init__(self, port: int) -> None:
        self.port, self.cookies = port, dict[str, str]()

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> http.client.HTTPResponse:
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        line.request(method, path, body, sent)
        answer = line.getresponse()
        for cookie in answer.headers.get_all("Set-Cookie") or []:
            name, _is, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        return answer

    def sign_in(self) -> None:
        page = self.ask("GET", "/account/login/").read().decode()
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[1]  # type: ignore[index]
        form = urlencode({"login": "lead@town.example", "password": SECRET, "csrfmiddlewaretoken": token})
        answer = self.ask("POST", "/account/login/", form, Content_Type="application/x-www-form-urlencoded")
        assert answer.status == 302, answer.status
        answer.read()


def film(path: Path, size: int) -> None:
    """A real film, followed by a box of so many bytes that players pass over."""
    from protect.recordings.media import tools

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "protect.project.settings")
    source = [
        "-f",
        "lavfi",
        "-i",
        "testsrc2=size=640x360:rate=25:duration=20",
        "-c:v",
        "libx264",
        "-preset",
        "ultrafast",
    ]
    subprocess.run([tools.program(), "-v", "error", "-y", *source, str(path)], check=True)
    left = size - path.stat().st_size
    with path.open("ab") as file:
        file.write(b"\0\0\0\1free" + (left).to_bytes(8, "big"))
        file.truncate(size)


def send(browser: Browser, key: int, path: Path) -> tuple[float, int]:
    """Seconds, and bytes that were sent although they were there already."""
    size, began = path.stat().st_size, time.monotonic()
    token = browser.cookies.get("csrftoken", "")
    common = {"Tus_Resumable": "1.0.0", "X_CSRFToken": token}
    name = base64.b64encode(b"big.mp4").decode()
    made = browser.ask(
        "POST",
        f"/recordings/manage/{key}/uploads/",
        Upload_Length=str(size),
        Upload_Metadata=f"filename {name}",
        **common,
    )
    assert made.status == 201, (made.status, made.read()[:300])
    where, offset, cut, again = made.headers["Location"], 0, False, 0
    made.read()
    with path.open("rb") as file:
        while offset < size:
            file.seek(offset)
            data = file.read(PIECE)
            headers = {**common, "Content_Type": "application/offset+octet-stream", "Upload_Offset": str(offset)}
            if not cut and offset >= size // 2:
                cut = True
                _half(browser, where, data, headers)
                time.sleep(1)
                told = browser.ask("HEAD", where, **common)
                came = int(told.headers["Upload-Offset"])
                told.read()
                again += max(0, offset + len(data) // 2 - came)
                print(f"  cut at {offset + len(data) // 2:,} bytes; the server has {came:,} and goes on")
                offset = came
                continue
            answer = browser.ask("PATCH", where, data, **headers)
            assert answer.status == 204, (answer.status, answer.read()[:300])
            answer.read()
            offset = int(answer.headers["Upload-Offset"])
    return time.monotonic() - began, again


def _half(browser: Browser, where: str, data: bytes, headers: dict[str, str]) -> None:
    with socket.create_connection(("127.0.0.1", browser.port)) as line:
        lines = [f"PATCH {where} HTTP/1.1", f"Host: 127.0.0.1:{browser.port}", f"Content-Length: {len(data)}"]
        lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
        lines.append("Cookie: " + "; ".join(f"{name}={value}" for name, value in browser.cookies.items()))
        line.sendall("\r\n".join([*lines, "", ""]).encode() + data[: len(data) // 2])


def slow_viewers(browser: Browser, address: str, number: int) -> float:
    """The slowest of ten pages while so many viewers read the film at a drip."""
    held = []
    for _viewer in range(number):
        line = socket.create_connection(("127.0.0.1", browser.port))
        line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        cookie = "; ".join(f"{name}={value}" for name, value in browser.cookies.items())
        line.sendall(f"GET {address} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {cookie}\r\n\r\n".encode())
        line.recv(1)
        held.append(line)
    slowest = 0.0
    for _page in range(10):
        began = time.monotonic()
        assert browser.ask("GET", "/events/").read()
        slowest = max(slowest, time.monotonic() - began)
    for line in held:
        line.close()
    return slowest


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--mb", type=int, default=1000)
    size = parser.parse_args().mb * 10**6
    with tempfile.TemporaryDirectory(prefix="uploads-") as folder:
        port = free_port()
        environment = {
            **os.environ, "PROTECT_ENV": "demo", "PROTECT_DATA": folder, "PROTECT_DATABASE_URL": "", "PROTECT_LOG_LEVEL": "ERROR",
            "DJANGO_SETTINGS_MODULE": "protect.project.settings",
        }  # fmt: skip
        os.environ.update(environment)
        prepared = subprocess.run(
            [sys.executable, "-c", PREPARE], env=environment, capture_output=True, text=True, check=True
        )
        key = int(prepared.stdout.split()[-1])
        path = Path(folder) / "big.mp4"
        film(path, size)
        serve = f"from protect.project.processes import serve; serve('127.0.0.1', {port})"
        server = subprocess.Popen([sys.executable, "-c", serve], env=environment)
        try:
            measure(Browser(port), server.pid, key, path)
        finally:
            server.terminate()
            server.wait(30)


def measure(browser: Browser, pid: int, key: int, path: Path) -> None:
    for _second in range(120):
        try:
            browser.sign_in()
            break
        except (OSError, AssertionError):
            time.sleep(0.5)
    time.sleep(3)
    peak = Peak(pid)
    rest = peak.now()
    peak.start()
    seconds, again = send(browser, key, path)
    peak.ended = True
    peak.join()
    more = (peak.peak - rest) / 1024
    size = path.stat().st_size
    print(f"{size / 10**6:.0f} MB in {seconds:.1f} s ({size / 10**6 / seconds:.0f} MB/s), {again:,} bytes sent twice")
    print(f"memory of all processes: {rest / 1024:.0f} MiB before, {peak.peak / 1024:.0f} MiB at the most")
    print(f"the upload needs {more:.0f} MiB (limit {MEMORY_LIMIT}): {'kept' if more < MEMORY_LIMIT else 'MISSED'}")
    address = f"/recordings/manage/{key}/original/"
    for _second in range(600):
        answer = browser.ask("HEAD", address)
        answer.read()
        if answer.status == 200:
            break
        time.sleep(0.5)
    for number in (0, 4, 40):
        slowest = slow_viewers(browser, address, number)
        verdict = "kept" if slowest < PAGE_LIMIT else "MISSED"
        print(f"{number:3} slow readers: slowest of ten pages {slowest:.2f} s (limit {PAGE_LIMIT:.0f} s): {verdict}")


if __name__ == "__main__":
    main()
