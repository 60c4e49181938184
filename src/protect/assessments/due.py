"""After how many months a space is assessed again. A folder above keeps what each organisation set, and tells it here."""

from __future__ import annotations

from collections.abc import Callable

from protect.organisations.models import Organisation

#: METHODOLOGY 3.8: a year, where the organisation says nothing else.
DEFAULT_MONTHS = 12

_tellers: list[Callable[[Organisation], int]] = []


def ask(teller: Callable[[Organisation], int]) -> None:
    """Called at start-up by the folder that knows."""
    if teller not in _tellers:
        _tellers.append(teller)


def months(organisation: Organisation) -> int:
    return _tellers[-1](organisation) if _tellers else DEFAULT_MONTHS
