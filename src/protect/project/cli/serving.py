"""protect serve, demo, migrate."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from protect.project import environment
from protect.project.cli import cli, set_up
from protect.project.environment import SettingError

DEMO_FOLDER = "var/demo"


@cli.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on; 0.0.0.0 for all.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="Port to listen on.")
@click.option("--workers", default=1, show_default=True, type=click.IntRange(1, 64), help="Web processes.")
@click.option("--no-jobs", is_flag=True, help="Without job worker, for a second web machine.")
def serve(host: str, port: int, workers: int, no_jobs: bool) -> None:
    """Start the web server and the job worker in one process tree.

    Ctrl+C or SIGTERM stops both after finishing what they are doing. Run 'protect migrate' first, and after each upgrade.
    """
    from protect.project import processes
    from protect.project.preparing import is_prepared
    from protect.project.safekeeping.restoring import shared_lock

    _settings_are_sound()
    data = environment.data_folder()
    if not is_prepared(data):
        raise SettingError(
            "the data folder is not made for this version of the program yet; run 'protect migrate' first."
        )
    with shared_lock(data):
        processes.serve(
            host,
            port,
            workers=workers,
            with_jobs=not no_jobs,
            ready=lambda: click.echo(f"PRoTECT answers at http://{host}:{port}/ (Ctrl+C stops it)"),
        )


def _settings_are_sound() -> None:
    """Read the settings in this process, so that a wrong one is told here and not by a child that does not start."""
    import importlib

    importlib.import_module("protect.project.settings")


@cli.command()
def migrate() -> None:
    """Bring database, reference data and static files up to this version. Safe to repeat; run it after each upgrade."""
    from protect.project.preparing import prepare

    set_up()
    from django.conf import settings

    prepare(settings.DATA)
    click.echo(f"Ready: {settings.DATA}")


@cli.command()
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="Port to listen on.")
@click.option("--fresh", is_flag=True, help="Throw the demonstration's data away and load it anew.")
@click.option("--load-only", is_flag=True, help="Load the data and stop, without starting the server.")
def demo(port: int, fresh: bool, load_only: bool) -> None:
    """Try the platform: invented data of five cities, server and job worker on this machine.

    Everything lies in ./var/demo (or PROTECT_DATA) and is marked as invented. Do not enter anything real: the accounts
    and the key of the demonstration are known to everybody.
    """
    import shutil
    import subprocess

    from protect.project import processes
    from protect.project.demo.accounts import ACCOUNTS
    from protect.project.preparing import is_prepared, prepare
    from protect.project.safekeeping.restoring import shared_lock

    os.environ["PROTECT_ENV"] = "demo"
    os.environ.setdefault("PROTECT_DATA", DEMO_FOLDER)
    os.environ.setdefault("PROTECT_ADDRESS", f"http://127.0.0.1:{port}")  # links in mails lead to this server
    data = environment.data_folder()
    loaded = data / "demo-loaded"
    if fresh and loaded.exists():
        shutil.rmtree(data)
    ready = is_prepared(data) and loaded.exists()
    if load_only:
        if not is_prepared(data):
            set_up()
            prepare(data)
        if not loaded.exists():
            _load(data)
            loaded.touch()
        click.echo(f"The demonstration is loaded: {data}")
        return
    if not ready:
        # In a process of its own: what loading takes of memory, the one that watches the server would keep.
        done = subprocess.run([sys.executable, "-m", "protect.project.cli", "demo", "--load-only"], check=False)
        if done.returncode:
            sys.exit(done.returncode)
    _settings_are_sound()

    def tell() -> None:
        click.echo(f"\nPRoTECT, demonstration with invented data: http://127.0.0.1:{port}/\n")
        click.echo(f"Sign in with the password {ACCOUNTS[0].password} as\n")
        first = {account.role: account for account in reversed(ACCOUNTS)}
        width = max(len(account.email) for account in first.values())
        for account in ACCOUNTS:
            if first[account.role] is account:
                place = f", {account.organisation}" if account.organisation else ""
                click.echo(f"  {account.email:<{width}}  {account.role}{place}")
        click.echo("\nOther cities, police and operators, with the same password:\n")
        others = [account.email for account in ACCOUNTS if first[account.role] is not account]
        width = max(map(len, others))
        for number in range(0, len(others), 3):
            click.echo("  " + "  ".join(f"{email:<{width}}" for email in others[number : number + 3]).rstrip())
        click.echo(f"\nMails go to nobody: they lie in {data / 'mails'}, newest last by name.")
        click.echo("Ctrl+C stops it. 'protect demo --fresh' begins anew.")

    with shared_lock(data):
        processes.serve("127.0.0.1", port, ready=tell)


def _load(data: Path) -> None:
    set_up()
    import protect.project.demo as demonstration

    click.echo("Demonstration data ...", err=True)
    demonstration.load()
    click.echo("Helsinki, a real place on its real map ...", err=True)
    demonstration.helsinki(data)
