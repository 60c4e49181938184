"""Django's ``migrate``, which does not take half a minute for a new database."""

from __future__ import annotations

from contextlib import nullcontext
from typing import Any

from django.core.management.commands import migrate
from django.db import connections

from protect.organisations.first_migration import in_seconds, is_new


class Command(migrate.Command):
    def handle(self, *args: Any, **options: Any) -> None:
        with in_seconds() if is_new(connections[options["database"]]) else nullcontext():
            super().handle(*args, **options)
