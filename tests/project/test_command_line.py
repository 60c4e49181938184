"""The command line: the main job, errors in one line, exit codes, settings that refuse."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.new_server import new_server

PLACE = "Piazza Vittorio Emanuele Secondo"


def protect(*arguments, cwd, **settings):
    """The command in a process of its own, with nothing of this one's settings."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PROTECT_", "DJANGO_"))}
    return subprocess.run(
        [sys.executable, "-m", "protect.project.cli", *map(str, arguments)],
        cwd=cwd,
        env={**kept, "PYTHONPATH": str(Path(__file__).parents[2] / "src"), **settings},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.fixture
def rome(shared_data):
    return shared_data / "osm/rome-piazza-vittorio-emanuele.osm.pbf"


def test_help_teaches_with_examples_and_exit_codes(tmp_path):
    done = protect("--help", cwd=tmp_path)
    assert done.returncode == 0
    for text in ("assess", "import-spaces", "Examples:", "Exit codes:"):
        assert text in done.stdout
    assert "1. protect assess" in protect("assess", "--help", cwd=tmp_path).stdout


@pytest.mark.slow
@pytest.mark.deep
def test_the_main_job_from_a_real_map_to_the_report(rome, tmp_path):
    listed = protect("assess", "--osm", rome, "--list-spaces", cwd=tmp_path)
    assert listed.returncode == 0
    assert PLACE in listed.stdout
    made = protect("assess", "--template", "scores.xlsx", cwd=tmp_path)
    assert made.returncode == 0, made.stderr
    book = load_workbook(tmp_path / "scores.xlsx")
    for line in book["Scores"].iter_rows(min_row=2):
        line[3].value, line[4].value = 4, 4
    book.save(tmp_path / "scores.xlsx")
    job = ("assess", "--osm", rome, "--space", PLACE, "--scores", "scores.xlsx", "--report")
    done = protect(*job, "out.pdf", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "10 Very high" in done.stdout
    assert (tmp_path / "out.pdf").read_bytes().startswith(b"%PDF-")
    # Nothing else is left behind: the database was a passing one.
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out.pdf", "scores.xlsx"]
    book["Scores"]["D7"] = "hgih"
    book.save(tmp_path / "scores.xlsx")
    wrong = protect(*job, "two.pdf", cwd=tmp_path)
    assert wrong.returncode == 1
    assert wrong.stderr.startswith("Scores!D7: “hgih” is not a level")
    assert not (tmp_path / "two.pdf").exists()


@pytest.mark.deep
def test_a_place_that_is_not_there_gets_a_proposal(rome, tmp_path):
    protect("assess", "--template", "scores.xlsx", cwd=tmp_path)
    done = protect(
        "assess",
        "--osm",
        rome,
        "--space",
        "Piazza Vitorio",
        "--scores",
        "scores.xlsx",
        "--report",
        "o.pdf",
        cwd=tmp_path,
    )
    assert done.returncode == 1
    assert "Did you mean" in done.stderr
    assert "Traceback" not in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_a_dry_run_writes_nothing_at_all(shared_data, tmp_path):
    done = protect("import-spaces", shared_data / "osm/ajaccio-ferry.osm.pbf", "--dry-run", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "Marché d'Ajaccio" in done.stdout
    assert list(tmp_path.iterdir()) == []


def test_a_broken_file_is_one_line(tmp_path):
    (tmp_path / "broken.osm.pbf").write_bytes(b"\x00\x01nothing")
    done = protect("import-spaces", "broken.osm.pbf", "--dry-run", cwd=tmp_path)
    assert done.returncode == 1
    assert len(done.stderr.strip().splitlines()) == 1
    assert "Traceback" in protect("--debug", "import-spaces", "broken.osm.pbf", "--dry-run", cwd=tmp_path).stderr


def test_wrong_commands_end_with_2(tmp_path):
    for wrong in (["assess"], ["unknown"], ["serve", "--port", "x"], ["import-spaces", "absent.pbf"]):
        assert protect(*wrong, cwd=tmp_path).returncode == 2, wrong


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({"PROTECT_DEBUG": "1"}, "PROTECT_DEBUG"),
        ({"PROTECT_SECRET_KEY": "short"}, "PROTECT_SECRET_KEY"),
        ({"PROTECT_SECRET_KEY": "demo-key-known-to-everybody-never-for-production"}, "PROTECT_SECRET_KEY"),
        ({"PROTECT_INSECURE_COOKIES": "1"}, "PROTECT_INSECURE_COOKIES"),
        ({"PROTECT_DATABASE_URL": "mysql://x"}, "PROTECT_DATABASE_URL"),
        ({"PROTECT_EMAIL_PORT": "many"}, "PROTECT_EMAIL_PORT"),
    ],
)
def test_a_production_server_refuses_to_start_with_unsafe_settings(tmp_path, settings, told):
    done = protect("serve", cwd=tmp_path, **settings)
    assert done.returncode == 3
    assert told in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_serving_before_migrating_says_what_to_do(tmp_path):
    done = protect("serve", cwd=tmp_path)
    assert done.returncode == 3
    assert "protect migrate" in done.stderr


@pytest.mark.slow
def test_set_up_account_and_check_of_a_new_server(tmp_path, tmp_path_factory):
    new_server(tmp_path_factory, tmp_path / "var")
    made = protect(
        "createuser", "anna@town.example", "--name", "Anna", "--organisation", "Town", "--password", "kettle-harbour-nine",
        cwd=tmp_path,
    )  # fmt: skip
    assert made.returncode == 0, made.stderr
    again = protect("createuser", "anna@town.example", "--name", "A", "--password", "kettle-harbour-nine", cwd=tmp_path)
    assert again.returncode == 1
    weak = protect("createuser", "b@town.example", "--name", "B", "--password", "password", cwd=tmp_path)
    assert weak.returncode == 1
    done = protect("check", cwd=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "All in order" in done.stdout
