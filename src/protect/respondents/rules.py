from __future__ import annotations

from typing import Any

import rules

from protect.assessments.rules import leads_it
from protect.organisations.rules import leads_owner


@rules.predicate
def may_ask(user: Any, obj: Any) -> bool:
    """Whoever leads the assessment, or the checklist where there is none, decides who outside is asked.

    ``obj`` is the task (assessment or checklist) or a respondent.
    """
    task = getattr(obj, "task", obj)
    assessment = getattr(task, "assessment", None) or task
    if hasattr(assessment, "lead_id"):
        return bool(leads_it(user, assessment))
    return bool(leads_owner(user, task))


rules.add_perm("respondents.ask", may_ask)
