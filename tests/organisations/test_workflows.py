"""Each workflow stands in one place, ``states.py`` of its domain, and says who may do what."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Any

import pytest
import rules
from django.db import models

from protect.organisations.moves import Move

SOURCE = Path(__file__).resolve().parents[2] / "src" / "protect"
DOMAINS = sorted(path.parent.name for path in SOURCE.glob("*/states.py"))


def workflows(domain: str) -> list[tuple[str, dict[str, Move]]]:
    """The tables of a domain; where there is one for each kind of thing, they are several."""
    module = importlib.import_module(f"protect.{domain}.states")
    found: list[tuple[str, dict[str, Move]]] = []

    def look(name: str, table: Any) -> None:
        if isinstance(table, dict) and table and all(isinstance(one, Move) for one in table.values()):
            found.append((name, table))
        elif isinstance(table, dict):
            for key, inner in table.items():
                look(f"{name}[{key}]", inner)

    for name in dir(module):
        if name.endswith("MOVES"):
            look(name, getattr(module, name))
    return found


def choices_of(domain: str) -> list[type[models.TextChoices]]:
    module = importlib.import_module(f"protect.{domain}.states")
    return [one for one in vars(module).values() if isinstance(one, type) and issubclass(one, models.TextChoices)]


def test_the_domains_with_a_workflow_are_found():
    assert {"assessments", "calls", "demonstrations"} <= set(DOMAINS)


@pytest.mark.parametrize("domain", DOMAINS)
def test_every_move_is_between_states_of_the_domain_by_a_permission_of_the_rules(domain):
    tables = workflows(domain)
    assert tables, f"protect/{domain}/states.py has no table whose name ends with MOVES"
    states = {value for one in choices_of(domain) for value in one.values}
    for name, table in tables:
        for verb, move in table.items():
            assert move.source and move.source | {move.target} <= states, (domain, name, verb)
            assert not move.permission or rules.perm_exists(move.permission), (domain, name, verb, move.permission)


@pytest.mark.parametrize("domain", DOMAINS)
def test_every_state_can_be_reached_from_where_a_thing_begins(domain):
    reached: dict[type[models.TextChoices], set[str]] = {}
    for name, table in workflows(domain):
        touched = {one for move in table.values() for one in (*move.source, move.target)}
        owners = [one for one in choices_of(domain) if touched <= set(one.values)]
        assert owners, f"{domain}.{name} mixes the states of two things"
        begin = owners[0].values[0]  # declared first
        assert begin in touched, f"{domain}.{name} does not say what happens with a thing that is {begin}"
        here = {begin}
        while more := {move.target for move in table.values() if move.source & here} - here:
            here |= more
        assert touched <= here, f"{domain}.{name} never reaches {sorted(touched - here)}"
        reached.setdefault(owners[0], set()).update(here)
    for choices, found in reached.items():
        assert found == set(choices.values), f"{domain}: nothing leads to {sorted(set(choices.values) - found)}"
