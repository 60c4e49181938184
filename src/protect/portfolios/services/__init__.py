"""What changes a study: one function for each verb, one transaction each, told in the audit trail."""

from protect.portfolios.services.candidates import (
    add_entries,
    add_evaluated,
    add_solutions,
    remove_candidate,
    save_candidate,
)
from protect.portfolios.services.choosing import (
    before_taking_back,
    decide,
    drop_alternative,
    keep,
    rename_alternative,
    take_back,
)
from protect.portfolios.services.computing import request, run
from protect.portfolios.services.effects import confirm, propose, save_effects
from protect.portfolios.services.setting_up import abandon, begin, change, choose_assessments, delete, held, take_up

__all__ = [
    "abandon", "add_entries", "add_evaluated",
    "add_solutions", "before_taking_back", "begin", "change", "choose_assessments", "confirm",
    "decide", "delete", "drop_alternative", "held", "keep", "propose", "remove_candidate", "rename_alternative", "request",
    "run", "save_candidate", "save_effects", "take_back", "take_up",
]  # fmt: skip
