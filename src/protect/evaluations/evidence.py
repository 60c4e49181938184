"""What others know of a candidate, shown beside the sheet on which it is scored: folders above put themselves here.

evidence.use(told_of)      # at start-up: (candidate, reader) -> pieces of evidence that the reader may see
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from protect.evaluations.models import Candidate


@dataclass(frozen=True)
class Evidence:
    """``lines`` name nobody who offers a solution; ``address`` may, so it is left out where that is hidden."""

    title: str
    lines: list[str] = field(default_factory=list)
    address: str = ""


Teller = Callable[[Candidate, Any], list[Evidence]]

_tellers: list[Teller] = []


def use(teller: Teller) -> None:
    if teller not in _tellers:
        _tellers.append(teller)


def about(candidate: Candidate, reader: Any) -> list[Evidence]:
    return [one for teller in _tellers for one in teller(candidate, reader)]
