"""5,000 published practices of five towns, 2,000 of them tried elsewhere, and as many documents, on SQLite and PostgreSQL.

    python -m benchmarks.practices [--quick]      (--quick: a tenth)

What is timed is the whole request, as a visitor who is not signed in and as somebody of an authority.
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

PRACTICES = 5_000
LIMIT_MS = 150.0
TIMES = 11
CITIES = ("Brașov", "Eindhoven", "Larissa", "Málaga", "Vilnius", "Tampere", "Lyon", "Bruges")


def main() -> int:
    if "--measure" in sys.argv:
        return measure(int(sys.argv[-1]))
    return measured_on_both("benchmarks.practices", PRACTICES // 10 if "--quick" in sys.argv else PRACTICES)


def fill(count: int) -> Any:
    from django.utils import timezone

    from protect.catalogue.models import Entry
    from protect.library.models import Document
    from protect.organisations.models import Membership, Organisation, Role, User
    from protect.practices.models import Evidence, Practice, PracticeKind, Trial
    from protect.reference import terms

    chance = random.Random(7)
    words = vocabulary(chance, 3000)

    def text(length: int) -> str:
        return " ".join(chance.choices(words, k=length))

    def some(vocabulary: str, most: int) -> list[str]:
        return chance.sample(terms.codes(vocabulary), chance.randint(1, most))

    towns = [Organisation.objects.create(name=f"Town {number}", kind="municipality") for number in range(5)]
    person = User.objects.create(email="lead@example.org", name="Lead", password="!")
    Membership.objects.create(user=person, organisation=towns[0], role=Role.LEAD)
    now = timezone.now()
    practices = [
        Practice(
            organisation=towns[number % 5], marking="GREEN" if number % 10 == 0 else "CLEAR", state="published",
            kind=chance.choice(PracticeKind.values), title=text(6), summary=text(15), city=chance.choice(CITIES), country="RO",
            language=chance.choice(["en", "ro", "fr", "el"]), evidence=chance.choice(Evidence.values), version=1,
            threat_types=some("threat_type", 4), space_categories=some("psoi_category", 3), steps=some("method_step", 2),
            published_at=now - dt.timedelta(hours=number), **{name: text(60) for name in Practice.TEXTS},
        )
        for number in range(count)
    ]  # fmt: skip
    Practice.objects.bulk_create(practices, batch_size=500)
    entries = list(Entry.objects.filter(state="published")[:40])
    through = Practice.entries.through
    links = [through(practice=one, entry=entry) for one in practices for entry in chance.sample(entries, 2)]
    through.objects.bulk_create(links, batch_size=500)
    tried = [
        Trial(
            practice=one, organisation=towns[chance.randrange(5)], where=text(2), since=2024, result="same", differed=text(20),
            is_public=chance.random() < 0.5,
        )
        for one in chance.sample(practices, count * 2 // 5)
    ]  # fmt: skip
    Trial.objects.bulk_create(tried, batch_size=500)
    documents = [
        Document(
            organisation=towns[number % 5], marking="CLEAR", state="published", title=text(6), about=text(30),
            language=chance.choice(["en", "ro"]), steps=some("method_step", 2), dated=now.date() - dt.timedelta(days=number),
        )
        for number in range(count)
    ]  # fmt: skip
    Document.objects.bulk_create(documents, batch_size=500)
    return practices[1], entries[0]


def measure(count: int) -> int:
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection
    from django.test import Client
    from django.urls import reverse

    from protect.catalogue import shipping
    from protect.organisations.models import User
    from protect.reference import services as reference

    call_command("migrate", verbosity=0)
    reference.sync()
    shipping.sync()
    practice, entry = fill(count)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
    visitor, officer = Client(), Client()
    officer.force_login(User.objects.get())
    page, shelf = reverse("practices:list"), reverse("library:list")
    word = practice.summary.split()[0]
    questions = [
        ("all practices", visitor, page),
        ("all, for an authority", officer, page),
        ("page 200", visitor, f"{page}?page={count // 26}"),
        ("a common word", visitor, f"{page}?q={word}"),
        ("by threat and evidence", visitor, f"{page}?threat=vehicle&evidence=measured"),
        ("by measure, city, by title", visitor, f"{page}?measure={entry.pk}&city=Lyon&sort=title"),
        ("one practice", visitor, reverse("practices:practice", args=[practice.pk])),
        ("an entry that names it", visitor, reverse("catalogue:detail", args=[entry.pk])),
        ("feed", visitor, reverse("practices:feed")),
        ("our practices", officer, reverse("practices:own")),
        ("all documents", visitor, shelf),
        ("documents, a word", visitor, f"{shelf}?q={word}&language=ro"),
    ]
    worst = 0.0
    for name, client, address in questions:
        taken = [_timed(client, address) for _number in range(TIMES)]
        median, best = statistics.median(taken), min(taken)
        worst = max(worst, median)
        print(f"{name:<26} {median:7.1f} ms   best {best:7.1f} ms   limit {LIMIT_MS:.0f} ms", flush=True)
    print(f"{'practices as CSV':<26} {_timed(visitor, f'{page}?format=csv'):7.1f} ms", flush=True)
    return int(worst > LIMIT_MS)


def _timed(client: Any, address: str) -> float:
    began = time.perf_counter()
    response = client.get(address)
    taken = (time.perf_counter() - began) * 1000
    assert response.status_code == 200, (address, response.status_code)
    return taken


if __name__ == "__main__":
    sys.exit(main())
