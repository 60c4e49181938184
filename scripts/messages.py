"""Catalogues of translated texts.

python scripts/messages.py compile   *.po -> *.mo beside it (no gettext tools needed)
python scripts/messages.py collect   texts of code, templates and reference data -> *.po of every language (needs GNU
                                     gettext)
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "src/protect"


def main() -> int:
    verb = sys.argv[1] if len(sys.argv) == 2 else ""
    if verb == "compile":
        return compile_catalogues()
    if verb == "collect":
        return collect()
    print(__doc__.strip(), file=sys.stderr)
    return 2


def compile_catalogues() -> int:
    """Writes each ``*.mo`` that is missing or older than its ``*.po``; names the one that is broken."""
    import polib

    for source in sorted(PACKAGE.rglob("locale/*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        try:
            polib.pofile(str(source), check_for_duplicates=True).save_as_mofile(str(target))
        except (OSError, ValueError) as error:
            print(f"{source.relative_to(ROOT)} cannot be compiled: {error}", file=sys.stderr)
            return 1
        print(f"Compiled {source.relative_to(ROOT)}")
    return 0


def collect() -> int:
    if not shutil.which("xgettext"):
        print("Collecting texts needs GNU gettext (Debian: apt install gettext).", file=sys.stderr)
        return 1
    languages = sorted(folder.name for folder in (PACKAGE / "locale").glob("*") if folder.is_dir())
    if not languages:
        print("There is no language yet: make a folder src/protect/locale/<code>/LC_MESSAGES, then run this again.")
        return 0
    command = [sys.executable, __file__, "makemessages", "--no-wrap", "--no-location", "--verbosity", "0"]
    for language in languages:
        command += ["--locale", language]
    # The reference data is YAML, which gettext does not read: for the time of collecting it is there as Python too.
    extract = [sys.executable, str(ROOT / "scripts/extract_reference_messages.py")]
    try:
        return (
            subprocess.run(extract, check=False).returncode
            or subprocess.run(command, cwd=PACKAGE, check=False).returncode
        )
    finally:
        subprocess.run([*extract, "--remove"], check=False)


def makemessages(arguments: list[str]) -> None:
    """Django's own command; it finds the sentences of ``protect.formats`` too, which knows no Django (``saying.py``)."""
    from django.core.management.commands.makemessages import Command

    class Collecting(Command):
        xgettext_options = [*Command.xgettext_options, "--keyword=sentence", "--keyword=counted:1,2"]

    Collecting().run_from_argv(["django", "makemessages", *arguments])


if __name__ == "__main__":
    if sys.argv[1:2] == ["makemessages"]:
        makemessages(sys.argv[2:])
    else:
        sys.exit(main())
