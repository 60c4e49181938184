from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate


def guard_the_trail(sender: Any, using: str, **more: Any) -> None:
    """SQLite forgets the triggers of a table that a migration builds anew."""
    from protect.organisations import append_only

    append_only.install(connections[using])


class OrganisationsConfig(AppConfig):
    name = "protect.organisations"
    label = "organisations"

    def ready(self) -> None:
        from protect.organisations import happening, kept, signals  # noqa: F401  signals connect themselves

        kept.register()
        happening.register()

        post_migrate.connect(guard_the_trail, sender=self, dispatch_uid="organisations.guard_the_trail")
