import pytest

from tests.world import world


@pytest.fixture
def w(db):
    return world()
