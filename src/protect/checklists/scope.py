"""Which questions are asked: pure rules over codes, without the database.

A question says whom it concerns; a list that it lacks means everybody. It is asked where every list it has meets the
scope. Widening a scope therefore never drops a question, and a limit that is empty in the scope limits nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from protect.checklists.questions import Question


@dataclass(frozen=True)
class Scope:
    """An empty set: not limited by it."""

    categories: frozenset[str] = frozenset()
    threats: frozenset[str] = frozenset()
    usage_states: frozenset[str] = frozenset()
    sub_areas: frozenset[str] = frozenset()
    added: frozenset[str] = frozenset()
    everything: bool = False
    quick: bool = False

    def asks(self, question: Question) -> bool:
        """Whether a question is asked. The twenty of the hour are asked everywhere: they are few, and for every place."""
        if self.everything or question.code in self.added:
            return True
        if self.quick:
            return question.quick
        return all(
            not concerned or not given or given & frozenset(concerned)
            for concerned, given in (
                (question.categories, self.categories),
                (question.threats, self.threats),
                (question.usage_states, self.usage_states),
                (question.sub_areas, self.sub_areas),
            )
        )


def asked(questions: Iterable[Question], scope: Scope) -> list[Question]:
    """The questions in scope, in their order."""
    return [one for one in questions if scope.asks(one)]
