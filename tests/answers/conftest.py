"""One market for all tests of a module: each works on a copy, inside a transaction of its own that is taken back."""

from __future__ import annotations

import copy

import pytest

from tests.answers.market import market


@pytest.fixture(scope="module")
def fair(django_db_setup, django_db_blocker):  # type: ignore[no-untyped-def]
    from django.db import transaction

    with django_db_blocker.unblock():
        around = transaction.atomic()
        around.__enter__()
        yield market()
        transaction.set_rollback(True)
        around.__exit__(None, None, None)


@pytest.fixture
def w(fair, db):  # type: ignore[no-untyped-def]
    return copy.deepcopy(fair)
