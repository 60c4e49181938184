from __future__ import annotations

import pytest

from protect.organisations import audit
from tests.assessments.town import Town


@pytest.fixture
def town(db):
    town = Town()
    with audit.acting(town.lead, "test"):
        yield town
