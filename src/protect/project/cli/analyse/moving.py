"""protect analyse crowd: how many people a place may hold, and how long they take to leave."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import click
import numpy as np

from protect.formats.tables import InputError
from protect.methods.results import Account, Band
from protect.project.cli.analyse import analyse
from protect.project.cli.analyse.answers import Answer, Sheet, give, options
from protect.project.cli.analyse.gathering import CHOICES, Gathering, read
from protect.project.cli.town import EXISTING


@analyse.command()
@click.argument("input", type=EXISTING)
@click.option("--place", metavar="NAME", help="On an extract: the name of the place.")
@click.option("--persons", type=click.IntRange(0, 10_000_000), help="How many; goes before what the file says.")
@click.option("--use", type=click.Choice(CHOICES["use"]), help="How the area is used.")
@click.option("--risk", type=click.Choice(CHOICES["risk"]), help="Of the event.")
@click.option("--alcohol", type=click.Choice(["yes", "no"]), help="Whether it is served.")
@click.option("--open-air", type=click.Choice(["yes", "no"]), help="Which rules hold.")
@click.option(
    "--runs",
    type=click.IntRange(0, 10_000),
    default=200,
    show_default=True,
    help="Of the network model; 0 leaves it out.",
)
@click.option(
    "--walk",
    "seeds",
    type=click.IntRange(0, 100),
    default=0,
    show_default=True,
    help="Crowds that walk one by one on a drawing (needs the extra [crowd]; a minute or more for each).",
)
@click.option(
    "--pre-movement",
    metavar="LOW,LIKELY,HIGH",
    help="Seconds until people start to walk; often longer than the walk itself.",
)
@click.option("--seed", type=int, default=1, show_default=True, help="Of the random draws.")
@click.option("--workers", type=click.IntRange(1, 64), default=1, show_default=True, help="Processes for many runs.")
@options
def crowd(
    input: Path,
    place: str | None,
    persons: int | None,
    use: str | None,
    risk: str | None,
    alcohol: str | None,
    open_air: str | None,
    runs: int,
    seeds: int,
    pre_movement: str | None,
    seed: int,
    workers: int,
    out: Path | None,
    plot: Path | None,
) -> None:
    """Permitted numbers by several national rules, and the time to leave as a band.

    INPUT is CSV or XLSX, one exit a row: exit, width (metres; empty if nobody knows), ground (level or steps), measured (yes or
    no), and for a planned line elements and element width (metres). Above them rows with #: #area (net, square metres) and
    #persons; and if known #farthest (metres to the nearest exit), #use (standing, tables, rows), #risk (low, medium, high),
    #alcohol, #open air, #area measured. What is not said is taken as it permits fewest.

    Or GeoJSON with one area (properties persons, use, risk, alcohol, open air, measured), exits (lines on its edge; ground,
    width, measured, elements) and obstacles. Or a map extract (.osm.pbf, .osm) with --place and --persons: its openings are the
    tightest lines between buildings and walls, and have to be measured.
    """
    from protect.methods import crowd as method

    given = read(input, place, persons, {"use": use, "risk": risk, "alcohol": alcohol, "open air": open_air})
    site, people = given.site, given.persons
    before = _seconds_before(pre_movement)
    compared = method.permitted(site)
    sampled = (
        method.sampled_times(site, people, np.random.default_rng(seed), runs, before, workers=workers) if runs else None
    )
    walked = _walked(given, seeds, seed, workers, before) if seeds else None
    timed = method.egress(site, people, sampled, walked, pre_movement=before)
    blocked = method.blocked_exits(site, people)
    widths = {way.name: way for way in site.exits}
    lines = [_line(given, widths[name], count, wide) for name, count, wide in given.lines]
    sheets = [
        Sheet(
            "People permitted, rule by rule",
            ("rule", "by area", "by exits", "permitted", "with the widest exit lost", "note"),
            [[row.rule, row.by_area, row.by_exits, row.persons, row.holding, _note(row)] for row in compared.rows],
        ),
        Sheet(
            f"Seconds until {people:,} people are out",
            ("by", "least", "best", "most"),
            [[name, *_seconds(band)] for name, band in timed.ways.items()],
        ),
        Sheet(
            "If one exit is shut",
            ("exit", "width, m", "permitted", "best, s", "added, s"),
            [
                [one.exit, _metres(widths[one.exit].width), one.permitted, _seconds(one.hand)[1], _whole(one.added)]
                for one in blocked
            ],
        ),
        *_line_sheet(given, lines),
    ]
    sentences = [compared.sentence, timed.sentence, *timed.differences]
    sentences += [f"{name}: {why}." for name, why in timed.unavailable.items()]
    sentences += [f"{name}: {line.sentence}" for (name, _count, _wide), line in zip(given.lines, lines, strict=True)]
    account = _both(compared.account, timed.account)
    for line in lines:
        account = _both(account, line.account)
    give(
        Answer(
            "crowd",
            sheets,
            {"permitted": compared, "egress": timed, "blocked": blocked, "lines": lines},
            [*sentences, *given.notes],
            account,
            lambda axes: _draw(axes, timed, people),
            (8, 1.6 + 0.5 * max(len(timed.ways), 1)),
        ),
        out,
        plot,
    )


def _seconds_before(said: str | None) -> tuple[float, float, float] | None:
    if said is None:
        return None
    try:
        low, likely, high = (float(one) for one in said.split(","))
        if not 0 <= low <= likely <= high:
            raise ValueError
    except ValueError as error:
        raise click.UsageError(
            f"--pre-movement is low,likely,high in seconds, such as 30,60,180, not '{said}'"
        ) from error
    return low, likely, high


def _walked(given: Gathering, seeds: int, seed: int, workers: int, before: tuple[float, float, float] | None) -> Any:
    """People one by one on the drawing: the planning time gap with its band."""
    from protect.methods import crowd as method

    if given.area is None or not given.sections:
        raise InputError(f"{given.file}: --walk needs a drawing (GeoJSON) with the area and its exits as lines")
    try:
        scene = method.continued(given.area, given.sections)
        chance = np.random.default_rng(seed)
        return method.simulate(scene, given.persons, chance, seeds=seeds, pre_movement=before, workers=workers)
    except ValueError as error:
        raise InputError(f"{given.file}: {error}") from error
    except method.SimulationMissing as missing:
        raise InputError(str(missing)) from missing


def _line(given: Gathering, way: Any, count: int, wide: float) -> Any:
    from protect.methods import crowd as method

    if way.width is None:
        raise InputError(f"{given.file}: a line is planned in {way.name}, whose width nobody knows; measure it first")
    try:
        return method.barrier_effect(way.width, count, wide, ground=way.ground, measured=way.measured)
    except ValueError as error:
        raise InputError(f"{given.file}, exit {way.name}: {error}") from error


def _line_sheet(given: Gathering, lines: list[Any]) -> list[Sheet]:
    if not lines:
        return []
    rows = [
        [
            name,
            line.elements,
            round(line.gap, 2),
            round(line.clear_width, 2),
            round(line.capacity_before),
            round(line.capacity_after),
        ]
        for (name, _count, _wide), line in zip(given.lines, lines, strict=True)
    ]
    columns = ("exit", "elements", "gap, m", "clear, m", "people before", "people after")
    return [Sheet("What each planned line costs, in the minutes of medium risk", columns, rows)]


def _metres(width: float | None) -> float | None:
    return None if width is None else round(width, 2)


def _note(row: Any) -> str:
    return "; ".join([*row.notes, *([row.outside] if row.outside else [])])


def _seconds(band: Band | None) -> list[int | None]:
    return [None] * 3 if band is None else [_whole(end) for end in (band.low, band.best, band.high)]


def _whole(number: float | None) -> int | None:
    return None if number is None or not math.isfinite(number) else round(number)


def _both(one: Account, other: Account) -> Account:
    """One account for two results of the same site; what both say is said once."""

    def joined(first: tuple[str, ...], second: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(dict.fromkeys([*first, *second]))

    return Account(
        {**one.inputs, **other.inputs},
        "; ".join(dict.fromkeys([*one.parameter_set.split("; "), *other.parameter_set.split("; ")])),
        joined(one.guessed, other.guessed),
        joined(one.assumptions, other.assumptions),
        joined(one.changes, other.changes),
        joined(one.tasks, other.tasks),
        one.restricted or other.restricted,
    )


def _draw(axes: Any, timed: Any, persons: int) -> None:
    for place, (name, band) in enumerate(timed.ways.items()):
        ends = [end / 60 for end in (band.low, band.best, band.high) if math.isfinite(end)]
        if ends:
            axes.plot([min(ends), max(ends)], [place, place], color="#7a8ca0", linewidth=6, solid_capstyle="round")
            axes.plot([ends[min(1, len(ends) - 1)]], [place], "o", color="#0b4f8a", markersize=9)
        axes.text(-0.01, place, name, ha="right", va="center", transform=axes.get_yaxis_transform())
    axes.set_yticks([])
    axes.set_ylim(len(timed.ways) - 0.5, -0.5)
    axes.set_xlim(left=0)
    axes.set_xlabel("minutes")
    axes.set_title(f"Until {persons:,} people are out: best value and band")
