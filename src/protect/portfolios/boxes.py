"""What stands on the results of an assessment: the studies that stand on it, and the way to begin one."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from protect.assessments.models import Assessment
from protect.portfolios.models import Study
from protect.portfolios.services.setting_up import READY


def on_results(request: HttpRequest, assessment: Assessment, step: str) -> dict[str, Any] | None:
    if step != "results":
        return None
    seen: Any = Study.objects.visible_to(request.user)  # type: ignore[attr-defined]
    studies = list(seen.filter(grounds__assessment=assessment))
    may_begin = assessment.state in READY and request.user.has_perm("portfolios.edit", assessment)
    return {"studies": studies, "may_begin": may_begin, "assessment": assessment} if studies or may_begin else None
