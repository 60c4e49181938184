"""The database chains every entry and refuses to alter or delete one."""

from __future__ import annotations

from typing import Any

from django.db import migrations

from protect.organisations import append_only


def install(apps: Any, schema_editor: Any) -> None:
    append_only.install(schema_editor.connection)


def remove(apps: Any, schema_editor: Any) -> None:
    for statement in append_only.removal(schema_editor.connection.vendor):
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("organisations", "0006_seal_existing_entries")]

    operations = [migrations.RunPython(install, remove)]
