"""Beginning a checklist, its scope, handing it in and taking it up again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from protect.assessments.models import Assessment, Visit
from protect.checklists.models import Checklist, Mode, State
from protect.checklists.queries.sets import default_set
from protect.organisations import audit
from protect.organisations.changes import save_changes
from protect.organisations.models import User, Verb
from protect.reference import services as reference
from protect.reference import terms
from protect.reference.models import ReferenceSet
from protect.spaces.models import Space

VOCABULARIES = {
    "categories": "psoi_category",
    "threat_types": "threat_type",
    "usage_states": "usage_state",
    "sub_area_kinds": "sub_area_kind",
}


def scope_of(space: Space, assessment: Assessment | None, visit: Visit | None = None) -> dict[str, list[str]]:
    """The scope as space and assessment say it now; an empty list limits nothing.

    A threat type is out of scope only once the assessment says why it does not apply. No sub-area drawn means that
    nobody knows yet which kinds there are, so that all are asked.
    """
    threats: list[str] = []
    states = [one.state for one in space.states.all()]
    if assessment is not None:
        rows = assessment.scenarios.order_by().values_list("threat_type", flat=True)
        applying = set(rows.filter(applicable=True))
        threats = [code for code in terms.codes("threat_type") if code in applying or code not in set(rows)]
        states = list(assessment.usage_states) or states
    if visit is not None:
        states = [visit.usage_state]
    kinds = {one.kind for one in space.sub_areas.all()}
    return {
        "categories": space.categories,
        "threat_types": threats,
        "usage_states": states,
        "sub_area_kinds": [code for code in terms.codes("sub_area_kind") if code in kinds],
    }


@transaction.atomic
def begin(
    space: Space,
    *,
    by: User | None,
    mode: str = Mode.FULL,
    assessment: Assessment | None = None,
    visit: Visit | None = None,
    question_set: ReferenceSet | None = None,
) -> Checklist:
    """Begin to ask. One checklist of a space is open at a time, so that nobody answers beside the others.

    The version of the questions is frozen by this first use. A checklist left open by an assessment that is approved
    by now is handed in as it is. Raises ValidationError while another is open.
    """
    space = Space.objects.select_for_update().get(pk=space.pk)
    if assessment is not None and assessment.space_id != space.pk:
        raise ValidationError({"assessment": _("This assessment is of another space.")})
    if assessment is not None and not assessment.is_open:
        raise ValidationError(
            {"assessment": _("This version is approved and read-only. Open a new version, then begin its checklist.")}
        )
    if visit is not None and (assessment is None or visit.assessment_id != assessment.pk):
        raise ValidationError({"visit": _("This visit is of another assessment.")})
    for left in Checklist.objects.filter(space=space, state=State.OPEN).select_related("assessment"):
        if left.is_open:
            raise ValidationError(_("A checklist of this space is still open; go on with it or hand it in first."))
        save_changes(left, {"state": State.CLOSED, "closed_at": timezone.now()}, note=_("its assessment is approved"))
    used = question_set or default_set()
    if used.kind != "question_set":
        raise ValidationError({"question_set": _("This is no set of questions.")})
    reference.freeze(used)
    checklist = Checklist(space=space, created_by=by)
    values = {"assessment": assessment, "visit": visit, "question_set": used, "mode": Mode(mode)}
    save_changes(checklist, {**values, **scope_of(space, assessment, visit)})
    return checklist


def _require_running(checklist: Checklist) -> None:
    if not checklist.is_open:
        raise ValidationError(
            _("This checklist is handed in. Take it up again to change something.")
            if checklist.assessment is None or checklist.assessment.is_open
            else _("The assessment is approved; its checklist stays as it is.")
        )


@transaction.atomic
def set_scope(checklist: Checklist, values: Mapping[str, Any]) -> Checklist:
    """Say whom and what the questions concern. Answers to questions that leave the scope are kept."""
    _require_running(checklist)
    for name, vocabulary in VOCABULARIES.items():
        unknown = set(values.get(name, ())) - set(terms.codes(vocabulary))
        if unknown:
            raise ValidationError({name: _("“%(code)s” is not known.") % {"code": sorted(unknown)[0]}})
    known = {one["code"] for one in checklist.question_set.content["questions"]}
    if unknown := set(values.get("added", ())) - known:
        raise ValidationError({"added": _("There is no question “%(code)s”.") % {"code": sorted(unknown)[0]}})
    if values.get("mode", checklist.mode) not in Mode.values:
        raise ValidationError({"mode": _("Choose one hour or full.")})
    save_changes(checklist, values)
    return checklist


@transaction.atomic
def hand_in(checklist: Checklist, *, by: User | None) -> Checklist:
    """The round is over; what nobody answered stays visibly unanswered."""
    _require_running(checklist)
    save_changes(checklist, {"state": State.CLOSED, "closed_by": by, "closed_at": timezone.now()})
    return checklist


@transaction.atomic
def reopen(checklist: Checklist) -> Checklist:
    """Take it up again, unless its assessment is approved or a newer one is open."""
    if checklist.state == State.OPEN:
        return checklist
    if checklist.assessment is not None and not checklist.assessment.is_open:
        raise ValidationError(_("The assessment is approved; its checklist stays as it is."))
    Space.objects.select_for_update().get(pk=checklist.space_id)
    if Checklist.objects.filter(space=checklist.space_id, state=State.OPEN).exists():
        raise ValidationError(_("Another checklist of this space is open; hand that in first."))
    save_changes(checklist, {"state": State.OPEN, "closed_by": None, "closed_at": None})
    return checklist


@transaction.atomic
def discard(checklist: Checklist) -> None:
    """Remove a checklist begun by mistake; once something is answered it stays."""
    _require_running(checklist)
    if checklist.answers.exists():
        raise ValidationError(_("Something is answered already; hand the checklist in instead of discarding it."))
    audit.record(Verb.DELETED, checklist)
    checklist.delete()
