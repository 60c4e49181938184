"""An exported assessment back into the platform: checked against the published schema, then written in one transaction."""

from __future__ import annotations

import datetime as dt
import json
import math
from collections.abc import Iterator
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
from protect.organisations import audit
from protect.organisations.models import Organisation, User, Verb
from protect.reference import loader
from protect.reference import services as reference
from protect.reference.loader import ReferenceDataError
from protect.reference.models import ReferenceSet, digest_of
from protect.reference.scale_sets import ScaleSet
from protect.spaces.models import AttachmentKind, Entrance, ExistingMeasure, Space, SpaceState, SubArea

#: An imported assessment is never approved here: its approval belongs to where it was made.
STATE_AFTER_IMPORT = State.REVIEW


#: No more than this many objections are told at once.
MOST_OBJECTIONS = 20


def read(text: str | bytes) -> dict[str, Any]:
    """The document in ``text``, checked. Raises ValidationError with one sentence for each mistake, by place."""
    from jsonschema import Draft202012Validator, FormatChecker

    try:
        content = json.loads(text, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:  # not JSON, not UTF-8, NaN, or nested beyond reason
        raise ValidationError(_("This is not a JSON file: %(error)s.") % {"error": error}) from None
    if not isinstance(content, dict) or content.get("format") != document.FORMAT:
        raise ValidationError(_("This is not an assessment exported by this platform (its “format” is another)."))
    if content.get("format_version") != document.FORMAT_VERSION:
        raise ValidationError(
            _("The file has format version %(found)s; this platform reads version %(known)s.")
            % {"found": content.get("format_version"), "known": document.FORMAT_VERSION}
        )
    dates = FormatChecker(formats=())
    dates.checks("date", raises=ValueError)(_is_date)
    dates.checks("date-time", raises=ValueError)(_is_moment)
    validator = Draft202012Validator(document.schema(), format_checker=dates)
    found = sorted(validator.iter_errors(content), key=lambda error: list(map(str, error.path)))
    _object([f"{'/'.join(map(str, error.path)) or '/'}: {error.message[:200]}" for error in found])
    _object([f"{place}: {problem}" for place, problem in _control_characters(content, "")])
    _check_references(content)
    _check_keys(content)
    _check_links(content)
    _check_levels(content)
    return content


def _no_number(name: str) -> None:
    raise ValueError(_("%(name)s is not a number") % {"name": name})


def _is_date(value: object) -> bool:
    return not isinstance(value, str) or (len(value) == 10 and bool(dt.date.fromisoformat(value)))


def _is_moment(value: object) -> bool:
    return not isinstance(value, str) or dt.datetime.fromisoformat(value).tzinfo is not None


def _object(objections: list[str]) -> None:
    if objections:
        raise ValidationError(objections[:MOST_OBJECTIONS])


def _control_characters(value: Any, place: str) -> Iterator[tuple[str, str]]:
    """Texts that no database and no report can hold (NUL, half a character)."""
    if isinstance(value, dict):
        for name, one in value.items():
            yield from _control_characters(one, f"{place}/{name}")
    elif isinstance(value, list):
        for number, one in enumerate(value):
            yield from _control_characters(one, f"{place}/{number}")
    elif isinstance(value, str) and ("\0" in value or any("\ud800" <= letter <= "\udfff" for letter in value)):
        yield place, _("holds a character that is no text")


def _check_references(content: dict[str, Any]) -> None:
    """Scale set and threat list are read as strictly as the platform's own files, and are what their digest says."""
    for kind in ("scale_set", "threat_types"):
        described = content[kind]
        head = {name: described[name] for name in ("key", "version", "title", "status")}
        try:
            read = loader.check({**head, "kind": kind, "source": "import"}, described["content"], kind)
        except ReferenceDataError as error:
            raise ValidationError(str(error)) from None
        if digest_of(read.content) != described["digest"]:
            raise ValidationError(_("%(kind)s: the content is not the one its digest names.") % {"kind": kind})


def _check_keys(content: dict[str, Any]) -> None:
    """What names something within the document names one thing only."""
    space = content["space"]
    named: dict[str, list[Any]] = {
        "space/states": [one["state"] for one in space["states"]],
        "space/sub_areas": [one["key"] for one in space["sub_areas"]],
        "space/measures": [one["key"] for one in space["measures"]],
        "team": [one["key"] for one in content["team"]],
        "preparation": [one["key"] for one in content["preparation"]],
        "scenarios": [one["key"] for one in content["scenarios"]],
        "vulnerabilities": [one["key"] for one in content["vulnerabilities"]],
    }
    for number, row in enumerate(content["scenarios"]):
        named[f"scenarios/{number}/scores"] = [(one["member"], one["basis"]) for one in row["scores"]]
        named[f"scenarios/{number}/consensus"] = [one["basis"] for one in row["consensus"]]
    twice = [place for place, keys in named.items() if len(set(keys)) < len(keys)]
    _object([_("%(place)s: the same key stands there twice.") % {"place": place} for place in twice])


def _check_links(content: dict[str, Any]) -> None:
    """What is named is described in the document."""
    space = content["space"]
    areas = {None, *(area["key"] for area in space["sub_areas"])}
    measures = {measure["key"] for measure in space["measures"]}
    members = {member["key"] for member in content["team"]}
    rows = {row["key"] for row in content["scenarios"]}
    threats = {threat["code"] for threat in content["threat_types"]["content"]["threat_types"]}
    wrong = []
    for part in ("entrances", "measures"):
        for number, one in enumerate(space[part]):
            if one["sub_area"] not in areas:
                wrong.append(f"space/{part}/{number}/sub_area: {one['sub_area']}")
    for number, row in enumerate(content["scenarios"]):
        place = f"scenarios/{number}"
        if row["sub_area"] not in areas:
            wrong.append(f"{place}/sub_area: {row['sub_area']}")
        if row["threat_type"] not in threats:
            wrong.append(f"{place}/threat_type: {row['threat_type']}")
        wrong += [f"{place}/measures: {key}" for key in row["measures"] if key not in measures]
        wrong += [f"{place}/scores: {score['member']}" for score in row["scores"] if score["member"] not in members]
        wrong += [
            f"{place}/consensus: {key}" for one in row["consensus"] for key in one["absent"] if key not in members
        ]
    for number, one in enumerate(content["vulnerabilities"]):
        wrong += [f"vulnerabilities/{number}/scenarios: {key}" for key in one["scenarios"] if key not in rows]
    _object([_("%(place)s is named but not described in the file.") % {"place": place} for place in wrong])


def _check_levels(content: dict[str, Any]) -> None:
    """Levels and factors are on the scale of the file."""
    scale = ScaleSet.from_content(content["scale_set"]["content"])
    top = {"probability": len(scale.probability.levels), "consequence": len(scale.consequence.levels)}
    wrong = []
    for number, row in enumerate(content["scenarios"]):
        for one in [*row["scores"], *row["consensus"]]:
            for side, highest in top.items():
                if one[side] is not None and one[side] > highest:
                    wrong.append(f"scenarios/{number}: {side} {one[side]}")
            if one["factors"]:
                try:
                    scale.rate_factors(one["factors"])
                except ValueError:
                    wrong.append(f"scenarios/{number}: factors")
    _object([_("%(place)s is not on the scale of this file.") % {"place": place} for place in wrong])


@transaction.atomic
def load(
    content: dict[str, Any], organisation: Organisation, *, by: User | None, space: Space | None = None
) -> Assessment:
    """Write a document that ``read`` has checked as a new assessment of ``organisation`` in state *review*.

    ``space``: an existing space to attach it to; without one the document's space is created. People of the team come
    without accounts. Building the document of the result gives the same document but for state, approval and dates.
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
        scale_set=_reference("scale_set", content["scale_set"]),
        threat_types=_reference("threat_types", content["threat_types"]),
        steps=_steps(content["steps"]),
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
    photos = {photo.sha256: photo for photo in space.attachments.filter(kind=AttachmentKind.PHOTO)}
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
    for one in content["vulnerabilities"]:
        found = Vulnerability.objects.create(
            assessment=assessment,
            lineage=one["key"],
            review_on=_date(one["review_on"]),
            decided_at=dt.datetime.fromisoformat(one["decided_at"]) if one["decided_at"] else None,
            **{name: one[name] for name in document.VULNERABILITY_FIELDS},
        )
        found.scenarios.set([rows[key] for key in one["scenarios"]])
        # Files do not travel in the document; photos that this space has already are linked again by their checksum.
        found.photos.set([photos[photo["sha256"]] for photo in one["photos"] if photo["sha256"] in photos])
    return assessment


def _geometry(shape: dict[str, Any] | None) -> Any:
    if shape is None:
        return None
    from shapely.errors import ShapelyError
    from shapely.geometry import shape as to_shape

    try:
        read = to_shape(shape)
        on_earth = all(
            math.isfinite(value) and abs(value) <= limit
            for value, limit in zip(read.bounds, (180, 90, 180, 90), strict=True)
        )
    except (ShapelyError, ValueError, KeyError, TypeError, AttributeError, IndexError):
        on_earth = False
    if not on_earth:
        raise ValidationError(_("A geometry in the file is not valid GeoJSON in longitude and latitude."))
    return read


def _date(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


def _reference(kind: str, described: dict[str, Any]) -> ReferenceSet:
    """The same set of this platform, or the file's own, kept under the key that tells where it came from."""
    same = ReferenceSet.objects.filter(kind=kind, digest=described["digest"])
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


def _steps(described: dict[str, Any]) -> ReferenceSet:
    """The step template of that name, else the platform's: steps guide the work and change no result."""
    try:
        found = reference.latest("step_template", described["key"])
    except ReferenceSet.DoesNotExist:
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
