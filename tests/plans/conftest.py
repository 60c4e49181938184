from __future__ import annotations

import pytest

from protect.organisations import audit
from tests.plans.making import PlanTown


@pytest.fixture
def town(db):
    town = PlanTown()
    with audit.acting(town.lead, "test"):
        yield town
