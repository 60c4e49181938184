"""Calls: readers of the organisation read, who handles calls writes, leads publish; others find nothing."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from tests.deciding import (
    LOGIN,
    PEOPLE,
    SEES,
    WRONG_METHOD,
    Decision,
    needs_permission,
    nothing,
    public,
    read_only,
    restricted_action,
    restricted_change,
    restricted_page,
    signed_in,
)
from tests.world import SECRET, World

LEAD = ("lead",)


def made(w: World) -> Any:
    """A draft with every part, made once for a world, so that every probe asks for the same."""
    from protect.calls import services
    from protect.organisations import audit

    if "call" not in w.parts and isinstance(w, World):
        with audit.acting(w.lead, "test"):
            call = services.begin(w.municipality, f"{SECRET} call", by=w.lead)
            annex = services.add_annex(
                call, w.municipality,
                {"category": "square", "objective": f"{SECRET} objective", "threat_types": ["vehicle"], "surroundings": SECRET,
                 "scenario": SECRET},
            )  # fmt: skip
            w.parts["wanted"] = services.add_wanted(annex, w.requirement)
            w.parts["question"] = call.questions.first()
            w.parts["question_stock"] = services.keep_as_stock(call, f"{SECRET} questions", by=w.lead)
            services.write_section(call, "annexes", SECRET)
        w.parts["annex"], w.parts["call"] = annex, call
    return w.call


def it(w: World) -> dict[str, Any]:
    return {"pk": made(w).pk}


def part(name: str, key: str) -> Any:
    return lambda w: {**it(w), key: getattr(w, name).pk}


def annex(w: World) -> dict[str, Any]:
    return {**it(w), "annex_pk": w.annex.pk}


def wanted(w: World) -> dict[str, Any]:
    return {**annex(w), "wanted_pk": w.wanted.pk}


def section(w: World) -> dict[str, Any]:
    return {**it(w), "code": "annexes"}


def published(w: World) -> dict[str, Any]:
    """A call of the same municipality that left, with nothing restricted in it."""
    from protect.calls import composing, services
    from protect.calls.models import Publication
    from protect.reference.models import digest_of

    if "publication" not in w.parts:
        if not isinstance(w, World):
            raise AttributeError("publication")
        call = services.begin(w.municipality, "Barriers for deliveries", by=w.lead)
        document, now = composing.document(call), timezone.now()
        dates = {name: now + timedelta(days=9) for name in ("questions_until", "answers_until", "opens_at")}
        w.parts["publication"] = Publication.objects.create(
            organisation=w.municipality, marking="CLEAR", call=call, title=call.title, document=document,
            sha256=digest_of(document), published_at=now, **dates,
        )  # fmt: skip
    return {"pk": w.publication.pk}


#: Leads another municipality and may begin calls there.
_elsewhere = {"other": SEES}


def _for_oneself(kwargs: Any = nothing) -> Decision:
    looking = dict.fromkeys(PEOPLE, WRONG_METHOD) | {"stranger": LOGIN}
    return Decision(looking, dict.fromkeys(PEOPLE, SEES) | {"stranger": LOGIN}, kwargs)


DECISIONS = {
    "calls:public_list": read_only(public()),
    "calls:feed": read_only(public()),
    "calls:public": read_only(public(published)),
    "calls:public_json": read_only(public(published)),
    "calls:public_ocds": read_only(public(published)),
    # For oneself: nobody is refused but who has not signed in.
    "calls:follow_new": _for_oneself(),
    "calls:follow": _for_oneself(published),
    "calls:list": read_only(signed_in()),
    "calls:begin": needs_permission(allowed=LEAD).but(get=_elsewhere, post=_elsewhere),
    "calls:detail": read_only(restricted_page(it)),
    "calls:change": restricted_change(it, LEAD),
    "calls:section": restricted_change(section, LEAD),
    "calls:points": restricted_change(it, LEAD),
    "calls:add_annex": restricted_change(it, LEAD),
    "calls:annex": read_only(restricted_page(annex, LEAD)),
    "calls:change_annex": restricted_change(annex, LEAD),
    "calls:annex_points": restricted_change(annex, LEAD),
    "calls:remove_annex": restricted_action(annex, LEAD),
    "calls:add_wanted": restricted_action(annex, LEAD),
    "calls:wanted": restricted_change(wanted, LEAD),
    "calls:remove_wanted": restricted_action(wanted, LEAD),
    "calls:questions": read_only(restricted_page(it)),
    "calls:add_question": restricted_change(it, LEAD),
    "calls:question": restricted_change(part("question", "question_pk"), LEAD),
    "calls:remove_question": restricted_action(part("question", "question_pk"), LEAD),
    "calls:move_question": restricted_action(part("question", "question_pk"), LEAD),
    "calls:keep_questions": restricted_action(it, LEAD),
    "calls:take_questions": restricted_action(it, LEAD),
    "calls:remove_stock": restricted_action(part("question_stock", "stock_pk"), LEAD),
    "calls:preview": read_only(restricted_page(it)),
    "calls:leaks": read_only(restricted_page(it)),
    "calls:clear": restricted_action(it, LEAD),
    "calls:sign": restricted_change(it),
    "calls:submit": restricted_action(it, LEAD),
    # The call of the world is a draft: there is nothing to send back.
    "calls:send_back": restricted_change(it, ()),
    "calls:publish": restricted_action(it, LEAD),
    "calls:withdraw": restricted_change(it, LEAD),
}
