"""A space over the years: everything that happened there as a time line, and the heat maps of its approved versions."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from protect.assessments.models import Assessment, Snapshot
from protect.assessments.queries.over_time import MOST, over_time
from protect.organisations import audit
from protect.organisations.access import fetch
from protect.organisations.lists import csv_response, one_of
from protect.organisations.models import Verb
from protect.spaces import history
from protect.spaces.models import Space


@require_safe
def space(request: HttpRequest, space_pk: int) -> HttpResponse:
    """``?kind=`` and ``?sort=``; ``?format=csv`` is the time line as a table."""
    found = fetch(request, Space, pk=space_pk, related=("organisation",))
    kinds = history.kinds()
    kind, sort = one_of(request.GET, "kind", kinds), one_of(request.GET, "sort", ("newest", "oldest"), "newest")
    every = history.of(request.user, found)
    moments = [one for one in every if kind in ("", one.kind)]
    if sort == "oldest":
        moments.reverse()
    if request.GET.get("format") == "csv":
        audit.record(Verb.EXPORTED, found, note=_("time line as CSV"))
        lines = [
            [
                timezone.localtime(one.at).strftime("%Y-%m-%d" if one.whole_day else "%Y-%m-%d %H:%M"),
                kinds[one.kind],
                one.title,
                one.detail,
            ]
            for one in moments
        ]
        return csv_response("time-line.csv", [[_("When"), _("Kind"), _("What"), _("More")], *lines])
    seen = Assessment.objects.visible_to(request.user).filter(space=found, approved_at__isnull=False)
    sealed = Snapshot.objects.filter(assessment__in=seen).select_related("assessment").order_by("-assessment__version")
    versions = [(one.assessment, one.document) for one in sealed[:MOST]][::-1]
    context = {
        "space": found,
        "moments": [(one, kinds[one.kind]) for one in moments],
        "kinds": [(code, label, sum(one.kind == code for one in every)) for code, label in kinds.items()],
        "kind": kind,
        "sort": sort,
        "count": len(every),
        "over_time": over_time(versions) if versions else None,
        "versions": [one for one, _document in versions],
    }
    return render(request, "assessments/over_time.html", context)
