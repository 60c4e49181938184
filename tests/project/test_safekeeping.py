"""Back-up and restore: one file, consistent while others write, proven by checksums, nothing touched by a broken one."""

from __future__ import annotations

import io
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import zipfile
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protect.project.safekeeping import database
from protect.project.safekeeping.archive import MANIFEST, Manifest, Reader, SafekeepingError, Writer, safe_name
from tests.new_server import new_server

SOURCE = str(Path(__file__).parents[2] / "src")
DJANGO = "import os; os.environ['DJANGO_SETTINGS_MODULE'] = 'protect.project.settings'; import django; django.setup()\n"


def environment(folder, **settings):
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PROTECT_", "DJANGO_"))}
    return {**kept, "PYTHONPATH": SOURCE, "PROTECT_ENV": "demo", "PROTECT_DATA": str(folder), **settings}


def protect(folder, *arguments, **settings):
    return subprocess.run(
        [sys.executable, "-m", "protect.project.cli", *map(str, arguments)],
        env=environment(folder, **settings), capture_output=True, text=True, timeout=180, check=False,
    )  # fmt: skip


def run(code, folder, **settings):
    done = subprocess.run(
        [sys.executable, "-c", DJANGO + code],
        env=environment(folder, **settings), capture_output=True, text=True, timeout=180, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def archive(files):
    """A back-up of ``files`` (name -> bytes), as bytes."""
    manifest = Manifest("2026-01-01T00:00:00+00:00", "test", "sqlite", [], {})
    stream = io.BytesIO()
    writer = Writer(stream, manifest)
    folder = Path(os.environ["PROTECT_TEST_SCRATCH"])
    for number, (name, content) in enumerate(files.items()):
        part = folder / str(number)
        part.write_bytes(content)
        writer.add(part, name, pack=number % 2 == 0)
    writer.close()
    return stream.getvalue()


@pytest.fixture(autouse=True)
def scratch(tmp_path, monkeypatch):
    monkeypatch.setenv("PROTECT_TEST_SCRATCH", str(tmp_path))
    return tmp_path


@pytest.fixture(scope="module")
def somewhere(tmp_path_factory):
    folder = tmp_path_factory.mktemp("archives")
    os.environ["PROTECT_TEST_SCRATCH"] = str(folder)
    return folder


@given(
    files=st.dictionaries(
        st.text("abc/é ", min_size=1, max_size=8).filter(lambda name: safe_name(name) and name != MANIFEST),
        st.binary(max_size=300),
        min_size=1,
        max_size=4,
    ),
    data=st.data(),
)
def test_a_changed_byte_is_found_or_changes_nothing(somewhere, files, data):
    os.environ["PROTECT_TEST_SCRATCH"] = str(somewhere)
    whole = archive(files)
    path = somewhere / "one.zip"
    path.write_bytes(whole)
    reader = Reader(path)
    assert {name: b"".join(reader.blocks(name)) for name in files} == files
    assert reader.verify() == sum(map(len, files.values()))
    reader.close()
    position = data.draw(st.integers(0, len(whole) - 1))
    changed = bytearray(whole)
    changed[position] ^= data.draw(st.integers(1, 255))
    path.write_bytes(bytes(changed))
    try:
        reader = Reader(path)
        read = {name: b"".join(reader.blocks(name)) for name in reader.manifest.files}
    except SafekeepingError:
        return
    assert read == files  # a byte of the container that carries no content, such as a date


@given(cut=st.integers(0, 400))
def test_a_file_cut_off_is_refused(somewhere, cut):
    os.environ["PROTECT_TEST_SCRATCH"] = str(somewhere)
    whole = archive({"a": b"1" * 200})
    path = somewhere / "cut.zip"
    path.write_bytes(whole[: min(cut, len(whole) - 1)])
    with pytest.raises(SafekeepingError):
        Reader(path)


@pytest.mark.parametrize("name", ["../evil", "/etc/passwd", "a/../../b", "a\\b", ""])
def test_no_member_leaves_the_folder(tmp_path, name):
    assert not safe_name(name)
    path = tmp_path / "evil.zip"
    with zipfile.ZipFile(path, "w") as target:
        target.writestr(name or "x", b"x")
        files = {name: (1, "0" * 64)}
        target.writestr(MANIFEST, Manifest("", "", "sqlite", [], {}, files).as_json())
    with pytest.raises(SafekeepingError):
        Reader(path)


def test_something_else_is_refused_in_one_line(tmp_path):
    (tmp_path / "not.zip").write_bytes(b"hello")
    with zipfile.ZipFile(tmp_path / "other.zip", "w") as target:
        target.writestr(MANIFEST, json.dumps({"format": "something else"}))
    for name in ("not.zip", "other.zip", "absent.zip"):
        done = protect(tmp_path / "data", "restore", "--check", tmp_path / name)
        assert (done.returncode, done.stderr.count("\n")) == (1, 1), done.stderr
        assert "Traceback" not in done.stderr


FILL = """
from protect.organisations.models import Organisation, User
from protect.spaces.models import Space
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
town = Organisation.objects.create(name="Berg", kind="municipality")
User.objects.create_user("anna@example.org", "a long pass phrase", name="Anna")
for number in range(20):
    Space.objects.create(organisation=town, name=f"Square {number}", main_category="square")
default_storage.save("photos/one.jpg", ContentFile(os.urandom(200_000)))
"""
WRITE = """
import sys, itertools
from django.db import transaction
from protect.organisations import audit
from protect.organisations.models import Organisation
from protect.spaces.models import Space
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
town = Organisation.objects.get(name="Berg")
print("writing", flush=True)
for number in itertools.count():
    with transaction.atomic():
        name = default_storage.save(f"photos/{number}.bin", ContentFile(os.urandom(20_000)))
        space = Space.objects.create(organisation=town, name=f"{name}", main_category="square")
        audit.record("created", space)
"""
#: Every space named after a file has its file and its entry in the trail.
WHOLE = """
from django.core.files.storage import default_storage
from protect.organisations.models import AuditEntry
from protect.spaces.models import Space
made = list(Space.objects.filter(name__startswith="photos/"))
assert all(default_storage.exists(space.name) for space in made)
assert AuditEntry.objects.filter(verb="created", object_type="spaces.space").count() == len(made)
print(len(made), Space.objects.count())
"""


@pytest.fixture(scope="module")
def town(tmp_path_factory):
    folder = new_server(tmp_path_factory, tmp_path_factory.mktemp("town") / "data")
    run(FILL, folder)
    return folder


def drill(folder, tmp_path, **settings):
    """Back up while another process writes; restore elsewhere; compare."""
    writer = subprocess.Popen(
        [sys.executable, "-c", DJANGO + WRITE], env=environment(folder, **settings), stdout=subprocess.PIPE, text=True
    )
    try:
        assert writer.stdout.readline().strip() == "writing"
        target = tmp_path / "berg.zip"
        done = protect(folder, "backup", target, **settings)
        assert done.returncode == 0, done.stderr
    finally:
        writer.kill()
        writer.wait()
    assert target.stat().st_mode & 0o077 == 0
    assert "Whole and sound" in protect(tmp_path / "x", "restore", "--check", target).stdout
    return target


@pytest.mark.deep
def test_a_back_up_made_while_others_write_comes_back_whole(town, tmp_path):
    target = drill(town, tmp_path)
    fresh = tmp_path / "fresh"
    done = protect(fresh, "restore", target)
    assert done.returncode == 0, done.stderr
    made, all_spaces = map(int, run(WHOLE, fresh).split())
    assert made > 0 and all_spaces == made + 20
    with zipfile.ZipFile(target) as opened:
        rows = json.loads(opened.read(MANIFEST))["rows"]
    with closing(sqlite3.connect(fresh / "protect.sqlite3")) as restored:
        assert restored.execute("SELECT count(*) FROM spaces_space").fetchone()[0] == rows["spaces_space"] == all_spaces
    photo = (town / "media/photos/one.jpg").read_bytes()
    assert (fresh / "media/photos/one.jpg").read_bytes() == photo
    # A second time it wants to be told, and keeps aside what was there.
    refused = protect(fresh, "restore", target)
    assert refused.returncode == 1 and "--replace" in refused.stderr
    again = protect(fresh, "restore", target, "--replace")
    assert again.returncode == 0, again.stderr
    (aside,) = fresh.glob("before-restore-*")
    assert (aside / "protect.sqlite3").is_file() and (aside / "media").is_dir()
    assert int(run(WHOLE, fresh).split()[0]) == made


@pytest.mark.deep
def test_a_broken_back_up_changes_nothing(town, tmp_path):
    target = tmp_path / "berg.zip"
    assert protect(town, "backup", target).returncode == 0
    broken = bytearray(target.read_bytes())
    broken[len(broken) // 2] ^= 0xFF
    (tmp_path / "broken.zip").write_bytes(bytes(broken))
    fresh = tmp_path / "fresh"
    shutil.copytree(town, fresh)
    before = run("from protect.spaces.models import Space; print(Space.objects.count())", fresh)
    done = protect(fresh, "restore", "--replace", tmp_path / "broken.zip")
    assert done.returncode == 1 and "damaged" in done.stderr
    assert run("from protect.spaces.models import Space; print(Space.objects.count())", fresh) == before
    assert not list(fresh.glob("before-restore-*")) and not list(fresh.glob(".restore-*"))
    refused = protect(town, "backup", target)
    assert refused.returncode == 1 and "exists already" in refused.stderr


def test_of_what_postgresql_says_the_reason_and_the_way_out_are_told():
    said = (
        "pg_restore: error: could not execute query: ERROR:  out of shared memory\n"
        "HINT:  You might need to increase max_locks_per_transaction.\n"
        "Command was: ALTER TABLE ONLY public.evaluations_criteriaset\n"
        "    ADD CONSTRAINT evaluations_criteriaset_pkey PRIMARY KEY (id);\n\n"
    )
    told = database._reason(said)
    assert "out of shared memory" in told and told.endswith("increase max_locks_per_transaction.")
    assert database._reason("\npsql: no such thing\n") == "psql: no such thing"
    assert database._reason("") == ""


@pytest.mark.deep
def test_a_running_server_and_a_newer_program_are_refused(town, tmp_path):
    target = tmp_path / "berg.zip"
    assert protect(town, "backup", target).returncode == 0
    hold = "import fcntl, sys; f = open(sys.argv[1], 'w'); fcntl.flock(f, fcntl.LOCK_SH); print('held', flush=True); input()"
    server = subprocess.Popen(
        [sys.executable, "-c", hold, str(town / "running")], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    try:
        assert server.stdout.readline().strip() == "held"
        done = protect(town, "restore", "--replace", target)
        assert done.returncode == 1 and "stop it first" in done.stderr
    finally:
        server.kill()
        server.wait()
    newer = tmp_path / "newer.zip"
    with zipfile.ZipFile(target) as old, zipfile.ZipFile(newer, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == MANIFEST:
                told = json.loads(content)
                told["migrations"].append("spaces.9999_of_next_year")
                content = json.dumps(told).encode()
            new.writestr(name, content)
    done = protect(tmp_path / "fresh", "restore", newer)
    assert done.returncode == 1 and "newer program" in done.stderr


@pytest.mark.deep
@pytest.mark.every_database
def test_the_same_on_postgresql(tmp_path):
    url = os.environ.get("PROTECT_DATABASE_URL", "")
    if not url.startswith("postgresql"):
        pytest.skip("this round runs on SQLite; make test-deep has one on PostgreSQL")
    import psycopg

    first, second = f"safekeeping_{os.getpid()}_a", f"safekeeping_{os.getpid()}_b"
    with psycopg.connect(url, autocommit=True) as server:
        for name in (first, second):
            server.execute(f'CREATE DATABASE "{name}"')
    try:
        own, other = url.replace("/postgres?", f"/{first}?"), url.replace("/postgres?", f"/{second}?")
        folder, fresh = tmp_path / "data", tmp_path / "fresh"
        assert protect(folder, "migrate", PROTECT_DATABASE_URL=own).returncode == 0
        run(FILL, folder, PROTECT_DATABASE_URL=own)
        target = drill(folder, tmp_path, PROTECT_DATABASE_URL=own)
        done = protect(fresh, "restore", target, PROTECT_DATABASE_URL=other)
        assert done.returncode == 0, done.stderr
        made, spaces = map(int, run(WHOLE, fresh, PROTECT_DATABASE_URL=other).split())
        assert made > 0 and spaces == made + 20
        done = protect(fresh, "restore", target, PROTECT_DATABASE_URL=other)
        assert done.returncode == 1 and "--replace" in done.stderr
        done = protect(fresh, "restore", target, "--replace", PROTECT_DATABASE_URL=other)
        assert done.returncode == 0, done.stderr
        (aside,) = fresh.glob("before-restore-*")
        assert (aside / "database.pgdump").is_file()
        assert int(run(WHOLE, fresh, PROTECT_DATABASE_URL=other).split()[0]) == made
        done = protect(tmp_path / "lite", "restore", target)
        assert done.returncode == 1 and "back-up of postgresql" in done.stderr
    finally:
        with psycopg.connect(url, autocommit=True) as server:
            for name in (first, second):
                server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
