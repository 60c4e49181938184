"""The newsletter is everybody's to get, behind a link in the mail; editors, who are none of these, write it."""

from __future__ import annotations

from typing import Any

from tests.deciding import LOGIN, PEOPLE, WRONG_METHOD, needs_permission, public
from tests.world import World


def link(w: World) -> dict[str, Any]:
    from protect.newsletters import services

    if "subscriber" not in w.parts and isinstance(w, World):
        made = services.subscribe("reader@example.org", language="en", topics=[])
        services.confirm(made)
        w.parts["subscriber"] = made
    return {"link": w.subscriber.link}


def issue(w: World) -> dict[str, Any]:
    from protect.newsletters import services

    if "issue" not in w.parts and isinstance(w, World):
        w.parts["issue"] = services.compose({"subject": "Spring", "language": "en", "topic": "", "intro": "x"}, [])
    return {"pk": w.issue.pk}


def page(kwargs: Any = lambda w: {}) -> Any:
    return needs_permission(kwargs, ())


def button(kwargs: Any = lambda w: {}) -> Any:
    return page(kwargs).but(get=dict.fromkeys(PEOPLE[1:], WRONG_METHOD) | {"stranger": LOGIN})


def looked_at(kwargs: Any = lambda w: {}) -> Any:
    return page(kwargs).but(post=dict.fromkeys(PEOPLE[1:], WRONG_METHOD))


DECISIONS = {
    "newsletters:subscribe": public(),
    "newsletters:confirm": public(link),
    "newsletters:leave": public(link),
    "newsletters:issues": looked_at(),
    "newsletters:new": page(),
    "newsletters:issue": page(issue),
    "newsletters:preview": looked_at(issue),
    "newsletters:send": button(issue),
    "newsletters:drop": button(issue),
    "newsletters:bounce": button(),
}
