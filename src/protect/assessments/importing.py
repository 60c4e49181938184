"""An exported assessment back into the platform: read and checked, then written in one transaction."""

from __future__ import annotations

import base64
import datetime as dt
import io
import math
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from protect.assessments import document
from protect.assessments.models import (
    Assessment,
    Consensus,
    PreparationItem,
    Scenario,
    Score,
    State,
    TeamMember,
    Visit,
    Vulnerability,
)
from protect.assessments.reading import read
from protect.assessments.requirements import Objective, Requirement
from protect.organisations import audit, files
from protect.organisations.models import Organisation, User, Verb
from protect.reference import services as reference
from protect.reference.models import ReferenceSet
from protect.sets.queries import known_to
from protect.spaces.models import Attachment, AttachmentKind, Entrance, ExistingMeasure, Space, SpaceState, SubArea
from protect.spaces.services import add_attachment

__all__ = ["load", "read"]

#: An imported assessment is never approved here: its approval belongs to where it was made.
STATE_AFTER_IMPORT = State.REVIEW


@transaction.atomic
def load(
    content: dict[str, Any], organisation: Organisation, *, by: User | None, space: Space | None = None
) -> Assessment:
    """Write a document that ``read`` has checked as a new assessment of ``organisation`` in state *review*.

    ``space``: an existing space to attach it to; without one the document's space is created. People of the team come
    without accounts. Building the document of the result gives the same document but for state, approval and dates, and
    the checksums of photos, which are encoded again like every upload.
    """
    areas: dict[str, SubArea] = {}
    measures: dict[str, ExistingMeasure] = {}
    described, meta = content["space"], content["assessment"]
    if space is None:
        space = Space(
            organisation=organisation,
            created_by=by,
            # What is derived is as strict as its source: a space stricter than the file would make the copy differ.
            marking=meta["marking"],
            **{name: described[name] for name in document.SPACE_FIELDS},
        )
        space.area_m2 = described["area_m2"]
        space.geometry = _geometry(described["geometry"])
        space.save()
        audit.record(Verb.IMPORTED, space, by=by)
        SpaceState.objects.bulk_create(SpaceState(space=space, **state) for state in described["states"])
    _load_parts(space, described, areas, measures)
    last = space.assessments.order_by("-version").values_list("version", flat=True).first() or 0
    assessment = Assessment(
        organisation=organisation,
        space=space,
        marking=meta["marking"],
        created_by=by,
        lead=by,
        scale_set=_reference("scale_set", content["scale_set"], organisation),
        threat_types=_reference("threat_types", content["threat_types"], organisation),
        steps=_steps(content["steps"], organisation),
        review_on=_date(meta["review_on"]),
        **{name: meta[name] for name in document.ASSESSMENT_FIELDS},
    )
    assessment.version = max(last + 1, meta["version"])
    if meta["state"] not in State.open_states():
        assessment.state = STATE_AFTER_IMPORT
    if any(row["scores"] for row in content["scenarios"]):
        assessment.scores_opened_at = dt.datetime.fromisoformat(meta["created_at"])
    assessment.save()
    audit.record(Verb.IMPORTED, assessment, by=by)
    photos = _load_photos(space, content, by)
    members = {
        one["key"]: TeamMember.objects.create(
            assessment=assessment, **{name: one[name] for name in document.MEMBER_FIELDS}
        )
        for one in content["team"]
    }
    Visit.objects.bulk_create(
        Visit(assessment=assessment, **{**visit, "starts_at": dt.datetime.fromisoformat(visit["starts_at"])})
        for visit in content["visits"]
    )
    PreparationItem.objects.bulk_create(
        PreparationItem(assessment=assessment, **item) for item in content["preparation"]
    )
    rows = {row["key"]: _load_row(assessment, row, areas, measures, members) for row in content["scenarios"]}
    weak: dict[str, Vulnerability] = {}
    for one in content["vulnerabilities"]:
        found = weak[one["key"]] = Vulnerability.objects.create(
            assessment=assessment,
            lineage=one["key"],
            review_on=_date(one["review_on"]),
            decided_at=dt.datetime.fromisoformat(one["decided_at"]) if one["decided_at"] else None,
            **{name: one[name] for name in document.VULNERABILITY_FIELDS},
        )
        found.scenarios.set([rows[key] for key in one["scenarios"]])
        found.photos.set([photos[photo["sha256"]] for photo in one["photos"] if photo["sha256"] in photos])
    _load_requirements(assessment, content, weak)
    return assessment


def _load_requirements(assessment: Assessment, content: dict[str, Any], weak: dict[str, Vulnerability]) -> None:
    """Objectives and requirements; files from before there were any have none."""
    objectives: dict[str | None, Objective] = {}
    for model, name, fields in (
        (Objective, "objectives", document.OBJECTIVE_FIELDS),
        (Requirement, "requirements", document.REQUIREMENT_FIELDS),
    ):
        for one in content.get(name, ()):
            first, *further = one["vulnerabilities"]
            made = model(assessment=assessment, lineage=one["key"], vulnerability=weak[first], **_named(one, fields))
            if isinstance(made, Requirement):
                made.objective = objectives.get(one["objective"])
            made.save()
            made.further_vulnerabilities.set([weak[key] for key in further])
            if isinstance(made, Objective):
                objectives[one["key"]] = made


def _geometry(shape: dict[str, Any] | None) -> Any:
    if shape is None:
        return None
    import shapely  # whole, first: two threads that enter it by different doors at once meet half of it

    try:
        read = shapely.geometry.shape(shape)
        on_earth = all(
            math.isfinite(value) and abs(value) <= limit
            for value, limit in zip(read.bounds, (180, 90, 180, 90), strict=True)
        )
    except (shapely.errors.ShapelyError, ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError):
        on_earth = False
    if not on_earth:
        raise ValidationError(_("A geometry in the file is not valid GeoJSON in longitude and latitude."))
    return read


def _date(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


def _reference(kind: str, described: dict[str, Any], organisation: Organisation) -> ReferenceSet:
    """The same set of this platform, or the file's own, kept under the key that tells where it came from.

    Sets of other organisations are not looked at: nobody learns by a file whether they have the same.
    """
    same = ReferenceSet.objects.filter(known_to(organisation), kind=kind, digest=described["digest"])
    found = same.filter(key=described["key"], version=described["version"]).first() or same.first()
    if found is None:
        ending = f"-imported-{described['digest'][:8]}"
        found = ReferenceSet.objects.create(
            kind=kind,
            key=described["key"][: 60 - len(ending)] + ending,
            version=described["version"],
            title=described["title"],
            # Only the platform's own files are its default or the EU's; what arrives in a file is somebody's own set.
            status=ReferenceSet.Status.ORGANISATION,
            content=described["content"],
        )
    reference.freeze(found)
    return found


def _steps(described: dict[str, Any], organisation: Organisation) -> ReferenceSet:
    """The step template of that name, else the platform's: steps guide the work and change no result."""
    known = ReferenceSet.objects.filter(known_to(organisation), kind="step_template", key=described["key"])
    found = known.order_by("-version").first()
    if found is None:
        found = reference.latest("step_template", "eu-vat")
    reference.freeze(found)
    return found


def _load_parts(
    space: Space, described: dict[str, Any], areas: dict[str, SubArea], measures: dict[str, ExistingMeasure]
) -> None:
    """Sub-areas, entrances and measures; those that an existing space already has by name are used, not doubled."""
    known_areas = {(area.kind, area.name): area for area in space.sub_areas.all()}
    for position, one in enumerate(described["sub_areas"]):
        area = known_areas.get((one["kind"], one["name"]))
        if area is None:
            area = SubArea(space=space, name=one["name"], kind=one["kind"], position=position)
            area.geometry = _geometry(one["geometry"])
            area.save()
        areas[one["key"]] = area
    known_entrances = set(space.entrances.values_list("name", flat=True))
    for one in described["entrances"]:
        if one["name"] not in known_entrances:
            entrance = Entrance(
                space=space, sub_area=areas.get(one["sub_area"]), **_named(one, document.ENTRANCE_FIELDS)
            )
            entrance.geometry = _geometry(one["geometry"])
            entrance.save()
    known_measures = {measure.name: measure for measure in space.measures.all()}
    for one in described["measures"]:
        measure = known_measures.get(one["name"])
        if measure is None:
            measure = ExistingMeasure(
                space=space, sub_area=areas.get(one["sub_area"]), **_named(one, document.MEASURE_FIELDS)
            )
            measure.geometry = _geometry(one["geometry"])
            measure.save()
        measures[one["key"]] = measure


def _named(one: dict[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    return {name: one[name] for name in names}


def _load_photos(space: Space, content: dict[str, Any], by: User | None) -> dict[str, Attachment]:
    """Photos by the checksum that the document gives them: those the space has already, and those that came along."""
    photos = {photo.sha256: photo for photo in space.attachments.filter(kind=AttachmentKind.PHOTO)}
    named = {photo["sha256"]: photo["title"] for one in content["vulnerabilities"] for photo in one["photos"]}
    for number, one in enumerate(content.get("files", ())):
        if one["sha256"] in photos or one["sha256"] not in named:
            continue
        title, data = named[one["sha256"]], base64.b64decode(one["content"])
        try:
            read = files.read(io.BytesIO(data), title, len(data))
            if not isinstance(read, files.Photo):
                raise ValidationError(_("“%(name)s” is no photo.") % {"name": title})
            photos[one["sha256"]] = space.attachments.filter(sha256=files.sha256(read.content)).first() or (
                add_attachment(
                    space,
                    io.BytesIO(data),
                    name=title,
                    size=len(data),
                    title=title,
                    description=one["description"].strip() or title,
                    by=by,
                )
            )
        except ValidationError as error:
            raise ValidationError([f"files/{number}: {sentence}" for sentence in error.messages]) from None
    return photos


def _load_row(
    assessment: Assessment,
    row: dict[str, Any],
    areas: dict[str, SubArea],
    measures: dict[str, ExistingMeasure],
    members: dict[str, TeamMember],
) -> Scenario:
    scenario = Scenario.objects.create(
        assessment=assessment,
        lineage=row["key"],
        sub_area=areas.get(row["sub_area"]),
        **_named(row, document.SCENARIO_FIELDS),
    )
    scenario.measures.set([measures[key] for key in row["measures"]])
    Score.objects.bulk_create(
        Score(scenario=scenario, member=members[one["member"]], **_named(one, document.JUDGEMENT_FIELDS))
        for one in row["scores"]
    )
    for one in row["consensus"]:
        consensus = Consensus.objects.create(
            scenario=scenario, notes=one["notes"], **_named(one, document.JUDGEMENT_FIELDS)
        )
        consensus.absent.set([members[key] for key in one["absent"]])
    return scenario
