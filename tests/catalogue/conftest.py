"""The measures of the platform, loaded once for the tests of a module."""

from __future__ import annotations

from typing import Any

import pytest


@pytest.fixture(scope="module")
def platform_measures(django_db_setup: Any, django_db_blocker: Any) -> Any:
    """Inside a transaction around the module's tests, each of which takes its own changes back; undone after them."""
    from django.db import transaction

    from protect.catalogue import shipping
    from tests.world import reference_data

    with django_db_blocker.unblock():
        around = transaction.atomic()
        around.__enter__()
        reference_data()
        shipping.sync()
        yield
        transaction.set_rollback(True)
        around.__exit__(None, None, None)
