"""A town that began with the first version has all its rows after the upgrade."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.project.test_safekeeping import environment, protect


def first_landed(folder, verb, file, **settings):
    done = subprocess.run(
        [sys.executable, "-m", "tests.project.first_landed", verb, str(file)],
        env={**environment(folder, **settings), "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True, text=True, timeout=180, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-6000:]
    return done.stdout.strip()


def upgrade(tmp_path, **settings):
    folder, told = tmp_path / "data", tmp_path / "rows.json"
    rows, kinds = map(int, first_landed(folder, "fill", told, **settings).split())
    assert rows == 3 * kinds and kinds > 20
    done = protect(folder, "migrate", **settings)
    assert done.returncode == 0, done.stderr
    assert first_landed(folder, "compare", told, **settings) == "same"
    again = protect(folder, "migrate", **settings)
    assert again.returncode == 0, again.stderr
    assert first_landed(folder, "compare", told, **settings) == "same"
    first_landed(folder, "look", told, **settings)


@pytest.mark.deep
def test_nothing_is_lost_on_the_way_from_the_first_version(tmp_path):
    upgrade(tmp_path)


@pytest.mark.deep
@pytest.mark.every_database
def test_nor_on_postgresql(tmp_path):
    url = os.environ.get("PROTECT_DATABASE_URL", "")
    if not url.startswith("postgresql"):
        pytest.skip("this round runs on SQLite; make test-deep has one on PostgreSQL")
    import psycopg

    name = f"upgrade_{os.getpid()}"
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}"')
    try:
        upgrade(tmp_path, PROTECT_DATABASE_URL=url.replace("/postgres?", f"/{name}?"))
    finally:
        with psycopg.connect(url, autocommit=True) as server:
            server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
