"""protect search."""

from __future__ import annotations

import click

from protect.project.cli import cli, set_up


@cli.group()
def search() -> None:
    """The index of the search box. It follows every change by itself."""


@search.command()
def rebuild() -> None:
    """Build the index anew from the data; people may go on searching meanwhile."""
    set_up()
    from protect.search.indexing import rebuild as build

    click.echo(f"The search index is built: {build()} entries.")


@search.command()
def check() -> None:
    """Compare the index with the data. Exit code 1 if they differ."""
    set_up()
    from protect.search.indexing import faults

    found = faults()
    for one in found:
        click.echo(f"- {one}")
    if found:
        raise click.ClickException("The search index is not right; run 'protect search rebuild'.")
    click.echo("The search index is in order.")
