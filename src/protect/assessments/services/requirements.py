"""Objectives and requirements: written only from what is to be treated, so that nothing is asked for without a need."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from protect.assessments.models import Assessment, Decision, Vulnerability
from protect.assessments.requirements import FromVulnerability, Objective, Obligation, Requirement
from protect.assessments.services.common import require_open, save_changes, touch
from protect.organisations.services import bin
from protect.reference import terms

F = TypeVar("F", bound=FromVulnerability)


def _treated(assessment: Assessment, vulnerabilities: Iterable[Vulnerability]) -> list[Vulnerability]:
    """The vulnerabilities, held until the transaction ends: while one stands on them, nobody decides otherwise."""
    keys = list(dict.fromkeys(one.pk for one in vulnerabilities))
    if not keys:
        raise ValidationError({"vulnerabilities": _("Choose at least one vulnerability that is to be treated.")})
    found = {one.pk: one for one in Vulnerability.objects.select_for_update().filter(pk__in=keys)}
    if any(key not in found or found[key].assessment_id != assessment.pk for key in keys):
        raise ValidationError({"vulnerabilities": _("A vulnerability of another assessment cannot be chosen here.")})
    undecided = [found[key] for key in keys if found[key].decision != Decision.TREAT]
    if undecided:
        raise ValidationError(
            {"vulnerabilities": _("“%(name)s” is not to be treated; decide that first.") % {"name": undecided[0]}}
        )
    return [found[key] for key in keys]


def _write(made: F, assessment: Assessment, vulnerabilities: Iterable[Vulnerability], values: dict[str, Any]) -> F:
    require_open(assessment)
    found = _treated(assessment, vulnerabilities)
    if not values["text"].strip():
        raise ValidationError({"text": _("Say it in one sentence.")})
    # The one it was first written from stays first.
    found.sort(key=lambda one: one.pk != made.vulnerability_id)
    if made.pk is None:
        made.position = type(made)._default_manager.filter(assessment=assessment).count()  # type: ignore[attr-defined]
    save_changes(made, {**values, "vulnerability": found[0], "further_vulnerabilities": found[1:]})
    touch(assessment)
    return made


@transaction.atomic
def write_objective(
    assessment: Assessment,
    *,
    text: str,
    vulnerabilities: Iterable[Vulnerability],
    objective: Objective | None = None,
) -> Objective:
    """What shall be different once these vulnerabilities are treated, or change ``objective``."""
    return _write(objective or Objective(assessment=assessment), assessment, vulnerabilities, {"text": text.strip()})


@transaction.atomic
def write_requirement(
    assessment: Assessment,
    *,
    text: str,
    vulnerabilities: Iterable[Vulnerability],
    obligation: str,
    measure_of_success: str,
    functions: Iterable[str] = (),
    objective: Objective | None = None,
    requirement: Requirement | None = None,
) -> Requirement:
    """What a solution must or should do and by what one sees it, or change ``requirement``."""
    functions = list(functions)
    wrong: dict[str, str] = {}
    if obligation not in Obligation.values:
        wrong["obligation"] = _("Choose must or should.")
    if not measure_of_success.strip():
        wrong["measure_of_success"] = _("Say how one will see that it is met, with a figure where there is one.")
    if set(functions) - set(terms.codes("measure_function")):
        wrong["functions"] = _("Choose functions of the list.")
    if objective is not None and objective.assessment_id != assessment.pk:
        wrong["objective"] = _("An objective of another assessment cannot be chosen here.")
    if wrong:
        raise ValidationError(wrong)
    values = {
        "text": text.strip(),
        "obligation": obligation,
        "functions": functions,
        "measure_of_success": measure_of_success.strip(),
        "objective": objective,
    }
    return _write(requirement or Requirement(assessment=assessment), assessment, vulnerabilities, values)


@transaction.atomic
def remove_from_vulnerability(found: FromVulnerability) -> None:
    """An objective or a requirement into the bin; requirements of an objective stay, without it."""
    require_open(found.assessment)
    bin.put(found, permission="spaces.edit")


def refuse_if_required(vulnerability: Vulnerability, decision: str) -> None:
    """What requirements were written from stays to be treated. Raises ValidationError that says how many stand on it."""
    if decision == Decision.TREAT:
        return
    number = sum(standing_on(model, vulnerability).count() for model in (Objective, Requirement))
    if number:
        raise ValidationError(
            {
                "decision": ngettext(
                    "%(count)d objective or requirement was written from it; remove or change that first.",
                    "%(count)d objectives and requirements were written from it; remove or change them first.",
                    number,
                )
                % {"count": number}
            }
        )


def standing_on(model: type[F], vulnerability: Vulnerability) -> Any:
    """Objectives or requirements that name ``vulnerability`` first or beside another."""
    rows: Any = model._default_manager  # type: ignore[attr-defined]
    return (rows.filter(vulnerability=vulnerability) | rows.filter(further_vulnerabilities=vulnerability)).distinct()
