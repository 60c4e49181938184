"""What stands on the pages of other folders: uses of an entry, entries in use at a space, measures for weak points."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from protect.assessments.models import Assessment
from protect.catalogue.models import Entry
from protect.spaces.models import Space
from protect.treatments import queries


def on_entry(request: HttpRequest, entry: Entry) -> dict[str, Any] | None:
    uses = queries.uses_of(entry, request.user)
    may_add = request.user.is_authenticated and request.user.has_perm("treatments.record_use") and entry.version > 0
    return {"uses": uses, "may_add": may_add, "entry": entry} if uses or may_add else None


def on_space(request: HttpRequest, space: Space) -> dict[str, Any]:
    """A way to the page that lists them: the page of a space asks nothing more of the database for it."""
    return {"space": space}


def on_results(request: HttpRequest, assessment: Assessment, step: str) -> dict[str, Any] | None:
    """Only where results are: each weak point that is not accepted or handed over, with how many measures are chosen."""
    if step != "results":
        return None
    rows = [one for one in assessment.vulnerabilities.all() if one.decision in ("", "treat", "watch")]
    counts = queries.counts_for(rows, request.user)
    return {"rows": [(one, counts[one.pk]) for one in rows]} if rows else None
