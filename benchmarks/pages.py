"""Every list, map, grid and overview page with 5,000 spaces, 2,000 assessments and 200,000 scores, and with a tenth.

    python -m benchmarks.pages [--quick]      (--quick: a tenth of the data and a hundredth)

Each page is asked for through Django's test client (no network, everything else as it is): queries, and the median of
the server's time. The limits: 15 queries, 100 ms, and growing less than twofold from a tenth of the data.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

SPACES, ASSESSMENTS = 5000, 2000
MOST_QUERIES, MOST_MS, MOST_GROWTH = 15, 100.0, 2.0
#: Differences below this are noise of the machine, not growth.
NOISE_MS = 5.0
TIMES = 15
#: Both databases are measured in turn, and the better median counts: what else the machine did is not the page's fault.
ROUNDS = 2
#: Neither list, map, grid nor overview: it reads two whole documents, and builds the one that is not sealed yet.
WHOLE_DOCUMENTS = {"assessment: two versions"}


def main() -> int:
    if "--fill" in sys.argv or "--measure" in sys.argv:
        folder = Path(sys.argv[2])
        prepare(folder)
        measure(folder) if sys.argv[1] == "--measure" else fill_up(folder, int(sys.argv[3]))
        return 0
    share = 10 if "--quick" in sys.argv else 1
    found: dict[int, dict[str, tuple[int, float]]] = {10 * share: {}, share: {}}
    with tempfile.TemporaryDirectory(prefix="protect-bench-") as folder:
        for part in found:
            (Path(folder) / str(part)).mkdir()
            run("--fill", f"{folder}/{part}", str(part))
        for _round in range(ROUNDS):
            for part, figures in found.items():
                run("--measure", f"{folder}/{part}")
                for name, (queries, median) in json.loads(
                    (Path(folder) / str(part) / "figures.json").read_text()
                ).items():
                    figures[name] = (queries, min(median, figures.get(name, (0, median))[1]))
    small, large = found.values()
    limits = f"(limits {MOST_QUERIES}, {MOST_MS:.0f} ms, {MOST_GROWTH:.0f}x)"
    print(f"{'page':44} {'queries':>7} {'ms':>7} {'tenth':>7} {'growth':>7}  {limits}")
    over = 0
    for name, (queries, median) in large.items():
        before = small[name][1]
        growth = median / before if median - before > NOISE_MS else 1.0
        wrong = [
            text
            for text, bad in (
                ("queries", queries > MOST_QUERIES and name not in WHOLE_DOCUMENTS),
                ("slow", median > MOST_MS),
                ("grows", growth > MOST_GROWTH),
            )
            if bad
        ]
        over += bool(wrong)
        print(
            f"{name:44} {queries:7d} {median:7.1f} {before:7.1f} {median / before:7.2f}  {', '.join(wrong) or 'good'}"
        )
    print(f"\n{len(large)} pages, {over} over a limit.")
    return 1 if over else 0


def run(*arguments: str) -> None:
    """In a process of its own: settings and connections belong to one database."""
    subprocess.run([sys.executable, "-m", "benchmarks.pages", *arguments], check=True)


def prepare(folder: Path) -> None:
    os.environ.update(
        PROTECT_ENV="test", PROTECT_DATA=str(folder), PROTECT_DATABASE_URL=f"sqlite:///{folder / 'bench.sqlite3'}",
        DJANGO_SETTINGS_MODULE="protect.project.settings",
    )  # fmt: skip
    import django

    django.setup()


def fill_up(folder: Path, part: int) -> None:
    from django.core.management import call_command

    from benchmarks.filling import fill

    call_command("migrate", verbosity=0)
    begun = time.perf_counter()
    keys = fill(SPACES // part, ASSESSMENTS // part)
    (folder / "keys.json").write_text(json.dumps(keys), encoding="utf-8")
    print(
        f"{SPACES // part} spaces, {ASSESSMENTS // part} assessments, {keys['scores']} scores "
        f"in {time.perf_counter() - begun:.0f} s",
        flush=True,
    )


def measure(folder: Path) -> None:
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from protect.organisations.models import User

    keys = json.loads((folder / "keys.json").read_text(encoding="utf-8"))
    clients = {role: Client() for role in ("lead", "administrator")}
    for role, client in clients.items():
        client.force_login(User.objects.get(pk=keys[role]))
    figures = {}
    for name, address in pages(keys):
        client = clients["administrator" if "audit log" in name else "lead"]
        for _warm in range(2):
            answer = client.get(address)
            assert answer.status_code == 200, (name, address, answer.status_code)
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        count = len(queries)  # now: the next request empties the log
        spent = []
        for _time in range(TIMES):
            start = time.perf_counter()
            answer = client.get(address)
            b"".join(answer) if answer.streaming else answer.content
            spent.append((time.perf_counter() - start) * 1000)
        figures[name] = (count, statistics.median(spent))
    (folder / "figures.json").write_text(json.dumps(figures), encoding="utf-8")


def pages(keys: dict[str, int]) -> list[tuple[str, str]]:
    from django.urls import reverse

    def step(name: str, key: str = "review") -> tuple[str, str]:
        return f"assessment: {name}", reverse(f"assessments:{name.split()[0]}", args=[keys[key]])

    space, town = keys["space"], keys["organisation"]
    spaces, assessments = reverse("spaces:list"), reverse("assessments:list")
    return [
        ("front page", reverse("web:home")),
        ("spaces", spaces),
        ("spaces: last page", spaces + "?page=999"),
        ("spaces: search", spaces + "?q=space+0001"),
        ("spaces: filter and sort", spaces + "?category=square&sort=changed"),
        ("spaces: data of the list's map", reverse("spaces:map_list_data")),
        ("map: town's data in a window", reverse("spaces:map_context") + "?bbox=24.0,60.0,24.02,60.02"),
        ("space", reverse("spaces:detail", args=[space])),
        ("space: map editor", reverse("spaces:map_edit", args=[space])),
        ("space: data of its map", reverse("spaces:map_site_data", args=[space])),
        ("space: town around it", reverse("spaces:map_space_context", args=[space])),
        ("candidates", reverse("spaces:candidates")),
        ("candidates: search", reverse("spaces:candidates") + "?state=all&q=candidate+01"),
        ("imports", reverse("spaces:imports")),
        ("assessments", assessments),
        ("assessments: last page", assessments + "?page=999"),
        ("assessments: filter", assessments + "?state=approved&due=soon&q=space"),
        ("assessments: sort by date", assessments + "?sort=due"),
        step("detail"),
        step("preparation"),
        step("site"),
        step("measures"),
        step("scenarios"),
        ("assessment: scenario", reverse("assessments:scenario", args=[keys["review"], keys["row"]])),
        step("scoring", "scoring"),
        step("consensus", "consensus"),
        ("assessment: consensus of a row", reverse("assessments:consensus_row", args=[keys["review"], keys["row"]])),
        step("results"),
        ("assessment: level explained", reverse("assessments:explain", args=[keys["review"], keys["row"]])),
        step("approve"),
        step("detail of an approved one", "approved"),
        step("results of an approved one", "approved"),
        ("assessment: two versions", reverse("assessments:versions", args=[keys["newer"], keys["approved"]])),
        ("assessment: reports", reverse("reports:assessment", args=[keys["approved"]])),
        ("organisations", reverse("organisations:list")),
        ("organisation", reverse("organisations:detail", args=[town])),
        ("organisation: audit log", reverse("organisations:log", args=[town])),
        ("organisation: audit log, last page", reverse("organisations:log", args=[town]) + "?page=9999"),
        ("history of a space", reverse("organisations:history", args=["spaces.space", space])),
        ("sharing of a space", reverse("organisations:share", args=["spaces.space", space])),
    ]


if __name__ == "__main__":
    sys.exit(main())
