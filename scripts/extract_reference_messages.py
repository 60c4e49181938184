"""The texts of the reference data as Python, where gettext's tools find them.

    python scripts/extract_reference_messages.py           write the module (git-ignored)
    python scripts/extract_reference_messages.py --remove  take it away again

The reference data is YAML, which xgettext does not read, so ``scripts/messages.py collect`` has this write a module of
``gettext_noop`` calls, collects, and removes it. The running program never imports it.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "src/protect/reference/_messages.py"
HEAD = '''"""Written by scripts/extract_reference_messages.py for gettext's tools; do not edit, do not commit."""

from django.utils.translation import gettext_noop

'''


def main(arguments: list[str]) -> int:
    if arguments == ["--remove"]:
        TARGET.unlink(missing_ok=True)
        return 0
    if arguments:
        print(__doc__.strip(), file=sys.stderr)
        return 2
    sys.path.insert(0, str(ROOT / "src"))
    from protect.reference import loader

    try:
        found = texts(loader.documents())
    except loader.ReferenceDataError as error:
        print(error, file=sys.stderr)
        return 1
    TARGET.write_text(module(found), encoding="utf-8")
    print(f"{len(found)} texts of the reference data in {TARGET.relative_to(ROOT)}")
    return 0


def texts(documents: Iterable) -> dict[str, list[str]]:
    """Every text for people, once, with the documents it stands in (for the translator)."""
    found: dict[str, list[str]] = {}
    for document in documents:
        place = f"{document.kind} {document.key}"
        for _line, text in document.messages:
            places = found.setdefault(text, [])
            if place not in places:
                places.append(place)
    return found


def module(found: dict[str, list[str]]) -> str:
    calls = []
    for text, places in found.items():
        more = f" and {len(places) - 3} more" if len(places) > 3 else ""
        calls.append(f"# Translators: reference data, {', '.join(places[:3])}{more}")
        if "%" in text:
            # A percent sign in plain prose is no placeholder that the translation must repeat.
            calls.append("# xgettext:no-python-format")
        calls.append(f"gettext_noop({text!r})")
    return HEAD + "\n".join(calls) + "\n"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
