"""A public page from what is kept, beside the same kind of page of pretalx, by wrk on this machine.

    python -m benchmarks public [--seconds N]

Ours: the page of a published event with a programme, and the public home, from a server as ``protect serve`` starts it with one
web process. pretalx 2025.2 (Apache 2.0, an events page of the same kind): the schedule of its own sample event with SQLite, two
gunicorn processes, its own settings. Requests a second; wrk runs beside the servers on the same cores. pretalx lives in an
environment of its own, which this makes from requirements-pretalx.txt where it is missing.
"""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PEER = ROOT / ".venv-pretalx"
LIMIT = 1000.0
CONFIG = """[filesystem]
data = {folder}
static = {folder}/static
[database]
backend = sqlite3
name = {folder}/db.sqlite3
[site]
debug = false
url = http://127.0.0.1:{port}
"""

ADMINISTRATOR = """
import django; django.setup()
from pretalx.person.models import User
User.objects.create_superuser(email="admin@example.org", password="only for this measurement")
"""


def main() -> int:
    if "--fill" in sys.argv:
        fill()
        return 0
    if shutil.which("wrk") is None:
        print("wrk is missing (Debian: apt install wrk).", file=sys.stderr)
        return 2
    seconds = int(sys.argv[sys.argv.index("--seconds") + 1]) if "--seconds" in sys.argv else 8
    with tempfile.TemporaryDirectory(prefix="protect-public-") as folder:
        ours = measure_ours(Path(folder), seconds)
        peers = measure_pretalx(Path(folder) / "pretalx", seconds)
    print(f"{'page':28} {'requests/s':>12} {'limit':>8}")
    worst = 0
    for name, found in ours.items():
        good = found >= LIMIT
        worst = worst or int(not good)
        print(f"{'ours: ' + name:28} {found:12.0f} {LIMIT:8.0f}  {'good' if good else 'BELOW THE LIMIT'}")
    for name, found in peers.items():
        print(f"{'pretalx: ' + name:28} {found:12.0f} {'':8}  ours is {ours['event'] / found:.0f} times that")
    return worst


def fill() -> None:
    """In a process with the settings of the server."""
    from protect.project.cli import set_up

    set_up()
    from django.conf import settings

    from protect.project.preparing import prepare

    prepare(settings.DATA, verbose=False)
    from benchmarks.events import fill as events

    events(20)
    from protect.pages import services

    services.begin().get_latest_revision().publish()


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def wait_for(address: str, seconds: float = 120) -> str:
    end = time.monotonic() + seconds
    while True:
        try:
            with urllib.request.urlopen(address, timeout=20) as answer:
                return str(answer.read().decode())
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.5)


def wrk(address: str, seconds: int) -> float:
    wait_for(address)
    command = ["wrk", "-t1", "-c16", f"-d{seconds}s", address]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    wrong = re.search(r"Non-2xx or 3xx responses: (\d+)", said)
    assert wrong is None, f"{address}: {wrong[0] if wrong else ''}"
    found = re.search(r"Requests/sec:\s+([\d.]+)", said)
    assert found, said
    return float(found[1])


def measure_ours(folder: Path, seconds: int) -> dict[str, float]:
    port = free_port()
    settings = {**os.environ, "PROTECT_ENV": "demo", "PROTECT_DATA": str(folder / "ours")}
    subprocess.run([sys.executable, "-m", "benchmarks.public", "--fill"], env=settings, check=True, cwd=ROOT)
    command = [sys.executable, "-m", "protect.project.cli", "serve", "--port", str(port)]
    server = subprocess.Popen(command, env=settings)
    try:
        base = f"http://127.0.0.1:{port}"
        found = re.search(r'href="(/events/\d+/)"', wait_for(f"{base}/events/?when=all"))
        assert found, "no event is listed"
        return {"home": wrk(f"{base}/", seconds), "event": wrk(base + found[1], seconds)}
    finally:
        server.terminate()
        server.wait(30)


def measure_pretalx(folder: Path, seconds: int) -> dict[str, float]:
    if not (PEER / "bin/python").exists():
        subprocess.run(
            ["sh", "scripts/environment.sh", "requirements-pretalx.txt", str(PEER / ".stamp"), PEER.name],
            cwd=ROOT,
            check=True,
        )
    folder.mkdir()
    port = free_port()
    config = folder / "pretalx.cfg"
    config.write_text(CONFIG.format(folder=folder, port=port), encoding="utf-8")
    settings = {**os.environ, "PRETALX_CONFIG_FILE": str(config), "DJANGO_SETTINGS_MODULE": "pretalx.settings"}
    python = str(PEER / "bin/python")
    # Its wheel comes without the built scripts; the page names one, and nothing asks for it here.
    (folder / "static").mkdir()
    (folder / "static/pretalx-manifest.json").write_text(
        '{"src/main.js": {"file": "main.js", "css": [], "imports": []}}'
    )
    make = [
        ["-m", "pretalx", "migrate"],
        ["-m", "pretalx", "collectstatic", "--noinput"],
        ["-c", ADMINISTRATOR],
        ["-m", "pretalx", "create_test_event", "--stage", "schedule"],
    ]
    for step in make:
        subprocess.run([python, *step], env=settings, check=True, cwd=folder, capture_output=True)
    command = [
        python,
        "-m",
        "gunicorn",
        "pretalx.wsgi",
        "--workers",
        "2",
        "--bind",
        f"127.0.0.1:{port}",
        "--log-level",
        "error",
    ]
    server = subprocess.Popen(command, env=settings, cwd=folder)
    try:
        base = f"http://127.0.0.1:{port}/democon"
        return {"event": wrk(f"{base}/", seconds), "schedule": wrk(f"{base}/schedule/", seconds)}
    finally:
        server.terminate()
        server.wait(30)


if __name__ == "__main__":
    sys.exit(main())
