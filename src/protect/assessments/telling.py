"""What assessments tell the time line of a space: versions begun and approved, and what was decided."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from protect.assessments.models import Assessment, Vulnerability
from protect.reference import terms
from protect.spaces.history import Moment
from protect.spaces.models import Space


def versions(reader: Any, space: Space) -> Iterator[Moment]:
    found = Assessment.objects.visible_to(reader).filter(space=space).select_related("based_on").defer("mandate")
    for one in found:
        page = reverse("assessments:detail", args=[one.pk])
        from_what = _("starts from version %(version)d") % {"version": one.based_on.version} if one.based_on else ""
        begun = _("Version %(version)d of the assessment begun") % {"version": one.version}
        yield Moment(one.created_at, "assessment", begun, from_what, page)
        if one.approved_at is not None:
            approved = _("Version %(version)d approved") % {"version": one.version}
            yield Moment(one.approved_at, "assessment", approved, one.approval_note, page)


def decisions(reader: Any, space: Space) -> Iterator[Moment]:
    """Each once: a correction carries the decisions of the version before along."""
    found = Vulnerability.objects.visible_to(reader).filter(  # type: ignore[attr-defined]
        assessment__space=space, decided_at__isnull=False
    )
    told = set()
    for one in found.order_by("assessment__version", "pk"):
        if (one.lineage, one.decided_at) in told:
            continue
        told.add((one.lineage, one.decided_at))
        title = _("Decided: %(decision)s") % {"decision": terms.label("decision", one.decision)}
        assert one.decided_at is not None
        yield Moment(
            one.decided_at, "decision", title, one.statement, reverse("assessments:results", args=[one.assessment_id])
        )
