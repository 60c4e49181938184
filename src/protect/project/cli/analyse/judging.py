"""protect analyse risk, agreement: levels given by several people."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
import numpy as np

from protect.formats import tables
from protect.formats.tables import InputError, Row, Table
from protect.methods import agreement as methods_agreement
from protect.methods import risk as methods_risk
from protect.methods.results import Account
from protect.methods.scales import Matrix, lookup
from protect.methods.stages import Stage, changes
from protect.project.cli.analyse import analyse
from protect.project.cli.analyse.answers import Answer, Sheet, give, options
from protect.project.cli.town import EXISTING

#: The platform's default table of 5 x 5 (METHODOLOGY 3.6): by product, but consequence 5 never below moderate.
MATRIX = Matrix(
    bands=("low", "moderate", "high", "very high"),
    cells=((0, 0, 0, 0, 1), (0, 0, 1, 1, 2), (0, 1, 1, 2, 2), (0, 1, 2, 3, 3), (1, 2, 2, 3, 3)),
)
#: Share of a stated level that stays on it, and that goes to each neighbour, by the confidence stated.
CONFIDENCE = {"low": (0.6, 0.2), "medium": (0.8, 0.1), "high": (1.0, 0.0)}
READINGS = {
    "rely": "The team agrees: its judgement can be relied on.",
    "tentative": "The team agrees in the main: take the judgement as tentative.",
    "discuss": "The team does not agree: talk before anything is decided.",
    "unknown": "Nothing can be said: no row was rated by two.",
}


@analyse.command()
@click.argument("input", type=EXISTING)
@click.option(
    "--scale",
    type=click.Choice(methods_agreement.LEVELS),
    default="ordinal",
    show_default=True,
    help="What the numbers are: levels are ordinal.",
)
@click.option("--seed", type=int, default=1, show_default=True, help="Of the interval's random draws.")
@options
def agreement(input: Path, scale: str, seed: int, out: Path | None, plot: Path | None) -> None:
    """How far assessors agree, and which rows the team must talk about.

    INPUT is CSV or XLSX: the first column names the row, every other column is one assessor. Empty cells are missing ratings.
    """
    table = tables.read(input)
    names, assessors = table.texts(table.columns[0]), table.columns[1:]
    if len(assessors) < 2:
        raise InputError(f"{table.file} has {len(assessors)} column of ratings; agreement needs two assessors")
    ratings = table.numbers(assessors, missing=True).T
    read = methods_agreement.reading(ratings, scale, generator=np.random.default_rng(seed))
    spreads = methods_agreement.spreads(ratings)
    rows = [
        [name, one.count, one.median, one.low, one.high, "talk" if number in read.discuss else ""]
        for number, (name, one) in enumerate(zip(names, spreads, strict=True))
    ]
    ends = f"between {_two(read.interval.low)} and {_two(read.interval.high)} in 95 of 100 draws"
    sentences = [f"Krippendorff's alpha ({scale}): {_two(read.alpha)}, {ends}. {READINGS[read.word]}"]
    if read.spread_instead:
        sentences.append("With so few assessors or rows alpha alone says little: look at the range of each row.")
    if not np.isnan(ratings).any() and len(names) > 1:
        concordance = methods_agreement.kendall_w(ratings)
        sentences.append(f"Kendall's W (same order of rows): {_two(concordance.w)}.")
    give(
        Answer(
            "agreement",
            [Sheet("Spread of each row", ("row", "rated by", "median", "lowest", "highest", ""), rows)],
            {"reading": read, "spreads": spreads},
            sentences,
            Account(
                {"ratings": f"{len(names)} rows by {len(assessors)} assessors"},
                methods_agreement.AGREEMENT.label,
                changes=("Ratings that are missing now.",) if np.isnan(ratings).any() else (),
            ),
            lambda axes: _draw_spreads(axes, names, ratings),
            (8, 1.2 + 0.35 * len(names)),
        ),
        out,
        plot,
    )


def _two(number: float) -> str:
    return "-" if np.isnan(number) else f"{number:.2f}"


def _draw_spreads(axes: Any, names: list[str], ratings: Any) -> None:
    for place, column in enumerate(ratings.T):
        seen = column[~np.isnan(column)]
        if seen.size:
            axes.plot([seen.min(), seen.max()], [place, place], color="#7a8ca0", linewidth=2, zorder=1)
            levels, counts = np.unique(seen, return_counts=True)
            axes.scatter(levels, np.full(levels.size, place), s=30 + 40 * (counts - 1), color="#0b4f8a", zorder=2)
    axes.set_yticks(range(len(names)), names)
    axes.invert_yaxis()
    axes.xaxis.get_major_locator().set_params(integer=True)
    axes.set_xlabel("rating (larger dot: several assessors)")
    axes.set_title("How far the assessors are apart")


@analyse.command()
@click.argument("input", type=EXISTING)
@click.option(
    "--matrix", "matrix_file", type=EXISTING, help="Your own table: rows probability 1 up, columns consequence."
)
@click.option(
    "--chance",
    type=click.FloatRange(0, 1),
    default=methods_risk.RISK["improvement_chance"],
    show_default=True,
    help="An improvement is claimed only above this chance.",
)
@options
def risk(input: Path, matrix_file: Path | None, chance: float, out: Path | None, plot: Path | None) -> None:
    """Bands with their chances from what several assessors said, exactly, and which scenario is higher.

    INPUT is CSV or XLSX, one judgement a row: scenario, assessor, probability, consequence; and if you like confidence
    (low, medium, high; medium where empty), stage (inherent, current, target, residual; current where empty) and organisation (of
    the assessor: where all of a scenario come from one, their errors go together, and the pool is widened).
    """
    table = tables.read(input)
    matrix = _matrix(tables.read(matrix_file)) if matrix_file else MATRIX
    cox = methods_risk.cox_checks(matrix)
    pooled, open_rows = _pooled(table, matrix)
    names = list(dict.fromkeys(name for name, _stage in pooled))
    bands = {key: methods_risk.band_probabilities(matrix, *both) for key, both in pooled.items()}
    rows = [
        [name, stage.value, matrix.bands[int(np.argmax(shares))], *(round(float(one) * 100) for one in shares)]
        for (name, stage), shares in bands.items()
    ]
    sentences = [
        f"{name}: open, because of {count} judgement{'s' * (count > 1)} without a level. Unknown is never low."
        for name, count in open_rows.items()
    ]
    current = [name for name in names if (name, Stage.CURRENT) in bands]
    pairs = (
        methods_risk.chances_higher(np.array([bands[name, Stage.CURRENT] for name in current]))
        if current
        else np.zeros((0, 0))
    )
    for i, name in enumerate(current):
        for j, other in enumerate(current):
            if pairs[i, j] > 0.5:
                sentences.append(f"{name} is in a higher band than {other}: {_chance(pairs[i, j])}.")
    moved = {
        name: changes({stage: shares for (whose, stage), shares in bands.items() if whose == name}, chance)
        for name in names
    }
    for name, steps in moved.items():
        for step in steps:
            claim = "an improvement" if step.claimed else "no improvement to be claimed"
            way = f"{name}, {step.before.value} to {step.after.value}"
            sentences.append(f"{way}: a lower band is {_chance(step.lower)}; {claim}.")
    resolution = (
        f"Of pairs of risks drawn at random, {cox.tied * 100:.0f} in 100 share a band and {cox.inverted * 100:.0f} in 100 "
        "stand in the wrong order: a table cannot be finer than that."
    )
    if not cox.passed:
        sentences.append("The table fails one of Cox's checks: see 'cox' in the JSON before you rely on its order.")
    give(
        Answer(
            "risk",
            [Sheet("Bands in 100 cases", ("scenario", "stage", "most likely", *matrix.bands), rows)],
            {"bands": [{"scenario": k[0], "stage": k[1], "shares": v} for k, v in bands.items()],
             "higher": {"scenarios": current, "chances": pairs}, "changes": moved, "cox": cox},
            sentences,
            Account(
                {"judgements": f"{len(table)} rows", "matrix": matrix_file.name if matrix_file else "5 x 5, our default"},
                methods_risk.RISK.label,
                assumptions=("Assessors count alike; probability and consequence are judged apart.", *_houses(table)),
                changes=(resolution,),
                tasks=tuple(f"Judge {name}: it is open." for name in open_rows),
            ),
            lambda axes: _draw_bands(axes, matrix, bands),
            (8, 1.5 + 0.4 * len(bands)),
        ),
        out,
        plot,
    )  # fmt: skip


def _chance(share: float) -> str:
    """A word with its number beside it."""
    return methods_risk.in_words(min(max(float(share), 0.0), 1.0)).as_text


def _one_house(table: Table, name: str) -> bool:
    """Whether all who judged a scenario are known to come from one organisation."""
    if not table.has("organisation"):
        return False
    rows = zip(table.texts("scenario"), table.texts("organisation"), strict=True)
    houses = {house.strip().casefold() for whose, house in rows if whose == name}
    return len(houses) == 1 and "" not in houses


def _houses(table: Table) -> tuple[str, ...]:
    if not table.has("organisation"):
        return ("Assessors come from several organisations: if not, add a column 'organisation' and the bands widen.",)
    alike = [name for name in dict.fromkeys(table.texts("scenario")) if _one_house(table, name)]
    if not alike:
        return ()
    return (f"Assessors of one organisation err alike, so these are widened by a neighbour level: {', '.join(alike)}.",)


def _pooled(table: Table, matrix: Matrix) -> tuple[dict[tuple[str, Stage], tuple[Any, Any]], dict[str, int]]:
    """Pooled distributions of probability and consequence by scenario and stage; scenarios with unknown levels and how many."""
    names = table.texts("scenario")
    levels = table.numbers(["probability", "consequence"], missing=True)
    stages = (
        table.choices("stage", {stage.value: stage.value for stage in Stage}, "current")
        if table.has("stage")
        else ["current"] * len(table)
    )
    sure = (
        table.choices("confidence", {word: word for word in CONFIDENCE}, "medium")
        if table.has("confidence")
        else ["medium"] * len(table)
    )
    given: dict[tuple[str, Stage], list[tuple[Any, Any]]] = {}
    unknown: dict[str, int] = {}
    for row, name, (p, c), stage, word in zip(table.rows, names, levels, stages, sure, strict=True):
        if np.isnan(p) or np.isnan(c):
            unknown[name] = unknown.get(name, 0) + 1
            continue
        both = [
            _spread(table, row, "probability", p, matrix.shape[0], CONFIDENCE[word]),
            _spread(table, row, "consequence", c, matrix.shape[1], CONFIDENCE[word]),
        ]
        given.setdefault((name, Stage(stage)), []).append((both[0], both[1]))
    if not given:
        raise InputError(f"{table.file}: no row has both levels")
    pooled = {}
    for key, some in given.items():
        p, c = (methods_risk.pool([pair[side] for pair in some]) for side in (0, 1))
        if _one_house(table, key[0]):
            p, c = methods_risk.widen_by_neighbour(p), methods_risk.widen_by_neighbour(c)
        pooled[key] = (p, c)
    return pooled, unknown


def _spread(table: Table, row: Row, column: str, level: float, top: int, weights: tuple[float, float]) -> Any:
    try:
        if level != int(level):
            raise ValueError(f"levels are whole numbers from 1 to {top}, not {level:g}")
        return methods_risk.spread(int(level), top, weights)
    except ValueError as error:
        raise InputError(f"{table.file}, line {row.line}, column '{column}': {error}") from error


def _matrix(table: Table) -> Matrix:
    """A table of words: first column the probability, other columns the consequence from mild to grave, cells the bands."""
    words = [row.cells[1:] for row in table.rows]
    order = [cell for cell in (table.settings["bands"].cells[1:] if "bands" in table.settings else ()) if cell]
    bands = tuple(order) or tuple(dict.fromkeys(cell for line in words for cell in line))
    for row, line in zip(table.rows, words, strict=True):
        for column, cell in zip(table.columns[1:], line, strict=True):
            if cell not in bands:
                raise InputError(
                    f"{table.file}, line {row.line}, column '{column}': '{cell}' is none of {', '.join(bands)}"
                )
    matrix = Matrix(bands, tuple(tuple(bands.index(cell) for cell in line) for line in words))
    assert lookup(matrix, 1, 1) is not None
    return matrix


def _draw_bands(axes: Any, matrix: Matrix, bands: dict[tuple[str, Stage], Any]) -> None:
    labels = [name if stage is Stage.CURRENT else f"{name} ({stage.value})" for name, stage in bands]
    shares = np.array(list(bands.values())) * 100
    left = np.zeros(len(labels))
    # Told apart by hatching, too, for those who do not see the colours.
    looks = [("#2e7d4f", ""), ("#d9a400", "//"), ("#d2601a", "xx"), ("#a11d2e", "..")]
    for number, band in enumerate(matrix.bands):
        colour, hatch = looks[min(number * 4 // len(matrix.bands), 3)]
        axes.barh(labels, shares[:, number], left=left, label=band, color=colour, hatch=hatch, edgecolor="white")
        left += shares[:, number]
    axes.invert_yaxis()
    axes.set_xlim(0, 100)
    axes.set_xlabel("in 100 cases")
    axes.set_title("Bands with their chances")
    axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.18), ncols=len(matrix.bands), frameon=False)
