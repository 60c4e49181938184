"""The search box with 100,000 objects of twenty towns, on SQLite and PostgreSQL, beside the plain way to search.

    python -m benchmarks.search [--quick]      (--quick: a tenth of the data)

Every question is asked by somebody of the large town, and the hardest also by somebody of a small one, for whom most of
what matches is hidden. The peer asks the same tables with ``icontains`` under the same rule of seeing, and can neither mend
typing errors nor look past accents. Median of the server's time for the whole answer: groups, counts, snippets, markings.
"""

from __future__ import annotations

import random
import statistics
import sys
import time
from typing import Any

from benchmarks.databases import measured_on_both

OBJECTS = 100_000
LIMIT_MS = 50.0
TIMES = 9
TOWNS = 20
#: (what it is, what is typed, who asks)
QUESTIONS = [
    ("a name", "{rare}", "large"),
    ("a name, as typed so far", "{rare_start}", "large"),
    ("a name with an error", "{typo}", "large"),
    ("two words", "{rare} {common}", "large"),
    ("a word in a fifth of all texts", "{common}", "large"),
    ("two common words", "{common} {second}", "large"),
    ("three letters", "{three}", "large"),
    ("two letters", "{two}", "large"),
    ("nothing like it", "zzyzxqu", "large"),
    ("a common word, small town", "{common}", "small"),
    ("two letters, small town", "{two}", "small"),
    ("a name of another town", "{rare}", "small"),
    ("a common word, no town at all", "{common}", "nobody"),
]


def main() -> int:
    if "--measure" in sys.argv:
        return measure(int(sys.argv[-1]))
    objects = OBJECTS // 10 if "--quick" in sys.argv else OBJECTS
    return measured_on_both("benchmarks.search", objects)


def vocabulary(chance: random.Random, size: int) -> list[str]:
    begin, middle = ["b", "br", "d", "f", "g", "k", "l", "m", "n", "p", "r", "s", "st", "t", "v"], "aeiouáéöłș"
    found: dict[str, None] = {}
    while len(found) < size:
        found["".join(chance.choice(begin) + chance.choice(middle) for _part in range(chance.randint(2, 5)))] = None
    return list(found)


def fill(objects: int) -> dict[str, Any]:
    from protect.assessments.models import Assessment, Scenario, Vulnerability
    from protect.organisations.models import Membership, Organisation, Role, User
    from protect.reference import services as reference
    from protect.spaces.models import ExistingMeasure, Space, SubArea

    chance = random.Random(815356)
    lexicon = vocabulary(chance, 30_000)
    weights = [1 / (rank + 3) for rank in range(len(lexicon))]
    stock = iter(chance.choices(lexicon, weights, k=objects * 15))

    def say(count: int) -> str:
        return " ".join(next(stock) for _word in range(count))

    reference.sync()
    references = {
        "scale_set": reference.latest("scale_set", "platform-default"),
        "threat_types": reference.latest("threat_types", "eu-vat"),
        "steps": reference.latest("step_template", "eu-vat"),
    }
    towns = [Organisation.objects.create(name=f"Town {number:02}", kind="municipality") for number in range(TOWNS)]
    readers = {}
    for who, town in (("large", towns[0]), ("small", towns[7]), ("nobody", None)):
        readers[who] = User.objects.create(email=f"{who}@example.org", name=who, password="!")
        if town:
            Membership.objects.create(user=readers[who], organisation=town, role=Role.LEAD)
    unit = objects // 100
    spaces = Space.objects.bulk_create(
        [
            Space(
                organisation=towns[0] if number % 2 else towns[number // 2 % TOWNS], name=say(2).title(), town=say(1),
                main_category="square", description=say(12),
            )
            for number in range(6 * unit)
        ],
        batch_size=2000,
    )  # fmt: skip
    SubArea.objects.bulk_create(
        [SubArea(space=spaces[number % len(spaces)], name=say(2), kind="interior") for number in range(24 * unit)],
        batch_size=2000,
    )
    ExistingMeasure.objects.bulk_create(
        [
            ExistingMeasure(
                space=spaces[number % len(spaces)], name=say(2), notes=say(8), origin="emplaced", category="physical"
            )
            for number in range(30 * unit)
        ],
        batch_size=2000,
    )
    assessments = Assessment.objects.bulk_create(
        [
            Assessment(organisation_id=one.organisation_id, space=one, title=one.name, mandate=say(6), **references)
            for one in spaces[: 4 * unit]
        ],
        batch_size=2000,
    )
    Scenario.objects.bulk_create(
        [
            Scenario(
                assessment=assessments[number % len(assessments)], threat_type="vehicle", title=say(3), text=say(20)
            )
            for number in range(24 * unit)
        ],
        batch_size=2000,
    )
    Vulnerability.objects.bulk_create(
        [
            Vulnerability(assessment=assessments[number % len(assessments)], statement=say(8))
            for number in range(12 * unit)
        ],
        batch_size=2000,
    )
    own = [word for one in spaces if one.organisation_id == towns[0].pk for word in one.name.split() if len(word) > 7]
    rare = max(own, key=lambda word: lexicon.index(word.lower())).lower()
    typed = {
        "rare": rare, "rare_start": rare[:5], "typo": rare[:3] + rare[4] + rare[3] + rare[5:], "common": lexicon[0],
        "second": lexicon[1], "three": lexicon[0][:3], "two": lexicon[0][:2],
    }  # fmt: skip
    return {"readers": readers, "typed": typed}


def measure(objects: int) -> int:
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from protect.search.indexing import rebuild
    from protect.search.models import Entry, Word

    call_command("migrate", verbosity=0)
    begun = time.perf_counter()
    made = fill(objects)
    filled = time.perf_counter() - begun
    begun = time.perf_counter()
    rebuild()
    rebuilt = time.perf_counter() - begun
    with connection.cursor() as cursor:
        # As PostgreSQL does by itself a minute after so many changes; here its autovacuum is off.
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
    print(
        f"{Entry.objects.count()} entries, {Word.objects.count()} words; filled with index in {filled:.0f} s, ", end=""
    )
    print(f"index built anew in {rebuilt:.0f} s\n")
    print(f"{'what is asked':34} {'hits':>6} {'ms':>7} {'peer':>8} {'ratio':>6}  (limit {LIMIT_MS:.0f} ms)")
    over = 0
    for what, text, who in QUESTIONS:
        asked = text.format(**made["typed"])
        ours, hits = timed(lambda asked=asked, who=who: answer(asked, made["readers"][who]))
        peers, _hits = timed(lambda asked=asked, who=who: peer(asked, made["readers"][who]))
        over += ours > LIMIT_MS
        words = "" if ours <= LIMIT_MS else "slow"
        print(f"{what:34} {hits:>6} {ours:7.1f} {peers:8.1f} {peers / ours:6.1f}  {words or 'good'}", flush=True)
    print(f"\n{len(QUESTIONS)} questions, {over} over the limit.\n")
    return 1 if over else 0


def answer(text: str, reader: Any) -> str:
    from protect.organisations.access import forget_reach
    from protect.search.queries import Question, search

    forget_reach(reader)
    found = search(Question.of(reader, {"q": text}))
    return f"{found.count}{'+' if found.more else ''}"


def peer(text: str, reader: Any) -> str:
    """The plain way: every column of every table, under the same rule."""
    from django.db.models import Q

    from protect.organisations.access import forget_reach
    from protect.search.kinds import all_kinds

    forget_reach(reader)
    count = 0
    for kind in all_kinds():
        found = kind.visible_to(reader)
        for word in text.split():
            column = Q()
            for path in (*kind.title, *kind.texts):
                column |= Q(**{f"{path}__icontains": word})
            found = found.filter(column)
        count += found.order_by().count()
        list(found.order_by("-pk").values_list("pk", *kind.title, *kind.texts)[:5])
    return str(count)


def timed(call: Any) -> tuple[float, str]:
    call()
    found, times = "", []
    for _time in range(TIMES):
        begun = time.perf_counter()
        found = call()
        times.append(1000 * (time.perf_counter() - begun))
    return statistics.median(times), found


if __name__ == "__main__":
    sys.exit(main())
