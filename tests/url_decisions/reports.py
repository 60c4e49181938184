"""Reports: whoever reads the assessment takes them out; the public summary goes out by whoever leads."""

from tests.deciding import (
    HIDDEN,
    PEOPLE,
    SENT_ON,
    WRONG_METHOD,
    public,
    read_only,
    restricted_action,
    restricted_change,
    restricted_page,
    signed_in,
)
from tests.url_decisions.calls import published
from tests.url_decisions.evaluations import it as evaluation
from tests.url_decisions.events import by_link
from tests.url_decisions.events import it as held_event
from tests.url_decisions.exercises import played as exercise_run
from tests.url_decisions.overlays import it as event_on_a_space
from tests.url_decisions.plans import plan as security_plan

_only_looked_at = dict.fromkeys(PEOPLE[1:], WRONG_METHOD)

DECISIONS = {
    "reports:assessment": restricted_page(lambda w: {"pk": w.assessment.pk}).but(post=_only_looked_at),
    "reports:download": restricted_page(
        lambda w: [{"pk": w.assessment.pk, "kind": kind} for kind in ("full", "docx", "xlsx", "json")]
    ).but(post=_only_looked_at),
    # The assessment of the world is a draft: to whoever may publish it is said that there is no summary yet.
    "reports:summary": restricted_page(lambda w: {"pk": w.assessment.pk}, allowed=["lead"]).but(
        get={"lead": SENT_ON}, post=_only_looked_at
    ),
    # The assessment of the world is a draft: nothing is sealed yet.
    "reports:sealed": restricted_page(
        lambda w: [{"pk": w.assessment.pk, "name": name} for name in ("pdf", "json")], allowed=[]
    ).but(get=dict.fromkeys(PEOPLE[1:], HIDDEN), post=_only_looked_at),
    "reports:seal_again": restricted_action(lambda w: {"pk": w.assessment.pk}, allowed=["lead"]),
    "reports:call": public(published).but(post=_only_looked_at),
    "reports:evaluation": restricted_page(
        lambda w: [{**evaluation(w), "kind": kind} for kind in ("pdf", "xlsx", "json")]
    ).but(post=_only_looked_at),
    "reports:exercise": restricted_page(
        lambda w: [{"pk": exercise_run(w).pk, "kind": kind} for kind in ("pdf", "docx", "xlsx")]
    ).but(post=_only_looked_at),
    "reports:event_day": restricted_page(event_on_a_space).but(post=_only_looked_at),
    "reports:event_papers": read_only(
        restricted_change(lambda w: [{**held_event(w), "kind": kind} for kind in ("list", "badges", "certificates")])
    ),
    "reports:certificate": by_link("GET"),
    "reports:security_plan": restricted_page(
        lambda w: [{**security_plan(w), "kind": kind} for kind in ("pdf", "docx")]
    ).but(post=_only_looked_at),
    "reports:verify": signed_in(),
    "reports:schema": public().but(post=_only_looked_at),
}
