"""How many people a place may hold, by each national rule side by side; the smallest wins (METHODS 2)."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from protect.methods.crowd.hand import exit_capacity
from protect.methods.crowd.parameters import AUSTRIA, GERMANY, ITALY, LIMITS, NFPA, UK_EVENTS
from protect.methods.crowd.site import Exit, Ground, Site, said_density, site_inputs, use_inputs
from protect.methods.parameters import ParameterSet
from protect.methods.results import Account, Band

_ROUNDING = 1e-9


@dataclass(frozen=True)
class Limits:
    """What one rule says before rounding: people by area, by exits, and by exits without the one that carries most.

    None: the rule says nothing about it.
    """

    by_area: float | None
    by_exits: float | None
    by_exits_less_widest: float | None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Rule:
    """A national rule: name, parameter set, arithmetic. ``loses_widest``: the rule itself takes the widest exit out."""

    name: str
    parameters: ParameterSet
    limits: Callable[[Site, ParameterSet], Limits]
    loses_widest: bool = False


@dataclass(frozen=True)
class Permitted:
    """One rule's answer in whole people. ``persons``: what the rule permits; ``holding``: the same with the widest exit lost.

    ``outside``: why there is no number (then ``persons`` and ``holding`` are None).
    """

    rule: str
    parameter_set: str
    by_area: int | None
    by_exits: int | None
    by_exits_less_widest: int | None
    persons: int | None
    holding: int | None
    notes: tuple[str, ...] = ()
    outside: str | None = None


@dataclass(frozen=True)
class Comparison:
    """All rules side by side. ``persons`` is the smallest permitted number, ``decided_by`` its rule; None where no rule
    gives one. ``holding`` is the smallest with the widest exit lost.
    """

    rows: tuple[Permitted, ...]
    persons: int | None
    decided_by: str | None
    holding: int | None
    account: Account

    @property
    def band(self) -> Band | None:
        """With the widest exit lost, by the strictest rule, by the most generous one; None where no rule gives a number."""
        numbers = [row.persons for row in self.rows if row.persons is not None]
        if self.persons is None or self.holding is None:
            return None
        return Band(min(self.holding, self.persons), self.persons, max(numbers), "people")

    @property
    def sentence(self) -> str:
        """The result in words. Whole people, because that is what a permit says."""
        if self.persons is None:
            return "No rule gives a number inside its validity: measure area and exits first."
        return (
            f"At most {self.persons:,} people, by {self.decided_by}; "
            f"{self.holding:,} when the widest exit is lost. Smallest of {len(self.rows)} rules."
        )


def _uk(site: Site, p: ParameterSet) -> Limits:
    drink = "_alcohol" if site.alcohol else ""
    level, steps, minutes = p[f"rate_level{drink}"], p[f"rate_steps{drink}"], p[f"minutes_{site.risk}"]
    return Limits(
        site.area / p["area_per_person"],
        exit_capacity(site, level, steps, minutes),
        exit_capacity(site, level, steps, minutes, lost=1),
        (f"{minutes:g} minutes at {level:g} people per metre and minute, steps {steps:g}; the widest exit taken out",),
    )


def _germany(site: Site, p: ParameterSet) -> Limits:
    unit = p["persons_per_unit_open" if site.open_air else "persons_per_unit_other"] / p["width_unit"]
    narrow = tuple(way.name for way in site.exits if way.counted < p["least_width"] - _ROUNDING)
    widths = [way.counted for way in site.exits if way.name not in narrow]
    notes = (f"too narrow to count (under {p['least_width']:g} m): {', '.join(narrow)}",) if narrow else ()
    return Limits(
        site.area * p["density"],
        sum(widths) * unit,
        (sum(widths) - max(widths, default=0.0)) * unit,
        (*notes, "the permit and the case itself may lower it further"),
    )


def _italy(site: Site, p: ParameterSet) -> Limits:
    people = p["persons_per_module_open" if site.open_air else "persons_per_module_indoors"]
    modules = [math.floor(way.counted / p["module"] + _ROUNDING) for way in site.exits]
    return Limits(None, sum(modules) * people, (sum(modules) - max(modules)) * people, ("whole modules, exit by exit",))


def _austria(site: Site, p: ParameterSet) -> Limits:
    persons = site.area * p[f"density_{site.use}"]
    sectors = math.ceil(persons / p["sector"] - _ROUNDING)
    notes = (f"in {sectors} sectors of at most {p['sector']:,.0f}",) if sectors > 1 else ()
    return Limits(persons, None, None, notes)


def _nfpa(site: Site, p: ParameterSet) -> Limits:
    people = [_nfpa_persons(way, p) for way in site.exits]
    return Limits(None, sum(people), sum(people) - max(people))


def _nfpa_persons(way: Exit, p: ParameterSet) -> float:
    if way.ground is Ground.STEPS:
        return max(way.counted - p["steps_lost_width"], 0.0) / p["width_per_person_steps"]
    return way.counted / p["width_per_person_level"]


#: The rules shipped. A town's own rule is a ``Rule`` with its own set and function.
RULES = (
    Rule("UK event practice", UK_EVENTS, _uk, loses_widest=True),
    Rule("Germany", GERMANY, _germany),
    Rule("Italy", ITALY, _italy),
    Rule("Austria", AUSTRIA, _austria),
    Rule("USA", NFPA, _nfpa),
)


def permitted_by(rule: Rule, site: Site, limits: ParameterSet = LIMITS) -> Permitted:
    """What one rule permits: ``min(A rho, exits)``, whole people, rounded down.

    What nobody knows of the site is taken as it permits fewest (``Site.cautious``). A rule that takes the widest exit out itself
    permits and holds the same number. Above ``limits["density"]`` people per m2 (a
    rule on exits alone can get there) no number is given. Source: the rule's parameter set.

    >>> site = Site(1e5, tuple(Exit(name, 2.4) for name in "abcde"))
    >>> [permitted_by(rule, site).by_exits for rule in RULES]
    [7872, 6000, 5000, None, 2362]
    """
    found = rule.limits(site.cautious, rule.parameters)
    by_exits = found.by_exits_less_widest if rule.loses_widest else found.by_exits
    persons = _smallest(found.by_area, by_exits)
    outside = None
    if persons is not None and persons > site.area * limits["density"] + _ROUNDING:
        outside = (
            f"outside validity: the rule looks at exits only and would allow {said_density(persons / site.area)} people "
            f"per square metre, more than {limits['density']:g}"
        )
    holding = _smallest(found.by_area, found.by_exits_less_widest)
    return Permitted(
        rule.name,
        rule.parameters.label,
        _whole(found.by_area),
        _whole(found.by_exits),
        _whole(found.by_exits_less_widest),
        None if outside else _whole(persons),
        None if outside else _whole(holding),
        found.notes,
        outside,
    )


def permitted(site: Site, rules: Sequence[Rule] = RULES, limits: ParameterSet = LIMITS) -> Comparison:
    """Every rule side by side and the smallest number, with the account of it. ValueError without a rule.

    >>> found = permitted(Site(2000.0, tuple(Exit(name, 4.0) for name in "abc"), farthest=40.0))
    >>> found.persons, found.decided_by, found.holding
    (2362, 'USA', 1574)
    """
    if not rules:
        raise ValueError("rules: choose at least one rule to compare")
    rows = tuple(permitted_by(rule, site, limits) for rule in rules)
    numbers = [(row.persons, row.rule) for row in rows if row.persons is not None]
    persons, decided_by = min(numbers, key=lambda pair: pair[0]) if numbers else (None, None)
    inputs, guessed, tasks = site_inputs(site)
    used, unknown, to_find_out = use_inputs(site)
    general = sorted({f"{rule.name}: {name}" for rule in rules for name in rule.parameters.unconfirmed})
    account = Account(
        {**inputs, **used},
        "; ".join(rule.parameters.label for rule in rules),
        guessed=(*guessed, *unknown),
        assumptions=(
            "Each rule is computed as printed; which one binds is decided by the law of the place.",
            *((f"Not confirmed in a source: {', '.join(general)}.",) if general else ()),
        ),
        changes=(
            f"Losing exit {site.widest.name}, the widest.",
            "A smaller net area once stalls and stages are drawn.",
        ),
        tasks=(*tasks, *to_find_out),
        restricted=True,
    )
    holdings = [row.holding for row in rows if row.holding is not None]
    return Comparison(rows, persons, decided_by, min(holdings, default=None), account)


def _smallest(*numbers: float | None) -> float | None:
    return min((number for number in numbers if number is not None), default=None)


def _whole(number: float | None) -> int | None:
    return None if number is None else math.floor(number + _ROUNDING)
