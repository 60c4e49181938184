from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from protect.reference.loader import ReferenceDataError
from protect.reference.services import sync


class Command(BaseCommand):
    help = "Loads the reference data (scale sets, steps, prompts, glossary ...) into the database; may be repeated."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            done = sync()
        except ReferenceDataError as error:
            raise CommandError(str(error)) from None
        for warning in done.warnings:
            self.stderr.write(f"Warning: {warning}")
        for name in done.created:
            self.stdout.write(f"New: {name}")
        for name in done.updated:
            self.stdout.write(f"Updated: {name}")
        self.stdout.write(f"Reference data is up to date ({done.unchanged} unchanged).")
