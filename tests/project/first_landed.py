"""Fills a database of the first landed schema with rows of every kind, and looks at them again after the upgrade.

Run by test_upgrade.py in processes of their own: ``fill FILE``, ``compare FILE`` and ``look FILE``.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import sys
import uuid
from pathlib import Path

#: The newest migration of each folder in the first version that was taken in (2026-11-23).
LANDED = {
    "reference": "0002_source",
    "organisations": "0003_audit_log_indexes",
    "spaces": "0005_list_map_index",
    "assessments": "0002_handed_in",
}
ROWS = 3
NOW = dt.datetime(2026, 10, 1, 12, tzinfo=dt.UTC)
#: What an upgrade means to change, each with its reason: (model, field).
MEANT: dict[tuple[str, str], str] = {
    ("organisations.auditentry", "actor_name"): "the trail calls people by number since accounts can be deleted",
    ("organisations.auditentry", "object_name"): "and by number where they are what an entry is about",
}


def fill(target: Path) -> None:
    from django.core.management import call_command
    from django.db import connection, transaction
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    # Django's own tables and those of libraries stand at their newest: an upgrade of ours starts from that, too.
    for name in ("contenttypes", "auth", "sessions", "django_tasks_database", "account"):
        if any(app == name for app, _ in executor.loader.graph.leaf_nodes()):
            call_command("migrate", name, verbosity=0)
    executor = MigrationExecutor(connection)
    nodes = list(LANDED.items())
    executor.migrate(nodes)
    apps = MigrationExecutor(connection).loader.project_state(nodes).apps
    models = [model for model in apps.get_models() if model._meta.app_label in LANDED]
    made: dict[str, list] = {}
    with transaction.atomic():
        for model in in_order(models):
            made[model._meta.label_lower] = rows_of(model, made)
    told = {}
    for model in models:
        if model._meta.app_label != "reference":
            told[model._meta.label_lower] = dump(model)
    target.write_text(json.dumps(told), encoding="utf-8")
    print(sum(map(len, told.values())), len(told))


def compare(source: Path) -> None:
    from django.apps import apps
    from django.core.exceptions import FieldDoesNotExist

    told = json.loads(source.read_text(encoding="utf-8"))
    wrong = []
    for label, rows in told.items():
        try:
            model = apps.get_model(label)
        except LookupError:
            wrong.append(f"{label} is gone")
            continue
        present = dump(model)
        for key, values in rows.items():
            if key not in present:
                wrong.append(f"{label} {key} is gone")
                continue
            for name, value in values.items():
                try:
                    model._meta.get_field(name)
                except FieldDoesNotExist:
                    if (label, name) not in MEANT:
                        wrong.append(f"{label}.{name} is gone")
                    continue
                if present[key].get(name) != value and (label, name) not in MEANT:
                    wrong.append(f"{label} {key}: {name} was {value!r}, is {present[key].get(name)!r}")
    assert not wrong, "\n".join(wrong[:40])
    print("same")


def look(_source: Path) -> None:
    """The pages that a reader opens first answer with what was there."""
    from django.test import Client
    from django.urls import reverse

    from protect.organisations.models import Membership, User
    from protect.spaces.models import Space

    lead = Membership.objects.filter(role="lead").select_related("user").first()
    assert lead is not None
    person = User.objects.get(pk=lead.user_id)
    client = Client(SERVER_NAME="localhost")
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    for name in ("web:home", "spaces:list", "assessments:list", "organisations:list"):
        answer = client.get(reverse(name), follow=True)
        assert answer.status_code == 200, (name, answer.status_code)
    mine = Space.objects.visible_to(person)
    assert mine.exists()
    for space in mine:
        answer = client.get(reverse("spaces:detail", args=[space.pk]))
        assert answer.status_code == 200 and space.name in answer.content.decode()


def in_order(models):
    """Each after those it must point at."""
    left, found = list(models), []
    while left:
        ready = [
            model
            for model in left
            if not any(
                field.is_relation
                and not field.null
                and field.related_model in left
                and field.related_model is not model
                for field in model._meta.concrete_fields
            )
        ]
        assert ready, left
        found += ready
        left = [model for model in left if model not in ready]
    return found


def rows_of(model, made):
    if model._meta.label_lower == "reference.referenceset":
        return reference_rows(model)
    model.searchable = ""  # the field of a space that is made from the others asks for it
    rows = []
    for number in range(ROWS):
        values = {
            field.name: value_for(model, field, number, made)
            for field in model._meta.concrete_fields
            if not field.primary_key
        }
        if model._meta.label_lower == "organisations.share":
            values["organisation" if number % 2 else "person"] = None
        if model._meta.label_lower == "organisations.membership":
            values["role"] = "lead"
        rows.append(model._base_manager.create(**values))
    return rows


def reference_rows(model):
    from protect.reference import loader
    from protect.reference.models import digest_of

    return [
        model._base_manager.create(
            kind=document.kind, key=document.key, version=document.version, title=document.title, status=document.status,
            source=document.source, content=document.content, digest=digest_of(document.content),
        )
        for document in loader.load_all()
        if document.kind != "question_set" or document.key == "quick-check"
    ]  # fmt: skip


def value_for(model, field, number, made):
    from django.db import models as m

    if field.is_relation:
        others = made.get(field.related_model._meta.label_lower, [])
        if field.related_model._meta.label_lower == "reference.referenceset":
            kind = {"scale_set": "scale_set", "threat_types": "threat_types", "steps": "step_template"}.get(field.name)
            return next(one for one in others if one.kind == kind)
        return others[number % len(others)] if others else None
    if isinstance(field, m.BinaryField):
        import shapely

        return shapely.to_wkb(shapely.box(24 + number, 60, 24.001 + number, 60.001))
    if field.name == "marking":
        return ["AMBER_STRICT", "GREEN", "CLEAR"][number % 3]
    if field.choices:
        options = [value for value, _label in field.flatchoices]
        return options[number % len(options)]
    if isinstance(field, m.EmailField):
        return f"person{number}@{model._meta.model_name}.example"
    if field.name in {"west", "south", "east", "north"}:
        return {"west": 24.0, "south": 60.0, "east": 24.001, "north": 60.001}[field.name] + (
            number if field.name in {"west", "east"} else 0
        )
    if isinstance(field, m.BooleanField):
        return field.name == "is_active"
    if isinstance(field, m.DateTimeField):
        return None if field.null else NOW + dt.timedelta(days=number)
    if isinstance(field, m.DateField):
        return (NOW + dt.timedelta(days=number)).date()
    if isinstance(field, m.JSONField | m.FileField) or type(field).__name__ == "CodeListField":
        default = field.get_default()
        return {} if default is None and not field.null else default
    if isinstance(field, m.IntegerField):
        return number + 1
    if isinstance(field, m.FloatField | m.DecimalField):
        return number + 1
    if isinstance(field, m.UUIDField):
        return uuid.UUID(int=number + 1)
    if field.name == "time_zone":
        return "Europe/Vilnius"
    if field.name == "language":
        return "en"
    text = f"{model._meta.model_name} {field.name} {number} ąŁé"
    return text[: field.max_length] if field.max_length else text


def dump(model):
    rows = {}
    for one in model._base_manager.all():
        values = {}
        for field in model._meta.concrete_fields:
            value = field.value_from_object(one)
            if isinstance(value, bytes | memoryview):
                value = bytes(value).hex()
            elif isinstance(value, dt.datetime):
                value = value.astimezone(dt.UTC).isoformat()
            elif value is not None and not isinstance(value, bool | int | float | str | list | dict):
                value = str(value)
            values[field.name] = value
        rows[str(one.pk)] = values
    return rows


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "protect.project.settings"
    import django

    django.setup()
    {"fill": fill, "compare": compare, "look": look}[sys.argv[1]](Path(sys.argv[2]))
