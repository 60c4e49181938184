"""Memory of server and job worker together with 5,000 spaces and 200,000 scores, after their pages were asked for 200 times.

Every page of ``benchmarks.pages`` in turn, and now and then a full report, whose typesetting stays in memory.
"""

from __future__ import annotations

import http.cookiejar
import json
import os
import re
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

from benchmarks.pages import ASSESSMENTS, SPACES

LIMIT_MIB = 300
REQUESTS = 200
EMAIL, PASSWORD = "person0@example.org", "only for this measurement"


def main() -> int:
    if "--fill" in sys.argv:
        fill_up(Path(sys.argv[sys.argv.index("--fill") + 1]))
        return 0
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port = one.getsockname()[1]
    base = f"http://127.0.0.1:{port}"
    with tempfile.TemporaryDirectory(prefix="protect-bench-") as folder:
        settings = {**os.environ, "PROTECT_ENV": "demo", "PROTECT_DATA": folder}
        # In a process of its own: what filling takes of memory is not the server's.
        subprocess.run([sys.executable, "-m", "benchmarks.memory", "--fill", folder], env=settings, check=True)
        addresses = json.loads((Path(folder) / "addresses.json").read_text(encoding="utf-8"))
        command = [sys.executable, "-m", "protect.project.cli", "serve", "--port", str(port)]
        server = subprocess.Popen(command, env=settings, stdout=subprocess.DEVNULL)
        try:
            wait(base + "/account/login/")
            begin = tree(server.pid)
            answered = ask(base, addresses)
            end = tree(server.pid)
        finally:
            server.terminate()
            server.wait(30)
    print(f"{'process':44} {'at start':>9} {'after':>9}   MiB of its own (PSS)")
    for pid, (name, size) in end.items():
        print(f"{name:44} {begin.get(pid, (name, 0.0))[1]:9.0f} {size:9.0f}")
    total = sum(size for _name, size in end.values())
    good = total <= LIMIT_MIB and answered == REQUESTS
    print(f"{'together':44} {sum(size for _n, size in begin.values()):9.0f} {total:9.0f}   limit {LIMIT_MIB}")
    print(f"\n{answered} of {REQUESTS} requests answered: {'good' if good else 'over the limit or not answered'}")
    return 0 if good else 1


def fill_up(folder: Path) -> None:
    """Database, static files and the addresses to ask for, in ``folder``."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "protect.project.settings"
    import django

    django.setup()
    from benchmarks.filling import fill
    from benchmarks.pages import pages
    from protect.organisations.models import User
    from protect.project.preparing import prepare

    prepare(folder)
    keys = fill(SPACES, ASSESSMENTS)
    lead = User.objects.get(email=EMAIL)
    lead.set_password(PASSWORD)
    lead.save()
    addresses = [address for name, address in pages(keys) if "audit log" not in name]  # for administrators only
    (folder / "addresses.json").write_text(json.dumps([*addresses, report(keys)]), encoding="utf-8")


def report(keys: dict[str, int]) -> str:
    from django.urls import reverse

    return reverse("reports:download", args=[keys["review"], "full"])


def wait(address: str) -> None:
    for _attempt in range(1200):
        try:
            urllib.request.urlopen(address, timeout=5)
            return
        except OSError:
            time.sleep(0.1)
    raise SystemExit("The server did not answer.")


def ask(base: str, addresses: list[str]) -> int:
    """Sign in as the lead of the large town and walk through the pages; how many were answered well."""
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))
    page = opener.open(base + "/account/login/").read().decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert token
    form = {"csrfmiddlewaretoken": token[1], "login": EMAIL, "password": PASSWORD}
    opener.open(
        urllib.request.Request(base + "/account/login/", urllib.parse.urlencode(form).encode(), {"Referer": base})
    )
    answered = 0
    for number in range(REQUESTS):
        address = addresses[number % len(addresses)]
        try:
            answer = opener.open(base + address)
        except urllib.error.HTTPError as error:
            print(f"{address}: {error.code}", file=sys.stderr)
            continue
        answer.read()
        # A page of sign-in in place of the one asked for would make the figure worthless.
        answered += "/account/login/" not in answer.geturl()
    return answered


def tree(pid: int) -> dict[int, tuple[str, float]]:
    """Name and proportional memory (MiB) of a process and all below it; what several share counts once."""
    found = {}
    for one in [pid, *below(pid)]:
        command = Path(f"/proc/{one}/cmdline").read_bytes().replace(b"\0", b" ").decode()
        name = "job worker" if "project.worker" in command else "web server" if "project.web" in command else "protect"
        pss = re.search(r"^Pss:\s+(\d+)", Path(f"/proc/{one}/smaps_rollup").read_text(), re.MULTILINE)
        found[one] = (f"{name} ({one})", int(pss[1]) / 1024 if pss else 0.0)
    return found


def below(pid: int) -> list[int]:
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == pid:
            found += [int(stat.parent.name), *below(int(stat.parent.name))]
    return found


if __name__ == "__main__":
    sys.exit(main())
