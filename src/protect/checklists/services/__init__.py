"""What changes a checklist: one function for each verb of the field, each in one transaction, each audited."""

from protect.checklists.services.answering import Kept, answer, attach_photos, settle
from protect.checklists.services.outcomes import make_measure, note_at_scenario
from protect.checklists.services.rounds import begin, discard, hand_in, reopen, set_scope

__all__ = [
    "Kept",
    "answer",
    "attach_photos",
    "begin",
    "discard",
    "hand_in",
    "make_measure",
    "note_at_scenario",
    "reopen",
    "set_scope",
    "settle",
]
