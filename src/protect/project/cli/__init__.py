"""The command ``protect``: everything an administrator or a script does with the platform.

Exit codes: 0 done; 1 what was asked for cannot be done (a broken file, a wrong cell); 2 the command was written wrongly;
3 a setting is wrong or missing; 130 stopped with Ctrl+C.
"""

from __future__ import annotations

import os
import sys
import traceback

import click

from protect import __version__
from protect.project.environment import SettingError

EPILOG = """\b
Examples:
  protect demo                                          try the platform on this machine
  protect assess --osm town.osm.pbf --list-spaces       what a map extract holds
  protect assess --template scores.xlsx                 a spreadsheet to fill in
  protect assess --osm town.osm.pbf --space "Market square" --scores scores.xlsx --report out.pdf

\b
Exit codes:
  0 done   1 cannot be done (the line says why)   2 wrong command   3 wrong setting   130 stopped
"""


@click.group(epilog=EPILOG, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="protect")
@click.option("--debug", is_flag=True, help="Show where in the program an error happened.")
@click.pass_context
def cli(context: click.Context, debug: bool) -> None:
    """PRoTECT: assess and protect the public spaces of a town while keeping them open.

    Settings come from environment variables that begin with PROTECT_ (see the administrator guide); without any,
    data lies in the folder ./var and the server listens on this machine only.
    """
    context.obj = {"debug": debug}


def main(arguments: list[str] | None = None) -> None:
    """Run a command; every error is one line that says what to do."""
    wanted = sys.argv[1:] if arguments is None else arguments
    debug = "--debug" in wanted
    try:
        _load()
        code = cli.main(args=wanted, prog_name="protect", standalone_mode=False)
    except click.exceptions.Exit as stop:
        code = stop.exit_code
    except click.ClickException as error:
        error.show()
        code = error.exit_code
    except (click.Abort, KeyboardInterrupt):
        click.echo("Stopped.", err=True)
        code = 130
    except SettingError as error:
        code = _say(str(error), 3, debug)
    except Exception as error:  # the last line of defence: one line for people, the traceback for --debug
        code = _say(one_line(error), 1, debug)
    sys.exit(code if isinstance(code, int) else 0)


def _say(text: str, code: int, debug: bool) -> int:
    if debug:
        traceback.print_exc()
    click.echo(f"protect: {text}", err=True)
    return code


def one_line(error: Exception) -> str:
    """An error as people read it: without type names where the program knows the error, with them where it does not."""
    messages = getattr(error, "messages", None)  # Django's ValidationError
    if messages:
        return " ".join(str(message) for message in messages)
    name = type(error).__name__
    if name in {
        "ExtractError",
        "ReferenceDataError",
        "SheetErrors",
        "DoesNotExist",
        "ServerFailed",
        "SafekeepingError",
        "InputError",
    } or isinstance(error, OSError):
        return str(error)
    if name == "OperationalError" and "no such table" in str(error):
        return "the database is not set up yet; run 'protect migrate' first."
    return f"{name}: {str(error).splitlines()[0] if str(error) else 'no details'} (protect --debug shows where)"


def _load() -> None:
    """The commands, each module light until it is used."""
    from protect.project.cli import (  # noqa: F401
        analyse,
        assessing,
        auditing,
        captioning,
        checking,
        people,
        safekeeping,
        scheduling,
        searching,
        serving,
        town,
    )


def set_up() -> None:
    """Django, once, for commands that need it."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "protect.project.settings")
    import django

    django.setup()


def set_up_reading() -> None:
    """Enough of Django for commands that only read a file: no folder is made, no database is opened."""
    os.environ.setdefault("PROTECT_ENV", "demo")
    os.environ.setdefault("PROTECT_DATABASE_URL", "sqlite:///:memory:")
    set_up()
