"""The catalogue with 50,000 entries, on SQLite and PostgreSQL: words, filters and all counts beside them.

    python -m benchmarks.catalogue [--quick]      (--quick: a tenth of the data)

What is timed is all that the list has to know: which entries answer, the counts of 57 choices, and the first page. The peer
asks the same tables the plain way: ``icontains`` for the words, one COUNT for each choice; it mends no typing error and
looks past no accent. Median of the server's time, the reader's rights asked anew each time.
"""

from __future__ import annotations

import random
import statistics
import sys
import time
from typing import Any

from benchmarks.databases import measured_on_both
from benchmarks.search import vocabulary

ENTRIES = 50_000
LIMIT_MS = 50.0
TIMES = 15
TOWNS = 20
#: (what it is, address of the list, who asks)
QUESTIONS = [
    ("a name", "q={rare}", "public"),
    ("a name with an error", "q={typo}", "public"),
    ("two words", "q={rare} {common}", "public"),
    ("a word in nearly half of all texts", "q={common}", "public"),
    ("a common word and a filter", "q={common}&category=sensor", "public"),
    ("a name, member of a town", "q={rare}", "member"),
    ("nothing like it", "q=zzyzxqu", "public"),
    ("no words, all counts", "", "public"),
    ("two filters, all counts", "category=sensor&threat=vehicle", "public"),
    ("no words, member of a town", "", "member"),
]


def main() -> int:
    if "--measure" in sys.argv:
        return measure(int(sys.argv[-1]))
    entries = ENTRIES // 10 if "--quick" in sys.argv else ENTRIES
    return measured_on_both("benchmarks.catalogue", entries)


def fill(entries: int) -> dict[str, Any]:
    from protect.catalogue import shipping
    from protect.catalogue.models import Entry
    from protect.organisations.models import Membership, Organisation, Role, User
    from protect.reference import services as reference
    from protect.reference import terms

    chance = random.Random(815356)
    lexicon = vocabulary(chance, 20_000)
    weights = [1 / (rank + 3) for rank in range(len(lexicon))]
    stock = iter(chance.choices(lexicon, weights, k=entries * 50))

    def say(count: int) -> str:
        return " ".join(next(stock) for _word in range(count))

    def some(name: str, most: int) -> list[str]:
        codes = terms.codes(name)
        return chance.sample(codes, chance.randint(1, most))

    reference.sync()
    shipping.sync()
    towns = [Organisation.objects.create(name=f"Town {number:02}", kind="municipality") for number in range(TOWNS)]
    member = User.objects.create(email="member@example.org", name="member", password="!")
    Membership.objects.create(user=member, organisation=towns[0], role=Role.LEAD)
    made = [
        Entry(
            organisation=towns[number % TOWNS], marking=chance.choice(["CLEAR", "CLEAR", "GREEN", "AMBER_STRICT"]),
            state="published" if number % 10 else "proposed", kind=some("entry_kind", 1)[0], name=say(3).title(),
            summary=say(12), description=say(20), helps_when=say(6), helps_not=say(6),
            category=some("measure_category", 1)[0], functions=some("measure_function", 4),
            threat_types=some("threat_type", 5), phases=some("threat_phase", 3), space_categories=some("psoi_category", 4),
            family=some("measure_family", 1)[0], approach=some("measure_approach", 1)[0],
            horizon=some("measure_horizon", 1)[0], personal_data=chance.random() < 0.3,
        )
        for number in range(entries)
    ]  # fmt: skip
    Entry.objects.bulk_create(made, batch_size=1000)
    shown = [
        word
        for one in made
        if (one.marking, one.state) == ("CLEAR", "published")
        for word in one.name.split()
        if len(word) > 7
    ]
    rare = max(shown, key=lambda word: lexicon.index(word.lower())).lower()
    typed = {"rare": rare, "typo": rare[:3] + rare[4] + rare[3] + rare[5:], "common": lexicon[0]}
    return {"readers": {"public": None, "member": member}, "typed": typed}


def measure(entries: int) -> int:
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from protect.catalogue.models import Entry

    call_command("migrate", verbosity=0)
    begun = time.perf_counter()
    made = fill(entries)
    with connection.cursor() as cursor:
        # As PostgreSQL does by itself a minute after so many changes; here its autovacuum is off.
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
    print(f"{Entry.objects.count()} entries, filled with index in {time.perf_counter() - begun:.0f} s\n")
    print(f"{'what is asked':34} {'hits':>6} {'ms':>7} {'best':>7} {'peer':>8} {'ratio':>6}  (limit {LIMIT_MS:.0f} ms)")
    over = 0
    for what, query, who in QUESTIONS:
        asked, reader = query.format(**made["typed"]), made["readers"][who]
        ours, best, hits = timed(lambda asked=asked, reader=reader: answer(asked, reader), TIMES)
        peers, _best, _hits = timed(lambda asked=asked, reader=reader: peer(asked, reader), 3)
        over += ours > LIMIT_MS
        print(
            f"{what:34} {hits:>6} {ours:7.1f} {best:7.1f} {peers:8.1f} {peers / ours:6.1f}  "
            f"{'good' if ours <= LIMIT_MS else 'slow'}",
            flush=True,
        )
    print(f"\n{len(QUESTIONS)} questions, {over} over the limit.\n")
    return 1 if over else 0


def answer(query: str, reader: Any) -> int:
    from django.http import QueryDict

    from protect.catalogue.listing import Question
    from protect.organisations.access import forget_reach

    if reader is not None:
        forget_reach(reader)
    question = Question.of(reader, QueryDict(query.replace(" ", "+")))
    question.filters()
    question.page(1)
    return question.count


def peer(query: str, reader: Any) -> int:
    from django.db.models import Q
    from django.http import QueryDict

    from protect.catalogue import facets
    from protect.catalogue.models import Entry

    asked = QueryDict(query.replace(" ", "+"))
    found: Any = Entry.objects.visible_to(reader).filter(state="published")  # type: ignore[attr-defined]
    for word in asked.get("q", "").split():
        found = found.filter(
            Q(name__icontains=word) | Q(summary__icontains=word) | Q(description__icontains=word)
            | Q(helps_when__icontains=word) | Q(helps_not__icontains=word)
        )  # fmt: skip

    def holds(one: Any, code: str) -> Q:
        several = one.field in {"functions", "threat_types", "phases", "space_categories"}
        return Q(**{f"{one.field}__contains": f",{code},"}) if several else Q(**{one.field: code})

    def but(dimension: str) -> Any:
        rows = found
        for one in facets.DIMENSIONS:
            if one.code != dimension and asked.getlist(one.code):
                rule = Q()
                for code in asked.getlist(one.code):
                    rule |= holds(one, code)
                rows = rows.filter(rule)
        return rows

    for one in facets.DIMENSIONS:
        for code in one.codes:
            but(one.code).filter(holds(one, code)).count()
    list(but("").order_by("name", "pk")[:24])
    return int(but("").count())


def timed(question: Any, times: int) -> tuple[float, float, int]:
    hits, spent = question(), []
    for _time in range(times):
        begun = time.perf_counter()
        question()
        spent.append(1000 * (time.perf_counter() - begun))
    return statistics.median(spent), min(spent), hits


if __name__ == "__main__":
    sys.exit(main())
