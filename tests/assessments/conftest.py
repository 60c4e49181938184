from __future__ import annotations

import pytest

from protect.organisations import audit
from tests.assessments.town import Town
from tests.remembered import remembered


@pytest.fixture
def town(db):
    town = remembered(Town)()
    with audit.acting(town.lead, "test"):
        yield town
