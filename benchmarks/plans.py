"""10,000 actions of one town, on SQLite and PostgreSQL: table, board, time line and the levels of a space.

    python -m benchmarks.plans [--quick]      (--quick: a tenth of the actions)

200 spaces, one of them assessed; a quarter of the actions wait for another one, a third are late. What is timed is the whole
request with the reader's rights asked anew; median and best of the server's time, and the processor time of this process (on
a machine that does something else beside it, the honest figure for SQLite).
"""

from __future__ import annotations

import datetime as dt
import random
import statistics
import sys
import time
from typing import Any

from benchmarks.databases import measured_on_both

ACTIONS, SPACES = 10_000, 200
LIMIT_MS = 150.0
TIMES = 11


def main() -> int:
    if "--measure" in sys.argv:
        return measure(int(sys.argv[-1]))
    actions = ACTIONS // 10 if "--quick" in sys.argv else ACTIONS
    return measured_on_both("benchmarks.plans", actions)


def fill(count: int) -> dict[str, Any]:
    """One space is assessed and approved through the services; the actions are written at once."""
    from django.utils import timezone

    from protect.plans.models import Action, ActionScore, Ground
    from protect.plans.states import State
    from protect.spaces.models import Space
    from tests.plans.making import PlanTown

    chance = random.Random(20261130)
    town = PlanTown()
    spaces = [town.space]
    for number in range(SPACES - 1):
        spaces.append(
            Space.objects.create(organisation=town.organisation, name=f"Space {number:03}", main_category="square")
        )
    today = timezone.localdate()
    states = [*State.values, "running", "planned", "planned", "decided"]
    words = ["".join(chance.choices("abcdefghiklmnoprstu", k=chance.randint(3, 11))) for _number in range(2000)]
    rows = []
    for number in range(count):
        start = today + dt.timedelta(days=chance.randint(-400, 300))
        space = spaces[0] if number % 100 == 0 else chance.choice(spaces)
        rows.append(
            Action(
                organisation=town.organisation, space=space, assessment=town.assessment if space is spaces[0] else None,
                title=" ".join(chance.choices(words, k=6)), description=" ".join(chance.choices(words, k=60)),
                state=chance.choice(states), responsible=chance.choice([town.anna, town.bert, None]),
                responsible_name=chance.choice(["", "Roads department"]), cost_planned=chance.randint(0, 10**7),
                cost_spent=chance.randint(0, 10**6), starts_on=start if chance.random() < 0.9 else None,
                due_on=start + dt.timedelta(days=chance.randint(1, 300)) if chance.random() < 0.9 else None,
                progress=chance.randint(0, 100), created_by=town.lead,
            )
        )  # fmt: skip
    Action.objects.bulk_create(rows, batch_size=500)
    rows = list(Action.objects.order_by("pk"))
    through = Action.predecessors.through
    through.objects.bulk_create(
        through(from_action=rows[number], to_action=rows[number - chance.randint(1, 50)])
        for number in range(50, count)
        if chance.random() < 0.25
    )
    here = [one for one in rows if one.space_id == town.space.pk]
    Ground.objects.bulk_create(Ground(action=one, requirement=town.requirement) for one in here)
    scenario = town.assessment.scenarios.filter(applicable=True).first()
    now = timezone.now()
    ActionScore.objects.bulk_create(
        ActionScore(
            action=one, scenario=scenario, basis="residual" if one.state == "verified" else "target", rationale="Looked at.",
            probability=chance.randint(1, 5), consequence=chance.randint(1, 5), recorded_at=now,
        )
        for one in here
    )  # fmt: skip
    return {"town": town, "space": town.space, "action": here[0]}


def measure(count: int) -> int:
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection
    from django.test import Client
    from django.urls import reverse

    settings.ALLOWED_HOSTS = ["*"]
    call_command("migrate", verbosity=0)
    made = fill(count)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    space = made["space"].pk
    lead, owner = made["town"].lead, made["town"].anna
    pages = [
        ("board", lead, reverse("plans:board"), True),
        ("board of a space", lead, reverse("plans:board") + f"?space={space}", True),
        ("board of an owner", owner, reverse("plans:board") + "?flag=mine", True),
        ("table: blocked and overdue first", lead, reverse("plans:list"), True),
        ("table: last page", lead, reverse("plans:list") + "?page=999", True),
        ("table: blocked", lead, reverse("plans:list") + "?flag=blocked", True),
        ("table: words, by title", lead, reverse("plans:list") + "?q=ab&sort=title", True),
        ("time line: months", lead, reverse("plans:timeline"), True),
        ("time line: quarters, last page", lead, reverse("plans:timeline") + "?unit=quarter&page=999", True),
        ("levels of a space", lead, reverse("plans:levels", args=[space]), True),
        ("action", lead, reverse("plans:action", args=[made["action"].pk]), True),
        ("table as CSV", lead, reverse("plans:list") + "?format=csv", False),
    ]
    print(f"{count} actions in {SPACES} spaces")
    print(f"{'page':34} {'KB':>6} {'ms':>7} {'best':>7} {'cpu':>7}  (limit {LIMIT_MS:.0f} ms)")
    over = 0
    for what, person, where, limited in pages:
        client = Client()
        client.force_login(person, backend=settings.AUTHENTICATION_BACKENDS[-1])
        times, busy, size = [], [], 0
        for _time in range(TIMES if limited else 3):
            start, worked = time.perf_counter(), time.process_time()
            answer = client.get(where)
            times.append((time.perf_counter() - start) * 1000)
            busy.append((time.process_time() - worked) * 1000)
            if answer.status_code != 200:
                raise SystemExit(f"{where} answered {answer.status_code}")
            size = len(answer.content)
        median = statistics.median(times)
        slow = limited and median > LIMIT_MS
        over += slow
        told = "slow" if slow else "good" if limited else "no limit"
        print(
            f"{what:34} {size / 1000:6.0f} {median:7.1f} {min(times):7.1f} {statistics.median(busy):7.1f}  {told}",
            flush=True,
        )
    print(f"\n{len(pages)} pages, {over} over the limit.\n")
    return 1 if over else 0


if __name__ == "__main__":
    sys.exit(main())
