"""What is missing before an overlay can be reviewed, and what its signatures were given for."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from django.utils.translation import gettext as _

from protect.overlays import reading
from protect.overlays.models import EventOverlay, Function, SignOff

#: What of an overlay is signed; the list of the day may be corrected to the end.
SIGNED_FIELDS = (
    "assessment_id", "name", "begins_at", "ends_at", "expected_people", "crowd_class", "organiser", "about",
)  # fmt: skip


def missing(overlay: EventOverlay) -> list[str]:
    found = []
    if not overlay.about.strip():
        found.append(_("Say what is different from any other day."))
    if not overlay.organiser.strip():
        found.append(_("Name the organiser by organisation and function."))
    if not overlay.crowd_class and overlay.expected_people is None:
        found.append(_("Say how many people are expected."))
    read = reading.read(overlay)
    if read.astray:
        found.append(
            _("Some differences belong to rows that are not in this version any more; take the new version over.")
        )
    if any(one.difference and one.now.state == "missing" for one in read.rows):
        found.append(_("Judge every row that differs: probability and consequence on the scale of the assessment."))
    if not overlay.checks.exists():
        found.append(_("Write the list for the day; one line is enough."))
    return found


def digest(overlay: EventOverlay) -> str:
    """Differs as soon as anything that was signed does."""
    told = [
        [str(getattr(overlay, name)) for name in SIGNED_FIELDS],
        [
            [one.change, str(one.row), one.threat_type, one.area, one.title, one.probability, one.consequence, one.reason]
            for one in _by_key(overlay.differences)
        ],
        [
            [
                one.name, one.place, str(one.set_up_at), str(one.remove_at), one.responsible, one.threat_types, one.note,
                # Signed before there were points: what has none says nothing of it.
                *([one.lat, one.lon] if one.lat is not None else []),
            ]
            for one in _by_key(overlay.measures)
        ],
    ]  # fmt: skip
    return hashlib.sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest()


def _by_key(parts: Any) -> list[Any]:
    """Of what was fetched before without another question."""
    return sorted(parts.all(), key=lambda one: one.pk)


def signers(overlay: EventOverlay) -> set[int | None]:
    """Whose signatures hold for the overlay as it is, as ``signatures`` has them."""
    now = digest(overlay)
    held = {one.function: one.signed_by_id for one in overlay.signatures.all() if one.digest == now and one.agrees}
    return set(held.values())


def signatures(overlay: EventOverlay) -> dict[str, SignOff]:
    """Those that hold for the overlay as it is, by function."""
    now = digest(overlay)
    return {
        one.function: one for one in overlay.signatures.select_related("signed_by") if one.digest == now and one.agrees
    }


def is_complete(held: dict[str, SignOff]) -> bool:
    return all(one in held for one in Function.values)
