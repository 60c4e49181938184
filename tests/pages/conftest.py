import pytest
from django.core.cache import cache

from tests.world import world


@pytest.fixture
def w(db):
    return world()


@pytest.fixture(autouse=True)
def empty_cache():
    """What is wrong with lists is kept for a minute, whichever test it was wrong in."""
    cache.clear()
