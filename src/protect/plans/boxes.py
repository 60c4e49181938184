"""What stands on the pages of other folders: actions for the weak points of an assessment, the ways from a space."""

from __future__ import annotations

from typing import Any

from django.db.models import Count
from django.http import HttpRequest
from django.urls import reverse

from protect.assessments.models import Assessment, Decision
from protect.plans.models import Ground
from protect.spaces.models import Space


def on_space(request: HttpRequest, space: Space) -> dict[str, Any]:
    """A way to the pages that tell it: the page of a space asks nothing more of the database for it."""
    return {"space": space}


def on_results(request: HttpRequest, assessment: Assessment, step: str) -> dict[str, Any] | None:
    """Where results are: each requirement and each accepted weak point, with how many actions stand on it."""
    if step != "results":
        return None
    requirements = list(assessment.requirements.all())
    accepted = [one for one in assessment.vulnerabilities.all() if one.decision == Decision.ACCEPT]
    if not requirements and not accepted:
        return None
    seen: Any = Ground.objects.visible_to(request.user)  # type: ignore[attr-defined]
    lineages = [one.lineage for one in requirements]
    # The same line in an earlier version has the same lineage; its actions go on.
    of_requirements = dict(
        seen.filter(requirement__lineage__in=lineages, requirement__assessment__space=assessment.space_id)
        .values_list("requirement__lineage")
        .annotate(Count("action", distinct=True))
    )
    of_accepted = dict(
        seen.filter(
            acceptance__lineage__in=[one.lineage for one in accepted], acceptance__assessment__space=assessment.space_id
        )
        .values_list("acceptance__lineage")
        .annotate(Count("action", distinct=True))
    )
    return {
        "space": assessment.space_id,
        "requirements": [(one, of_requirements.get(one.lineage, 0)) for one in requirements],
        "accepted": [(one, of_accepted.get(one.lineage, 0)) for one in accepted],
        "may_propose": request.user.has_perm("plans.propose", assessment),
    }


def page_of_candidate(key: int, reader: Any) -> str:
    """The measure of a study that an action came from, if the reader may see it."""
    from protect.portfolios.models import Candidate

    seen: Any = Candidate.objects.visible_to(reader)  # type: ignore[attr-defined]
    study = seen.filter(pk=key).values_list("study_id", flat=True).first()
    return reverse("portfolios:candidate", args=[study, key]) if study is not None else ""


def page_of_solution(key: int, reader: Any) -> str:
    """The ranking in which it was chosen, for those who read the evaluation."""
    from protect.evaluations.models import Candidate

    seen: Any = Candidate.objects.visible_to(reader)  # type: ignore[attr-defined]
    evaluation = seen.filter(pk=key).values_list("evaluation_id", flat=True).first()
    return reverse("evaluations:ranking", args=[evaluation]) if evaluation is not None else ""
