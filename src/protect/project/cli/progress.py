"""A progress bar on the error stream, silent where nobody watches."""

from __future__ import annotations

import sys
from types import TracebackType

import click


class Progress:
    """``with Progress("Importing") as progress: work(progress=progress)``; called as ``progress(percent, text)``."""

    def __init__(self, label: str) -> None:
        self.label = label
        self.shown = sys.stderr.isatty()
        self.last = ""

    def __enter__(self) -> Progress:
        if self.shown:
            self(0, "")
        return self

    def __call__(self, percent: float, text: str = "") -> None:
        full = int(max(0, min(100, percent)) / 4)
        line = f"{self.label} [{'#' * full}{'.' * (25 - full)}] {int(percent):3d} % {text}"
        if self.shown and line != self.last:
            self.last = line
            click.echo(f"\r{line[:100]:<100}", nl=False, err=True)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.shown:
            click.echo("\r" + " " * 100 + "\r", nl=False, err=True)
