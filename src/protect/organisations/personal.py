"""What folders above keep about a person: told here at start-up, so that exports and deletions forget none of it.

personal.keeps(_("My scores"), queries.scores_of)      # -> list of dictionaries, plain values only
personal.forgets(services.forget_member)               # called inside the transaction that deletes an account
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.functional import Promise

from protect.organisations.models import User

Rows = list[dict[str, Any]]

_keepers: dict[str, tuple[str | Promise, Callable[[User], Rows]]] = {}
_forgetters: list[Callable[[User], None]] = []


def keeps(code: str, title: str | Promise, rows: Callable[[User], Rows]) -> None:
    _keepers[code] = (title, rows)


def forgets(verb: Callable[[User], None]) -> None:
    if verb not in _forgetters:
        _forgetters.append(verb)


def kept_of(user: User) -> list[tuple[str, str, Rows]]:
    """(code, title, rows) of every kind."""
    return [(code, str(title), rows(user)) for code, (title, rows) in _keepers.items()]


def forget(user: User) -> None:
    for verb in _forgetters:
        verb(user)
