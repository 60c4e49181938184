from __future__ import annotations

import pytest

from tests.remembered import remembered
from tests.reports.example import Example


@pytest.fixture
def example(db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return remembered(Example)()
