"""protect audit."""

from __future__ import annotations

from pathlib import Path

import click

from protect.project.cli import cli, set_up


@cli.group()
def audit() -> None:
    """The audit trail: look it through, and keep what proves it elsewhere."""


@audit.command()
@click.option("--chain", type=int, help="Only this chain: the number of an organisation, 0 for the platform.")
@click.option(
    "--checkpoint",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    multiple=True,
    help="Compare with an earlier checkpoint (a file, or a saved mail); may be given more than once.",
)
@click.option("--seals", is_flag=True, help="Also compute the sealed files of approved assessments again.")
def verify(chain: int | None, checkpoint: tuple[Path, ...], seals: bool) -> None:
    """Find every entry that was altered, removed, put in or moved, and name it.

    Exit code 0 if all is as it was written, 1 if not. Without an earlier checkpoint a chain that somebody with access to
    the database wrote anew as a whole cannot be told from the true one: keep the daily checkpoints elsewhere.
    """
    set_up()
    from protect.organisations import verifying

    marks = []
    for path in checkpoint:
        try:
            marks += verifying.from_text(path.read_text(encoding="utf-8", errors="replace"))
        except verifying.CheckpointError as error:
            raise click.ClickException(f"{path}: {error}") from None
    if chain is not None:
        marks = [mark for mark in marks if mark.chain == chain]
    verdict = verifying.verify(chain, marks)
    found = [str(one) for one in verdict.findings]
    if seals:
        from protect.reports import sealed

        found += sealed.faults()
    for one in found:
        click.echo(f"- {one}")
    if found:
        raise click.ClickException(f"{len(found)} found. Keep a copy of the database as it is before anything else.")
    against = f", compared with {len(checkpoint)} checkpoint(s)" if checkpoint else ""
    click.echo(f"All in order: {verdict.entries} entries in {len(verdict.heads)} chains{against}.")


@audit.command()
def checkpoint() -> None:
    """Print number and hash of the last entry of each chain; keep it where this server cannot write."""
    set_up()
    from protect.organisations import verifying

    click.echo(verifying.as_text(verifying.keep_checkpoint()), nl=False)
