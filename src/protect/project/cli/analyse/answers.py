"""What every ``protect analyse`` command gives back: a table for people, JSON for programs, a picture if asked for."""

from __future__ import annotations

import csv
import dataclasses
import enum
import json
import math
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import click
import numpy as np

from protect import __version__
from protect.methods.results import Account

Draw = Callable[[Any], None]


@dataclass(frozen=True)
class Sheet:
    """One table: a title, names of columns, rows of texts and numbers."""

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Any]]


@dataclass(frozen=True)
class Answer:
    """``result`` goes into the JSON as it is; ``draw`` gets matplotlib's axes; ``account`` is printed below the tables;
    ``features``: a FeatureCollection for ``--out x.geojson``."""

    command: str
    sheets: Sequence[Sheet]
    result: Any
    sentences: Sequence[str] = ()
    account: Account | None = None
    draw: Draw | None = None
    size: tuple[float, float] = field(default=(8.0, 4.5))
    features: Mapping[str, Any] | None = None


def options(command: Callable[..., None]) -> Callable[..., None]:
    """--out and --plot, the same for every command."""
    file = click.Path(dir_okay=False, writable=True, path_type=Path)
    command = click.option("--plot", type=file, help="Also draw a picture into this .svg file.")(command)
    return click.option("--out", type=file, help="Write everything into this .json file, or the table into .csv.")(
        command
    )


def give(answer: Answer, out: Path | None, plot: Path | None) -> None:
    """Print, and write what was asked for. Refuses file names of another kind before anything is written."""
    kinds = [".json", ".csv", *([".geojson"] if answer.features is not None else [])]
    if out and out.suffix.lower() not in kinds:
        raise click.UsageError(f"--out writes {' or '.join(kinds)}, not '{out.name}'")
    if plot and plot.suffix.lower() != ".svg":
        raise click.UsageError(f"--plot writes .svg, not '{plot.name}'")
    if plot and answer.draw is None:
        raise click.UsageError("there is no picture of this result; leave --plot out")
    for sheet in answer.sheets:
        click.echo(as_text(sheet))
    for sentence in answer.sentences:
        click.echo(sentence)
    if answer.account:
        click.echo(told(answer.account))
    if out:
        _write(answer, out)
        click.echo(f"Written: {out}")
    if plot:
        _plot(answer, plot)
        click.echo(f"Drawn: {plot}")


def as_text(sheet: Sheet) -> str:
    """Columns under each other, numbers to the right, at most two digits after the point."""
    cells = [[str(name) for name in sheet.columns], *([_cell(value) for value in row] for row in sheet.rows)]
    widths = [max(len(row[column]) for row in cells) for column in range(len(sheet.columns))]
    right = [
        bool(sheet.rows) and all(_is_number(row[column]) or row[column] is None for row in sheet.rows)
        for column in range(len(sheet.columns))
    ]
    lines = [
        "  ".join(text.rjust(w) if r else text.ljust(w) for text, w, r in zip(row, widths, right, strict=True)).rstrip()
        for row in cells
    ]
    rule = "  ".join("-" * width for width in widths)
    return "\n".join([sheet.title, "", lines[0], rule, *lines[1:], ""])


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float | np.integer | np.floating) and not isinstance(value, bool)


def _cell(value: Any) -> str:
    if isinstance(value, bool | np.bool_):
        return "yes" if value else "no"
    if isinstance(value, float | np.floating):
        number = float(value)
        if math.isnan(number):
            return "-"
        return f"{number:,.0f}" if abs(number) >= 1000 or number.is_integer() else f"{number:.2f}"
    return "-" if value is None else str(value)


def told(account: Account) -> str:
    """The account of a result, for people."""
    lines = [f"Parameter set: {account.parameter_set}."]
    if account.inputs:
        lines.append(f"Inputs guessed: {len(set(account.guessed))} of {len(account.inputs)}.")
    for title, entries in (
        ("Assumed", account.assumptions),
        ("Would change it", account.changes),
        ("To find out", account.tasks),
    ):
        lines += [f"{title}:", *(f"  - {entry}" for entry in entries)] if entries else []
    if account.restricted:
        lines.append("Restricted: this describes weak points. Share it only with those who may see the assessment.")
    return "\n".join(lines)


def plain(value: Any) -> Any:
    """Anything a method returns as what JSON can hold; ``nan`` and infinity become null, geometries GeoJSON."""
    if hasattr(value, "__geo_interface__"):
        return plain(value.__geo_interface__)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {one.name: plain(getattr(value, one.name)) for one in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {str(plain(key)): plain(one) for key, one in value.items()}
    if isinstance(value, np.ndarray):
        return plain(value.tolist())
    if isinstance(value, enum.Enum):
        return value.value
    if isinstance(value, bool | np.bool_):
        return bool(value)
    if isinstance(value, int | np.integer):
        return int(value)
    if isinstance(value, float | np.floating):
        return float(value) if math.isfinite(value) else None
    if isinstance(value, Sequence | set | frozenset) and not isinstance(value, str):
        return [plain(one) for one in value]
    return None if value is None else str(value)


def _write(answer: Answer, out: Path) -> None:
    if out.suffix.lower() == ".geojson":
        out.write_text(json.dumps(plain(answer.features), ensure_ascii=False, allow_nan=False) + "\n", encoding="utf-8")
        return
    if out.suffix.lower() == ".json":
        whole = {
            "command": answer.command,
            "version": __version__,
            "sentences": list(answer.sentences),
            "tables": [
                {"title": sheet.title, "columns": list(sheet.columns), "rows": plain(list(sheet.rows))}
                for sheet in answer.sheets
            ],
            "result": plain(answer.result),
            "account": plain(answer.account),
        }
        out.write_text(json.dumps(whole, indent=1, ensure_ascii=False, allow_nan=False) + "\n", encoding="utf-8")
        return
    with out.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        for sheet in answer.sheets:
            writer.writerow(_harmless(sheet.columns))
            writer.writerows(_harmless(row) for row in sheet.rows)


def _harmless(row: Sequence[Any]) -> list[Any]:
    """No text is taken for a formula by the spreadsheet that opens the file."""
    return [
        f"'{one}" if isinstance(one, str) and one[:1] in ("=", "+", "-", "@", "\t", "\r") else plain(one) for one in row
    ]


def _plot(answer: Answer, plot: Path) -> None:
    try:
        from matplotlib import rcParams
        from matplotlib.figure import Figure
    except ImportError:
        print("Pictures need matplotlib: pip install 'protect-platform[plot]'", file=sys.stderr)
        raise click.exceptions.Exit(1) from None
    # Text stays text: it can be searched and read aloud. The salt keeps the file the same for the same input.
    rcParams.update({"svg.fonttype": "none", "svg.hashsalt": "protect", "font.family": "sans-serif"})
    figure = Figure(figsize=answer.size, layout="constrained")
    assert answer.draw is not None
    answer.draw(figure.subplots())
    figure.savefig(plot, metadata={"Date": None, "Title": answer.sheets[0].title if answer.sheets else answer.command})
