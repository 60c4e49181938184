"""What builds the world of a test runs once in a while; in between, the rows it wrote are written again as they were.

    @remembered
    def world() -> World: ...

``world`` goes through models and services: hundreds of statements that are the same in each of a thousand tests. The
first call in a process does that, and what came of it is kept: rows, files, mails, and the object it returned. The next
calls put a copy of all that there. Triggers of the database run as with any insert, so audit trail and full text are
their work each time. It is built as ever

- where the tables it writes to are not as empty as they were,
- where a test moved the clock, changed a setting or speaks another language,
- where the last time is more than a minute ago, so that "now" is now.

What a builder leaves for after the commit has been done where tests commit, and is never done where they do not.
"""

from __future__ import annotations

import contextlib
import copy
import functools
import pickle
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, TypeVar
from unittest import mock

from django.conf import UserSettingsHolder, settings
from django.core import mail
from django.core.files.base import ContentFile
from django.core.files.storage import Storage, default_storage
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import get_language

from protect.organisations.append_only import CHAIN, SEAL
from protect.reference.models import ReferenceSet

SECONDS = 60
#: There before any test and never touched by a builder, or written by the triggers of others.
ASIDE = {
    "django_migrations", "django_content_type", "auth_permission", "auth_group", "auth_group_permissions",
    "search_indexstate", CHAIN, SEAL,
}  # fmt: skip
#: As those: the tables of full text, and the tree of pages that Wagtail's migrations begin.
ASIDE_BEGIN = ("search_fts", "captions_said", "wagtailcore_")
SETS = ReferenceSet._meta.db_table
#: What a test may set without any builder doing something else.
HARMLESS = {"MEDIA_ROOT", "ALLOWED_HOSTS", "DEBUG", "default_settings", "SETTINGS_MODULE", "_deleted"}

Build = TypeVar("Build", bound=Callable[..., Any])

_clock = timezone.now


@dataclass
class Kept:
    """One call: what it was given and found, and what came of it."""

    tables: list[Table]
    frozen: dict[int, Any]
    files: list[tuple[Storage | None, str, bytes]]
    mails: list[Any]
    result: bytes
    at: float = field(default_factory=time.monotonic)

    @property
    def is_fresh(self) -> bool:
        return time.monotonic() - self.at < SECONDS


@dataclass
class Table:
    name: str
    columns: str
    #: PostgreSQL's own form of a copy, or tuples.
    rows: Any


_kept: dict[Any, Kept] = {}
_building = False


def remembered(build: Build) -> Build:
    """The same function or class, quicker from the second call on; its arguments have to be hashable."""

    @functools.wraps(build, updated=())
    def again(*args: Any, **options: Any) -> Any:
        if _building or timezone.now is not _clock or _settings_changed():
            return build(*args, **options)
        sets = dict(ReferenceSet.objects.values_list("pk", "frozen_at"))
        around = (get_language(), timezone.get_current_timezone_name(), connection.in_atomic_block, tuple(sorted(sets)))
        key = (build, args, tuple(sorted(options.items())), around)
        if any(sets.values()):
            return build(*args, **options)
        kept = _kept.get(key)
        if kept is None or not kept.is_fresh:
            if not _are_empty(_tables(), except_for={SETS}):
                return build(*args, **options)
            kept, result = _built(functools.partial(build, *args, **options), set(sets))
            _kept[key] = kept
            return result
        if not _are_empty([table.name for table in kept.tables], except_for={SETS} if sets else set()):
            return build(*args, **options)
        return _put_there(kept)

    return again  # type: ignore[return-value]


def _settings_changed() -> bool:
    holder: Any = settings._wrapped  # type: ignore[misc]
    while isinstance(holder, UserSettingsHolder):
        if not holder.__dict__.keys() <= HARMLESS:
            return True
        holder = holder.default_settings
    return False


def _tables() -> list[str]:
    """All that a builder may write to, in one order."""
    names = connection.introspection.table_names()
    return [name for name in names if name not in ASIDE and not name.startswith(ASIDE_BEGIN)]


def _are_empty(tables: list[str], *, except_for: set[str]) -> bool:
    parts = [f'SELECT 1 FROM "{name}"' for name in tables if name not in except_for]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT 1 WHERE EXISTS ({' UNION ALL '.join(parts)})")
        return cursor.fetchone() is None


def _built(build: Callable[[], Any], sets_before: set[int]) -> tuple[Kept, Any]:
    global _building
    _building = True
    mails_before = len(getattr(mail, "outbox", []))
    try:
        with _watched() as files:
            result = build()
    finally:
        _building = False
    tables = [_read(name, without=sets_before if name == SETS else set()) for name in _tables()]
    frozen = dict(
        ReferenceSet.objects.filter(pk__in=sets_before, frozen_at__isnull=False).values_list("pk", "frozen_at")
    )
    mails = copy.deepcopy(getattr(mail, "outbox", [])[mails_before:])
    return Kept([table for table in tables if table.rows], frozen, files, mails, pickle.dumps(result)), result


def _put_there(kept: Kept) -> Any:
    with transaction.atomic():
        for table in kept.tables:
            _write(table)
        for key, moment in kept.frozen.items():
            ReferenceSet.objects.filter(pk=key).update(frozen_at=moment)
    for storage, name, content in kept.files:
        place = storage or default_storage
        if not place.exists(name):
            place._save(name, ContentFile(content))  # type: ignore[attr-defined]
    if kept.mails:
        mail.outbox.extend(copy.deepcopy(kept.mails))
    return pickle.loads(kept.result)


@contextlib.contextmanager
def _watched() -> Iterator[list[tuple[Storage | None, str, bytes]]]:
    """The files that are written inside; None stands for the storage of uploads, wherever that is then."""
    files: list[tuple[Storage | None, str, bytes]] = []
    save = Storage.save

    def noted(self: Storage, *args: Any, **options: Any) -> str:
        name = save(self, *args, **options)
        default_storage.exists(name)  # makes it if nobody has asked for it yet
        with self.open(name) as file:
            files.append((None if self is default_storage._wrapped else self, name, file.read()))  # type: ignore[attr-defined]
        return name

    with mock.patch.object(Storage, "save", noted):
        yield files


def _read(name: str, *, without: set[int]) -> Table:
    condition = f" WHERE id NOT IN ({', '.join(map(str, without))})" if without else ""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f'PRAGMA table_xinfo("{name}")')
            columns = [row[1] for row in cursor.fetchall() if not row[6]]
            # A sign before the name leaves the value alone, and the driver makes nothing of it by the column's type.
            values = ", ".join(f'+"{column}"' for column in columns)
            cursor.execute(f'SELECT {values} FROM "{name}"{condition} ORDER BY 1')
            return Table(name, ", ".join(f'"{column}"' for column in columns), cursor.fetchall())
        cursor.execute(
            "SELECT column_name FROM information_schema.columns WHERE table_schema = current_schema() "
            "AND table_name = %s AND is_generated = 'NEVER' ORDER BY ordinal_position",
            [name],
        )
        columns = ", ".join(f'"{row[0]}"' for row in cursor.fetchall())
        with cursor.copy(f'COPY (SELECT {columns} FROM "{name}"{condition} ORDER BY 1) TO STDOUT') as source:
            return Table(name, columns, b"".join(source))


def _write(table: Table) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            places = ", ".join("?" for _column in table.rows[0])
            raw = cursor.cursor
            statement = f'INSERT INTO "{table.name}" ({table.columns}) VALUES ({places})'
            super(type(raw), raw).executemany(statement, table.rows)
        else:
            with cursor.copy(f'COPY "{table.name}" ({table.columns}) FROM STDIN') as target:
                target.write(table.rows)
