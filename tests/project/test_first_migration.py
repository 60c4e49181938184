"""A new database is made in seconds, and is the same as the one that Django makes in its own time."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from tests.project.test_safekeeping import environment

#: Everything that the database itself says of its tables, and what Django wrote into them.
TOLD = """
import contextlib, json, sys
import django
django.setup()
from unittest import mock
from django.core.management import call_command
from django.db import connection
from protect.organisations.management.commands import migrate
own_time = mock.patch.object(migrate, "is_new", lambda connection: False)
with (own_time if sys.argv[1] == "django" else contextlib.nullcontext()):
    call_command("migrate", verbosity=0)
ASKED = {
    "sqlite": ["select type, name, tbl_name, sql from sqlite_master order by 1, 2"],
    "postgresql": [
        "select table_name, ordinal_position, column_name, column_default, is_nullable, data_type, character_maximum_length,"
        " is_identity, is_generated from information_schema.columns where table_schema = 'public' order by 1, 2",
        "select indexdef from pg_indexes where schemaname = 'public' order by 1",
        "select conrelid::regclass::text, conname, pg_get_constraintdef(oid) from pg_constraint"
        " where connamespace = 'public'::regnamespace order by 1, 2",
        "select pg_get_triggerdef(oid) from pg_trigger where not tgisinternal order by 1",
        "select proname, prosrc from pg_proc where pronamespace = 'public'::regnamespace order by 1, 2",
    ],
}
asked = [*ASKED[connection.vendor], "select app_label, model from django_content_type order by id",
    "select app, name from django_migrations order by id", "select codename from auth_permission order by id"]
with connection.cursor() as cursor:
    told = []
    for question in asked:
        cursor.execute(question)
        told.append([[str(one) for one in row] for row in cursor.fetchall()])
print(json.dumps(told))
"""


def made(folder, way, **settings):
    done = subprocess.run(
        [sys.executable, "-c", TOLD, way], capture_output=True, text=True, timeout=300, check=False,
        env={**environment(folder, **settings), "DJANGO_SETTINGS_MODULE": "protect.project.settings"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def compare(ours, djangos):
    assert len(ours) == len(djangos)
    assert all(ours), "nothing was told of the tables"
    for mine, theirs in zip(ours, djangos, strict=True):
        assert mine == theirs


@pytest.mark.deep
def test_a_new_database_is_the_one_that_django_makes(tmp_path):
    compare(made(tmp_path / "ours", "ours"), made(tmp_path / "djangos", "django"))


@pytest.mark.deep
@pytest.mark.every_database
def test_so_it_is_on_postgresql(tmp_path):
    url = os.environ.get("PROTECT_DATABASE_URL", "")
    if not url.startswith("postgresql"):
        pytest.skip("this round runs on SQLite; make test-deep has one on PostgreSQL")
    import psycopg

    told = []
    for way in ("ours", "django"):
        name = f"first_{way}_{os.getpid()}"
        with psycopg.connect(url, autocommit=True) as server:
            server.execute(f'CREATE DATABASE "{name}"')
        try:
            told.append(made(tmp_path / way, way, PROTECT_DATABASE_URL=url.replace("/postgres?", f"/{name}?")))
        finally:
            with psycopg.connect(url, autocommit=True) as server:
                server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    compare(*told)
