"""A world that is written again is the world that was built: every row, the chain over the audit trail, the search, the files."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from unittest import mock

import pytest
from django.db import connection, transaction
from django.utils import timezone

from protect.organisations.models import Organisation
from protect.search import indexing
from tests import remembered
from tests.answers.market import market
from tests.world import SECRET, world

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_kept(monkeypatch):
    monkeypatch.setattr(remembered, "_kept", {})


def everything() -> dict[str, list[Any]]:
    """All rows of all tables, with what the triggers of PostgreSQL write at the commit."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        found = {}
        for name in connection.introspection.table_names(cursor):
            if not name.startswith("search_fts"):
                cursor.execute(f'SELECT * FROM "{name}" ORDER BY 1')
                found[name] = cursor.fetchall()
    return found


def made(build) -> tuple[Any, dict[str, list[Any]]]:
    """The world and the rows, both taken back."""
    with transaction.atomic():
        w = build()
        rows = everything()
        assert indexing.faults() == []
        assert w.photo.file.read() and SECRET in w.space.name
        transaction.set_rollback(True)
    return w, rows


@pytest.mark.parametrize("build", [world, market])
def test_what_is_written_again_is_what_was_built(build, monkeypatch):
    first, built = made(build)
    monkeypatch.setattr(remembered, "_built", None)  # from here on it is written
    second, written = made(build)
    assert len(built["organisations_auditseal"]) > 10 and len(built["search_entry"]) > 10
    assert {name: rows for name, rows in written.items() if rows != built[name]} == {}
    assert second is not first and second.space is not first.space and second.space == first.space
    assert second.people == first.people


def test_it_is_built_as_ever_where_something_is_there_or_the_clock_was_moved(monkeypatch):
    made(world)
    monkeypatch.setattr(remembered, "_put_there", None)  # from here on it is built
    with transaction.atomic():
        Organisation.objects.create(name="Somebody", kind="police")
        assert world().space.pk
        transaction.set_rollback(True)
    with transaction.atomic(), mock.patch("django.utils.timezone.now", lambda: remembered._clock() + timedelta(days=9)):
        assert world().space.created_at > remembered._clock() + timedelta(days=8)
        transaction.set_rollback(True)
    monkeypatch.setattr(remembered, "SECONDS", 0)
    assert world().space.created_at <= timezone.now()
