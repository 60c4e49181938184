"""protect captions: caption files looked over and turned into another format, without server or database."""

from __future__ import annotations

from pathlib import Path

import click

from protect.project.cli import cli

EXISTING = click.Path(exists=True, dir_okay=False, path_type=Path)
FORMATS = "WebVTT (.vtt), SubRip (.srt), TTML (.ttml, .dfxp, .xml) and YouTube's SBV (.sbv)"


@cli.group()
def captions() -> None:
    """Caption files: WebVTT, SRT, TTML and SBV. Nothing is stored, no server is needed."""


@captions.command(
    epilog="""\b
Examples:
  protect captions check webinar.en.vtt
  protect captions check *.srt --limits broadcast
  protect captions check old.srt --encoding cp1250
"""
)
@click.argument("files", nargs=-1, required=True, type=EXISTING)
@click.option(
    "--limits", default="usual", show_default=True, metavar="NAME", help="Limits of reading: usual or broadcast."
)
@click.option(
    "--kind",
    type=click.Choice(["captions", "descriptions", "chapters", "metadata"]),
    default="captions",
    show_default=True,
    help="What the file is for; only captions have limits of reading.",
)
@click.option("--encoding", default="", metavar="NAME", help="How the files are written, where you know it (cp1250).")
@click.option("--quiet", is_flag=True, help="Leave hints out.")
def check(files: tuple[Path, ...], limits: str, kind: str, encoding: str, quiet: bool) -> None:
    """Say what is wrong in caption files, line by line, and what would make them easier to read.

    Exit code 1 if anything is wrong; what was mended while reading, and hints, are no fault.
    """
    from protect.formats.captions import checks, reading
    from protect.formats.captions.cues import HINT, WRONG
    from protect.formats.tables import InputError

    if limits not in checks.LIMITS:
        raise click.UsageError(f"There are no limits '{limits}'; there are {', '.join(checks.LIMITS)}.")
    faults = 0
    for file in files:
        try:
            found = reading.read_file(file, encoding=encoding)
        except InputError as error:
            click.echo(str(error))
            faults += 1
            continue
        told = [*found.complaints, *checks.checked(found.track, checks.LIMITS[limits], kind)]
        for one in sorted(told, key=lambda one: one.line):
            if one.level != HINT or not quiet:
                click.echo(f"{file.name}: {one}")
        wrong = sum(one.level == WRONG for one in told)
        faults += wrong
        name = reading.NAMES[found.format]
        click.echo(f"{file.name}: {name}, {found.encoding}, {len(found.track)} cues, {wrong} wrong")
    if faults:
        raise click.ClickException(f"{faults} to look at.")


@captions.command(
    epilog="""\b
Examples:
  protect captions convert webinar.srt webinar.vtt
  protect captions convert webinar.vtt later.vtt --shift 12.5
  protect captions convert webinar.vtt sooner.srt --shift -3
"""
)
@click.argument("source", metavar="IN", type=EXISTING)
@click.argument("target", metavar="OUT", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--shift", type=float, default=0.0, metavar="SECONDS", help="Everything later; sooner if negative.")
@click.option("--tidy", is_flag=True, help="Sort cues, cut small overlaps, write old settings in today's words.")
@click.option("--encoding", default="", metavar="NAME", help="How IN is written, where you know it (cp1250).")
@click.option("--replace", is_flag=True, help="Overwrite OUT if it is there.")
def convert(source: Path, target: Path, shift: float, tidy: bool, encoding: str, replace: bool) -> None:
    """Write captions in the format that the name of OUT says, as UTF-8.

    Everything that was mended in IN, and everything that the format of OUT cannot carry, is named with its line.
    """
    from protect.formats.captions import editing, reading, repair, writing

    format_ = reading.ENDINGS.get(target.suffix.lower())
    if format_ is None:
        raise click.UsageError(f"The name '{target.name}' says no format; there are {FORMATS}.")
    if target.exists() and not replace:
        raise click.ClickException(f"{target} is there already; --replace overwrites it.")
    if not abs(shift) < 1e8:
        raise click.UsageError("--shift is a number of seconds.")
    found = reading.read_file(source, encoding=encoding)
    track, mended = repair.tidied(found.track) if tidy else (found.track, [])
    written = writing.write(editing.shifted(track, round(shift * 1000)), format_)
    for one in (*found.complaints, *mended, *written.losses):
        click.echo(f"{source.name}: {one}")
    target.write_bytes(written.content)
    click.echo(f"{target}: {reading.NAMES[format_]}, {len(track)} cues")
