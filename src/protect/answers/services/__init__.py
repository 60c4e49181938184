"""What changes an answer or what became of it: one function for each verb of the field, in one transaction, audited."""

from protect.answers.services.asking_back import ask_back, reply
from protect.answers.services.attaching import attach, leave_out
from protect.answers.services.clarifying import ask, clarify
from protect.answers.services.drafting import answer_questions, begin, meet_requirements, write_facts
from protect.answers.services.opening import end_without, open_answers, screen, send_feedback, write_feedback
from protect.answers.services.screening import screen_for
from protect.answers.services.submitting import submit, withdraw

__all__ = [
    "answer_questions",
    "ask",
    "ask_back",
    "attach",
    "begin",
    "clarify",
    "end_without",
    "leave_out",
    "meet_requirements",
    "open_answers",
    "reply",
    "screen",
    "screen_for",
    "send_feedback",
    "submit",
    "withdraw",
    "write_facts",
    "write_feedback",
]
