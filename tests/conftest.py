"""What every test can ask for, and which tests belong to the PostgreSQL round of ``make test``."""

from __future__ import annotations

import gc
import json
import os
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from django.db import connection
from django.test import TransactionTestCase
from django.utils import translation

from protect.organisations import append_only
from tests import migrated
from tests.browser import axe, browser, chromium, new_page, page, script_weight, sign_in, view_weight  # noqa: F401  fixtures

# The same examples in every run, and no deadline: a slow machine is not a wrong program.
hypothesis.settings.register_profile("protect", deadline=None, derandomize=True)
hypothesis.settings.load_profile("protect")


def _emptied_after_a_test(self: Any, *args: Any, **options: Any) -> list[str]:
    """Tests that commit empty the tables after them; the audit trail lets nobody, so its triggers come back after that."""
    return [*append_only.removal(connection.vendor), *_sql_flush(self, *args, **options)]


_sql_flush = type(connection.ops).sql_flush
type(connection.ops).sql_flush = _emptied_after_a_test  # type: ignore[method-assign]

# The tests hold millions of objects for ever (code, collected tests), which Python would look through again and again.
gc.set_threshold(50_000, 20, 50)


def pytest_collection_finish() -> None:
    gc.freeze()


ROOT = Path(__file__).resolve().parents[1]
DATABASE_FIXTURES = {
    "db",
    "transactional_db",
    "django_db_reset_sequences",
    "django_db_serialized_rollback",
    "live_server",
}


@pytest.fixture(autouse=True)
def own_language():
    """A page leaves the language of its reader behind; the next test begins in that of the platform."""
    yield
    translation.deactivate()


@pytest.fixture(scope="session")
def django_db_keepdb(django_db_keepdb: bool) -> bool:
    """SQLite's file lies in a folder that is gone after the run: nothing has to be taken down."""
    return django_db_keepdb or connection.vendor == "sqlite"


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None) -> bool:
    """Begins with the migrated database of the last run, where nothing changed that made it (``tests/migrated.py``)."""
    if connection.vendor != "sqlite":
        return False
    return migrated.begin_with_kept(connection.settings_dict["TEST"]["NAME"])


@pytest.fixture(scope="session")
def django_db_setup(django_db_modify_db_settings: bool, django_db_setup: None, django_db_blocker: Any) -> None:
    if connection.vendor == "sqlite" and not django_db_modify_db_settings:
        with django_db_blocker.unblock():
            connection.ensure_connection()
            migrated.keep(connection.connection)


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Folder of the shared real data (``osm/`` and others); PROTECT_SHARED names the folder above it."""
    folder = Path(os.environ.get("PROTECT_SHARED") or ROOT.parent / "shared") / "data"
    if not folder.is_dir():
        pytest.skip(f"no shared data: {folder} is absent (PROTECT_SHARED names the folder that contains data/)")
    return folder


@pytest.hookimpl(trylast=True)  # after -m and -k have chosen
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.browser)
        if is_deep(item) and item.nodeid.startswith(LONGEST):
            item.add_marker(pytest.mark.flaky(reruns=0))  # minutes; what it found once it would find again
    if os.environ.get("PROTECT_TEST_ROUND") == "postgresql":
        deep_round = os.environ.get("PROTECT_TEST_DEEP") == "1"
        chosen = [item for item in items if asks_for_database(item) and wanted_on_postgresql(item, deep_round)]
        config.hook.pytest_deselected(items=[item for item in items if item not in set(chosen)])
        items[:] = chosen
    items[:] = longest_apart(items)


#: Tests of minutes. Two processes begin with one each; at the end of the queue they would keep one waiting for the other.
LONGEST = ("tests/organisations/test_nothing_leaks.py", "tests/test_fuzzed_requests.py", "tests/project/test_faults.py")


def longest_apart(items: list[pytest.Item]) -> list[pytest.Item]:
    """Each of two processes gets half of the list to begin with: the longest tests stand first in both."""
    long = [item for prefix in LONGEST for item in items if item.nodeid.startswith(prefix) and is_deep(item)]
    rest = [item for item in items if item not in set(long)]
    middle = len(rest) // 2
    return [*long[0::2], *rest[:middle], *long[1::2], *rest[middle:]]


def is_deep(item: pytest.Item) -> bool:
    return item.get_closest_marker("deep") is not None


#: Where the database itself is at work: transactions, triggers, locks, conditions of seeing, full text, the services.
#: With ``make test`` these run on PostgreSQL, too; all others do so with ``make test-deep``.
BY_THE_DATABASE = (
    "tests/test_databases.py", "tests/search/", "tests/organisations/test_audit.py", "tests/organisations/test_bin.py",
    "tests/organisations/test_chain.py", "tests/organisations/test_conflicts_at_once.py", "tests/organisations/test_log.py",
    "tests/organisations/test_markings.py", "tests/organisations/test_visibility_property.py", "tests/spaces/test_services.py",
    "tests/assessments/test_services.py", "tests/checklists/test_answering.py", "tests/longlists/", "tests/sets/",
    "tests/project/", "tests/assessments/test_requirements.py", "tests/catalogue/test_pages.py", "tests/treatments/",
    "tests/answers/test_last_second.py", "tests/answers/test_sealed.py",
    "tests/exercises/test_services.py",
    "tests/exercises/test_stream.py", "tests/evaluations/test_judging.py", "tests/evaluations/test_at_once.py",
    "tests/practices/test_at_once.py", "tests/organisations/test_together.py", "tests/inbox/test_questions.py",
    "tests/events/test_registration.py", "tests/pages/test_boxes.py", "tests/newsletters/",
)  # fmt: skip


def wanted_on_postgresql(item: pytest.Item, deep_round: bool) -> bool:
    with_make_test = item.nodeid.startswith(BY_THE_DATABASE) and not item.get_closest_marker("sqlite_first")
    if not deep_round:
        return with_make_test
    return not item.get_closest_marker("sqlite_only") and (not with_make_test or is_deep(item))


def asks_for_database(item: pytest.Item) -> bool:
    """Pure computation and the browser behave alike on either database; everything else runs on both."""
    if item.get_closest_marker("every_database"):
        return True
    if item.get_closest_marker("browser"):
        return False
    case = getattr(item, "cls", None)
    return bool(
        item.get_closest_marker("django_db")
        or DATABASE_FIXTURES & set(getattr(item, "fixturenames", ()))
        or (case is not None and issubclass(case, TransactionTestCase))
    )


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Leaves the counts for scripts/test.py, which adds up the rounds."""
    target = os.environ.get("PROTECT_TEST_COUNTS")
    if target and not hasattr(terminalreporter.config, "workerinput"):
        counts = {outcome: len(reports) for outcome, reports in terminalreporter.stats.items() if outcome}
        Path(target).write_text(json.dumps(counts), encoding="utf-8")
