"""Making the data folder fit for this version of the program: database, reference data, static files.

A stamp in the data folder says for which files of the program it was done, so that the next start looks at nothing.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[1]
STAMP = "prepared"
#: Fonts of the printed reports, the coasts that the server draws, and what Django's packages bring that no page asks for.
NOT_FOR_BROWSERS = ["*.ttf", "land-*.json", "django_htmx", "ext"]


def program_digest() -> str:
    """A digest of name, size and time of every file of the program; changes with every upgrade and every edit."""
    told = hashlib.sha256()
    for folder, folders, files in os.walk(PACKAGE):
        folders[:] = sorted(name for name in folders if name != "__pycache__")
        for name in sorted(files):
            if not name.endswith(".pyc"):
                about = os.stat(os.path.join(folder, name))  # noqa: PTH116, PTH118 - thousands of files at every start
                told.update(f"{folder}/{name} {about.st_size} {about.st_mtime_ns}\n".encode())
    told.update(os.environ.get("PROTECT_DATABASE_URL", "").encode())
    return told.hexdigest()


def is_prepared(data: Path) -> bool:
    stamp = data / STAMP
    return stamp.is_file() and stamp.read_text(encoding="ascii").strip() == program_digest()


def prepare(data: Path, *, verbose: bool = True) -> None:
    """Migrate, load the reference data, collect the static files. Safe to repeat; needs Django set up."""
    import click
    from django.core.management import call_command

    def say(text: str) -> None:
        if verbose:
            click.echo(text, err=True)

    data.mkdir(parents=True, exist_ok=True)
    say("Database ...")
    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)
    say("Reference data ...")
    from protect.reference import services

    services.sync()
    from protect.catalogue import shipping

    shipping.sync()
    say("Static files ...")
    call_command("collectstatic", verbosity=0, interactive=False, ignore_patterns=NOT_FOR_BROWSERS)
    (data / STAMP).write_text(program_digest() + "\n", encoding="ascii")
