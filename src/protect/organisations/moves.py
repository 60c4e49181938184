"""What a workflow consists of: verbs that lead from some states into another, and who may do each.

Each domain has its own in one place, ``states.py``: the states and a table ``MOVES``. A test reads all of them: each state
is reached, each permission is one of the rules.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Move:
    """One verb: from these states into that one, by whoever has the permission.

    Without a permission nobody does it: it follows from another verb or from a date.
    """

    source: frozenset[str]
    target: str
    permission: str = ""
