"""The whole assessment as one plain document: what is sealed at approval, printed, exported, compared and imported again.

The shape is published as a JSON schema (``schema/assessment-1.schema.json``). No database keys appear in it: rows are
named by their lineage, members, sub-areas and measures by keys that hold within the document.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from django.db.models import prefetch_related_objects

from protect.assessments.models import Assessment, Basis, Score, Snapshot, State
from protect.assessments.queries.judgement import Judgement, Row, judge
from protect.assessments.requirements import FromVulnerability
from protect.organisations.models import User
from protect.reference.models import ReferenceSet
from protect.spaces.models import ExistingMeasure, Space, SubArea

FORMAT = "protect-assessment"
FORMAT_VERSION = 1
SCHEMA = Path(__file__).parent / "schema" / "assessment-1.schema.json"

ASSESSMENT_FIELDS = (
    "title", "version", "mode", "state", "mandate", "managing_body", "usage_states", "site_notes", "scores_inherent",
    "approval_note",
)  # fmt: skip
SPACE_FIELDS = (
    "name", "main_category", "further_categories", "town", "owner_name", "operator_name", "crowd_class", "busy_times",
    "description", "surroundings", "symbolic_notes", "hazard_notes",
)  # fmt: skip
ENTRANCE_FIELDS = ("name", "used_by", "width_m", "notes")
MEASURE_FIELDS = (
    "name", "origin", "category", "functions", "threat_types", "owner_name", "condition", "hours", "notes",
)  # fmt: skip
MEMBER_FIELDS = ("name", "organisation_name", "function", "circle", "scores")
SCENARIO_FIELDS = (
    "threat_type", "usage_state", "applicable", "reason", "title", "text", "public_text", "phases", "weaknesses",
    "improvement_ideas", "position",
)  # fmt: skip
JUDGEMENT_FIELDS = ("basis", "probability", "consequence", "factors", "confidence", "rationale")
REQUIREMENT_FIELDS = ("text", "obligation", "functions", "measure_of_success", "position")
OBJECTIVE_FIELDS = ("text", "position")
VULNERABILITY_FIELDS = ("statement", "decision", "reason", "signatory", "transferred_to", "position")


@cache
def schema() -> dict[str, Any]:
    return json.loads(SCHEMA.read_text(encoding="utf-8"))


def of(assessment: Assessment, reader: User | None = None) -> dict[str, Any]:
    """The sealed document of an approved version, else the document of the present state as ``reader`` may see it.

    Only for readers who see the whole assessment; while scores are blind, of the individual scores only the reader's
    own are in it (none without a reader).
    """
    if assessment.state in {State.APPROVED, State.SUPERSEDED, State.EXPIRED}:
        kept = Snapshot.objects.filter(assessment=assessment).first()
        if kept is not None:
            return kept.document
    return build(assessment, reader)


def build(assessment: Assessment, reader: User | None = None) -> dict[str, Any]:
    """The document of ``assessment`` as it is now."""
    opened = assessment.scores_opened_at is not None or assessment.state in {State.APPROVED, State.REVIEW}
    judgement = judge(assessment, reader, everything=opened)
    inherent = (
        judge(assessment, reader, basis=Basis.INHERENT, everything=opened) if assessment.scores_inherent else None
    )
    space = assessment.space
    # Kept on these names, not on the instances, which live on and would show what was there before a change.
    parts, present, team = list(space.sub_areas.all()), list(space.measures.all()), list(assessment.team.all())
    areas = {area.pk: f"sub-area-{number}" for number, area in enumerate(parts, 1)}
    # One query for all rows instead of one a row.
    prefetch_related_objects([row.scenario for row in judgement.rows], "measures")
    measures = {measure.pk: f"measure-{number}" for number, measure in enumerate(present, 1)}
    members = {member.pk: f"member-{number}" for number, member in enumerate(team, 1)}
    return {
        "format": FORMAT,
        "format_version": FORMAT_VERSION,
        "assessment": {
            **_fields(assessment, ASSESSMENT_FIELDS),
            "organisation": assessment.organisation.name,
            "demonstration": assessment.organisation.is_demonstration,
            "marking": assessment.effective_marking.value,
            "lead": assessment.lead.name if assessment.lead else "",
            "created_at": assessment.created_at.isoformat(),
            "approved_at": assessment.approved_at.isoformat() if assessment.approved_at else None,
            "approved_by": assessment.approved_by.name if assessment.approved_by else "",
            "review_on": assessment.review_on.isoformat() if assessment.review_on else None,
        },
        "space": _space(space, parts, present, areas, measures),
        "scale_set": _reference(assessment.scale_set),
        "threat_types": _reference(assessment.threat_types),
        "steps": _reference(assessment.steps, content=False),
        "team": [{"key": members[one.pk], **_fields(one, MEMBER_FIELDS)} for one in team],
        "visits": [
            {
                "starts_at": visit.starts_at.isoformat(),
                "usage_state": visit.usage_state,
                "participants": visit.participants,
                "notes": visit.notes,
            }
            for visit in assessment.visits.all()
        ],
        "preparation": [
            {"key": item.key, "done": item.done, "note": item.note} for item in assessment.preparation.order_by("key")
        ],
        "scenarios": [_scenario(row, judgement, inherent, areas, measures, members) for row in judgement.rows],
        "vulnerabilities": _vulnerabilities(assessment, judgement),
        "objectives": [
            {"key": str(one.lineage), **_fields(one, OBJECTIVE_FIELDS), "vulnerabilities": _lineages(one)}
            for one in assessment.objectives.select_related("vulnerability").prefetch_related("further_vulnerabilities")
        ],
        "requirements": [
            {
                "key": str(one.lineage),
                **_fields(one, REQUIREMENT_FIELDS),
                "objective": str(one.objective.lineage) if one.objective else None,
                "vulnerabilities": _lineages(one),
            }
            for one in assessment.requirements.select_related("vulnerability", "objective").prefetch_related(
                "further_vulnerabilities"
            )
        ],
        "results": _results(judgement, areas),
        "results_inherent": _results(inherent, areas) if inherent else None,
    }


def _fields(instance: Any, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: getattr(instance, name) for name in names}


def _shape(located: Any) -> dict[str, Any] | None:
    geometry = located.geometry
    if geometry is None:
        return None
    from shapely.geometry import mapping

    return json.loads(json.dumps(mapping(geometry)))


def _reference(ref: ReferenceSet, *, content: bool = True) -> dict[str, Any]:
    described = {"key": ref.key, "version": ref.version, "title": ref.title, "status": ref.status, "digest": ref.digest}
    return {**described, "content": ref.content} if content else described


def _space(
    space: Space,
    parts: list[SubArea],
    present: list[ExistingMeasure],
    areas: dict[int, str],
    measures: dict[int, str],
) -> dict[str, Any]:
    return {
        **_fields(space, SPACE_FIELDS),
        "area_m2": round(space.area_m2, 1) if space.area_m2 else None,
        "geometry": _shape(space),
        "states": [
            {"state": one.state, "when": one.when, "people": one.people} for one in space.states.order_by("state")
        ],
        "sub_areas": [
            {"key": areas[area.pk], "name": area.name, "kind": area.kind, "geometry": _shape(area)} for area in parts
        ],
        "entrances": [
            {**_fields(one, ENTRANCE_FIELDS), "sub_area": areas.get(one.sub_area_id or 0), "geometry": _shape(one)}
            for one in space.entrances.all()
        ],
        "measures": [
            {
                "key": measures[one.pk],
                **_fields(one, MEASURE_FIELDS),
                "sub_area": areas.get(one.sub_area_id or 0),
                "geometry": _shape(one),
            }
            for one in present
        ],
    }


def _scenario(
    row: Row,
    judgement: Judgement,
    inherent: Judgement | None,
    areas: dict[int, str],
    measures: dict[int, str],
    members: dict[int, str],
) -> dict[str, Any]:
    rows = [row] + ([inherent.row(row.scenario.pk)] if inherent else [])
    return {
        "key": str(row.scenario.lineage),
        **_fields(row.scenario, SCENARIO_FIELDS),
        "sub_area": areas.get(row.scenario.sub_area_id or 0),
        "measures": sorted((measures[one.pk] for one in row.scenario.measures.all()), key=_number),
        "scores": [_score(score, members) for one in rows for score in one.scores],
        "consensus": [
            {
                **_fields(one.consensus, JUDGEMENT_FIELDS),
                "notes": one.consensus.notes,
                "absent": sorted((members[member.pk] for member in one.consensus.absent.all()), key=_number),
            }
            for one in rows
            if one.consensus is not None
        ],
        "result": result(row, judgement),
        "result_inherent": result(rows[1], judgement) if inherent else None,
    }


def _number(key: str) -> int:
    return int(key.rsplit("-", 1)[1])


def _score(score: Score, members: dict[int, str]) -> dict[str, Any]:
    return {"member": members[score.member_id], **_fields(score, JUDGEMENT_FIELDS)}


def result(row: Row, judgement: Judgement) -> dict[str, Any]:
    """What the matrix says of one row. Probabilities of the bands are rounded to six digits."""
    codes = [band.code for band in judgement.scale_set.bands]
    return {
        "state": row.state,
        "level": None if row.band is None else codes[row.band],
        "band_probabilities": None
        if row.bands is None
        else {code: round(share, 6) for code, share in zip(codes, row.bands, strict=True)},
        "spread_probability": row.spread_probability,
        "spread_consequence": row.spread_consequence,
        "discuss": row.discuss,
    }


def _vulnerabilities(assessment: Assessment, judgement: Judgement) -> list[dict[str, Any]]:
    codes = [band.code for band in judgement.scale_set.bands]
    found = assessment.vulnerabilities.prefetch_related("scenarios", "photos").select_related("decided_by")
    described = []
    for one in found:
        level = judgement.level_of(one)
        described.append(
            {
                "key": str(one.lineage),
                **_fields(one, VULNERABILITY_FIELDS),
                "scenarios": sorted(str(scenario.lineage) for scenario in one.scenarios.all()),
                "level": None if level is None else codes[level],
                "photos": [{"title": photo.title, "sha256": photo.sha256} for photo in one.photos.all()],
                "review_on": one.review_on.isoformat() if one.review_on else None,
                "decided_by": one.decided_by.name if one.decided_by else "",
                "decided_at": one.decided_at.isoformat() if one.decided_at else None,
            }
        )
    return described


def _lineages(one: FromVulnerability) -> list[str]:
    """The vulnerability it was written from first, then the further ones."""
    return [str(one.vulnerability.lineage), *sorted(str(also.lineage) for also in one.further_vulnerabilities.all())]


def _results(judgement: Judgement, areas: dict[int, str]) -> dict[str, Any]:
    codes = [band.code for band in judgement.scale_set.bands]

    def code(band: int | None) -> str | None:
        return None if band is None else codes[band]

    return {
        "highest": code(judgement.highest),
        "counts": dict(zip(codes, judgement.counts, strict=True)),
        "open": len(judgement.open_rows),
        "agreement": {
            "probability": _rounded(judgement.alpha_probability),
            "consequence": _rounded(judgement.alpha_consequence),
        },
        "heat_map": [
            {
                "sub_area": areas.get(area.pk) if area else None,
                "highest": code(highest),
                "cells": [{"state": cell.state, "level": code(cell.band)} for cell in cells],
            }
            for area, cells, highest in judgement.heat_map()
        ],
    }


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)
