"""The platform's own settings in the posture "test": in-memory database, data in a folder that is gone afterwards."""

import atexit
import os
import shutil
import tempfile

_data = tempfile.mkdtemp(prefix="protect-test-", dir=os.environ.get("PROTECT_TEST_FOLDER"))
atexit.register(shutil.rmtree, _data, ignore_errors=True)
os.environ["PROTECT_ENV"] = "test"
os.environ["PROTECT_DATA"] = _data
os.environ.setdefault("PROTECT_DATABASE_URL", "sqlite:///:memory:")

from protect.project.settings import *  # noqa: E402, F403

PASSWORD_HASHERS = ["tests.hashing.CheapArgon2"]
