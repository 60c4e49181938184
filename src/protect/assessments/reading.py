"""An exported assessment read from its file: checked against the published schema and within itself, place by place."""

from __future__ import annotations

import base64
import datetime as dt
import json
from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from protect.assessments import document
from protect.organisations import files
from protect.reference import loader
from protect.reference.loader import ReferenceDataError
from protect.reference.models import digest_of
from protect.reference.scale_sets import ScaleSet

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
    _check_files(content)
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
        "objectives": [one["key"] for one in content.get("objectives", ())],
        "requirements": [one["key"] for one in content.get("requirements", ())],
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
    weak = {one["key"] for one in content["vulnerabilities"]}
    objectives = {None, *(one["key"] for one in content.get("objectives", ()))}
    for name in ("objectives", "requirements"):
        for number, one in enumerate(content.get(name, ())):
            place = f"{name}/{number}"
            wrong += [f"{place}/vulnerabilities: {key}" for key in one["vulnerabilities"] if key not in weak]
            if one.get("objective") not in objectives:
                wrong.append(f"{place}/objective: {one['objective']}")
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


def _check_files(content: dict[str, Any]) -> None:
    """Each file is the one that its checksum names."""
    for number, one in enumerate(content.get("files", ())):
        try:
            data = base64.b64decode(one["content"], validate=True)
        except ValueError:
            data = b""
        if files.sha256(data) != one["sha256"]:
            raise ValidationError(
                _("%(place)s: the content is not the one its checksum names.") % {"place": f"files/{number}"}
            )
