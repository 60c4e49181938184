"""What providers answer to calls, and what a call's organisation reads of it once answers were opened.

Two sides that never share a row: what belongs to a provider is seen by its own people alone (``provided.py``); what the
organisation that asked works with is made at the opening and belongs to the call (``opened.py``). So nothing has to be
hidden before the opening, because there is nothing that could be seen.
"""

from protect.answers.models.back import QuestionBack
from protect.answers.models.clarifying import Asked, Clarification
from protect.answers.models.opened import OpenedAnswer
from protect.answers.models.provided import Attachment, Draft, DraftAnswer, Submission
from protect.answers.models.screened import CityScreening

__all__ = [
    "Asked",
    "Attachment",
    "CityScreening",
    "Clarification",
    "Draft",
    "DraftAnswer",
    "OpenedAnswer",
    "QuestionBack",
    "Submission",
]
