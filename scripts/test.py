"""The whole suite, first on SQLite, then all that needs a database on a PostgreSQL of its own.

    python scripts/test.py                 both rounds, two processes each; PostgreSQL has what the database itself does
    python scripts/test.py -k spaces       what pytest understands goes to both rounds
    python scripts/test.py --only sqlite   one round (or: --only postgresql)
    python scripts/test.py --deep          on SQLite the tests marked deep: generated states by the thousand, faults,
                                           restores; on PostgreSQL everything that needs a database

The PostgreSQL runs from a temporary folder on a socket only its owner and root can reach, and is gone afterwards, also
after Ctrl-C. Where none can be had, this says so and tests/test_databases.py shows it as skipped.
"""

from __future__ import annotations

import argparse
import contextlib
import glob
import json
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PROCESSES = "2"
#: As many connections as PostgreSQL has when nobody changes it: what a transaction may lock grows with them.
FASTER = [
    "fsync=off", "synchronous_commit=off", "full_page_writes=off", "wal_level=minimal", "max_wal_senders=0",
    "autovacuum=off", "shared_buffers=128MB", "max_connections=100", "listen_addresses=", "jit=off",
]  # fmt: skip
NOTHING_COLLECTED = 5
#: A test that fails has one more try, after a moment (not those of minutes, see tests/conftest.py): browsers and processes
#: that are started beside others may be late. Who needed it is named in the summary ("RERUN") and counted in the last line.
AGAIN = ["--reruns", "1", "--reruns-delay", "2", "-rfEsR"]


class NoPostgres(Exception):
    """There is no PostgreSQL to test on; the text says why."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0], epilog="Other arguments go to pytest.")
    parser.add_argument("--only", choices=["sqlite", "postgresql"], help="run one round only")
    parser.add_argument("--deep", action="store_true", help="only the tests marked deep")
    wanted, arguments = parser.parse_known_args()
    given = arguments
    arguments = ["-m", "deep" if wanted.deep else "not deep", *given]
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    begun = time.perf_counter()
    counts: dict[str, Counter[str]] = {}
    codes: list[int] = []
    absent = ""
    with contextlib.ExitStack() as stack:
        postgres = ""
        if wanted.only != "sqlite":
            try:
                postgres = stack.enter_context(postgresql())
            except NoPostgres as error:
                absent = str(error)
                warn(absent)
                if wanted.only:
                    return 1
        if wanted.only != "postgresql":
            codes.append(run_round("sqlite", "sqlite:///:memory:", arguments, counts, absent))
        if postgres:
            if wanted.deep:
                arguments = list(given)
            codes.append(run_round("postgresql", postgres, arguments, counts, absent, deep=wanted.deep))
    if absent:
        warn(absent)
    print(closing_line(counts, time.perf_counter() - begun), flush=True)
    return next((code for code in codes if code not in {0, NOTHING_COLLECTED}), 0 if 0 in codes else NOTHING_COLLECTED)


def run_round(
    name: str, url: str, arguments: list[str], counts: dict[str, Counter[str]], absent: str, *, deep: bool = False
) -> int:
    print(f"\n=== Tests on {'SQLite' if name == 'sqlite' else 'PostgreSQL'} ===", flush=True)
    with tempfile.TemporaryDirectory(prefix="protect-tests-") as folder:
        result = Path(folder) / "counts.json"
        environment = {
            **os.environ,
            # Compiled once: two workers a round read three hundred files of tests, and a hundred processes the program.
            "PYTHONDONTWRITEBYTECODE": "",
            "PROTECT_DATABASE_URL": url,
            "PROTECT_TEST_ROUND": name,
            "PROTECT_TEST_NO_POSTGRESQL": absent,
            "PROTECT_TEST_COUNTS": str(result),
            "PROTECT_TEST_FOLDER": folder,
            "PROTECT_TEST_DEEP": "1" if deep else "",
        }
        command = [sys.executable, "-m", "pytest", "-q", "-n", PROCESSES, "--dist", "worksteal", *AGAIN, *arguments]
        code = subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode
        counts[name] = Counter(json.loads(result.read_text(encoding="utf-8"))) if result.exists() else Counter(error=1)
    return code


def closing_line(counts: dict[str, Counter[str]], seconds: float) -> str:
    """Both rounds in the form of pytest's own last line, so that a reader of that line sees everything."""
    total: Counter[str] = sum(counts.values(), Counter())
    words = [
        f"{total[word]} {word}"
        for word in ("failed", "passed", "skipped", "xfailed", "xpassed", "rerun")
        if total[word]
    ]
    if total["error"]:
        words.append(f"{total['error']} error{'s' * (total['error'] > 1)}")
    share = ", ".join(f"{name} {count['passed']}" for name, count in counts.items())
    return f"\n===== {', '.join(words) or 'no tests ran'} in {seconds:.2f}s ({share}) ====="


def warn(reason: str) -> None:
    line = "!" * 100
    print(f"\n{line}\nPOSTGRESQL IS NOT TESTED: {reason}\n{line}", file=sys.stderr, flush=True)


@contextlib.contextmanager
def postgresql() -> Iterator[str]:
    """Starts a throw-away server and yields its address in the form of PROTECT_DATABASE_URL."""
    programs = program_folder()
    owner = unprivileged_user()
    # Not the TMPDIR of the caller: a socket's path is limited to some 100 bytes and its owner must get through to it.
    folder = Path(tempfile.mkdtemp(prefix="protect-pg-", dir="/tmp"))
    server: subprocess.Popen[bytes] | None = None
    as_owner = {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []} if owner else {}
    environment = {"PATH": f"{programs}:/usr/bin:/bin", "LC_ALL": "C.UTF-8"}
    common = {"cwd": "/", "env": environment, **as_owner}
    try:
        if owner:
            os.chown(folder, owner.pw_uid, owner.pw_gid)
        made = subprocess.run(
            [f"{programs}/initdb", "-D", f"{folder}/data", "-U", "protect", "-A", "trust", "-E", "UTF8", "--no-sync"],
            capture_output=True, text=True, check=False, **common,
        )  # fmt: skip
        if made.returncode:
            raise NoPostgres(f"initdb failed: {(made.stderr or made.stdout).strip()}")
        options = [part for setting in FASTER for part in ("-c", setting)]
        with (folder / "server.log").open("wb") as log:
            server = subprocess.Popen(
                [f"{programs}/postgres", "-D", f"{folder}/data", "-k", str(folder), "-p", "5432", *options],
                stdout=log, stderr=subprocess.STDOUT,
                start_new_session=True,  # Ctrl-C shall reach pytest first and the server by us
                **common,
            )  # fmt: skip
        wait_until_ready(server, folder)
        yield f"postgresql://protect@/postgres?host={folder}&port=5432"
    finally:
        if server:
            stop(server)
        shutil.rmtree(folder, ignore_errors=True)


def wait_until_ready(server: subprocess.Popen[bytes], folder: Path) -> None:
    import psycopg

    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and server.poll() is None:
        with contextlib.suppress(psycopg.OperationalError):
            psycopg.connect(host=str(folder), port=5432, user="protect", dbname="postgres", connect_timeout=2).close()
            return
        time.sleep(0.1)
    log = (folder / "server.log").read_text(encoding="utf-8", errors="replace").strip().splitlines()
    raise NoPostgres(f"the server did not start: {log[-1] if log else 'no word from it in 30 seconds'}")


def stop(server: subprocess.Popen[bytes]) -> None:
    for request in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):  # fast, immediate, last resort
        if server.poll() is not None:
            return
        server.send_signal(request)
        with contextlib.suppress(subprocess.TimeoutExpired):
            server.wait(timeout=10)


def program_folder() -> str:
    """Folder with initdb and postgres: Debian keeps them off the PATH, one folder a version; the newest is taken."""
    folders = glob.glob("/usr/lib/postgresql/*/bin") + glob.glob("/usr/pgsql-*/bin")  # noqa: PTH207
    folders.sort(key=lambda folder: [int(part) for part in folder.replace("-", "/").split("/") if part.isdigit()])
    on_path = shutil.which("initdb")
    for folder in [*reversed(folders), *([str(Path(on_path).parent)] if on_path else [])]:
        if Path(folder, "initdb").exists() and Path(folder, "postgres").exists():
            return folder
    raise NoPostgres("it is not installed (Debian: apt install postgresql)")


def unprivileged_user() -> pwd.struct_passwd | None:
    """The server refuses to run as root: then the package's own user, or nobody. None: run as who we are."""
    if os.geteuid():
        return None
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    raise NoPostgres("we are root, which PostgreSQL refuses, and there is neither a user postgres nor nobody")


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
