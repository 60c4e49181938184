"""The log as its reader filters and sorts it; similar places; what the page of a space tells."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from protect.incidents.levels import ThreatLevel
from protect.incidents.models import Incident, Kind, MeasureResult, Result
from protect.incidents.rules import CONTRIBUTING
from protect.incidents.states import State
from protect.organisations.access import Reach
from protect.organisations.lists import key_of, one_of
from protect.organisations.models import Organisation, User
from protect.organisations.moments import YEARS
from protect.reference import terms
from protect.spaces.extracts.names import folded
from protect.spaces.history import Moment, day
from protect.spaces.models import Space

SORTS: dict[str, tuple[str, ...]] = {
    "newest": ("-happened_at", "-pk"),
    "oldest": ("happened_at", "pk"),
    "place": ("space__name", "-happened_at", "-pk"),
    "kind": ("kind", "-happened_at", "-pk"),
    "state": ("state", "-happened_at", "-pk"),
}
SORT_WORDS = {
    "newest": _("Newest first"),
    "oldest": _("Oldest first"),
    "place": _("Place"),
    "kind": _("Kind"),
    "state": _("State"),
}
#: Points of one map; more are counted together, cell by cell.
MOST_POINTS, CELLS = 200, 16


def day_of(parameters: Mapping[str, str], name: str) -> dt.date | None:
    try:
        found = parse_date(parameters.get(name, ""))
    except ValueError:
        return None
    return found if found and found.year in YEARS else None


def _midnight(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time.min))


@dataclass(frozen=True)
class Listing:
    """Everything the list depends on comes from the address of the page; unknown values count as "no filter"."""

    reader: Any
    text: str = ""
    kind: str = ""
    state: str = ""
    threat: str = ""
    result: str = ""
    space: str = ""
    organisation: str = ""
    since: dt.date | None = None
    until: dt.date | None = None
    sort: str = "newest"

    @classmethod
    def of(cls, reader: Any, parameters: Mapping[str, str]) -> Listing:
        return cls(
            reader=reader,
            text=parameters.get("q", "").strip()[:100],
            kind=one_of(parameters, "kind", Kind.values),
            state=one_of(parameters, "state", State.values),
            threat=one_of(parameters, "threat", [*terms.codes("threat_type"), "none"]),
            result=one_of(parameters, "result", Result.values),
            space=key_of(parameters, "space"),
            organisation=key_of(parameters, "organisation"),
            since=day_of(parameters, "since"),
            until=day_of(parameters, "until"),
            sort=one_of(parameters, "sort", SORTS, "newest"),
        )

    def chosen(self) -> QuerySet[Incident]:
        found: QuerySet[Incident] = Incident.objects.visible_to(self.reader)
        for word in folded(self.text).split():
            found = found.filter(Q(search_text__contains=word) | Q(space__search_text__contains=word))
        for name, value in (
            ("kind", self.kind), ("state", self.state), ("space", self.space), ("organisation", self.organisation),
        ):  # fmt: skip
            if value:
                found = found.filter(**{name: value})
        if self.threat:
            found = found.filter(threat_type="" if self.threat == "none" else self.threat)
        if self.result:
            found = found.filter(Exists(MeasureResult.objects.filter(incident=OuterRef("pk"), result=self.result)))
        if self.since:
            found = found.filter(happened_at__gte=_midnight(self.since))
        if self.until:
            found = found.filter(happened_at__lt=_midnight(self.until + dt.timedelta(days=1)))
        return found

    def found(self) -> QuerySet[Incident]:
        return self.chosen().order_by(*SORTS[self.sort])

    def rows(self) -> QuerySet[Incident]:
        """What a page shows of each, without outlines."""
        return (
            self.found()
            .select_related("space", "sub_area", "organisation")
            .defer("wkb", "space__wkb", "sub_area__wkb", "search_text", "space__search_text", "cleared")
            .prefetch_related("results")
        )

    def organisations(self) -> list[tuple[int, str]]:
        owners = Incident.objects.visible_to(self.reader).order_by().values("organisation_id").distinct()
        return list(Organisation.objects.filter(pk__in=owners).values_list("pk", "name"))

    @property
    def is_filtered(self) -> bool:
        return any(
            (
                self.text,
                self.kind,
                self.state,
                self.threat,
                self.result,
                self.space,
                self.organisation,
                self.since,
                self.until,
            )
        )

    def points(self) -> str:
        """For the map: the point of each, else the middle of its space; many are counted together."""
        told = []
        names = ("pk", "kind", "west", "south", "space__west", "space__east", "space__south", "space__north")
        for pk, kind, west, south, left, right, low, high in self.chosen().order_by().values_list(*names):
            if west is None and left is not None:
                west, south = (left + right) / 2, (low + high) / 2
            if west is not None:
                told.append((pk, str(Kind(kind).label), west, south))
        features = told if len(told) <= MOST_POINTS else []
        shown = [_point({"pk": pk, "name": name}, x, y) for pk, name, x, y in features]
        if len(told) > MOST_POINTS:
            step = max(max(one[2] for one in told) - min(one[2] for one in told), 1e-3) / CELLS
            cells = Counter((round(x / step), round(y / step)) for _pk, _name, x, y in told)
            shown = [
                _point({"count": number, "name": str(number)}, x * step, y * step) for (x, y), number in cells.items()
            ]
        return json.dumps({"type": "FeatureCollection", "features": shown}, ensure_ascii=False)


def _point(properties: dict[str, Any], x: float, y: float) -> dict[str, Any]:
    where = {"type": "Point", "coordinates": (round(x, 6), round(y, 6))}
    return {"type": "Feature", "properties": properties, "geometry": where}


def reporting_for(person: Any) -> QuerySet[Organisation]:
    """Organisations whose log the person writes."""
    roles = Reach.of(person).roles
    return Organisation.objects.filter(pk__in=[key for key, role in roles.items() if role in CONTRIBUTING])


def spaces_of(person: Any, organisations: Any) -> QuerySet[Space]:
    seen: QuerySet[Space] = Space.objects.visible_to(person).filter(archived_at=None, organisation__in=organisations)
    return seen.select_related("organisation").defer("wkb").order_by("name", "pk")


def similar(incident: Incident, person: User) -> QuerySet[Space]:
    """Where the person may say "look again" because of an entry: its space, and their own of the same category."""
    own = spaces_of(person, reporting_for(person))
    looked = incident.looks.filter(trigger__withdrawn_at=None).values("trigger__space")
    wanted = Q(pk=incident.space_id)
    if incident.space is not None:
        wanted |= Q(main_category=incident.space.main_category)
    else:
        wanted = Q()  # without a space of the register nothing tells which places are alike: people do
    return own.filter(wanted).exclude(pk__in=looked)


def on_space_page(request: HttpRequest, space: Space) -> dict[str, Any]:
    """Ways to the log of the space: its page asks nothing more of the database for it."""
    return {
        "space": space,
        "may_report": space.archived_at is None and request.user.has_perm("incidents.change", space),
    }


def told_of(reader: Any, space: Space) -> list[Moment]:
    """For the time line of a space."""
    found = Incident.objects.visible_to(reader).filter(space=space).defer("wkb", "search_text")
    return [
        Moment(
            one.happened_at, "incident", str(Kind(one.kind).label), one.what, reverse("incidents:detail", args=[one.pk])
        )
        for one in found
    ]


def levels_told_of(reader: Any, space: Space) -> list[Moment]:
    found = ThreatLevel.objects.visible_to(reader).filter(effects__space=space)
    back = gettext(" (taken back)")
    return [
        Moment(
            day(one.decided_on), "level", f"{one}{back if one.withdrawn_at else ''}", one.source,
            reverse("incidents:level", args=[one.pk]), whole_day=True,
        )
        for one in found
    ]  # fmt: skip
