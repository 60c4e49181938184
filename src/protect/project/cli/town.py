"""protect import-spaces."""

from __future__ import annotations

from pathlib import Path

import click

from protect.project.cli import cli, set_up, set_up_reading
from protect.project.cli.progress import Progress

EXISTING = click.Path(exists=True, dir_okay=False, path_type=Path)


@cli.command("import-spaces")
@click.argument("file", type=EXISTING)
@click.option("--organisation", help="Organisation whose map and register it is for.")
@click.option("--dry-run", is_flag=True, help="Only show what would come; nothing is written.")
@click.option(
    "--adopt", multiple=True, metavar="NAME", help="Take this candidate into the register too; may be repeated."
)
def import_spaces(file: Path, organisation: str | None, dry_run: bool, adopt: tuple[str, ...]) -> None:
    """Read a map extract (.osm.pbf, .osm, .gz, .bz2, GeoJSON) into a town's map and its list of candidate spaces.

    A newer extract updates what is there and never doubles it; the report says what changed.
    """
    if dry_run and organisation is None:
        set_up_reading()
        from protect.spaces import imports

        with Progress("Reading"):
            found = imports.preview(file)
        click.echo("\n".join(found.lines()))
        return
    set_up()
    from protect.spaces import imports

    owner = _organisation(organisation)
    with Progress("Importing") as progress:
        done = imports.import_extract(owner, file, by=None, dry_run=dry_run, progress=progress)
    click.echo("\n".join(imports.report_lines(done)))
    if dry_run:
        click.echo("Nothing was written.")
        return
    if adopt:
        from protect.spaces.models import Candidate

        chosen = []
        for name in adopt:
            found_one = Candidate.objects.filter(organisation=owner).filter(name=name).first()
            if found_one is None:
                raise click.ClickException(
                    f"There is no candidate '{name}' of {owner}; protect import-spaces --dry-run lists them."
                )
            chosen.append(found_one.pk)
        adopted = imports.adopt_candidates(chosen, by=None)
        click.echo(f"{len(adopted.created)} spaces are new in the register, {len(adopted.present)} were there already.")


def _organisation(name: str | None):  # type: ignore[no-untyped-def]
    from protect.organisations.models import Organisation

    if name:
        found = Organisation.objects.filter(name=name).first()
        if found is None:
            raise click.ClickException(
                f"There is no organisation '{name}'; protect createuser --organisation makes one."
            )
        return found
    if Organisation.objects.count() == 1:
        return Organisation.objects.get()
    raise click.UsageError("Say for whom: --organisation NAME.")
