"""protect backup, protect restore."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from protect.project.cli import cli, set_up


@cli.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def backup(file: Path) -> None:
    """Save database, uploads and secret key into one FILE, while the server runs.

    With - for FILE the back-up goes to standard output, for a program that encrypts it:

    \b
    protect backup /backup/protect-$(date +%F).zip
    protect backup - | age -r RECIPIENT > /backup/protect.zip.age

    It holds everything that is restricted, and the key that signs sessions: keep it as safe as the server.
    """
    set_up()
    from protect.project.safekeeping import saving

    if str(file) == "-":
        if sys.stdout.isatty():
            raise click.UsageError("a back-up is not for the screen; send it into a program or a file.")
        saved = saving.write(sys.stdout.buffer)
        sys.stdout.buffer.flush()
        name = "standard output"
    else:
        saved = saving.back_up(file)
        name = str(file)
    click.echo(f"Saved to {name}: {saved.files} files, {saved.size / 1e6:.1f} MB before packing.", err=True)


@cli.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--check", is_flag=True, help="Only read FILE whole and compare every checksum; nothing is changed.")
@click.option("--replace", is_flag=True, help="Put it in place of data that is there; the old is kept aside.")
def restore(file: Path, check: bool, replace: bool) -> None:
    """Bring a back-up FILE back. Stop the server first.

    Everything is read and compared before anything is touched. What the data folder held before is kept in a folder
    before-restore-... beside it until you remove it.
    """
    set_up()
    from protect.project.safekeeping import restoring

    if check:
        manifest = restoring.check(file)
        click.echo(f"Whole and sound: {len(manifest.files)} files, made {manifest.made_at} by {manifest.program}.")
        return
    done = restoring.restore(file, replace=replace)
    click.echo(f"Restored: {len(done.manifest.files)} files, made {done.manifest.made_at}.")
    if done.aside is not None:
        click.echo(f"What was there before is kept in {done.aside}.")
