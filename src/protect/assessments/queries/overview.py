"""Reads for lists: many assessments with their levels at a glance, in a number of queries that does not grow."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import F, FilteredRelation, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from protect.assessments.models import Assessment, Basis, Mode, Scenario, State
from protect.methods.scales import lookup
from protect.organisations.lists import key_of, one_of
from protect.organisations.models import Organisation, User
from protect.reference.scale_sets import ScaleSet
from protect.spaces.models import Space


@dataclass(frozen=True)
class Glance:
    """What a list shows of one assessment."""

    counts: list[int]  # rated rows in each band, low to high
    open_rows: int
    highest: int | None
    scale_set: ScaleSet


def glances(assessments: Iterable[Assessment]) -> dict[int, Glance]:
    """``{assessment key: Glance}`` in one query. The assessments come with ``scale_set`` selected."""
    listed = list(assessments)
    scales = {assessment.pk: ScaleSet.of(assessment.scale_set) for assessment in listed}
    counts = {key: [0] * len(scale.bands) for key, scale in scales.items()}
    rows: dict[int, int] = defaultdict(int)
    applicable = Scenario.objects.filter(assessment__in=list(scales), applicable=True).order_by()
    # Each row once, with what was agreed about it today, if anything was.
    agreed = FilteredRelation("consensus", condition=Q(consensus__basis=Basis.CURRENT))
    for key, probability, consequence in applicable.annotate(agreed=agreed).values_list(
        "assessment_id", "agreed__probability", "agreed__consequence"
    ):
        rows[key] += 1
        band = lookup(scales[key].matrix, probability, consequence)
        if band is not None:
            counts[key][band] += 1
    return {
        key: Glance(
            counts=counts[key],
            open_rows=rows[key] - sum(counts[key]),
            highest=max((band for band, count in enumerate(counts[key]) if count), default=None),
            scale_set=scale,
        )
        for key, scale in scales.items()
    }


#: Sort orders of the list; the first is the default.
SORTS: dict[str, tuple[Any, ...]] = {
    "changed": ("-changed_at", "-pk"),
    "space": ("space__name", "-version"),
    "state": ("state", "-changed_at"),
    "due": (F("review_on").asc(nulls_last=True), "space__name"),
}


@dataclass(frozen=True)
class Listing:
    """A list of assessments as its reader filtered and sorted it; everything comes from the address of the page."""

    reader: User | AnonymousUser
    text: str
    state: str
    mode: str
    organisation: str
    due: str
    sort: str

    @classmethod
    def of(cls, reader: User | AnonymousUser, parameters: Mapping[str, str]) -> Listing:
        """Unknown values count as "no filter": an old bookmark still opens a list."""

        return cls(
            reader=reader,
            text=parameters.get("q", "").strip()[:100],
            state=one_of(parameters, "state", [*State.values, "open"]),
            mode=one_of(parameters, "mode", Mode.values),
            organisation=key_of(parameters, "organisation"),
            due=one_of(parameters, "due", ("overdue", "soon")),
            sort=one_of(parameters, "sort", SORTS, "changed"),
        )

    def found(self) -> QuerySet[Assessment]:
        found = Assessment.objects.visible_to(self.reader).select_related("space", "organisation", "scale_set")
        # The scale's content is kept by digest (ScaleSet.of): not read again for each row.
        found = found.defer("scale_set__content", "space__wkb", "mandate", "site_notes")
        if self.text:
            found = found.filter(Q(title__icontains=self.text) | Q(space__name__icontains=self.text))
        if self.state == "open":
            found = found.filter(state__in=State.open_states())
        elif self.state:
            found = found.filter(state=self.state)
        if self.mode:
            found = found.filter(mode=self.mode)
        if self.organisation:
            found = found.filter(organisation=self.organisation)
        if self.due:
            today = timezone.localdate()
            found = found.filter(state__in=[State.APPROVED, State.EXPIRED])
            if self.due == "overdue":
                found = found.filter(review_on__lt=today)
            else:
                found = found.filter(review_on__range=(today, today + dt.timedelta(days=90)))
        return found.order_by(*SORTS[self.sort])

    def organisations(self) -> list[tuple[int, str]]:
        """Organisations with an assessment that the reader may see, for the filter."""
        owners = Assessment.objects.visible_to(self.reader).order_by().values("organisation_id")
        return list(Organisation.objects.filter(pk__in=owners).values_list("pk", "name"))

    @property
    def is_filtered(self) -> bool:
        return bool(self.text or self.state or self.mode or self.organisation or self.due)


def versions_of(request: HttpRequest, space: Space) -> list[Assessment]:
    """Versions of a space that the reader sees, the newest first; read once a request, for the boxes of all folders."""
    kept: dict[int, list[Assessment]] = request.__dict__.setdefault("_versions_of_spaces", {})
    if space.pk not in kept:
        kept[space.pk] = list(
            Assessment.objects.visible_to(request.user)
            .filter(space=space)
            .select_related("space", "organisation", "scale_set")
            .defer("scale_set__content", "space__wkb")
            .order_by("-version")
        )
    return kept[space.pk]


def on_space_page(request: HttpRequest, space: Space) -> dict[str, Any]:
    """The assessments of a space as its page shows them: versions with their levels, and whether one can begin."""
    versions = versions_of(request, space)
    seen = glances(versions)
    open_one = next((one for one in versions if one.is_open), None)
    return {
        "rows": [(one, seen[one.pk]) for one in versions],
        "open": open_one,
        "again": to_start_from(request, space, versions) if open_one is None else None,
        "may_begin": open_one is None and space.archived_at is None and request.user.has_perm("spaces.edit", space),
    }


def to_start_from(request: HttpRequest, space: Space, versions: Iterable[Assessment]) -> Assessment | None:
    """The version that the next one starts from: the last word on this space, if the reader may open a new one."""
    standing = {State.APPROVED, State.EXPIRED}
    last = next((one for one in versions if one.state in standing), None)
    may = last is not None and space.archived_at is None and request.user.has_perm("assessments.new_version", last)
    return last if may else None
