from __future__ import annotations

import pytest

from protect.organisations import audit
from tests.plans.making import PlanTown
from tests.remembered import remembered


@pytest.fixture
def town(db):
    town = remembered(PlanTown)()
    with audit.acting(town.lead, "test"):
        yield town
