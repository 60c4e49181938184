"""protect schedule: programmes of events looked over, without server or database."""

from __future__ import annotations

from pathlib import Path

import click

from protect.project.cli import cli


@cli.group()
def schedule() -> None:
    """Programmes of events: frab (JSON, XML), iCalendar, XLSX, ODS and CSV. Nothing is stored, no server is needed."""


@schedule.command(
    epilog="""\b
Examples:
  protect schedule check programme.xml
  protect schedule check seminar.ics --zone Europe/Bucharest
"""
)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--zone", default="", metavar="NAME", help="Time zone of times that tell none, such as Europe/Vilnius.")
@click.option("--encoding", default="", metavar="NAME", help="How the file is written, where you know it (cp1250).")
@click.option("--sessions", is_flag=True, help="List the sessions, too.")
def check(file: Path, zone: str, encoding: str, sessions: bool) -> None:
    """Say what of a programme can be imported, and name everything else by its line, path or row.

    Exit code 1 if anything is wrong; hints and what was mended are no fault.
    """
    from protect.formats.schedule import moments, reading
    from protect.formats.schedule.model import WRONG

    usual = moments.zone(zone)
    if zone and usual is None:
        raise click.UsageError(f"There is no time zone '{zone}'; write it like Europe/Vilnius.")
    found = reading.read_file(file, usual=usual, encoding=encoding)
    for one in found.complaints:
        click.echo(f"{file.name}: {one}")
    conference = found.conference
    if sessions:
        for each in conference.sessions:
            click.echo(f"  {each.start:%Y-%m-%d %H:%M %z}  {each.room}: {each.title}")
    click.echo(
        f"{file.name}: {found.format}, {conference.title}: {len(conference.days)} days, "
        f"{found.found - found.left_out} of {found.found} sessions"
    )
    wrong = sum(one.times for one in found.of(WRONG))
    if wrong:
        raise click.ClickException(f"{wrong} to look at.")
