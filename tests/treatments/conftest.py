from tests.catalogue.conftest import platform_measures  # noqa: F401  fixture
