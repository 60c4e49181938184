"""The platform's own settings in the posture "test": database and data in a folder that is gone afterwards."""

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

# A file, not memory: in memory all threads of a live server share one connection, which no installation does, and two of
# them can wait for each other for ever (one holds SQLite's lock and wants Python's, the other the reverse).
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":  # noqa: F405
    # Both names: a live server decides by the first, before the database of the tests is made.
    DATABASES["default"]["NAME"] = f"{_data}/never-made.sqlite3"  # noqa: F405
    DATABASES["default"]["TEST"] = {"NAME": f"{_data}/test.sqlite3"}  # noqa: F405
    options = DATABASES["default"]["OPTIONS"]  # noqa: F405
    # No test pulls the plug of the machine; those that kill processes have databases of their own.
    options["init_command"] = options["init_command"].replace("synchronous=FULL", "synchronous=OFF")

PASSWORD_HASHERS = ["tests.hashing.CheapArgon2"]
