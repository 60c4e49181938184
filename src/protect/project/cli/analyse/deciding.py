"""protect analyse rank: offers or options by several criteria."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import numpy as np

from protect.formats import tables
from protect.formats.tables import InputError, Table
from protect.methods.mcda import additive, price, promethee, reference, robustness, values, weighting
from protect.methods.mcda.problem import Ranking, ranking
from protect.methods.results import Account, rounded
from protect.project.cli.analyse import analyse
from protect.project.cli.analyse.answers import Answer, Sheet, give, options
from protect.project.cli.town import EXISTING

UP = {"higher": "higher", "lower": "lower", "max": "higher", "min": "lower"}
#: Methods that compare the offers with each other; by their names on the command line.
RELATIVE: dict[str, Callable[[Any, Any, Any], Ranking]] = {
    "topsis": reference.topsis,
    "promethee-2": promethee.promethee_2,
    "vikor": reference.vikor,
}


@dataclass(frozen=True)
class Problem:
    """What a file of options says: scores (options, criteria) with ``nan`` for what is missing, weights as shares."""

    file: str
    names: list[str]
    criteria: list[str]
    scores: Any
    weights: Any
    functions: list[values.ValueFunction] | None
    higher: Any


def read_problem(path: Path) -> Problem:
    """Options in rows, criteria in columns; rows #weight, #worst and #best (or #direction: higher, lower) above them."""
    return problem_of(tables.read(path))


def problem_of(table: Table) -> Problem:
    """The same from a table that was read already."""
    names, criteria = table.texts(table.columns[0]), list(table.columns[1:])
    if not criteria or len(names) < 2:
        raise InputError(f"{table.file} needs two options (rows) and a criterion (column) at least")
    tables.unique(table, names, "options")
    scores = table.numbers(criteria, missing=True)
    points = table.setting_numbers("weight", criteria)
    if points is None:
        raise InputError(f"{table.file} has no row '#weight'; give each criterion its points")
    functions = _functions(table, criteria)
    return Problem(
        table.file, names, criteria, scores, _named(table, "weight", lambda: weighting.shares(points)), functions,
        _directions(table, criteria, functions),
    )  # fmt: skip


def _named(table: Table, row: str, make: Callable[[], Any]) -> Any:
    try:
        return make()
    except ValueError as error:
        raise InputError(f"{table.file}, line {table.settings[row].line} (#{row}): {error}") from error


def _functions(table: Table, criteria: list[str]) -> list[values.ValueFunction] | None:
    worst, best = table.setting_numbers("worst", criteria), table.setting_numbers("best", criteria)
    bend = table.setting_numbers("bend", criteria, missing=True)
    if worst is None or best is None:
        return None
    bends = np.zeros(len(criteria)) if bend is None else np.nan_to_num(bend)
    between = table.setting("points", criteria) or [""] * len(criteria)
    found = []
    for name, low, high, curve, said in zip(criteria, worst, best, bends, between, strict=True):
        try:
            found.append(values.ValueFunction(float(low), float(high), float(curve), _points(table, name, said)))
        except ValueError as error:
            raise InputError(f"{table.file}, column '{name}', #worst and #best: {error}") from error
    return found


def _points(table: Table, name: str, said: str) -> tuple[tuple[float, float], ...]:
    """Pairs of score and value between the reference levels: "48:40 64:80"."""
    pairs = []
    for pair in said.split():
        score, colon, value = pair.partition(":")
        try:
            pairs.append((float(score.replace(",", ".")), float(value.replace(",", "."))))
        except ValueError as error:
            where = f"{table.file}, line {table.settings['points'].line} (#points), column '{name}'"
            raise InputError(f"{where}: '{pair}' is not a pair of score and value such as 64:80") from error
    return tuple(pairs)


def _directions(table: Table, criteria: list[str], functions: list[values.ValueFunction] | None) -> Any:
    words = table.setting("direction", criteria)
    if words is None:
        if functions is None:
            raise InputError(
                f"{table.file} has neither rows '#worst' and '#best' (reference levels) nor a row '#direction' "
                "(higher or lower is better)"
            )
        return np.array([one.best > one.worst for one in functions])
    for name, word in zip(criteria, words, strict=True):
        if word.lower() not in UP:
            line = table.settings["direction"].line
            raise InputError(f"{table.file}, line {line}, column '{name}': '{word}' is neither higher nor lower")
    return np.array([UP[word.lower()] == "higher" for word in words])


@analyse.command()
@click.argument("input", type=EXISTING)
@click.option(
    "--method",
    type=click.Choice(["weighted-sum", *RELATIVE]),
    default="weighted-sum",
    show_default=True,
    help="The weighted sum is the default; the others are for a second look.",
)
@click.option(
    "--relative-price",
    metavar="COLUMN",
    help="Points of this column by lowest price / price, if that was published already; with the reason not to.",
)
@options
def rank(input: Path, method: str, relative_price: str | None, out: Path | None, plot: Path | None) -> None:
    """Options by several criteria, and how robust the first place is.

    INPUT is CSV or XLSX: the first column names the options, the others are criteria. Rows that begin with # come first: #weight
    (points), and #worst and #best, the reference levels between which a score is worth 0 to 100; if you like #bend (above 0 the
    first steps are worth most) or #points (48:40 64:80, values in between). Publish all of it before the offers are opened. An
    empty cell is a score that is missing: it leaves an interval.
    """
    problem = read_problem(input)
    if method == "weighted-sum":
        give(_by_weighted_sum(problem, relative_price), out, plot)
        return
    if relative_price:
        raise click.UsageError("--relative-price is for the weighted sum")
    give(_by_comparison(problem, method), out, plot)


def _relative(problem: Problem, column: str) -> int:
    for number, name in enumerate(problem.criteria):
        if name.lower() == column.strip().lower():
            return number
    raise InputError(f"{problem.file} has no criterion '{column}'; it has {', '.join(problem.criteria)}")


def _reversed_by_price(problem: Problem, valued: Any, column: int) -> list[str]:
    """What a relative formula does here: its warning, and every offer that does not win but decides who does."""
    if np.isnan(valued).any():
        return [price.RELATIVE_WARNING]
    worth = np.delete(valued, column, axis=1)
    rest = np.delete(problem.weights, column)

    def ranked(x: Any) -> Ranking:
        points = price.relative_to_lowest(x[:, 0]).points
        return ranking(x[:, 1:] @ rest + points * problem.weights[column])

    found = robustness.rank_reversals(ranked, np.column_stack([problem.scores[:, column], worth]))
    return [
        price.RELATIVE_WARNING,
        *(
            f"Here: without {problem.names[one.without]}, which is not first, {problem.names[one.winner]} would be first "
            f"instead of {problem.names[one.before]}."
            for one in found
        ),
    ]


def _by_weighted_sum(problem: Problem, relative_price: str | None = None) -> Answer:
    if problem.functions is None:
        raise InputError(
            f"{problem.file}: the weighted sum needs reference levels; add rows '#worst' and '#best', or use --method topsis"
        )
    valued = values.valued(problem.scores, problem.functions)
    warned: list[str] = []
    if relative_price is not None:
        column = _relative(problem, relative_price)
        prices = problem.scores[:, column]
        if np.isnan(prices).any():
            raise InputError(f"{problem.file}: a relative price needs every price in '{problem.criteria[column]}'")
        try:
            valued[:, column] = price.relative_to_lowest(prices).points
        except ValueError as error:
            raise InputError(f"{problem.file}, column '{problem.criteria[column]}': {error}") from error
        warned = _reversed_by_price(problem, valued, column)
    found = values.additive_with_gaps(valued, problem.weights)
    middle = (found.low + found.high) / 2
    order = np.argsort(-middle, kind="stable")
    ranks = additive.weighted_sum(np.where(np.isnan(valued), 50.0, valued), problem.weights).ranks
    rows = [
        [int(ranks[i]), problem.names[i], middle[i], found.low[i], found.high[i], round(100 * float(found.covered[i]))]
        for i in order
    ]
    sentences = [*(_gap_sentences(problem, found) or _robust_sentences(problem, valued)), *warned]
    missing = [
        f"{problem.criteria[j]} of {problem.names[i]}: ask for it." for i, j in np.argwhere(np.isnan(problem.scores))
    ]
    account = Account(
        {"scores": f"{len(problem.names)} options by {len(problem.criteria)} criteria", "weights": "as in the file",
         "reference levels": "as in the file"},
        "the town's own weights and reference levels",
        assumptions=("Criteria do not count the same thing twice.",),
        changes=tuple(f"The score that is missing: {one.partition(': ')[0]}." for one in missing),
        tasks=tuple(missing),
    )  # fmt: skip
    return Answer(
        "rank",
        [
            Sheet("Options by weighted sum (0 to 100)", ("rank", "option", "score", "low", "high", "scored, %"), rows),
            Sheet(
                "Values of the criteria",
                ("option", *problem.criteria),
                [[problem.names[i], *(float(one) for one in valued[i].round())] for i in order],
            ),
            *_tornado(problem, valued),
        ],
        {"weights": problem.weights, "values": valued, "low": found.low, "high": found.high, "can_win": found.can_win},
        sentences,
        account,
        lambda axes: _draw_parts(axes, problem, valued, order),
        (8, 1.8 + 0.5 * len(problem.names)),
    )


def _tornado(problem: Problem, valued: Any) -> list[Sheet]:
    """Lead of the first over the next when each weight is a fifth lower or higher; widest first."""
    if np.isnan(valued).any() or len(problem.criteria) < 2:
        return []
    rows = [
        [
            problem.criteria[bar.criterion],
            round(bar.low * 100),
            round(bar.high * 100),
            round(bar.lead_low, 1),
            round(bar.lead_high, 1),
        ]
        for bar in robustness.tornado(valued, problem.weights)
    ]
    columns = ("criterion", "weight from", "weight to", "lead", "lead then")
    return [Sheet("Lead of the first if one weight is a fifth lower or higher (below 0: another wins)", columns, rows)]


def _gap_sentences(problem: Problem, found: values.WithGaps) -> list[str]:
    """Where scores are missing: who could still be first."""
    if (found.covered >= 1 - 1e-12).all():
        return []
    able = [name for name, can in zip(problem.names, found.can_win, strict=True) if can]
    if len(able) == 1:
        return [f"Scores are missing, and yet {able[0]} is first whatever they turn out to be."]
    return [f"Scores are missing: first could be {', '.join(able)}. Ask for them before anything is decided."]


def _robust_sentences(problem: Problem, valued: Any) -> list[str]:
    found = robustness.topple_any(valued, problem.weights)
    winner = problem.names[found.winner]
    if found.moved is None or found.weights is None:
        return [f"{winner} is first with any weights."]
    if found.moved == 0:
        return [f"{winner} and {problem.names[found.rival]} are level."]
    change = [
        f"{name} {old * 100:.0f} to {new * 100:.0f}"
        for name, old, new in zip(problem.criteria, problem.weights, found.weights, strict=True)
        if abs(new - old) > 0.0005
    ]
    points = f"{rounded(found.moved * 100)} of 100 points of weight move"
    said = [f"{winner} is first. {problem.names[found.rival]} draws level if {points}: {', '.join(change)}."]
    intervals = robustness.weight_intervals(valued, problem.weights)
    said += [
        f"{winner} stays first while the weight of {name} lies between {low * 100:.0f} and {high * 100:.0f} of 100."
        for name, low, high in zip(problem.criteria, intervals.low, intervals.high, strict=True)
        if low > 0 or high < 1
    ]
    return said


def _by_comparison(problem: Problem, method: str) -> Answer:
    if np.isnan(problem.scores).any():
        i, j = np.argwhere(np.isnan(problem.scores))[0]
        raise InputError(
            f"{problem.file}: {problem.criteria[j]} of {problem.names[i]} is missing; {method} needs every score, the weighted "
            "sum does not"
        )
    run = RELATIVE[method]
    try:
        found = run(problem.scores, problem.weights, problem.higher)
    except ValueError as error:
        raise InputError(f"{problem.file}: {error}") from error
    order = np.argsort(found.ranks, kind="stable")
    reversals = robustness.rank_reversals(lambda x: run(x, problem.weights, problem.higher), problem.scores)
    sentences = [f"{'Larger' if found.more_is_better else 'Smaller'} scores are better."]
    sentences += [
        f"Without {problem.names[one.without]}, which is not first, {problem.names[one.winner]} would be first instead of "
        f"{problem.names[one.before]}: this method lets an option that cannot win decide."
        for one in reversals
    ]
    return Answer(
        "rank",
        [
            Sheet(
                f"Options by {method}",
                ("rank", "option", "score"),
                [[int(found.ranks[i]), problem.names[i], float(found.scores[i])] for i in order],
            )
        ],
        {"ranking": found, "reversals": reversals},
        sentences,
        Account(
            {
                "scores": f"{len(problem.names)} options by {len(problem.criteria)} criteria",
                "weights": "as in the file",
            },
            "the town's own weights",
            assumptions=("Scores are compared with those of the other options: a new option can change the order.",),
        ),
        lambda axes: _draw_scores(axes, [problem.names[i] for i in order], found.scores[order], method),
        (8, 1.2 + 0.4 * len(problem.names)),
    )


def _draw_parts(axes: Any, problem: Problem, valued: Any, order: Any) -> None:
    """Stacked bars: what each criterion contributes; an open end for what is not known."""
    names = [problem.names[i] for i in order]
    left = np.zeros(len(names))
    hatches = ("", "//", "..", "xx", "\\\\", "oo", "--", "++")
    for j, name in enumerate(problem.criteria):
        part = np.nan_to_num(valued[order, j]) * problem.weights[j]
        axes.barh(names, part, left=left, label=name, hatch=hatches[j % 8], color=f"C{j % 10}", edgecolor="white")
        left += part
    open_ = np.isnan(valued[order]) @ problem.weights * 100
    if open_.any():
        axes.barh(names, open_, left=left, label="not known", color="none", edgecolor="#555555", linestyle="--")
    axes.invert_yaxis()
    axes.set_xlim(0, 100)
    axes.set_xlabel("weighted value")
    axes.set_title("What each criterion contributes")
    axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.2), ncols=2, frameon=False)


def _draw_scores(axes: Any, names: list[str], scores: Any, method: str) -> None:
    axes.barh(names, scores, color="#0b4f8a")
    axes.invert_yaxis()
    axes.set_xlabel("score")
    axes.set_title(f"Options by {method}")
