"""The audit trail is chained: whatever is altered, removed, put in, moved or cut off past the application is named."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from protect.organisations import append_only, audit, verifying
from protect.organisations.models import AuditEntry, Organisation, Verb
from protect.organisations.sealing import AuditChain, AuditCheckpoint, AuditSeal, digest_of, hash_of
from tests.world import make_organisation, make_user

ENTRY, SEAL = AuditEntry._meta.db_table, AuditSeal._meta.db_table


@pytest.fixture
def town(db):
    return make_organisation()


def write(town: Organisation, number: int = 8) -> list[AuditEntry]:
    person = make_user(f"somebody{AuditEntry.objects.count()}@town.example", town)
    with audit.acting(person, "192.0.2.7"):
        found = [
            audit.record(
                Verb.VIEWED if one % 3 == 2 else Verb.CHANGED,
                town,
                changes={"contact": [f"old {one}", {"n": one / 2, "big": 1e22}], "people": [one, None]},
                note=f"note {one}",
            )
            for one in range(number)
        ]
    verifying.settle()
    return found


def sql(statement: str, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def unguarded() -> None:
    """What somebody with the database in hand does first."""
    for statement in append_only.removal(connection.vendor):
        sql(statement)


def wrongs(town: Organisation, marks: Any = ()) -> list[verifying.Finding]:
    return verifying.verify(town.pk, marks).findings


def test_entries_are_numbered_and_chained_in_their_organisation(town):
    other = make_organisation("Municipality of Elsewhere")
    write(town, 5)
    audit.record(Verb.CHANGED, other)
    audit.record(Verb.SIGNED_IN, make_user("nobody@nowhere.example"))
    verdict = verifying.verify()
    assert verdict.findings == []
    assert verdict.heads[town.pk][0] == 5 and verdict.heads[other.pk][0] == 1 and verdict.heads[0][0] >= 1
    seals = list(AuditSeal.objects.filter(chain=town.pk).select_related("entry"))
    assert [one.number for one in seals] == [1, 2, 3, 4, 5]
    previous = ""
    for one in seals:
        assert one.digest == digest_of(one.entry)
        assert one.hash == hash_of(town.pk, one.number, previous, one.entry.verb == "viewed", one.digest)
        previous = one.hash
    assert AuditChain.objects.get(chain=town.pk).last_hash == previous


def test_an_entry_and_its_seal_go_with_the_change_that_failed(town):
    write(town, 2)
    with pytest.raises(RuntimeError), transaction.atomic():
        write(town, 3)
        raise RuntimeError
    write(town, 1)
    assert verifying.verify(town.pk).heads[town.pk][0] == 3
    assert wrongs(town) == []


def test_gathered_entries_are_chained_in_their_order(town):
    with audit.gathered() as waiting:
        write(town, 4)
        assert len(waiting) == 4 and not AuditEntry.objects.exists()
    verifying.settle()
    assert list(AuditEntry.objects.order_by("seal__number").values_list("note", flat=True)) == [
        "note 0", "note 1", "note 2", "note 3",
    ]  # fmt: skip
    assert wrongs(town) == []


@pytest.mark.parametrize(
    "statement",
    [
        f"UPDATE {ENTRY} SET note = 'x'",
        f"DELETE FROM {ENTRY}",
        f"UPDATE {SEAL} SET number = number + 100",
        f"DELETE FROM {SEAL}",
        "UPDATE organisations_auditchain SET last_number = 0",
        "DELETE FROM organisations_auditchain",
        "UPDATE organisations_auditcheckpoint SET number = 9",
        "DELETE FROM organisations_auditcheckpoint",
    ],
)
def test_the_database_refuses_to_alter_or_delete(town, statement):
    write(town)
    verifying.keep_checkpoint()
    with pytest.raises(DatabaseError, match="only added to"), transaction.atomic():
        sql(statement)
    with pytest.raises(DatabaseError), transaction.atomic():
        AuditEntry.objects.all().delete()
    with pytest.raises(DatabaseError), transaction.atomic():
        AuditEntry.objects.update(note="x")
    assert wrongs(town) == []


def test_missing_triggers_are_told_and_come_back(town):
    unguarded()
    assert any("guard" in one.wrong for one in verifying.verify().findings)
    append_only.install(connection)
    assert append_only.missing(connection) == []


ALTERED = {
    "at": dt.datetime(2020, 1, 1, tzinfo=dt.UTC), "actor_id": 4711, "actor_name": "somebody else", "verb": "approved",
    "object_type": "spaces.space", "object_id": 99, "object_name": "elsewhere", "root_type": "spaces.space", "root_id": 98,
    "changes": json.dumps({"contact": ["a", "b"]}), "note": "nothing happened", "origin": "203.0.113.9",
    "organisation_id": None, "digest": "0" * 64,
}  # fmt: skip
KINDS = [*ALTERED, "delete", "delete with seal", "insert", "swap", "swap numbers", "truncate", "seal"]


def tamper(kind: str, found: list[AuditEntry], which: int, town: Organisation) -> set[int]:
    """Do it by raw SQL; returns the numbers of which at least one must be named."""
    entry, number = found[which], which + 1
    other = found[(which + 3) % len(found)]
    if kind in ALTERED:
        sql(f"UPDATE {ENTRY} SET {kind} = %s WHERE id = %s", ALTERED[kind], entry.pk)
    elif kind == "delete":
        sql(f"DELETE FROM {ENTRY} WHERE id = %s", entry.pk)
    elif kind == "delete with seal":
        sql(f"DELETE FROM {SEAL} WHERE entry_id = %s", entry.pk)
        sql(f"DELETE FROM {ENTRY} WHERE id = %s", entry.pk)
    elif kind == "insert":
        AuditEntry.objects.create(actor_name="x", verb="changed", organisation=town, origin="x", changes={})
        return set()
    elif kind == "swap":
        sql(f"UPDATE {ENTRY} SET id = -1 WHERE id = %s", entry.pk)
        sql(f"UPDATE {ENTRY} SET id = %s WHERE id = %s", entry.pk, other.pk)
        sql(f"UPDATE {ENTRY} SET id = %s WHERE id = -1", other.pk)
    elif kind == "swap numbers":
        there = found.index(other) + 1
        sql(f"UPDATE {SEAL} SET number = -1 WHERE entry_id = %s", entry.pk)
        sql(f"UPDATE {SEAL} SET number = %s WHERE entry_id = %s", number, other.pk)
        sql(f"UPDATE {SEAL} SET number = %s WHERE entry_id = %s", there, entry.pk)
    elif kind == "truncate":
        keys = [one.pk for one in found[which:]]
        marks = ", ".join(["%s"] * len(keys))
        sql(f"DELETE FROM {SEAL} WHERE entry_id IN ({marks})", *keys)
        sql(f"DELETE FROM {ENTRY} WHERE id IN ({marks})", *keys)
    else:
        sql(f"UPDATE {SEAL} SET hash = %s WHERE entry_id = %s", "f" * 64, entry.pk)
        return {number, number + 1}
    return {number}


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=3, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(which=st.integers(0, 7))
def test_whatever_is_tampered_with_is_found_and_named(town, kind, which):
    with transaction.atomic():
        if not AuditEntry.objects.filter(organisation=town).exists():
            write(town)
        found = list(AuditEntry.objects.filter(organisation=town).order_by("pk"))
        assert wrongs(town) == []
        kept = transaction.savepoint()
        unguarded()
        expected = tamper(kind, found, which, town)
        told = verifying.verify(town.pk).findings
        assert told, kind
        assert not expected or expected & {one.number for one in told}
        assert all(str(one) for one in told)
        transaction.savepoint_rollback(kept)
        assert wrongs(town) == []


def test_a_look_at_the_newest_entries_finds_what_is_wrong_there_and_at_a_checkpoint(town):
    entries = write(town, 8)
    verifying.keep_checkpoint()
    write(town, 4)
    assert verifying.verify(town.pk, newest=5).entries == 5
    unguarded()
    sql(f"UPDATE {ENTRY} SET note = 'x' WHERE id = %s", entries[1].pk)
    assert verifying.verify(town.pk, newest=5).findings == []
    assert [one.number for one in wrongs(town)] == [2]
    forge(town)
    assert [one.number for one in verifying.verify(town.pk, newest=2).findings] == [8]


def forge(town: Organisation) -> None:
    """Write the whole chain anew, consistent in itself, as somebody could who owns the database."""
    unguarded()
    first = AuditEntry.objects.filter(organisation=town).order_by("pk").first()
    sql(f"UPDATE {ENTRY} SET note = 'it never happened' WHERE id = %s", first.pk)
    previous = ""
    for seal in AuditSeal.objects.filter(chain=town.pk).select_related("entry"):
        digest = digest_of(seal.entry)
        previous = hash_of(town.pk, seal.number, previous, seal.is_view, digest)
        sql(f"UPDATE {ENTRY} SET digest = %s WHERE id = %s", digest, seal.entry_id)
        sql(f"UPDATE {SEAL} SET digest = %s, hash = %s WHERE entry_id = %s", digest, previous, seal.entry_id)
    sql("UPDATE organisations_auditchain SET last_hash = %s WHERE chain = %s", previous, town.pk)


def test_a_chain_written_anew_is_found_by_an_earlier_checkpoint(town):
    write(town)
    kept = verifying.as_text(verifying.heads())
    write(town, 3)
    forge(town)
    assert wrongs(town) == []  # in itself it holds
    found = wrongs(town, verifying.from_text(kept))
    assert [one.number for one in found] == [8] and "checkpoint" in found[0].wrong


def test_a_chain_cut_off_with_its_head_is_found_by_an_earlier_checkpoint(town):
    entries = write(town)
    kept = verifying.from_text("> " + verifying.as_text(verifying.heads()).replace("\n", "\r\n> "))
    unguarded()
    tamper("truncate", entries, 5, town)
    last = AuditSeal.objects.filter(chain=town.pk).last()
    sql("UPDATE organisations_auditchain SET last_number = 5, last_hash = %s WHERE chain = %s", last.hash, town.pk)
    assert wrongs(town) == []
    assert wrongs(town, kept)[0].number == 8
    # All of it gone, head included: the checkpoint still names it.
    sql(f"DELETE FROM {SEAL}")
    sql(f"DELETE FROM {ENTRY}")
    sql("DELETE FROM organisations_auditchain")
    assert {one.number for one in wrongs(town, kept)} == {8}


def test_the_daily_checkpoint_on_the_platform_finds_it_too(town):
    write(town)
    verifying.keep_checkpoint()
    verifying.keep_checkpoint()
    assert AuditCheckpoint.objects.filter(chain=town.pk).count() == 1
    forge(town)
    assert [one.number for one in wrongs(town)] == [8]


def test_a_checkpoint_that_was_altered_is_refused(town):
    write(town)
    text = verifying.as_text(verifying.heads())
    assert {one.chain for one in verifying.from_text(f"Dear all,\n\n{text}\nKind regards")} >= {town.pk}
    # A mail program breaks long lines, a copied page loses its lines: the checkpoint is still read.
    assert verifying.from_text(text.replace(" ", "\n")) == verifying.from_text(" ".join(text.split()))
    for broken in (
        "",
        "hello",
        text.replace("number 8", "number 7"),
        text.rpartition("sum")[0],
        text.replace("T", "x", 3),
    ):
        with pytest.raises(verifying.CheckpointError):
            verifying.from_text(broken)


def test_old_views_go_after_a_checkpoint_and_the_chain_still_holds(town):
    write(town, 9)
    later = timezone.now() + dt.timedelta(days=1)
    assert verifying.remove_views(town.pk, later) == 0  # no checkpoint yet
    verifying.keep_checkpoint()
    write(town, 3)
    assert verifying.remove_views(town.pk, later) == 3
    assert AuditEntry.objects.filter(verb=Verb.VIEWED).count() == 1
    assert wrongs(town) == []
    told = AuditEntry.objects.get(verb=Verb.DELETED)
    assert told.changes == {"views_removed_to": 9, "count": 3}
    # Anything else that goes by the same door is named.
    unguarded()
    sql(f"DELETE FROM {ENTRY} WHERE note = 'note 4'")
    assert 5 in {one.number for one in wrongs(town)}


def test_a_person_who_goes_leaves_the_chain_whole(town):
    write(town)
    AuditEntry.objects.values_list("actor", flat=True)
    person = make_user("leaving@town.example", town)
    with audit.acting(person, "x"):
        audit.record(Verb.CHANGED, town)
    person.name = ""
    person.save()
    assert wrongs(town) == []
    person.delete()  # even so
    town.memberships.all().delete()
    assert wrongs(town) == []


@pytest.mark.deep
@pytest.mark.django_db(transaction=True)
def test_many_writers_at_once_leave_one_chain_and_wait_for_nobody_for_ever():
    """Transactions that touch two chains and the same rows in opposite orders: no deadlock, no gap, nothing lost."""
    from concurrent.futures import ThreadPoolExecutor

    towns = [make_organisation("One"), make_organisation("Two")]

    def work(number: int) -> None:
        try:
            for one in range(15):
                with transaction.atomic():
                    order = towns if (number + one) % 2 else towns[::-1]
                    if one % 3:
                        audit.record(Verb.CHANGED, order[0], note=f"{number}/{one} first")
                    # A row that others change too, before or after the entry.
                    Organisation.objects.filter(pk=towns[0].pk).update(contact=f"{number}/{one}")
                    audit.record(Verb.CHANGED, order[0], note=f"{number}/{one}")
                    audit.record(Verb.VIEWED, order[1], note=f"{number}/{one} view")
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        for done in [pool.submit(work, number) for number in range(4)]:
            done.result(timeout=120)
    verdict = verifying.verify()
    assert verdict.findings == []
    assert verdict.entries == AuditEntry.objects.count() == 4 * 15 * 2 + 4 * 10
