"""10,000 entries of the incident log of one town at 200 spaces, on SQLite and PostgreSQL: the list as its reader asks for it.

    python -m benchmarks.again [--quick]      (--quick: a tenth of the entries)

What is timed is the whole request with the reader's rights asked anew. Median and best of the server's time; the CSV with all
entries is a file, beside the limit.
"""

from __future__ import annotations

import datetime as dt
import random
import statistics
import sys
import time

from benchmarks.databases import measured_on_both

ENTRIES, SPACES = 10_000, 200
LIMIT_MS = 150.0
TIMES = 11


def main() -> int:
    if "--measure" in sys.argv:
        return measure(int(sys.argv[-1]))
    entries = ENTRIES // 10 if "--quick" in sys.argv else ENTRIES
    return measured_on_both("benchmarks.again", entries)


def fill(entries: int) -> None:
    from django.utils import timezone

    from protect.incidents.models import Incident, Kind, MeasureResult
    from protect.incidents.states import State
    from protect.organisations.models import Membership, Organisation, Role, User
    from protect.reference import services as reference
    from protect.reference import terms
    from protect.spaces.models import Space

    chance = random.Random(300)
    reference.sync()
    town = Organisation.objects.create(name="Town", kind="municipality")
    person = User.objects.create(email="lead@example.org", name="Lead", password="!")
    Membership.objects.create(user=person, organisation=town, role=Role.LEAD)
    words = ["".join(chance.choices("abcdefghiklmnoprstu", k=chance.randint(3, 10))) for _number in range(3000)]
    spaces = []
    for number in range(SPACES):
        space = Space(organisation=town, name=f"Space {number}", main_category="square", west=23.0 + number / 1000)
        space.east, space.south, space.north = space.west + 0.001, 45.0, 45.001
        spaces.append(space)
    Space.objects.bulk_create(spaces)
    now, threats = timezone.now(), terms.codes("threat_type")
    rows = [
        Incident(
            organisation=town, space=chance.choice(spaces), kind=chance.choice(Kind.values), state=chance.choice(State.values),
            happened_at=now - dt.timedelta(minutes=chance.randint(1, 2_000_000)), threat_type=chance.choice(("", *threats)),
            what=" ".join(chance.choices(words, k=25)), where=" ".join(chance.choices(words, k=3)),
        )
        for _number in range(entries)
    ]  # fmt: skip
    Incident.objects.bulk_create(rows, batch_size=500)
    MeasureResult.objects.bulk_create(
        [MeasureResult(incident=one, name="Bollards", result=chance.choice(("worked", "failed"))) for one in rows[::3]],
        batch_size=500,
    )


def measure(entries: int) -> int:
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection
    from django.test import Client
    from django.urls import reverse

    from protect.organisations.models import User

    call_command("migrate", verbosity=0)
    fill(entries)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
    client = Client()
    client.force_login(User.objects.get())
    page = reverse("incidents:list")
    questions = {
        "the newest": page,
        "page 150": f"{page}?page={entries // 66}",
        "a word": f"{page}?q=abc",
        "two words and a kind": f"{page}?q=ab+cd&kind=near_miss",
        "by place": f"{page}?sort=place",
        "where a measure failed": f"{page}?result=failed&sort=oldest",
        "its map": reverse("incidents:map_data"),
    }
    worst = 0.0
    for name, address in questions.items():
        taken = [_timed(client, address) for _number in range(TIMES)]
        median, best = statistics.median(taken), min(taken)
        worst = max(worst, median)
        print(f"{name:<24} {median:7.1f} ms   best {best:7.1f} ms   limit {LIMIT_MS:.0f} ms", flush=True)
    print(f"{'all as CSV':<24} {_timed(client, page + '?format=csv'):7.1f} ms", flush=True)
    return int(worst > LIMIT_MS)


def _timed(client: object, address: str) -> float:
    began = time.perf_counter()
    response = client.get(address)  # type: ignore[attr-defined]
    taken = (time.perf_counter() - began) * 1000
    assert response.status_code == 200, address
    return taken


if __name__ == "__main__":
    sys.exit(main())
