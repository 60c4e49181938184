"""What changes an assessment: one function for each verb of the field, each in one transaction, each audited."""

from protect.assessments.services.decisions import decide, remove_vulnerability, write_vulnerability
from protect.assessments.services.lifecycle import (
    approve,
    create_assessment,
    expire_overdue,
    grow,
    move_on,
    open_new_version,
    step_back,
)
from protect.assessments.services.preparation import (
    change_assessment,
    put_on_team,
    remove_visit,
    take_off_team,
    tick,
    write_visit,
)
from protect.assessments.services.requirements import (
    remove_from_vulnerability,
    write_objective,
    write_requirement,
)
from protect.assessments.services.scenarios import add_scenario, change_scenario, remove_scenario, start_from_examples
from protect.assessments.services.scoring import agree, hand_in, open_scores, outstanding, save_score

__all__ = [
    "add_scenario",
    "agree",
    "approve",
    "change_assessment",
    "change_scenario",
    "create_assessment",
    "decide",
    "expire_overdue",
    "grow",
    "hand_in",
    "move_on",
    "open_new_version",
    "open_scores",
    "outstanding",
    "put_on_team",
    "remove_from_vulnerability",
    "remove_scenario",
    "remove_visit",
    "remove_vulnerability",
    "save_score",
    "start_from_examples",
    "step_back",
    "take_off_team",
    "tick",
    "write_objective",
    "write_requirement",
    "write_visit",
    "write_vulnerability",
]
