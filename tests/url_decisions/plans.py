"""Actions and security plans: readers of the organisation read; leads decide; the owner of an action reports on it."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from tests.deciding import (
    LOGIN,
    PEOPLE,
    SENT_ON,
    WRONG_METHOD,
    Decision,
    needs_permission,
    read_only,
    restricted_action,
    restricted_change,
    restricted_page,
    signed_in,
)
from tests.url_decisions.portfolios import decision as portfolio_decision
from tests.world import SECRET, World, make_space, picture

LEAD = ("lead",)


def made(w: World) -> Any:
    """An action with everything that belongs to one, made once for a world, and further ones in later states."""
    from protect.organisations import audit
    from protect.plans import services
    from protect.plans.models import Action

    if "action" not in w.parts and isinstance(w, World):
        with audit.acting(w.lead, "test"):
            values = {
                "partners": SECRET,
                "funding": SECRET,
                "starts_on": timezone.localdate(),
                "due_on": timezone.localdate(),
            }
            action, done, verified = (
                services.propose_action(
                    w.municipality, f"{SECRET} action {number}", by=w.lead, description=SECRET,
                    requirements=[w.requirement], values=values,
                )
                for number in range(3)
            )  # fmt: skip
            services.set_predecessors(action, [done])
            file = picture()
            w.parts["evidence"] = services.add_evidence(
                action, file, name="a.jpg", size=len(file.getvalue()), title=SECRET, description=SECRET, by=w.lead
            )
            for one, state in ((done, "done"), (verified, "verified")):
                Action.objects.filter(pk=one.pk).update(state=state)
                one.refresh_from_db()
        w.parts |= {"action": action, "done_action": done, "verified_action": verified}
    return w.action


def it(w: World) -> dict[str, Any]:
    return {"pk": made(w).pk}


def proof(w: World) -> dict[str, Any]:
    made(w)
    return {"pk": w.evidence.pk}


def one(name: str) -> Any:
    def kwargs(w: World) -> dict[str, Any]:
        made(w)
        return {"pk": w.parts[name].pk if isinstance(w, World) else getattr(w, name).pk}

    return kwargs


def written(w: World) -> Any:
    """A draft with words, an approved version before it, and one in review at another space."""
    from protect.organisations import audit
    from protect.plans import services
    from protect.plans.documents import SecurityPlan

    if "security_plan" not in w.parts and isinstance(w, World):
        with audit.acting(w.lead, "test"):
            first = services.begin_plan(w.space, by=w.lead)
            services.change_section(first.sections.first(), {"text": SECRET})
            SecurityPlan.objects.filter(pk=first.pk).update(state="approved")
            plan = services.begin_plan(w.space, by=w.lead)
            w.parts["plan_section"] = services.add_section(plan, f"{SECRET} section", SECRET)
            review = services.begin_plan(make_space(w.municipality, f"{SECRET} Station", w.lead), by=w.lead)
            services.move_plan(review, "submit", by=w.lead)
        w.parts |= {"earlier_plan": first, "plan_in_review": review, "security_plan": plan}
    return w.security_plan


def plan(w: World) -> dict[str, Any]:
    return {"pk": written(w).pk}


def review(w: World) -> dict[str, Any]:
    written(w)
    return {"pk": w.plan_in_review.pk}


def section(w: World) -> dict[str, Any]:
    return {**plan(w), "section_pk": w.plan_section.pk}


def space(w: World) -> dict[str, Any]:
    return {"pk": w.space.pk}


PROPOSERS = ("assessor", "lead", "other")
#: The world's assessment is a draft: there is nothing to score yet, and the page says so.
NOTHING_TO_SCORE = {"lead": SENT_ON}

DECISIONS = {
    "plans:list": read_only(signed_in(leaks=frozenset({"viewer", "assessor", "lead"}))),
    "plans:board": read_only(signed_in(leaks=frozenset({"viewer", "assessor", "lead"}))),
    "plans:timeline": read_only(signed_in(leaks=frozenset({"viewer", "assessor", "lead"}))),
    "plans:several": Decision(
        {"stranger": LOGIN} | dict.fromkeys(PEOPLE[1:], WRONG_METHOD),
        {"stranger": LOGIN} | dict.fromkeys(PEOPLE[1:], SENT_ON),
        because="a button about what is ticked; each action asks its own permission",
    ),
    "plans:propose": needs_permission(allowed=PROPOSERS),
    "plans:from_portfolio": restricted_action(lambda w: {"pk": portfolio_decision(w)["decision_pk"]}),
    "plans:action": read_only(restricted_page(it)),
    "plans:change": restricted_change(it, LEAD),
    "plans:report": restricted_change(one("done_action"), LEAD),
    "plans:grounds": restricted_change(it, LEAD),
    "plans:predecessors": restricted_change(it, LEAD),
    "plans:move": restricted_action(lambda w: {**it(w), "verb": "decide"}, LEAD),
    "plans:drop": restricted_change(it, LEAD),
    "plans:targets": restricted_change(it, LEAD).but(get=NOTHING_TO_SCORE),
    "plans:verify": restricted_change(one("done_action"), LEAD).but(get=NOTHING_TO_SCORE),
    "plans:unverify": restricted_change(one("verified_action"), LEAD),
    "plans:add_evidence": restricted_change(it, LEAD),
    "plans:remove_evidence": restricted_action(lambda w: {**it(w), "evidence_pk": w.evidence.pk}, LEAD),
    "plans:evidence": read_only(restricted_page(proof)),
    "plans:thumbnail": read_only(restricted_page(proof)).but(get={"stranger": LOGIN}),
    "plans:levels": read_only(restricted_page(space)),
    "plans:of_space": read_only(restricted_page(space)),
    "plans:begin": restricted_action(space),
    "plans:documents": read_only(signed_in(leaks=frozenset({"viewer", "assessor", "lead"}))),
    "plans:document": read_only(restricted_page(plan)),
    "plans:change_document": restricted_change(plan),
    "plans:add_section": restricted_change(plan),
    "plans:section": restricted_change(section),
    "plans:remove_section": restricted_action(section),
    "plans:move_document": restricted_action(lambda w: {**plan(w), "verb": "submit"}),
    "plans:approve": restricted_change(review, LEAD),
    "plans:compare": read_only(restricted_page(lambda w: {**plan(w), "other_pk": w.earlier_plan.pk})),
}
