"""protect analyse: the methods on files, without server, database or account."""

from __future__ import annotations

from importlib import import_module, resources
from pathlib import Path

import click

from protect.project.cli import cli

#: The example file of each command, in ``protect/formats/examples``.
EXAMPLES = {
    "agreement": "agreement.csv",
    "crowd": "crowd.csv",
    "portfolio": "portfolio.csv",
    "rank": "rank.csv",
    "reach": "reach.geojson",
    "risk": "risk.csv",
    "sight": "sight.geojson",
    "smaa": "rank.csv",
    "vehicle": "vehicle.csv",
}

#: Further examples of a command, for its other kinds of file.
MORE = {"crowd": ("crowd.geojson",), "reach": ("reach.csv",), "vehicle": ("vehicle.geojson",)}


#: The module of each command.
MODULES = {
    "agreement": "judging",
    "crowd": "moving",
    "portfolio": "spending",
    "rank": "deciding",
    "reach": "reaching",
    "risk": "judging",
    "sight": "seeing",
    "smaa": "robust",
    "vehicle": "closing",
}


class Methods(click.Group):
    """A command is read when it is asked for: numpy and scipy do not weigh on the server's watching process, and what one method
    needs does not slow down another."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted({*super().list_commands(ctx), *MODULES})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name in MODULES:
            import_module(f"protect.project.cli.analyse.{MODULES[cmd_name]}")
        return super().get_command(ctx, cmd_name)


@cli.group(cls=Methods)
def analyse() -> None:
    """The arithmetic of the method on your own files: CSV, XLSX, GeoJSON, OpenStreetMap.

    Every result is evidence, not a verdict: it says what went in, what was assumed and what would change it.

    \b
    protect analyse example rank          writes rank.csv, an example to start from
    protect analyse rank rank.csv --plot rank.svg
    """


@analyse.command()
@click.argument("command", type=click.Choice(sorted(EXAMPLES)))
@click.option(
    "--folder", type=click.Path(file_okay=False, exists=True, path_type=Path), default=Path(), help="Where to write it."
)
def example(command: str, folder: Path) -> None:
    """Write an example for a command, a file of each kind that it reads; files that are there are not overwritten."""
    targets = [folder / name for name in (EXAMPLES[command], *MORE.get(command, ()))]
    for target in targets:
        if target.exists():
            raise click.ClickException(f"{target} exists; move it away or choose another --folder")
    for target in targets:
        target.write_bytes((resources.files("protect.formats") / "examples" / target.name).read_bytes())
        click.echo(f"Written: {target}. Now: protect analyse {command} {target}")
