"""The pages of an assessment: readers read, assessors write, leads lead; others find nothing."""

from tests.deciding import read_only, restricted_action, restricted_change, restricted_page, signed_in
from tests.world import World


def it(w: World) -> dict[str, int]:
    return {"pk": w.assessment.pk}


def part(name: str, key: str):
    return lambda w: {"pk": w.assessment.pk, key: getattr(w, name).pk}


LEAD = ("lead",)

DECISIONS = {
    "assessments:list": signed_in(),
    # Who edits nowhere is told so there; an organisation is offered only to those who edit in it.
    "assessments:import": signed_in(),
    "assessments:begin": restricted_change(lambda w: {"space_pk": w.space.pk}),
    "assessments:over_time": read_only(restricted_page(lambda w: {"space_pk": w.space.pk})),
    "assessments:detail": restricted_page(it),
    "assessments:new_version": restricted_change(it),
    "assessments:versions": restricted_page(lambda w: {"pk": w.assessment.pk, "other_pk": w.assessment.pk}),
    "assessments:move_on": restricted_action(it),
    "assessments:step_back": restricted_change(it, LEAD),
    "assessments:grow": restricted_action(it),
    "assessments:preparation": restricted_page(it),
    "assessments:tick": restricted_action(it),
    "assessments:add_member": restricted_change(it),
    "assessments:member": restricted_change(part("member", "member_pk")),
    "assessments:remove_member": restricted_action(part("member", "member_pk")),
    "assessments:add_visit": restricted_change(it),
    "assessments:visit": restricted_change(part("visit", "visit_pk")),
    "assessments:remove_visit": restricted_action(part("visit", "visit_pk")),
    "assessments:site": restricted_page(it),
    "assessments:measures": restricted_page(it),
    "assessments:scenarios": restricted_page(it),
    "assessments:examples": restricted_action(it),
    "assessments:add_scenario": restricted_change(it),
    "assessments:scenario": restricted_page(part("scenario", "scenario_pk")),
    "assessments:remove_scenario": restricted_action(part("scenario", "scenario_pk")),
    "assessments:scoring": restricted_page(it),
    "assessments:scoring_progress": restricted_page(it),
    "assessments:hand_in": restricted_action(it),
    "assessments:open_scores": restricted_action(it, LEAD),
    "assessments:consensus": restricted_page(it),
    "assessments:consensus_row": restricted_page(part("scenario", "scenario_pk")),
    "assessments:results": restricted_page(it),
    "assessments:explain": restricted_page(part("scenario", "scenario_pk")),
    "assessments:add_vulnerability": restricted_change(it),
    "assessments:vulnerability": restricted_change(part("vulnerability", "vulnerability_pk")),
    "assessments:decide": restricted_change(part("vulnerability", "vulnerability_pk")),
    "assessments:remove_vulnerability": restricted_action(part("vulnerability", "vulnerability_pk")),
    "assessments:requirements": read_only(restricted_page(it)),
    "assessments:add_requirement": restricted_change(it),
    "assessments:requirement": restricted_change(part("requirement", "requirement_pk")),
    "assessments:remove_requirement": restricted_action(part("requirement", "requirement_pk")),
    "assessments:add_objective": restricted_change(it),
    "assessments:objective": restricted_change(part("objective", "objective_pk")),
    "assessments:remove_objective": restricted_action(part("objective", "objective_pk")),
    "assessments:approve": restricted_change(it, LEAD),
}
