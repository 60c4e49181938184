from __future__ import annotations

import pytest

from tests.reports.example import Example


@pytest.fixture
def example(db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return Example()
