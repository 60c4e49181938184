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
#: Neither list, map, grid nor overview: it reads two whole documents, and builds the one that is not sealed yet.
WHOLE_DOCUMENTS = {"assessment: two versions"}


def main() -> int:
    if "--measure" in sys.argv:
        place = sys.argv.index("--measure")
        measure(Path(sys.argv[place + 1]), int(sys.argv[place + 2]), int(sys.argv[place + 3]))
        return 0
    share = 10 if "--quick" in sys.argv else 1
    figures = []
    for part in (10 * share, share):
        with tempfile.TemporaryDirectory(prefix="protect-bench-") as folder:
            command = [
                sys.executable,
                "-m",
                "benchmarks.pages",
                "--measure",
                folder,
                str(SPACES // part),
                str(ASSESSMENTS // part),
            ]
            subprocess.run(command, check=True)
            figures.append(json.loads((Path(folder) / "figures.json").read_text(encoding="utf-8")))
    small, large = figures
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


def measure(folder: Path, spaces: int, assessments: int) -> None:
    os.environ.update(
        PROTECT_ENV="test", PROTECT_DATA=str(folder), PROTECT_DATABASE_URL=f"sqlite:///{folder / 'bench.sqlite3'}",
        DJANGO_SETTINGS_MODULE="protect.project.settings",
    )  # fmt: skip
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from benchmarks.filling import fill
    from protect.organisations.models import User

    begun = time.perf_counter()
    keys = fill(spaces, assessments)
    print(
        f"{spaces} spaces, {assessments} assessments, {keys['scores']} scores in {time.perf_counter() - begun:.0f} s",
        flush=True,
    )
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
