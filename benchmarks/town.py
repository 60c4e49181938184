"""The overview of a town and the inbox with 5,000 spaces, 2,000 assessments, 200,000 scores and 10,000 actions.

    python -m benchmarks.town [--quick]      (--quick: a tenth of the data)

Limits: 25 queries and 150 ms for the overview and its list, 40 queries and 150 ms for the inbox (it asks every domain), no
query but the cache's for the number in the head. Median of fifteen requests by Django's test client.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.pages import ASSESSMENTS, SPACES, TIMES, prepare

ACTIONS = 10_000
LIMITS = {"overview": (25, 150.0), "overview: list": (25, 150.0), "inbox": (40, 150.0), "inbox: number": (15, 50.0)}


def main() -> int:
    part = 10 if "--quick" in sys.argv else 1
    with tempfile.TemporaryDirectory(prefix="protect-bench-") as folder:
        prepare(Path(folder))
        return measure(part)


def measure(part: int) -> int:
    from django.core.management import call_command
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext
    from django.urls import reverse

    from benchmarks.filling import fill
    from protect.organisations.models import User

    call_command("migrate", verbosity=0)
    keys = fill(SPACES // part, ASSESSMENTS // part)
    actions(keys, ACTIONS // part)
    client = Client()
    client.force_login(User.objects.get(pk=keys["lead"]))
    town = [keys["organisation"]]
    addresses = {
        "overview": reverse("dashboard:town", args=town),
        "overview: list": reverse("dashboard:spaces", args=town) + "?state=never",
        "inbox": reverse("inbox:list"),
        "inbox: number": reverse("inbox:number"),
    }
    over = 0
    print(f"{'page':20} {'queries':>7} {'ms':>8} {'limits':>14}")
    for name, address in addresses.items():
        for _warm in range(2):
            assert client.get(address).status_code == 200, name
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        count, spent = len(queries), []
        for _time in range(TIMES):
            start = time.perf_counter()
            client.get(address)
            spent.append((time.perf_counter() - start) * 1000)
        median = statistics.median(spent)
        most, limit = LIMITS[name]
        good = count <= most and median <= limit
        over += not good
        print(f"{name:20} {count:7d} {median:8.1f} {most:6d} {limit:6.0f}  {'good' if good else 'OVER'}")
    return 1 if over else 0


def actions(keys: dict[str, int], number: int) -> None:
    from datetime import timedelta

    from django.utils import timezone

    from protect.plans.models import Action
    from protect.spaces.models import Space

    spaces = list(Space.objects.filter(organisation=keys["organisation"]).values_list("pk", flat=True))
    states = ["proposed", "decided", "planned", "running", "done", "verified", "dropped"]
    today = timezone.localdate()
    Action.objects.bulk_create(
        [
            Action(
                organisation_id=keys["organisation"], space_id=spaces[one % len(spaces)], title=f"Action {one}",
                state=states[one % 7], cost_planned=100_00 * one, due_on=today + timedelta(days=one % 400 - 100),
                responsible_id=keys["lead"] if one % 50 == 0 else None,
            )
            for one in range(number)
        ],
        batch_size=500,
    )  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
