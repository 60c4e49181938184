"""The names in our forms. They are stable: files that were written with them come back years later."""

from __future__ import annotations

import re

#: The list of the five answers, and the list of usage states.
ANSWERS, STATES = "question_answer", "usage_state"

#: Columns of the survey sheet that only we read: pyxform, Kobo and ODK pass over what they do not know.
TEXTS = {"protect_why": "why", "protect_good": "good", "protect_evidence": "evidence", "protect_step": "step"}
LISTS = {
    "protect_threats": "threats",
    "protect_categories": "categories",
    "protect_usage_states": "usage_states",
    "protect_sub_areas": "sub_areas",
    "protect_functions": "functions",
    "protect_measure_categories": "measure_categories",
    "protect_who": "who",
}
QUICK = "protect_quick"
#: Columns of the settings sheet: which set it was.
HEAD = {"protect_key": "key", "protect_source": "source", "protect_note": "note"}

#: What follows the code of a question in the names beside it, and the field of an answer that it becomes.
PARTS = {
    "reason": "reason",
    "who": "who_knows",
    "evidence": "evidence",
    "photo": "photo",
    "improvement": "improvement",
}
#: Filled in by the form itself: which questions, and for which space, it was made for.
SET, VERSION, PLACE = "protect_set", "protect_version", "protect_place"
STATE, NOTE = "usage_state", "visit_note"

CODE = re.compile(r"[A-Z][0-9]{1,2}\Z")
FIELD = re.compile(rf"(?P<code>[A-Z][0-9]{{1,2}})_(?P<part>{'|'.join(PARTS)})\Z")
#: "A1 Is one person responsible?": how a question is shown.
NUMBERED = re.compile(r"\s*(?P<code>[A-Z][0-9]{1,2})[.:)]?\s+(?P<text>.+)\Z", re.DOTALL)
