"""protect check."""

from __future__ import annotations

import os

import click

from protect.project.cli import cli, set_up


@cli.command()
def check() -> None:
    """Look over settings, database, reference data, files and job worker; every finding says what to do.

    Exit code 0 if a production server may run like this, 1 if not.
    """
    set_up()
    from django.conf import settings

    findings = [*_django(), *(_database() or [*_index(), *_trail()]), *_files(), *_jobs()]
    for finding in findings:
        click.echo(f"- {finding}")
    if findings:
        raise click.ClickException(f"{len(findings)} to repair.")
    click.echo(f"All in order ({settings.ENVIRONMENT}, {settings.DATA}).")


def _django() -> list[str]:
    from django.core import checks

    found = checks.run_checks(include_deployment_checks=True)
    return [f"{one.msg} ({one.id})" for one in found if one.level >= checks.WARNING]


def _database() -> list[str]:
    from django.db import DatabaseError, connection
    from django.db.migrations.executor import MigrationExecutor

    from protect.reference.models import ReferenceSet

    try:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            return ["The database is older than the program; run 'protect migrate'."]
        if not ReferenceSet.objects.filter(kind="scale_set").exists():
            return ["The reference data is not loaded; run 'protect migrate'."]
    except DatabaseError as error:
        return [f"The database does not answer: {error}"]
    return []


def _index() -> list[str]:
    from protect.search.indexing import faults

    return [f"The search index is not right: {one}; run 'protect search rebuild'." for one in faults()]


def _trail() -> list[str]:
    from django.db import connection

    from protect.organisations.append_only import missing

    if missing(connection):
        return ["The database does not guard the audit trail; run 'protect migrate', then 'protect audit verify'."]
    return []


def _files() -> list[str]:
    from django.conf import settings

    findings = []
    if not os.access(settings.DATA, os.W_OK):
        findings.append(
            f"The data folder {settings.DATA} cannot be written to; give it to the user that runs the server."
        )
    if not (settings.STATIC_ROOT / "staticfiles.json").is_file():
        findings.append("The static files are not collected; run 'protect migrate'.")
    if not (settings.PACKAGE / "web/static/vendor/protect.css").is_file():
        findings.append("The browser libraries are missing; run 'make setup' in the checkout, or install the wheel.")
    return findings


def _jobs() -> list[str]:
    from django.conf import settings
    from django_tasks_db.models import DBTaskResult

    from protect.project.worker import living

    waiting = DBTaskResult.objects.ready().count()
    if waiting and not living(settings.DATA):
        return [f"{waiting} jobs wait and no job worker runs on this machine; start 'protect serve'."]
    return []
