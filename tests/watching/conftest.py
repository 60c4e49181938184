from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def own_folders(settings, tmp_path):
    """What comes in and what stays, in a folder of the test."""
    settings.UPLOADS = tmp_path / "uploads"
    default = {**settings.STORAGES["default"], "OPTIONS": {"location": tmp_path / "media"}}
    settings.STORAGES = {**settings.STORAGES, "default": default}
