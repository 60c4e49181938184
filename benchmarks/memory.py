"""Memory of server and job worker together, after the demonstration's pages were asked for many times."""

from __future__ import annotations

import http.cookiejar
import os
import re
import socket
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request
from pathlib import Path

LIMIT_MIB = 300
REQUESTS = 200


def main() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port = one.getsockname()[1]
    base = f"http://127.0.0.1:{port}"
    with tempfile.TemporaryDirectory(prefix="protect-bench-") as folder:
        settings = {**os.environ, "PROTECT_DATA": folder}
        command = [sys.executable, "-m", "protect.project.cli", "demo", "--port", str(port)]
        server = subprocess.Popen(command, env=settings, stdout=subprocess.DEVNULL)
        try:
            wait(base + "/account/login/")
            begin = tree(server.pid)
            ask(base)
            end = tree(server.pid)
        finally:
            server.terminate()
            server.wait(30)
    print(f"{'process':44} {'at start':>9} {'after':>9}   MiB of its own (PSS)")
    for pid, (name, size) in end.items():
        print(f"{name:44} {begin.get(pid, (name, 0.0))[1]:9.0f} {size:9.0f}")
    total = sum(size for _name, size in end.values())
    print(f"{'together':44} {sum(size for _n, size in begin.values()):9.0f} {total:9.0f}   limit {LIMIT_MIB}")
    return 1 if total > LIMIT_MIB else 0


def wait(address: str) -> None:
    for _attempt in range(1200):
        try:
            urllib.request.urlopen(address, timeout=5)
            return
        except OSError:
            time.sleep(0.1)
    raise SystemExit("The server did not answer.")


def ask(base: str) -> None:
    """Sign in as the demonstration's lead and walk through every page the front pages lead to."""
    from protect.project.demo.accounts import ACCOUNTS

    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))
    lead = next(one for one in ACCOUNTS if one.email.startswith("lead@"))
    page = opener.open(base + "/account/login/").read().decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert token
    form = {"csrfmiddlewaretoken": token[1], "login": lead.email, "password": lead.password}
    opener.open(
        urllib.request.Request(base + "/account/login/", urllib.parse.urlencode(form).encode(), {"Referer": base})
    )
    waiting, seen = ["/", "/spaces/", "/assessments/"], set()
    for _request in range(REQUESTS):
        address = waiting.pop(0) if waiting else next(iter(seen))
        seen.add(address)
        try:
            answer = opener.open(base + address)
        except urllib.error.HTTPError:
            continue
        body = answer.read()
        if "text/html" in answer.headers.get("Content-Type", ""):
            for link in re.findall(r'href="(/[^"#?]*)', body.decode()):
                if link not in seen and link not in waiting and not link.startswith(("/static", "/account")):
                    waiting.append(link)


def tree(pid: int) -> dict[int, tuple[str, float]]:
    """Name and proportional memory (MiB) of a process and all below it; what several share counts once."""
    found = {}
    for one in [pid, *below(pid)]:
        command = Path(f"/proc/{one}/cmdline").read_bytes().replace(b"\0", b" ").decode()
        name = "job worker" if "project.worker" in command else "web server" if "granian" in command else "protect"
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
