"""Practices: what is published and TLP:CLEAR is everybody's; authors write, others publish, authorities say what came of it."""

from __future__ import annotations

from typing import Any

from tests.deciding import (
    FORBIDDEN,
    HIDDEN,
    SEES,
    WRONG_METHOD,
    needs_permission,
    public,
    read_only,
    restricted_action,
    restricted_change,
    signed_in,
)
from tests.world import SECRET, World, picture

LEAD = ("lead",)


def made(w: World) -> Any:
    """A draft of the town, one in review, and a public one with a photo; made once for a world."""
    from protect.organisations import audit
    from protect.practices import services
    from tests.practices.making import drafted, published, tried

    if "practice" not in w.parts and isinstance(w, World):
        draft = drafted(w, f"{SECRET} practice")
        with audit.acting(w.assessor, "test"):
            w.parts["practice_photo"] = services.add_photo(
                draft, picture(), name="a.jpg", size=900, description=SECRET, credit="own", by=w.assessor
            )
        reviewed = drafted(w, f"{SECRET} in review")
        with audit.acting(w.assessor, "test"):
            services.move(reviewed, "submit", by=w.assessor)
        open_one = published(w, "A practice for everybody")
        w.parts["open_practice"], w.parts["trial"] = open_one, tried(w, open_one)
        with audit.acting(w.other, "test"):
            w.parts["asked"] = services.say(open_one, w.other_municipality, "question", "Who?", by=w.other)
        w.parts["practice_in_review"] = reviewed
        w.parts["practice"] = draft
    return w.practice


def it(w: World) -> dict[str, Any]:
    return {"pk": made(w).pk}


def everybodys(w: World) -> dict[str, Any]:
    made(w)
    return {"pk": w.open_practice.pk}


def photo(w: World) -> dict[str, Any]:
    made(w)
    return {"pk": w.practice_photo.pk}


def photo_of(w: World) -> dict[str, Any]:
    return {**it(w), "photo_pk": w.practice_photo.pk}


def in_review(w: World) -> dict[str, Any]:
    made(w)
    return {"pk": w.practice_in_review.pk}


def step(w: World) -> dict[str, Any]:
    return {**in_review(w), "verb": "withdraw"}


def question(w: World) -> dict[str, Any]:
    return {**everybodys(w), "remark_pk": w.asked.pk}


def trial(w: World) -> dict[str, Any]:
    return {**everybodys(w), "trial_pk": w.trial.pk}


#: Leads another municipality and writes practices there.
_elsewhere = {"other": SEES}
#: Of a practice that everybody reads: authorities may, with a role that contributes.
_authorities = {"other": SEES, "provider": FORBIDDEN, "viewer": FORBIDDEN}
_not_theirs = {"other": FORBIDDEN, "provider": FORBIDDEN}
_only_who_tried = {"other": SEES, "provider": HIDDEN, "viewer": FORBIDDEN, "assessor": FORBIDDEN, "lead": FORBIDDEN}

DECISIONS = {
    "practices:list": read_only(public()),
    "practices:feed": read_only(public()),
    "practices:practice": read_only(public(everybodys)),
    "practices:photo": read_only(restricted_change(photo, ("viewer", "assessor", "lead"))).but(
        post={"stranger": WRONG_METHOD}
    ),
    "practices:thumbnail": read_only(restricted_change(photo, ("viewer", "assessor", "lead"))).but(
        get={"stranger": HIDDEN}, post={"stranger": WRONG_METHOD}
    ),
    "practices:own": read_only(signed_in()),
    "practices:new": needs_permission().but(get=_elsewhere, post=_elsewhere),
    "practices:change": restricted_change(it),
    "practices:add_photo": restricted_change(it),
    "practices:remove_photo": restricted_action(photo_of),
    "practices:confirm_review": restricted_action(in_review, LEAD),
    "practices:step": restricted_change(step, LEAD),
    "practices:say": restricted_change(everybodys).but(get=_authorities, post=_authorities),
    "practices:answer": restricted_change(question).but(get=_not_theirs, post=_not_theirs),
    "practices:tell_trial": restricted_change(everybodys).but(get=_authorities, post=_authorities),
    "practices:change_trial": restricted_change(trial).but(get=_only_who_tried, post=_only_who_tried),
}
