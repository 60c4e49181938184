"""protect assess, report: the main job without a browser."""

from __future__ import annotations

import os
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import click

from protect.project.cli import cli, set_up, set_up_reading
from protect.project.cli.progress import Progress
from protect.project.cli.town import EXISTING

OUTPUT = click.Path(dir_okay=False, writable=True, path_type=Path)
SCALES = ["platform-default", "quick-three-level", "factor-based"]


@cli.command()
@click.option("--osm", type=EXISTING, help="Map extract that holds the place (.osm.pbf, .osm, .gz, .bz2, GeoJSON).")
@click.option("--space", help="Name of the place in the extract, or its source such as osm:way/123.")
@click.option("--scores", type=EXISTING, help="The filled-in spreadsheet.")
@click.option("--report", type=OUTPUT, help="File to write: .pdf, .xlsx or .json.")
@click.option("--summary", is_flag=True, help="Write the one-page summary for the council instead of the full report.")
@click.option("--list-spaces", is_flag=True, help="Only list the candidate places of the extract.")
@click.option("--template", type=OUTPUT, help="Only write the spreadsheet to fill in.")
@click.option(
    "--scale", type=click.Choice(SCALES[:2]), default=SCALES[0], show_default=True, help="Scale set of the template."
)
@click.option("--members", type=click.IntRange(1, 50), default=3, show_default=True, help="Members in the template.")
@click.option("--keep", is_flag=True, help="Write into the configured database instead of a passing one.")
@click.option("--as", "email", help="Account that leads the assessment (needed with --keep).")
@click.option(
    "--organisation", default="Municipality", show_default=True, help="Name on the report; with --keep the owner."
)
def assess(
    osm: Path | None,
    space: str | None,
    scores: Path | None,
    report: Path | None,
    summary: bool,
    list_spaces: bool,
    template: Path | None,
    scale: str,
    members: int,
    keep: bool,
    email: str | None,
    organisation: str,
) -> None:
    """From a map extract and a spreadsheet to the report, in one go.

    \b
    1. protect assess --osm town.osm.pbf --list-spaces
    2. protect assess --template scores.xlsx           (fill it in)
    3. protect assess --osm town.osm.pbf --space "Market square" --scores scores.xlsx --report out.pdf

    Nothing is kept unless --keep is given. Wrong cells are listed by sheet and cell, and nothing is written then.
    """
    if list_spaces:
        _need("--list-spaces", **{"--osm": osm})
        assert osm is not None
        _list(osm)
        return
    if template is not None:
        with _passing_database():
            _template(template, scale, members, space or "")
        return
    _need("assess", **{"--osm": osm, "--space": space, "--scores": scores, "--report": report})
    assert osm and space and scores and report
    if summary:
        raise click.UsageError(
            "The summary is made of an approved assessment; use protect report --summary on a kept one."
        )
    if keep:
        if not email:
            raise click.UsageError("--keep needs --as EMAIL: whose assessment is it?")
        set_up()
        _run(osm, space, scores, report, organisation, email)
        return
    with _passing_database():
        _run(osm, space, scores, report, organisation, None)


def _need(what: str, **options: Any) -> None:
    missing = [name for name, value in options.items() if value is None]
    if missing:
        raise click.UsageError(f"{what} needs {', '.join(missing)}. Begin with: protect assess --help")


def _passing_database() -> ExitStack:
    """Settings of a database in memory and a folder that goes away, migrated and with the reference data."""
    stack = ExitStack()
    folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="protect-"))
    os.environ.update(PROTECT_ENV="demo", PROTECT_DATA=folder, PROTECT_DATABASE_URL="sqlite:///:memory:")
    set_up()
    from django.core.management import call_command

    from protect.reference import services

    call_command("migrate", verbosity=0, interactive=False)
    services.sync()
    return stack


def _list(osm: Path) -> None:
    set_up_reading()
    from protect.spaces import imports

    with Progress("Reading"):
        found = imports.preview(osm)
    click.echo("\n".join(found.lines()))


def _template(path: Path, scale_key: str, members: int, space: str) -> None:
    from protect.assessments import spreadsheet
    from protect.reference import services
    from protect.reference.scale_sets import ScaleSet

    scale = ScaleSet.of(services.latest("scale_set", scale_key))
    spreadsheet.write_template(path, scale_key, scale, space=space, members=members)
    click.echo(f"Fill in {path}, then: protect assess --osm FILE --space NAME --scores {path} --report out.pdf")


def _run(osm: Path, space_name: str, scores: Path, report: Path, organisation: str, email: str | None) -> None:
    from protect.assessments import filling, spreadsheet
    from protect.reference import services as reference
    from protect.reference.scale_sets import ScaleSet
    from protect.reports.services import write_report
    from protect.spaces import imports

    # The spreadsheet first: its mistakes are told before a map is read.
    scale_set = reference.latest("scale_set", spreadsheet.scale_key(scores) or SCALES[0])
    try:
        sheet = spreadsheet.read(scores, ScaleSet.of(scale_set))
    except spreadsheet.SheetErrors as errors:
        for error in errors.errors:
            click.echo(error, err=True)
        count = len(errors.errors)
        raise click.ClickException(
            f"{scores.name}: {count} {'thing' if count == 1 else 'things'} to repair; nothing was written."
        ) from None
    person, owner = _people(sheet.fields.get("lead", ""), organisation, email)
    with Progress("Importing") as progress:
        wanted = imports.find_candidate(imports.preview(osm).candidates, space_name)
        imports.import_extract(owner, osm, by=person, progress=progress)
    from protect.spaces.models import Candidate

    candidate = Candidate.objects.get(organisation=owner, source=wanted.source)
    adoption = imports.adopt_candidates([candidate.pk], by=person)
    place = (adoption.created or adoption.present)[0]
    assessment = filling.fill(place, sheet, scale_set, by=person)
    write_report(assessment, report, reader_name=person.name)
    from protect.assessments.queries.judgement import judge
    from protect.assessments.queries.sentences import counts

    judgement = judge(assessment, person)
    click.echo(f"{place.name}: {counts(judgement)}. {assessment.get_state_display()}.")
    if judgement.open_rows:
        click.echo("Open rows need a level in the sheet Consensus, or stay open in the report.", err=True)
    click.echo(f"Written: {report}")


def _people(lead: str, organisation: str, email: str | None):  # type: ignore[no-untyped-def]
    from protect.organisations.models import Membership, Organisation, Role, User

    if email is not None:
        person = User.objects.filter(email__iexact=email).first()
        owner = Organisation.objects.filter(name=organisation, memberships__user=person).first()
        if person is None or owner is None:
            raise click.ClickException(
                f"{email} is not a member of '{organisation}'; give --as and --organisation that fit."
            )
        return person, owner
    owner = Organisation.objects.create(name=organisation, kind="municipality")
    person = User.objects.create(email="assess@localhost.invalid", name=lead or "Lead")
    Membership.objects.create(user=person, organisation=owner, role=Role.LEAD)
    return person, owner


@cli.command()
@click.argument("assessment")
@click.argument("file", type=OUTPUT)
@click.option("--summary", is_flag=True, help="The one-page summary for the council (of an approved assessment).")
@click.option("--language", default="en", show_default=True, help="Language of the report.")
@click.option("--reader", default="protect report", show_default=True, help="Name printed on every page.")
def report(assessment: str, file: Path, summary: bool, language: str, reader: str) -> None:
    """Write the report of an assessment: by its number in the address, or the title of its newest version.

    The suffix of FILE says what it becomes: .pdf, .xlsx or .json.
    """
    set_up()
    from protect.assessments.models import Assessment
    from protect.organisations import audit
    from protect.reports.services import write_report

    known = Assessment.objects.select_related("space", "organisation", "scale_set", "threat_types", "steps", "lead")
    if assessment.isdigit():
        found = known.filter(pk=assessment).first()
    else:
        found = known.filter(title=assessment).order_by("-version").first()
    if found is None:
        raise click.ClickException(f"There is no assessment '{assessment}'.")
    with audit.acting(None, "protect report"):
        write_report(found, file, reader_name=reader, language=language, kind="summary" if summary else None)
    click.echo(f"Written: {file}")
