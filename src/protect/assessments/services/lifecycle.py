"""From draft to approved and on to the next version."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from protect.assessments import due
from protect.assessments.models import (
    Assessment,
    Consensus,
    Mode,
    PreparationItem,
    Scenario,
    Score,
    Snapshot,
    State,
    TeamMember,
    Vulnerability,
)
from protect.assessments.queries.progress import obstacles
from protect.assessments.requirements import Objective, Requirement
from protect.assessments.services.common import require_open, save_changes
from protect.assessments.states import BACKWARD, FORWARD, MOVES
from protect.organisations import audit
from protect.organisations.models import User, Verb
from protect.reference import services as reference
from protect.reference.models import ReferenceSet, digest_of
from protect.reference.scale_sets import ScaleSet
from protect.reference.wording import translate
from protect.sets.queries import next_of
from protect.spaces.models import Space


def _default_scale(mode: str) -> ReferenceSet:
    return reference.latest("scale_set", "quick-three-level" if mode == Mode.QUICK else "platform-default")


@transaction.atomic
def create_assessment(
    space: Space,
    *,
    by: User | None,
    mode: str = Mode.FULL,
    title: str = "",
    scale_set: ReferenceSet | None = None,
    steps: ReferenceSet | None = None,
    usage_states: list[str] | None = None,
    marking: str | None = None,
) -> Assessment:
    """Begin the assessment of ``space``: ten rows, one for each threat type, so that none is forgotten.

    The reference sets are frozen by this first use. Whoever begins it leads it and is its first team member.
    Raises ValidationError if another version of this space's assessment is still open.
    """
    open_one = space.assessments.filter(state__in=State.open_states()).first()
    if open_one is not None:
        raise ValidationError(_("“%(title)s” is still open for this space; finish it first.") % {"title": open_one})
    references = {
        "scale_set": scale_set or _default_scale(mode),
        "threat_types": reference.latest("threat_types", "eu-vat"),
        "steps": steps or reference.latest("step_template", "eu-vat"),
    }
    for used in references.values():
        reference.freeze(used)
    last = space.assessments.aggregate(last=Max("version"))["last"] or 0
    assessment = Assessment(
        organisation=space.organisation,
        space=space,
        version=last + 1,
        mode=mode,
        title=title or space.name,
        lead=by,
        created_by=by,
        managing_body=space.organisation.name,
        usage_states=list(usage_states or ["normal"]),
        **references,
    )
    if marking:
        assessment.marking = marking
    assessment.save()
    audit.record(Verb.CREATED, assessment, by=by)
    if by is not None:
        TeamMember.objects.create(
            assessment=assessment, user=by, name=by.name, organisation_name=space.organisation.name, function="lead"
        )
    Scenario.objects.bulk_create(
        Scenario(assessment=assessment, threat_type=threat["code"], usage_state="normal", position=number)
        for number, threat in enumerate(assessment.threat_types.content["threat_types"])
    )
    return assessment


@transaction.atomic
def move_on(assessment: Assessment) -> Assessment:
    """To the next state of the guided path. Raises ValidationError with every obstacle still in the way."""
    require_open(assessment)
    target = FORWARD[assessment.mode].get(assessment.state)
    if target is None:
        raise ValidationError(_("The next step from here is the approval."))
    found = obstacles(assessment)
    if found:
        raise ValidationError(found)
    values: dict[str, Any] = {"state": target}
    if target in {State.CONSENSUS, State.REVIEW} and assessment.scores_opened_at is None:
        values["scores_opened_at"] = timezone.now()
    save_changes(assessment, values, verb=Verb.MOVED_ON)
    return assessment


@transaction.atomic
def step_back(assessment: Assessment, *, reason: str) -> Assessment:
    """One state back, with a reason; what was recorded stays. Opened scores stay open."""
    require_open(assessment)
    if not reason.strip():
        raise ValidationError({"reason": _("Say why the assessment goes back a step.")})
    before = BACKWARD[assessment.mode].get(assessment.state)
    if before is None:
        raise ValidationError(
            _("Scores that were opened cannot be made blind again; open a new version to score anew.")
            if assessment.state == State.CONSENSUS
            else _("There is no step before this one.")
        )
    save_changes(assessment, {"state": before}, verb=Verb.MOVED_ON, note=reason)
    return assessment


@transaction.atomic
def grow(assessment: Assessment) -> Assessment:
    """Turn a quick assessment into a full one: nothing is typed again.

    Where the scale set says into which finer one it grows, the levels become a proposal on that scale, with a note to
    look again; "cannot judge" stays.
    """
    require_open(assessment)
    if not assessment.is_quick:
        raise ValidationError(_("This is a full assessment already."))
    values: dict[str, Any] = {"mode": Mode.FULL}
    target = ScaleSet.of(assessment.scale_set).grows_into
    if target:
        finer = reference.latest("scale_set", target["key"])
        reference.freeze(finer)
        values["scale_set"] = finer
        _carry_over(assessment, target)
    if assessment.state == State.SCORING:
        # The team it grows for scores blind from here on.
        values["scores_opened_at"] = None
    elif assessment.state == State.REVIEW:
        values["state"] = State.CONSENSUS
    save_changes(assessment, values, note=_("grown from the quick mode"))
    return assessment


def _carry_over(assessment: Assessment, target: Mapping[str, Any]) -> None:
    """Every judged level as its place on the finer scale (``target["probability"][level - 1]``)."""
    note = translate(target["note"])
    for model in (Score, Consensus):
        for judged in model._default_manager.filter(scenario__assessment=assessment):
            for side in ("probability", "consequence"):
                level = getattr(judged, side)
                if level:
                    setattr(judged, side, target[side][level - 1])
            judged.rationale = f"{judged.rationale}\n{note}".strip()
            judged.save()


@transaction.atomic
def approve(
    assessment: Assessment,
    *,
    by: User | None,
    note: str = "",
    on: dt.date | None = None,
    review_on: dt.date | None = None,
) -> Assessment:
    """Freeze this version: the document is sealed, earlier versions are superseded, the date of the next one is set.

    ``review_on``: when to assess again; without it the date planned in the preparation, else as the organisation set (a year).
    """
    from protect.assessments import document  # the document needs the services' models only, but is heavy to import

    require_open(assessment)
    moves = MOVES[assessment.mode]
    if assessment.state not in moves["approve"].source:
        raise ValidationError(_("Only an assessment in review can be approved."))
    found = obstacles(assessment)
    if found:
        raise ValidationError(found)
    today = on or timezone.localdate()
    values = {
        "state": moves["approve"].target,
        "approved_at": timezone.now(),
        "approved_by": by,
        "approval_note": note,
        "review_on": review_on or assessment.review_on or _in_months(today, due.months(assessment.organisation)),
    }
    save_changes(assessment, values, verb=Verb.APPROVED, note=note)
    for older in assessment.space.assessments.filter(state__in=moves["supersede"].source).exclude(pk=assessment.pk):
        save_changes(older, {"state": moves["supersede"].target}, verb=Verb.MOVED_ON)
    content = document.build(assessment)
    Snapshot.objects.create(assessment=assessment, document=content, sha256=digest_of(content))
    return assessment


def _in_months(day: dt.date, months: int) -> dt.date:
    year, month = divmod(day.month - 1 + months, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return dt.date(day.year + year, month + 1, last)
        except ValueError:
            continue
    raise AssertionError("every month has 28 days")


@transaction.atomic
def open_new_version(assessment: Assessment, *, by: User | None, score_anew: bool = True) -> Assessment:
    """A new version that starts as a copy. ``score_anew``: a re-assessment, scored blind again; else a correction that keeps
    scores and consensus and starts at the consensus. Scale and threat list stay the same in a correction; a
    re-assessment takes their latest versions.
    """
    if assessment.is_open:
        raise ValidationError(_("This version is still open; change it directly."))
    still_open = assessment.space.assessments.filter(state__in=State.open_states()).first()
    if still_open is not None:
        raise ValidationError(_("“%(title)s” is open already.") % {"title": still_open})
    last = assessment.space.assessments.aggregate(last=Max("version"))["last"]
    copied = {
        name: getattr(assessment, name)
        for name in (
            "organisation", "marking", "space", "mode", "title", "scale_set", "threat_types", "steps", "mandate",
            "managing_body", "lead", "usage_states", "site_notes", "scores_inherent",
        )
    }  # fmt: skip
    if score_anew:
        for name in ("scale_set", "threat_types", "steps"):
            used = next_of(copied[name], assessment.organisation)
            reference.freeze(used)
            copied[name] = used
    new = Assessment(**copied, version=last + 1, based_on=assessment, created_by=by)
    if not score_anew:
        new.state = State.SCORING if new.is_quick else State.CONSENSUS
        new.scores_opened_at = timezone.now()
    new.save()
    audit.record(Verb.CREATED, new, by=by, note=_("copy of version %(version)s") % {"version": assessment.version})
    _copy_parts(assessment, new, with_scores=not score_anew)
    return new


def _copy_parts(old: Assessment, new: Assessment, *, with_scores: bool) -> None:
    members = {}
    for member in old.team.all():
        key, member.pk, member.assessment = member.pk, None, new
        if not with_scores:
            member.handed_in_at = None
        member._state.adding = True
        member.save()
        members[key] = member
    if with_scores:
        PreparationItem.objects.bulk_create(
            PreparationItem(
                assessment=new, key=item.key, done=item.done, note=item.note, done_by=item.done_by, done_at=item.done_at
            )
            for item in old.preparation.all()
        )
    rows = {}
    for row in old.scenarios.prefetch_related("measures"):
        key, measures = row.pk, list(row.measures.all())
        row.pk, row.assessment = None, new
        row._state.adding = True
        row._prefetched_objects_cache = {}  # type: ignore[attr-defined]
        row.save()
        row.measures.set(measures)
        rows[key] = row
    if with_scores:
        for score in Score.objects.filter(scenario__in=list(rows)):
            score.pk, score.scenario, score.member = None, rows[score.scenario_id], members[score.member_id]
            score._state.adding = True
            score.save()
        for consensus in Consensus.objects.filter(scenario__in=list(rows)).prefetch_related("absent"):
            absent = [members[member.pk] for member in consensus.absent.all()]
            consensus.pk, consensus.scenario = None, rows[consensus.scenario_id]
            consensus._state.adding = True
            consensus._prefetched_objects_cache = {}  # type: ignore[attr-defined]
            consensus.save()
            consensus.absent.set(absent)
    weak: dict[int, Vulnerability] = {}
    for found in old.vulnerabilities.prefetch_related("scenarios", "photos"):
        key = found.pk
        shown_by = [rows[scenario.pk] for scenario in found.scenarios.all()]
        photos = list(found.photos.all())
        found.pk, found.assessment = None, new
        found._state.adding = True
        found._prefetched_objects_cache = {}  # type: ignore[attr-defined]
        if not with_scores:
            # The weak point is carried over as a statement; what to do about it is decided on the new scores.
            found.decision, found.decided_by, found.decided_at = "", None, None
        found.save()
        found.scenarios.set(shown_by)
        found.photos.set(photos)
        weak[key] = found
    _copy_requirements(old, new, weak)


def _copy_requirements(old: Assessment, new: Assessment, weak: dict[int, Vulnerability]) -> None:
    """What was required stands in the new version too; where its vulnerability is not treated any more, approval asks."""
    objectives: dict[int | None, Objective] = {}
    for model in (Objective, Requirement):
        rows: Any = model._default_manager.filter(assessment=old).prefetch_related("further_vulnerabilities")
        for one in rows:
            key, further = one.pk, [weak[also.pk] for also in one.further_vulnerabilities.all()]
            one.pk, one.assessment, one.vulnerability = None, new, weak[one.vulnerability_id]
            one._state.adding = True
            one._prefetched_objects_cache = {}
            if model is Requirement:
                one.objective = objectives.get(one.objective_id)
            one.save()
            one.further_vulnerabilities.set(further)
            if model is Objective:
                objectives[key] = one


@transaction.atomic
def expire_overdue(on: dt.date | None = None) -> int:
    """Mark approved assessments whose review date has passed as expired; returns how many. Run daily."""
    today = on or timezone.localdate()
    expire = MOVES[Mode.FULL]["expire"]
    overdue = Assessment.objects.filter(state__in=expire.source, review_on__lt=today)
    for assessment in overdue:
        save_changes(assessment, {"state": expire.target}, verb=Verb.MOVED_ON, note=_("not reviewed in time"))
    return len(overdue)
