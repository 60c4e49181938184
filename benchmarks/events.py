"""5,000 events of one town, and 5,000 people with places in a seminar of twenty sessions, on SQLite and PostgreSQL.

    python -m benchmarks.events [--quick]      (--quick: a tenth)

What is timed is the whole request: as a visitor who is not signed in, and as the one who organises. Median and best of the
server's time; lists of all participants are files, beside the limit.
"""

from __future__ import annotations

import datetime as dt
import random
import statistics
import sys
import time
from typing import Any

from benchmarks.databases import measured_on_both
from benchmarks.search import vocabulary

EVENTS, PEOPLE, SESSIONS = 5_000, 5_000, 20
LIMIT_MS = 150.0
TIMES = 11
CITIES = ("Brașov", "Eindhoven", "Larissa", "Málaga", "Vilnius", "Tampere", "Lyon", "Bruges")


def main() -> int:
    if "--measure" in sys.argv:
        return measure(int(sys.argv[-1]))
    return measured_on_both("benchmarks.events", EVENTS // 10 if "--quick" in sys.argv else EVENTS)


def fill(count: int) -> Any:
    """The large seminar; ``count`` events are its neighbours, each with two sessions and a speaker."""
    from django.utils import timezone

    from protect.events.models import Event, EventKind, Place, Registration, Session, Speaker, Talk
    from protect.events.states import PlaceState, State
    from protect.organisations.models import Membership, Organisation, Role, User

    chance = random.Random(7)
    words = vocabulary(chance, 3000)

    def text(length: int) -> str:
        return " ".join(chance.choices(words, k=length))

    town = Organisation.objects.create(name="Town", kind="municipality")
    person = User.objects.create(email="lead@example.org", name="Lead", password="!")
    Membership.objects.create(user=person, organisation=town, role=Role.LEAD)
    now = timezone.now()
    events = []
    for number in range(count):
        begins = now + dt.timedelta(days=chance.randint(-3000, 60), hours=number % 24)
        events.append(
            Event(
                organisation=town, marking="CLEAR", state=State.PUBLISHED, kind=chance.choice(EventKind.values),
                title=text(6), summary=text(20), about=text(200), begins_at=begins, ends_at=begins + dt.timedelta(hours=8),
                venue=text(2), city=chance.choice(CITIES), country="RO", languages=chance.sample(["en", "fr", "ro", "nl"], 2),
                contact="events@example.org",
            )
        )  # fmt: skip
    Event.objects.bulk_create(events, batch_size=500)
    speakers = [
        Speaker(organisation=town, marking="CLEAR", name=text(2).title(), works_for=text(2))
        for _n in range(max(count // 5, 1))
    ]
    Speaker.objects.bulk_create(speakers, batch_size=500)
    sessions = [
        Session(
            event=one, title=text(5), abstract=text(60), begins_at=one.begins_at + dt.timedelta(hours=hour),
            ends_at=one.begins_at + dt.timedelta(hours=hour + 1), language="en",
        )
        for one in events for hour in (0, 2)
    ]  # fmt: skip
    Session.objects.bulk_create(sessions, batch_size=500)
    Talk.objects.bulk_create([Talk(session=one, speaker=chance.choice(speakers)) for one in sessions], batch_size=500)

    large = Event.objects.create(
        organisation=town, marking="CLEAR", state=State.PUBLISHED, kind="seminar", title="Large seminar", summary=text(20),
        begins_at=now + dt.timedelta(days=3), ends_at=now + dt.timedelta(days=6), city="Brașov", country="RO",
        languages=["en"], contact="events@example.org", registers=True,
    )  # fmt: skip
    programme = [
        Session(
            event=large, title=text(5), abstract=text(60), begins_at=large.begins_at + dt.timedelta(hours=number),
            ends_at=large.begins_at + dt.timedelta(hours=number + 1), language="en",
        )
        for number in range(SESSIONS)
    ]  # fmt: skip
    Session.objects.bulk_create(programme)
    coming = [
        Registration(
            event=large, name=text(2).title(), email=f"person{number}@example.org", works_for=text(2), country="RO",
            kind="municipality", secret_digest=f"digest{number}", code=f"code{number}",
        )
        for number in range(count)
    ]  # fmt: skip
    Registration.objects.bulk_create(coming, batch_size=500)
    Place.objects.bulk_create(
        [
            Place(registration=one, session=session, state=PlaceState.CONFIRMED, since=now)
            for one in coming for session in chance.sample(programme, 3)
        ],
        batch_size=500,
    )  # fmt: skip
    return large, speakers[0]


def measure(count: int) -> int:
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection
    from django.test import Client
    from django.urls import reverse

    from protect.organisations.models import User

    call_command("migrate", verbosity=0)
    large, speaker = fill(count)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
    visitor, organiser = Client(), Client()
    organiser.force_login(User.objects.get())
    page, people = reverse("events:list"), reverse("events:people", args=[large.pk])
    word = large.summary.split()[0]
    questions = [
        ("to come", visitor, page),
        ("the archive", visitor, f"{page}?when=past"),
        ("page 200 of the archive", visitor, f"{page}?when=past&page={count // 26}"),
        ("a common word", visitor, f"{page}?q={word}"),
        ("two words", visitor, f"{page}?q={'+'.join(large.summary.split()[:2])}"),
        ("by city, language, year", visitor, f"{page}?when=past&city=Lyon&language=fr&year=2022"),
        ("by speaker", visitor, f"{page}?speaker={speaker.pk}"),
        ("the large seminar", visitor, reverse("events:event", args=[large.pk])),
        ("its programme", visitor, reverse("events:programme", args=[large.pk])),
        ("its registration", visitor, reverse("events:register", args=[large.pk])),
        ("feed", visitor, reverse("events:feed")),
        ("the organiser's list", organiser, reverse("events:own")),
        ("participants", organiser, people),
        ("participants, a name", organiser, f"{people}?q=ab"),
        ("participants, last page", organiser, f"{people}?page={count * 3 // 100}"),
        ("numbers for the funder", organiser, reverse("events:numbers", args=[large.pk])),
        ("speakers", organiser, reverse("events:speakers")),
    ]
    worst = 0.0
    for name, client, address in questions:
        taken = [_timed(client, address) for _number in range(TIMES)]
        median, best = statistics.median(taken), min(taken)
        worst = max(worst, median)
        print(f"{name:<26} {median:7.1f} ms   best {best:7.1f} ms   limit {LIMIT_MS:.0f} ms", flush=True)
    for kind in ("csv", "xlsx"):
        print(
            f"{'participants as ' + kind.upper():<26} {_timed(organiser, f'{people}?format={kind}'):7.1f} ms",
            flush=True,
        )
    return int(worst > LIMIT_MS)


def _timed(client: Any, address: str) -> float:
    began = time.perf_counter()
    response = client.get(address)
    taken = (time.perf_counter() - began) * 1000
    assert response.status_code == 200, (address, response.status_code)
    return taken


if __name__ == "__main__":
    sys.exit(main())
