"""protect analyse portfolio: which measures to buy within the budgets, and why."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import click
import numpy as np

from protect.formats import tables
from protect.formats.tables import InputError, Row, Table
from protect.methods.results import Band
from protect.project.cli.analyse import analyse
from protect.project.cli.analyse.answers import Answer, Sheet, give, options
from protect.project.cli.town import EXISTING

#: Columns that are no scenarios.
MONEY, LISTS = ("purchase", "yearly"), ("needs", "not with", "together", "covers")
SIDES = ("openness", "accessibility", "privacy")
SETTINGS = ("points", "budget", "least", "loss")
YES = {"yes": True, "true": True, "no": False, "false": False, "": False}


@analyse.command()
@click.argument("input", type=EXISTING)
@click.option(
    "--weights",
    "known",
    type=click.Choice(["order", "around", "free"]),
    default="order",
    show_default=True,
    help="What is sure of the points, for the three heaps: their order, about their size, nothing.",
)
@click.option("--within", type=click.FloatRange(0, 100), default=30.0, show_default=True, help="Per cent, for around.")
@click.option(
    "--add-up", is_flag=True, help="Shares of one scenario add up, instead of each taking its share of what is left."
)
@click.option(
    "--carry/--no-carry", default=True, show_default=True, help="Whether money left may be spent in a later year."
)
@click.option(
    "--gap", type=click.FloatRange(0, 100), default=0.0, show_default=True, help="Per cent that may be unproven."
)
@click.option(
    "--seconds", type=click.FloatRange(1), default=60.0, show_default=True, help="To look for the plan, at most."
)
@click.option("--life", type=click.FloatRange(1), default=10.0, show_default=True, help="Years a purchase lasts.")
@click.option("--seed", type=int, default=1, show_default=True, help="Of a sample, where one is needed.")
@options
def portfolio(
    input: Path, known: str, within: float, add_up: bool, carry: bool, gap: float, seconds: float, life: float, seed: int,
    out: Path | None, plot: Path | None,
) -> None:  # fmt: skip
    """Which measures to buy in which year, why each is in or left out, and which are right whatever the weights.

    INPUT is CSV or XLSX, one measure a row: measure, purchase, yearly (money; 30000, or low..best..high, or ? if nobody knows),
    and if wanted needs, not with, covers (names, with ; between), together (name: points that both add), guessed (yes or no),
    openness, accessibility, privacy (above 0 better, below 0 worse). Every other column is a scenario: how much of 100 the
    measure takes away. Rows that begin with # come first: #points of the scenarios (and of a step of openness, if it counts),
    #budget (one number for each year, with ; between, under purchase and yearly), #least (measures for a scenario, least sum of
    openness, and under covers name: number), #loss (money one event costs).
    """
    from protect.methods.portfolio.planning import plan
    from protect.methods.portfolio.reasons import why

    table = tables.read(input)
    try:
        problem = _problem(table, add_up, carry)
        found = plan(problem, gap=max(gap / 100, 1e-7), seconds=seconds)
    except InputError:
        raise
    except ValueError as error:
        raise InputError(f"{table.file}: {error}") from error
    reasons = why(problem, found, seconds=seconds)
    heaps, doubt = _heaps(problem, known, within / 100, seed)
    sentences = [_worth(found), *_believed(table, problem, found, life), *doubt]
    give(_answer(problem, found, reasons, heaps, sentences), out, plot)


def _answer(problem: Any, found: Any, reasons: list[Any], heaps: Any, sentences: list[str]) -> Answer:
    from protect.methods.portfolio.heaps import HEAPS

    costs = {one.name: (_said(one.purchase), _said(one.yearly)) for one in problem.measures}
    sheets = [
        Sheet(
            "The plan", ("measure", "bought in year", "purchase", "a year"),
            [[one.measure, found.bought.get(one.measure), *costs[one.measure]] for one in reasons],
        ),
        Sheet("Why each measure is in or left out", ("measure", "why"), [[one.measure, one.words] for one in reasons]),
        Sheet(
            "Money", ("year", "to buy with", "spent", "to run", "running costs"),
            [
                [year + 1, float(problem.budgets.purchase[year]), found.purchase[year].as_text(4),
                 float(problem.budgets.yearly[year]) if problem.budgets.yearly else None, found.yearly[year].as_text(4)]
                for year in range(len(found.purchase))
            ],
        ),
        Sheet(
            "What is left of each scenario at the end, of 100", ("scenario", "points", "left"),
            [[name, float(problem.scenarios[name]), _hundred(left).as_text()] for name, left in found.left.items()],
        ),
    ]  # fmt: skip
    if found.sides:
        least = problem.least
        rows = [[side, float(total), least.get(side)] for side, total in found.sides.items()]
        sheets.append(Sheet("Openness, accessibility, privacy: sum of what is bought", ("what", "sum", "least"), rows))
    if heaps:
        order = sorted(heaps.core_index, key=lambda name: -heaps.core_index[name].best)
        rows = [[name, HEAPS[heaps.heap[name]], _hundred(heaps.core_index[name]).as_text()] for name in order]
        title = f"Three heaps: in how many of 100 good portfolios{' (sampled)' if heaps.sampled else ''}"
        sheets.append(Sheet(title, ("measure", "heap", "core index"), rows))
    return Answer(
        "portfolio", sheets, {"plan": found, "reasons": reasons, "heaps": heaps}, sentences, found.account,
        lambda axes: _draw(axes, problem, found), (8, 4.5),
    )  # fmt: skip


def _worth(found: Any) -> str:
    text = f"The plan takes {found.points.as_text()} of {found.most:,.0f} off"
    years = ", as the mean of the years" if len(found.purchase) > 1 else ""
    proof = (
        "no plan takes off more (proven)"
        if found.gap <= 1e-6
        else f"another one could take off {found.gap * 100:.2g} in 100 more at most (proven)"
    )
    return f"{text}{years}; {proof}. Found by {found.method}."


def _believed(table: Table, problem: Any, found: Any, life: float) -> list[str]:
    """Break-even of each measure that is bought, for the scenario in which it saves most."""
    from protect.methods.portfolio.breakeven import break_even
    from protect.methods.portfolio.planning import at

    names = list(problem.scenarios)
    losses = table.setting_numbers("loss", names, missing=True)
    if losses is None:
        return []
    said = []
    for one in problem.measures:
        saves = {
            name: at(one.reduces.get(name), "best") * loss for name, loss in zip(names, losses, strict=True) if loss > 0
        }
        if one.name not in found.bought or not saves or max(saves.values()) <= 0:
            continue
        name = max(saves, key=lambda each: saves[each])
        share = one.reduces[name]
        cost = Band(*(at(one.yearly, end) + at(one.purchase, end) / life for end in ("low", "best", "high")))  # type: ignore[arg-type]
        if at(share, "low") <= 0:
            share = at(share, "best")
        told = break_even(cost, float(losses[names.index(name)]), share)
        said.append(f"{one.name}, {name}: {told.sentence}")
    return said


def _heaps(problem: Any, known: str, within: float, seed: int) -> tuple[Any, list[str]]:
    from protect.methods.portfolio import heaps as method

    points = list(method.criteria(problem).values())
    says = {
        "free": list,
        "order": lambda: method.in_order(points),
        "around": lambda: method.around(points, within),
    }
    try:
        return method.heaps(problem, says[known](), generator=np.random.default_rng(seed)), []
    except ValueError as error:
        return None, [f"Three heaps could not be made: {error}."]


def _problem(table: Table, add_up: bool, carry: bool) -> Any:
    from protect.methods.portfolio.planning import Budgets, Problem

    unknown = sorted(set(table.settings) - set(SETTINGS))
    if unknown:
        line = table.settings[unknown[0]].line
        raise InputError(
            f"{table.file}, line {line}: there is no row '#{unknown[0]}'; there are #{', #'.join(SETTINGS)}"
        )
    known = {"guessed", *MONEY, *LISTS, *SIDES}
    scenarios = [name for name in table.columns[1:] if name.lower() not in known]
    sides = [side for side in SIDES if table.has(side)]
    names = table.texts(table.columns[0])
    tables.unique(table, names, "measures")
    points = table.setting_numbers("points", scenarios)
    if points is None or not scenarios:
        raise InputError(f"{table.file} has no row '#points'; give each scenario (each column of its own) its points")
    measures = [_measure(table, row, scenarios, sides) for row in table.rows]
    links = {row.cells[0]: {kind: _names(table, row, kind) for kind in LISTS} for row in table.rows}
    least = _numbers(table, "least", sides)
    cover = {name: int(number) for name, number in _numbers(table, "least", scenarios).items()}
    if "least" in table.settings:
        cover |= {name: int(number) for name, number in _names(table, table.settings["least"], "covers", 1).items()}
    together: dict[tuple[str, str], float] = {}
    for name, kinds in links.items():
        for other, worth in kinds["together"].items():
            if (other, name) in together:
                raise InputError(f"{table.file}: the pair {other} and {name} is named twice under 'together'")
            together[name, other] = worth
    return Problem(
        measures, dict(zip(scenarios, map(float, points), strict=True)), _budgets(table, Budgets, carry),
        sorted({tuple(sorted((name, other))) for name, kinds in links.items() for other in kinds["not with"]}),
        {name: list(kinds["needs"]) for name, kinds in links.items() if kinds["needs"]}, together, cover, least,
        _numbers(table, "points", sides), add_up,
    )  # fmt: skip


def _measure(table: Table, row: Row, scenarios: list[str], sides: list[str]) -> Any:
    from protect.methods.portfolio.planning import Measure

    guessed = row.cells[table.place("guessed")].lower() if table.has("guessed") else ""
    if guessed not in YES:
        raise InputError(f"{table.file}, line {row.line}, column 'guessed': '{guessed}' is neither yes nor no")
    marks: dict[str, float | None] = {}
    for side in sides:
        mark = _amount(table, row, side)
        marks[side] = mark.best if isinstance(mark, Band) else mark
    shares = {name: _share(_amount(table, row, name)) for name in scenarios if row.cells[table.place(name)]}
    try:
        return Measure(
            row.cells[0], _amount(table, row, "purchase"), _amount(table, row, "yearly") if table.has("yearly") else 0.0,
            {name: share for name, share in shares.items() if share != 0}, tuple(_names(table, row, "covers")), marks,
            YES[guessed],
        )  # fmt: skip
    except ValueError as error:
        raise InputError(f"{table.file}, line {row.line}: {error}") from error


def _share(amount: Band | float | None) -> Band | float | None:
    if isinstance(amount, Band):
        return Band(amount.low / 100, amount.best / 100, amount.high / 100)
    return None if amount is None else amount / 100


def _amount(table: Table, row: Row, name: str) -> Band | float | None:
    """A number, low..best..high, or None for what nobody knows."""
    text = row.cells[table.place(name)]
    if text.lower() in tables.UNKNOWN:
        return None
    try:
        ends = [float(end.replace(",", ".")) for end in text.split("..")]
        if len(ends) == 1 and math.isfinite(ends[0]):
            return ends[0]
        if len(ends) == 3:
            return Band(*ends)  # type: ignore[arg-type]
    except ValueError:
        pass
    where = f"{table.file}, line {row.line}, column '{name}'"
    raise InputError(f"{where}: '{text}' is neither a number nor low..best..high, such as 30000..36000..45000")


def _names(table: Table, row: Row, name: str, default: float = 0.0) -> dict[str, float]:
    """Names with ; between, each with the number after its colon."""
    found: dict[str, float] = {}
    for one in row.cells[table.place(name)].split(";") if table.has(name) else ():
        text, colon, number = one.rpartition(":")
        title = (text if colon else number).strip()
        try:
            worth = float(number.replace(",", ".")) if colon else default
        except ValueError as error:
            where = f"{table.file}, line {row.line}, column '{name}'"
            raise InputError(f"{where}: '{number.strip()}' after '{title}:' is not a number") from error
        if title:
            found[title] = worth
    return found


def _numbers(table: Table, setting: str, names: list[str]) -> dict[str, float]:
    """A row of settings, without the cells that are empty."""
    found = table.setting_numbers(setting, names, missing=True)
    return (
        {}
        if found is None
        else {name: float(one) for name, one in zip(names, found, strict=True) if not math.isnan(one)}
    )


def _budgets(table: Table, make: Any, carry: bool) -> Any:
    row = table.settings.get("budget")
    if row is None:
        raise InputError(
            f"{table.file} has no row '#budget'; give the money to buy with under purchase, and to run under yearly"
        )
    years = []
    for name in MONEY:
        text = row.cells[table.place(name)] if table.has(name) else ""
        try:
            years.append([float(one.replace(",", ".")) for one in text.split(";") if one.strip()])
        except ValueError as error:
            where = f"{table.file}, line {row.line}, column '{name}'"
            raise InputError(f"{where}: '{text}' is not a number for each year, with ; between") from error
    try:
        return make(*years, carry=carry)
    except ValueError as error:
        raise InputError(f"{table.file}, line {row.line} (#budget): {error}") from error


def _said(amount: Band | float | None) -> Any:
    return amount.as_text(4) if isinstance(amount, Band) else amount


def _hundred(share: Band) -> Band:
    return Band(100 * share.low, 100 * share.best, 100 * share.high)


def _draw(axes: Any, problem: Any, found: Any) -> None:
    """Effect against the money to buy with, and the plan on it."""
    from protect.methods.portfolio.planning import curve, exact_front

    total = float(sum(problem.budgets.purchase))
    model = problem.model()
    whole = exact_front(model, 1.5 * total)
    if whole is not None:
        money = [step for step in whole.steps.tolist() if step <= 1.5 * total]
        axes.step(
            [*money, 1.5 * total], [whole.value(one) for one in [*money, 1.5 * total]], where="post", color="#0b4f8a"
        )
    else:
        plans = [
            (share * total, one) for share, one in curve(problem, [step / 8 for step in range(13)]) if one is not None
        ]
        axes.plot([one for one, _plan in plans], [one.points.best for _money, one in plans], "o-", color="#0b4f8a")
    axes.plot([total], [found.points.best], "D", color="#a11d2e", markersize=9, label="this plan")
    axes.vlines([total], [found.points.low], [found.points.high], color="#a11d2e", label="as effects are read")
    axes.set_xlim(left=0)
    axes.set_ylim(bottom=0)
    axes.set_xlabel("money to buy with, all years together")
    axes.set_ylabel("points taken off")
    axes.set_title("What a budget can do")
    axes.legend(frameon=False)
