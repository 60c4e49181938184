"""Administrators search and take out the log of their own organisation; nobody alters it by the application."""

from __future__ import annotations

import hashlib
import json

import pytest
from django.core import mail
from django.db import DatabaseError, transaction
from django.urls import get_resolver, reverse

from protect.organisations import audit, services, verifying
from protect.organisations.models import AuditEntry, Verb
from protect.organisations.sealing import PLATFORM, hash_of
from protect.organisations.services.checkpoints import keep_and_mail
from tests.world import SECRET, make_user, world


@pytest.fixture
def w(db):
    return world()


def log(client, w, **query):
    return client.get(reverse("organisations:log", args=[w.municipality.pk]), query)


def test_the_log_is_searched_by_text_in_name_note_changes_and_place(client, w):
    with audit.acting(w.lead, "192.0.2.77"):
        audit.record(
            Verb.CHANGED, w.municipality, changes={"contact": ["Žižkov desk", "x"]}, note="Because of the fair"
        )
    client.force_login(w.administrator)
    for text in ("Žižkov DESK", "Žižkov desk", "of the fair", "192.0.2.77"):
        page = log(client, w, text=text).content.decode()
        assert "1 entry" in page, text
    assert "Nothing matches" in log(client, w, text="no such words").content.decode()
    exported = b"".join(log(client, w, text="of the fair", format="csv")).decode()
    assert exported.count("\n") == 2


def test_a_search_finds_nothing_that_the_log_hides(client, w):
    services.set_marking(w.space, "RED", reason="test", by=w.lead)
    client.force_login(w.administrator)
    assert not w.space.is_visible_to(w.administrator)
    page = log(client, w, text=SECRET).content.decode()
    shown = b"".join(log(client, w, text=SECRET, format="jsonl")).decode()
    assert w.space.name not in page
    assert all(one["entry"]["root_type"] != "spaces.space" for one in map(json.loads, shown.splitlines()))


def test_json_lines_carry_hashes_that_anybody_can_compute_again(client, w):
    services.set_marking(w.space, "RED", reason="test", by=w.lead)
    verifying.settle()
    client.force_login(w.administrator)
    text = b"".join(log(client, w, format="jsonl")).decode()
    lines = [json.loads(line) for line in text.splitlines()]
    assert [line["number"] for line in lines] == list(range(1, len(lines) + 1))
    previous = ""
    for line in lines:
        if "entry" in line:
            canonical = json.dumps(line["entry"], sort_keys=True, separators=(",", ":"))
            assert hashlib.sha256(canonical.encode()).hexdigest() == line["digest"]
        previous = hash_of(w.municipality.pk, line["number"], previous, line["view"], line["digest"])
        assert previous == line["hash"]
    withheld = [line for line in lines if line.get("withheld")]
    assert withheld and all("entry" not in line for line in withheld)
    assert w.space.name not in text.replace(w.municipality.name, "")
    verifying.settle()
    assert AuditEntry.objects.filter(note="audit log as JSON lines").exists()


def test_the_page_of_checkpoints_is_printed_and_checked(client, w):
    verifying.keep_checkpoint()
    client.force_login(w.administrator)
    address = reverse("organisations:checkpoints", args=[w.municipality.pk])
    page = client.get(address).content.decode()
    head = verifying.heads(w.municipality.pk)[0]
    assert head.hash in page
    assert "All in order" in client.post(address, {"checkpoint": ""}).content.decode()
    assert "All in order" in client.post(address, {"checkpoint": verifying.as_text([head])}).content.decode()
    other = verifying.Mark(head.chain, head.number, "0" * 64)
    assert "checkpoint of" in client.post(address, {"checkpoint": verifying.as_text([other])}).content.decode()
    assert "no checkpoint" in client.post(address, {"checkpoint": "hello"}).content.decode()
    foreign = verifying.as_text([verifying.Mark(PLATFORM, 1, "0" * 64)])
    assert "says nothing of the log" in client.post(address, {"checkpoint": foreign}).content.decode()


def test_the_checkpoint_is_mailed_to_the_configured_addresses(w, settings):
    settings.CHECKPOINT_MAIL = ["safe@elsewhere.example", "paper@elsewhere.example"]
    assert keep_and_mail() == 2
    marks = verifying.from_text(mail.outbox[0].body)
    assert w.municipality.pk in {one.chain for one in marks}
    assert verifying.verify(marks=marks).findings == []
    assert w.municipality.name not in mail.outbox[0].body and SECRET not in mail.outbox[0].body


def test_a_platform_administrator_neither_reads_nor_alters_the_log(client, w):
    boss = make_user("boss@platform.example", is_platform_administrator=True)
    client.force_login(boss)
    assert log(client, w).status_code == 403
    assert client.get(reverse("organisations:checkpoints", args=[w.municipality.pk])).status_code == 403
    for address in ("log", "checkpoints"):
        for method in ("put", "patch", "delete"):
            answer = getattr(client, method)(reverse(f"organisations:{address}", args=[w.municipality.pk]))
            assert answer.status_code in {403, 405}
    # No address of the platform leads to a single entry, and the models and the database refuse besides.
    names = [str(one) for one in get_resolver().reverse_dict]
    assert not [one for one in names if "auditentry" in one]
    with pytest.raises(DatabaseError), transaction.atomic():
        AuditEntry.objects.filter(organisation=w.municipality).update(note="")
    assert verifying.verify().findings == []


def test_the_trail_tells_a_score_without_its_authors_name(w):
    from protect.assessments.models import Score

    score = Score.objects.create(scenario=w.assessment.scenarios.first(), member=w.assessment.team.first())
    entry = audit.record(Verb.SCORED, score)
    assert score.member.name in str(score) and score.member.name not in entry.object_name
