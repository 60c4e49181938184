"""What differs between two versions, row by row."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from protect.assessments.models import Assessment, Scenario
from protect.reference.wording import translate


@dataclass(frozen=True)
class Difference:
    """One row or vulnerability that is new, gone or changed. ``fields``: {name: (before, after)}."""

    kind: str  # scenario | vulnerability | objective | requirement | measure | sub_area | assessment
    change: str  # new | gone | changed
    title: str
    key: str
    fields: dict[str, tuple[Any, Any]]


#: Fields that differ between versions by nature and tell the reader nothing.
SILENT = {
    "state",
    "version",
    "organisation",
    "created_at",
    "approved_at",
    "approved_by",
    "approval_note",
    "decided_by",
    "position",
}


def compare(before: dict[str, Any], after: dict[str, Any]) -> list[Difference]:
    """Differences of two assessment documents, in the order of the later one; what is gone stands last."""
    found = []
    fields = _changed(before["assessment"], after["assessment"])
    # The date of the next assessment is set at approval, for each version anew.
    fields.pop("review_on", None)
    if fields:
        found.append(Difference("assessment", "changed", after["assessment"]["title"], "assessment", fields))
    for kind, path, identity, title in (
        ("sub_area", ("space", "sub_areas"), "name", "name"),
        ("measure", ("space", "measures"), "name", "name"),
        ("scenario", ("scenarios",), "key", "title"),
        ("vulnerability", ("vulnerabilities",), "key", "statement"),
        ("objective", ("objectives",), "key", "text"),
        ("requirement", ("requirements",), "key", "text"),
    ):
        old = {item[identity]: _readable(item, before) for item in _at(before, path)}
        new = {item[identity]: _readable(item, after) for item in _at(after, path)}
        for key, item in new.items():
            name = item.get(title) or item.get("threat_type", key)
            if key not in old:
                found.append(Difference(kind, "new", name, key, {}))
            elif fields := _changed(old[key], item):
                found.append(Difference(kind, "changed", name, key, fields))
        for key, item in old.items():
            if key not in new:
                found.append(Difference(kind, "gone", item.get(title) or item.get("threat_type", key), key, {}))
    return found


def _at(document: dict[str, Any], path: tuple[str, ...]) -> list[dict[str, Any]]:
    for name in path:
        # Versions sealed before there were requirements have none.
        document = document.get(name, [])  # type: ignore[assignment]
    return document  # type: ignore[return-value]


def _readable(item: dict[str, Any], document: dict[str, Any]) -> dict[str, Any]:
    """Keys that hold only within one document become names, so that two documents can be compared."""
    areas = {area["key"]: area["name"] for area in document["space"]["sub_areas"]}
    measures = {measure["key"]: measure["name"] for measure in document["space"]["measures"]}
    members = {member["key"]: member["name"] for member in document["team"]}
    shown = {name: value for name, value in item.items() if name not in {"key", "geometry", "photos"}}
    if "vulnerabilities" in shown:
        statements = {one["key"]: one["statement"] for one in document["vulnerabilities"]}
        shown["vulnerabilities"] = [statements[key] for key in shown["vulnerabilities"]]
    if "objective" in shown:
        texts = {one["key"]: one["text"] for one in document["objectives"]}
        shown["objective"] = texts.get(shown["objective"])
    if "sub_area" in shown:
        shown["sub_area"] = areas.get(shown["sub_area"])
    if "threat_type" in shown and "measures" in shown:
        shown["measures"] = sorted(measures[key] for key in shown["measures"])
    for score in shown.pop("scores", ()):
        name = f"score of {members[score['member']]} ({score['basis']})"
        shown[name] = [score["probability"], score["consequence"], score["confidence"]]
    for one in shown.pop("consensus", ()):
        shown[f"consensus ({one['basis']})"] = [
            one["probability"],
            one["consequence"],
            one["confidence"],
            one["rationale"],
        ]
    for name in ("result", "result_inherent"):
        result = shown.pop(name, None)
        if result:
            shown[name.replace("result", "level")] = _level(result, document)
    return shown


def _level(result: dict[str, Any], document: dict[str, Any]) -> str:
    """In the words of the version's own scale."""
    for band in document["scale_set"]["content"]["bands"]:
        if band["code"] == result["level"]:
            return translate(band["label"])
    words = {"open": _("open"), "missing": _("not judged yet"), "not_applicable": _("does not apply")}
    return words.get(result["state"], result["state"])


def _changed(old: dict[str, Any], new: dict[str, Any]) -> dict[str, tuple[Any, Any]]:
    names = [name for name in {**old, **new} if name not in SILENT]
    return {name: (old.get(name), new.get(name)) for name in names if old.get(name) != new.get(name)}


#: What of a row is told as changed against the version that this one began as a copy of.
ROW_FIELDS = (
    "threat_type",
    "sub_area_id",
    "usage_state",
    "applicable",
    "reason",
    "title",
    "text",
    "public_text",
    "phases",
    "weaknesses",
    "improvement_ideas",
)


def row_changes(assessment: Assessment, rows: Iterable[Scenario]) -> dict[int, str]:
    """``{row key: "new" or "changed"}`` against the version this one is based on; empty for a first version."""
    if assessment.based_on_id is None:
        return {}
    before = {
        one["lineage"]: one
        for one in Scenario.objects.filter(assessment=assessment.based_on_id).values("lineage", *ROW_FIELDS)
    }
    found = {}
    for row in rows:
        old = before.get(row.lineage)
        if old is None:
            found[row.pk] = "new"
        elif any(old[name] != getattr(row, name) for name in ROW_FIELDS):
            found[row.pk] = "changed"
    return found
