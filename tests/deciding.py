"""What is decided about each address: how to reach it in the world of the tests, and who gets which answer.

A file of ``tests/url_decisions/`` says for the addresses of one folder:

    from tests.deciding import restricted_change, restricted_page, signed_in

    DECISIONS = {
        "spaces:list": signed_in(),
        "spaces:detail": restricted_page(lambda w: {"pk": w.space.pk}),
        "spaces:change": restricted_change(lambda w: {"pk": w.space.pk}),
    }

The six kinds of person who are sent: ``stranger`` (not signed in), ``other`` (leads another municipality), ``provider`` (of a
solution provider), ``viewer``, ``assessor``, ``lead`` (of the municipality that everything belongs to; the control).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from tests.world import World

SEES, LOGIN, HIDDEN, FORBIDDEN, WRONG_METHOD = "sees", "login", "hidden", "forbidden", "wrong method"
#: Away to another page on purpose (a step that is not there yet); never with anything restricted in it.
SENT_ON = "sent on"
REFUSED = frozenset({LOGIN, HIDDEN, FORBIDDEN, WRONG_METHOD})

PEOPLE = ("stranger", "other", "provider", "viewer", "assessor", "lead")
OUTSIDERS = ("stranger", "other", "provider")

Kwargs = Callable[[World], "dict[str, Any] | list[dict[str, Any]]"]
Answers = Mapping[str, str]


def nothing(w: World) -> dict[str, Any]:
    return {}


@dataclass(frozen=True)
class Decision:
    """``kwargs`` of the address (a list probes several); ``get``: the answer for each kind of person.

    ``post``: the same for an empty POST, sent only by those who are refused; it must change nothing. ``leaks``: the people
    who may meet the secret word. ``query``: what follows the address.
    """

    get: Answers
    post: Answers
    kwargs: Kwargs = nothing
    leaks: frozenset[str] = frozenset({"viewer", "assessor", "lead"})
    query: str = ""
    because: str = ""
    post_data: Mapping[str, str] = field(default_factory=dict)

    def but(self, **changes: Any) -> Decision:
        """The same with other fields; ``get`` and ``post`` change only the people they name."""
        for name in ("get", "post"):
            if name in changes:
                changes[name] = {**getattr(self, name), **changes[name]}
        return replace(self, **changes)


def _answers(allowed: Iterable[str], *, outside: str, inside: str, stranger: str = LOGIN) -> dict[str, str]:
    allowed = set(allowed)
    found = {}
    for person in PEOPLE:
        refusal = stranger if person == "stranger" else outside if person in OUTSIDERS else inside
        found[person] = SEES if person in allowed else refusal
    return found


READERS = ("viewer", "assessor", "lead")
EDITORS = ("assessor", "lead")


def public(kwargs: Kwargs = nothing, **more: Any) -> Decision:
    """Anybody, signed in or not; nothing restricted in it."""
    everybody = dict.fromkeys(PEOPLE, SEES)
    return Decision(everybody, everybody, kwargs, **more)


def read_only(decision: Decision) -> Decision:
    """The same page where it takes no POST from anybody."""
    return decision.but(post=dict.fromkeys(PEOPLE[1:], WRONG_METHOD))


def signed_in(kwargs: Kwargs = nothing, **more: Any) -> Decision:
    """Any person with an account; shows each their own, so nothing restricted to outsiders."""
    answers = _answers(PEOPLE[1:], outside=SEES, inside=SEES)
    return Decision(answers, answers, kwargs, **more)


def restricted_page(kwargs: Kwargs, allowed: Iterable[str] = READERS, **more: Any) -> Decision:
    """Whoever may see the object reads it; for others there is no such page. A reader outside ``allowed`` gets 403."""
    answers = _answers(allowed, outside=HIDDEN, inside=FORBIDDEN)
    return Decision(answers, answers, kwargs, **more)


def restricted_change(kwargs: Kwargs, allowed: Iterable[str] = EDITORS, **more: Any) -> Decision:
    """A form on a restricted object, for roles that may change it."""
    return restricted_page(kwargs, allowed, **more)


def restricted_action(kwargs: Kwargs, allowed: Iterable[str] = EDITORS, **more: Any) -> Decision:
    """A button: POST only. To look at it there is nothing."""
    looking = dict.fromkeys(PEOPLE, WRONG_METHOD) | {"stranger": LOGIN}
    return Decision(looking, _answers(allowed, outside=HIDDEN, inside=FORBIDDEN), kwargs, **more)


def needs_permission(kwargs: Kwargs = nothing, allowed: Iterable[str] = EDITORS, **more: Any) -> Decision:
    """A page on no object (create, import): 403 for those whose roles do not allow it anywhere."""
    answers = _answers(allowed, outside=FORBIDDEN, inside=FORBIDDEN)
    return Decision(answers, answers, kwargs, **more)
