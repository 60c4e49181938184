"""protect analyse smaa: how often each option takes each rank over all weights that are plausible."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import click
import numpy as np

from protect.formats import tables
from protect.formats.tables import InputError, Table
from protect.methods.mcda import values, weighting
from protect.methods.results import rounded
from protect.project.cli.analyse import analyse
from protect.project.cli.analyse.answers import Answer, Sheet, give, options
from protect.project.cli.analyse.deciding import Problem, problem_of
from protect.project.cli.town import EXISTING


@analyse.command()
@click.argument("input", type=EXISTING)
@click.option(
    "--weights",
    "known",
    type=click.Choice(["free", "order", "around"]),
    default="free",
    show_default=True,
    help="What is known of the weights: nothing, the order of the points in #weight, or the points within --within.",
)
@click.option(
    "--within",
    type=click.FloatRange(0, 100),
    default=20.0,
    show_default=True,
    help="Percent of each weight, for around.",
)
@click.option("--draws", type=click.IntRange(100, 10_000_000), default=100_000, show_default=True)
@click.option(
    "--precision",
    type=click.FloatRange(0.0001, 0.5),
    help="Draw until every share is certain to this, in 95 of 100 runs (0.01: one point); at most ten million draws.",
)
@click.option("--low-discrepancy", is_flag=True, help="Sobol points instead of random ones; for free and order only.")
@click.option(
    "--model", type=click.Choice(["weighted-sum", "topsis", "promethee-2"]), default="weighted-sum", show_default=True
)
@click.option("--seed", type=int, default=1, show_default=True, help="Of the random draws.")
@options
def smaa(
    input: Path,
    known: str,
    within: float,
    draws: int,
    precision: float | None,
    low_discrepancy: bool,
    model: str,
    seed: int,
    out: Path | None,
    plot: Path | None,
) -> None:
    """Who would choose which option? Rank acceptability over all weights that are plausible.

    INPUT is the same as of "rank". A score may be a range, such as 48..64 (every value in it counts alike), or three points,
    48..60..64 (low, likely, high). A score that is missing may be anything between the reference levels. Further rows
    "#weight NAME" are further stakeholders: with --weights order or around each has weights of its own, and counts alike.
    """
    from protect.methods import smaa as method

    table, ranges = _without_ranges(tables.read(input))
    problem = problem_of(table)
    if problem.functions is None:
        raise InputError(f"{problem.file}: add rows '#worst' and '#best', the reference levels of each criterion")
    valued = values.valued(problem.scores, problem.functions)
    cells = [[method.Uniform(0.0, 100.0) if np.isnan(one) else float(one) for one in row] for row in valued]
    for (i, j), ends in ranges.items():
        cells[i][j] = _uncertain(method, [float(one) for one in problem.functions[j](ends)])
    try:
        spaces = [
            _space(method, problem, weights, name, known, within) for name, weights in _stakeholders(table, problem)
        ]
        found = method.smaa2(
            cells,
            spaces,
            generator=np.random.default_rng(seed),
            model=_model(method, model),
            n=draws,
            precision=precision,
            low_discrepancy=low_discrepancy,
        )
    except ValueError as error:
        raise InputError(f"{problem.file}: {error}") from error
    give(_answer(problem, found), out, plot)


def _model(method: Any, name: str) -> Any:
    return {"topsis": method.Topsis, "promethee-2": method.PrometheeII}.get(name, method.WeightedSum)()


def _uncertain(method: Any, worth: list[float]) -> Any:
    """Values of a range or of three points; the order of low and high turns round where less is better."""
    low, high = min(worth[0], worth[-1]), max(worth[0], worth[-1])
    if low == high:
        return low
    return method.Uniform(low, high) if len(worth) == 2 else method.BetaPert(low, worth[1], high)


def _without_ranges(table: Table) -> tuple[Table, dict[tuple[int, int], list[float]]]:
    """The table with ranges left out, and they by (option, criterion)."""
    ranges: dict[tuple[int, int], list[float]] = {}
    rows = []
    for i, row in enumerate(table.rows):
        cells = list(row.cells)
        for j, text in enumerate(cells[1:]):
            if ".." not in text:
                continue
            where = f"{table.file}, line {row.line}, column '{table.columns[j + 1]}'"
            try:
                ends = [float(end.replace(",", ".")) for end in text.split("..")]
            except ValueError as error:
                raise InputError(f"{where}: '{text}' is not a range such as 48..64") from error
            if len(ends) > 3 or ends != sorted(ends):
                raise InputError(f"{where}: '{text}' is not a range such as 48..64 or 48..60..64, low first")
            ranges[i, j] = ends
            cells[j + 1] = "?"
        rows.append(replace(row, cells=tuple(cells)))
    return replace(table, rows=tuple(rows)), ranges


def _stakeholders(table: Table, problem: Problem) -> list[tuple[str, Any]]:
    """Name and weights of each row "#weight ..."."""
    found = [("", problem.weights)]
    for key in table.settings:
        if key.startswith("weight ") and key[7:].strip():
            points = table.setting_numbers(key, problem.criteria)
            try:
                found.append((key[7:].strip(), weighting.shares(points if points is not None else [])))
            except ValueError as error:
                raise InputError(f"{table.file}, line {table.settings[key].line} (#{key}): {error}") from error
    return found


def _space(method: Any, problem: Problem, weights: Any, who: str, known: str, within: float) -> Any:
    criteria = len(problem.criteria)
    whose = f"{who}: " if who else ""
    if known == "order":
        chain = sorted(range(criteria), key=lambda j: -weights[j])
        return method.WeightSpace(criteria, order=[chain], name=f"{whose}order of the points")
    if known == "around":
        share = within / 100
        bounds = {j: (float(max(w * (1 - share), 0)), float(min(w * (1 + share), 1))) for j, w in enumerate(weights)}
        return method.WeightSpace(criteria, bounds=bounds, name=f"{whose}points within {within:g} %")
    return method.WeightSpace(criteria, name=f"{whose}all")


def _answer(problem: Problem, found: Any) -> Answer:
    shares, ranks = found.acceptability * 100, range(1, len(problem.names) + 1)
    order = np.argsort(-found.holistic(), kind="stable")
    first = int(np.argmax(shares[:, 0]))
    central = [
        [problem.names[i], *(round(float(one) * 100) for one in found.central_weights[i])]
        for i in order
        if not np.isnan(found.central_weights[i]).any()
    ]
    sentences = [f"{problem.names[first]} is first for {shares[first, 0]:.0f} of 100 weightings that are plausible."]
    never = [problem.names[i] for i in order if shares[i, 0] == 0]
    if never:
        sentences.append(f"Never first: {', '.join(never)}.")
    sentences.append(f"Each share is certain to {rounded(found.half_width * 100)} points, in 95 of 100 runs.")
    if found.reached is False:
        sentences.append(f"The precision asked for was not reached with {found.n:,} draws.")
    return Answer(
        "smaa",
        [
            Sheet(
                "How often each option takes each rank, in 100 weightings",
                ("option", *(f"rank {rank}" for rank in ranks), "confidence"),
                [
                    [problem.names[i], *(round(float(one)) for one in shares[i]), _share(found.confidence[i])]
                    for i in order
                ],
            ),
            Sheet(
                "Who would choose it: the middle of the weights for which it is first, in 100",
                ("option", *problem.criteria),
                central,
            ),
        ],
        found,
        sentences,
        found.account,
        lambda axes: _draw(axes, [problem.names[i] for i in order], shares[order]),
        (8, 1.6 + 0.45 * len(problem.names)),
    )


def _share(value: float) -> float | None:
    return None if np.isnan(value) else round(float(value), 2)


def _draw(axes: Any, names: list[str], shares: Any) -> None:
    from matplotlib import colormaps

    left = np.zeros(len(names))
    for rank in range(shares.shape[1]):
        shade = colormaps["Blues"](0.95 - 0.75 * rank / max(shares.shape[1] - 1, 1))
        axes.barh(names, shares[:, rank], left=left, color=shade, edgecolor="white", label=f"rank {rank + 1}")
        left += shares[:, rank]
    axes.invert_yaxis()
    axes.set_xlim(0, 100)
    axes.set_xlabel("in 100 weightings")
    axes.set_title("How often each option takes each rank")
    axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.2), ncols=min(shares.shape[1], 6), frameon=False)
