"""From data and a template to a PDF/UA-1 file."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

HERE = Path(__file__).parent
TEMPLATES = HERE / "typst"
#: A report takes well under a second; whoever waits longer than this waits for nothing.
SECONDS = 60
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff]")
#: Overrides and embeddings of the writing direction would turn round our own words after a name. Scripts that run from
#: right to left need none of them.
DIRECTION = re.compile("[\u202a-\u202e\u2066-\u2069]")
LONG_WORD = re.compile(r"\S{40}(?=\S)")


class ReportError(Exception):
    """A report could not be set; the message is for the log, not for the reader."""


@dataclass(frozen=True)
class Rendered:
    """A PDF. ``standard`` is ``ua-1``, or ``plain`` where no font has the characters ``missing``."""

    content: bytes
    standard: str
    missing: str = ""


def clean(value: Any) -> Any:
    """What people wrote, fit for print: no control characters, and a place to break in words that have none.

    Texts only: keys of objects are ours. Line breaks and tabs stay.
    """
    if isinstance(value, str):
        text = value.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
        text = DIRECTION.sub("", CONTROL.sub("", text)).encode("utf-8", "replace").decode("utf-8")
        return LONG_WORD.sub(lambda word: word[0] + "\u200b", text)
    if isinstance(value, Mapping):
        return {name: clean(one) for name, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [clean(one) for one in value]
    return value


def render(template: str, data: Mapping[str, Any], files: Mapping[str, bytes] | None = None) -> Rendered:
    """Set ``template`` (a file of ``typst/``) with ``data``. ``files``: pictures by the name that the data give them.

    Where a character has no glyph in our fonts the machine's fonts are tried, and then a plain PDF, which says so on
    its first page. Raises ReportError if the template fails.
    """
    with tempfile.TemporaryDirectory(prefix="protect-report-") as name:
        folder = Path(name)
        for source in TEMPLATES.glob("*.typ"):
            shutil.copyfile(source, folder / source.name)
        shutil.copyfile(TEMPLATES / template, folder / "report.typ")
        for file_name, content in (files or {}).items():
            (folder / Path(file_name).name).write_bytes(content)
        fonts = Path(settings.REPORT_FONTS)
        # Plain ASCII on the way: an argument of the template is data, whatever letters it holds.
        inputs = {"data": json.dumps(clean(data))}
        job = {"fonts": str(fonts) if fonts.is_dir() else "", "inputs": inputs}
        (folder / "job.json").write_text(json.dumps(job), encoding="utf-8")
        _set(folder, template)
        result = json.loads((folder / "result.json").read_text(encoding="utf-8"))
        return Rendered((folder / "report.pdf").read_bytes(), result["standard"], result["missing"])


def picture(svg: bytes) -> bytes:
    """A drawing as PNG, for files that hold no SVG. Raises ReportError."""
    with tempfile.TemporaryDirectory(prefix="protect-report-") as name:
        folder = Path(name)
        (folder / "drawing.svg").write_bytes(svg)
        lines = '#set page(width: 17cm, height: auto, margin: 0pt)\n#image("drawing.svg", width: 100%)\n'
        (folder / "report.typ").write_text(lines, encoding="utf-8")
        fonts = Path(settings.REPORT_FONTS)
        job = {"fonts": str(fonts) if fonts.is_dir() else "", "inputs": {}, "picture": True}
        (folder / "job.json").write_text(json.dumps(job), encoding="utf-8")
        _set(folder, "drawing")
        return (folder / "picture.png").read_bytes()


def _set(folder: Path, template: str) -> None:
    command = [sys.executable, str(HERE / "typesetting.py"), str(folder)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=False)
    except subprocess.TimeoutExpired as error:
        raise ReportError(f"{template} was not set within {SECONDS} seconds") from error
    if done.returncode:
        raise ReportError(f"{template} could not be set: {done.stderr[-2000:]}")
