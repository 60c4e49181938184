"""A call with 200 opened answers to 60 questions each, on SQLite and PostgreSQL: the pages of those who asked.

    python -m benchmarks.calls [--quick]      (--quick: a tenth of the answers)

What is timed is the whole request with the reader's rights asked anew: list with completeness, matches and likely duplicates;
one answer; one question side by side; the provider's own page of 60 questions; the workbook (a file, beside the limit).
Median and best of the server's time.
"""

from __future__ import annotations

import datetime as dt
import random
import statistics
import sys
import time
from typing import Any

from benchmarks.databases import measured_on_both

ANSWERS, QUESTIONS, CITIES = 200, 60, 5
LIMIT_MS = 300.0
TIMES = 11


def main() -> int:
    if "--measure" in sys.argv:
        return measure(int(sys.argv[-1]))
    answers = ANSWERS // 10 if "--quick" in sys.argv else ANSWERS
    return measured_on_both("benchmarks.calls", answers)


def fill(answers: int) -> dict[str, Any]:
    """Published, answered and opened; the parts of the way that ask people (review, signatures) are left out."""
    from django.utils import timezone

    from protect.answers import documents
    from protect.answers import services as answering
    from protect.answers.models import Draft, Submission
    from protect.calls import composing
    from protect.calls import services as calling
    from protect.calls.models import Call, Publication
    from protect.organisations.models import Membership, Organisation, Role, User
    from protect.reference import services as reference
    from protect.reference import terms
    from protect.reference.models import digest_of

    chance = random.Random(815356)
    words = ["".join(chance.choices("abcdefghiklmnoprstu", k=chance.randint(3, 11))) for _number in range(5000)]

    def say(count: int) -> str:
        return " ".join(chance.choices(words, k=count))

    def some(name: str, most: int) -> list[str]:
        return chance.sample(terms.codes(name), chance.randint(1, most))

    reference.sync()
    towns = [Organisation.objects.create(name=f"Town {number}", kind="municipality") for number in range(CITIES)]
    officer = User.objects.create(email="rfi@example.org", name="Officer", password="!")
    Membership.objects.create(user=officer, organisation=towns[0], role=Role.LEAD)
    call = calling.begin(towns[0], "Barriers", by=officer)
    call.questions.all().delete()
    kinds = ["text", "number", "choice", "scale", "table", "proof"]
    for number in range(QUESTIONS):
        kind = kinds[number % len(kinds)]
        calling.write_question(
            call,
            {"text": say(9), "help": say(12), "kind": kind, "mandatory": number % 2 == 0, "unit": "EUR", "lowest": 1,
             "highest": 9, "options": "one\ntwo\nthree", "columns": "First\nSecond\nThird"},
        )  # fmt: skip
    for town in towns:
        need = {"category": "square", "objective": say(20), "threat_types": some("threat_type", 4),
                "functions": some("measure_function", 4), "phases": some("threat_phase", 2)}  # fmt: skip
        calling.add_annex(call, town, need)
    call = Call.objects.get(pk=call.pk)
    document, now = composing.document(call), timezone.now()
    dates = {name: now - dt.timedelta(days=1) for name in ("questions_until", "answers_until", "opens_at")}
    publication = Publication.objects.create(
        organisation=towns[0], marking="CLEAR", call=call, title=call.title, document=document, sha256=digest_of(document),
        published_at=now - dt.timedelta(days=30), **dates,
    )  # fmt: skip
    Call.objects.filter(pk=call.pk).update(state="published")
    asked = document["questions"]
    draft = None
    for number in range(answers):
        organisation = Organisation.objects.create(name=f"Provider {number:03}", kind="solution_provider")
        person = User.objects.create(email=f"p{number}@example.org", name=f"Person {number}", password="!")
        Membership.objects.create(user=person, organisation=organisation, role=Role.PROVIDER)
        draft = answering.begin(publication, organisation, by=person)
        answering.write_facts(
            draft,
            {"solution": say(3), "category": some("measure_category", 1)[0], "summary": say(60),
             "threat_types": some("threat_type", 5), "functions": some("measure_function", 4),
             "phases": some("threat_phase", 3), "approach": "technical", "maturity": 7, "limits": say(40),
             "contact": "a@example.org", "consent_summary": "yes"},
        )  # fmt: skip
        said: dict[str, Any] = {}
        for one in asked:
            if chance.random() < 0.1:
                continue
            said[one["code"]] = {
                "text": say(40), "number": chance.randint(1, 90000), "choice": "two", "scale": 5,
                "table": [[say(3), say(4), say(5)] for _row in range(3)], "proof": {"answer": "yes", "proof": say(10)},
            }[one["kind"]]  # fmt: skip
        answering.answer_questions(draft, said)
        draft = Draft.objects.get(pk=draft.pk)
        content = documents.compose(draft)
        Submission.objects.create(
            organisation=organisation, draft=draft, publication=publication, document=content, sha256=digest_of(content),
            submitted_at=now - dt.timedelta(days=2), submitted_by=person,
            missing=len(documents.missing_of(content, document)),
        )  # fmt: skip
    answering.open_answers(Call.objects.get(pk=call.pk), by=officer)
    return {"call": call, "officer": officer, "draft": draft, "provider": person, "column": asked[0]["code"]}


def measure(answers: int) -> int:
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection
    from django.test import Client
    from django.urls import reverse

    settings.ALLOWED_HOSTS = ["testserver"]
    call_command("migrate", verbosity=0)
    begun = time.perf_counter()
    made = fill(answers)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
    print(f"{answers} answers to {QUESTIONS} questions, made and opened in {time.perf_counter() - begun:.0f} s\n")
    key = made["call"].pk
    pages = [
        ("all opened answers", made["officer"], reverse("answers:opened_list", args=[key]), True),
        ("one answer", made["officer"], reverse("answers:opened", args=[key, 1]), True),
        ("one question side by side", made["officer"],
         reverse("answers:side_by_side", args=[key]) + f"?about=question-{made['column']}", True),
        ("a provider's page of questions", made["provider"], reverse("answers:questions", args=[made["draft"].pk]), True),
        ("the workbook (a file)", made["officer"], reverse("answers:export", args=[key]), False),
    ]  # fmt: skip
    print(f"{'page':34} {'KB':>6} {'ms':>7} {'best':>7}  (limit {LIMIT_MS:.0f} ms)")
    over = 0
    for what, person, where, limited in pages:
        client = Client()
        client.force_login(person)
        times, size = [], 0
        for _time in range(TIMES if limited else 3):
            start = time.perf_counter()
            answer = client.get(where)
            times.append(1000 * (time.perf_counter() - start))
            assert answer.status_code == 200, (where, answer.status_code)
            size = len(answer.content)
        median = statistics.median(times)
        slow = limited and median > LIMIT_MS
        over += slow
        told = "slow" if slow else "good" if limited else "no limit"
        print(f"{what:34} {size / 1000:6.0f} {median:7.1f} {min(times):7.1f}  {told}", flush=True)
    print(f"\n{len(pages)} pages, {over} over the limit.\n")
    return 1 if over else 0


if __name__ == "__main__":
    sys.exit(main())
