"""Which database this round ran on, and whether PostgreSQL took part at all."""

import os

import pytest
from django.core.management import call_command
from django.db import connection

ROUND = os.environ.get("PROTECT_TEST_ROUND", "")


@pytest.mark.django_db
def test_this_round_runs_on_the_database_it_is_for(record_property):
    record_property("database", connection.vendor)
    assert connection.vendor == (ROUND or connection.vendor)
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        assert cursor.fetchone() == (1,)


def test_postgresql_takes_part():
    """Skipped, with the reason in the summary, where ``make test`` could not have a PostgreSQL."""
    absent = os.environ.get("PROTECT_TEST_NO_POSTGRESQL")
    if absent:
        pytest.skip(f"POSTGRESQL WAS NOT TESTED: {absent}")
    if not ROUND:
        pytest.skip("run by hand on one database; make test runs SQLite and PostgreSQL")


@pytest.mark.django_db
def test_models_and_migrations_say_the_same():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
