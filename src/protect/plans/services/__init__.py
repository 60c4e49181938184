"""What changes actions and security plans: one function a verb, one transaction, told in the log."""

from protect.plans.origins import Source
from protect.plans.services.actions import (
    change_action,
    delete_action,
    propose_action,
    report,
    set_grounds,
    set_predecessors,
)
from protect.plans.services.evidence import add_evidence, remove_evidence
from protect.plans.services.moving import drop, move, move_several, take_up, unverify
from protect.plans.services.scoring import set_targets, verify
from protect.plans.services.taking_over import take_over
from protect.plans.services.writing import (
    add_section,
    approve_plan,
    begin_plan,
    change_plan,
    change_section,
    move_plan,
    remove_section,
)

__all__ = [
    "Source", "add_evidence", "add_section", "approve_plan", "begin_plan", "change_action", "change_plan", "change_section",
    "delete_action", "drop", "move", "move_plan", "move_several", "propose_action", "remove_evidence", "remove_section",
    "report", "set_grounds", "set_predecessors", "set_targets", "take_over", "take_up", "unverify", "verify",
]  # fmt: skip
