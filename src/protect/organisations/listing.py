"""A list of restricted objects as every list is: words, organisation, state and order in the address, with a count and a CSV.

    listing = listed(request, Call, texts=("title",), sorts=SORTS, states=STATES)
    if listing.wants_csv:
        return listing.csv("calls.csv", head, lambda one: [one.title, ...], _("calls as CSV"))
    return render(request, "calls/list.html", {"listing": listing, "page_obj": listing.page(50), ...})

The template shows the filters with ``{% include "web/components/listing.html" %}``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from django.core.paginator import Page
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse

from protect.organisations import audit
from protect.organisations.lists import csv_response, key_of, one_of, page_of
from protect.organisations.models import Organisation, Verb

#: Letters of a search that are looked at.
LONGEST = 100


@dataclass(frozen=True)
class Listing:
    """``states``: code to label; ``sorts``: code to label. What is unknown in the address counts as not said."""

    request: HttpRequest
    found: QuerySet[Any]
    text: str
    organisation: str
    state: str
    sort: str
    organisations: list[tuple[int, str]]
    states: list[tuple[str, Any]]
    sorts: list[tuple[str, Any]]

    @property
    def is_filtered(self) -> bool:
        return bool(self.text or self.organisation or self.state)

    @property
    def wants_csv(self) -> bool:
        return self.request.GET.get("format") == "csv"

    def page(self, size: int) -> Page:
        return page_of(self.found, self.request.GET.get("page"), size)

    def csv(self, name: str, head: Iterable[Any], line: Callable[[Any], Iterable[Any]], note: str) -> HttpResponse:
        """Told in the log of each organisation whose objects are in it."""
        rows = list(self.found)
        for organisation in {one.organisation for one in rows}:
            audit.record(Verb.EXPORTED, organisation, note=note)
        return csv_response(name, [list(map(str, head)), *(line(one) for one in rows)])


def listed(
    request: HttpRequest,
    model: Any,
    *,
    texts: Sequence[str],
    sorts: Mapping[str, tuple[Any, Any]],
    states: Mapping[str, tuple[Any, Q]] | None = None,
    related: Sequence[str] = (),
    heavy: Sequence[str] = (),
    within: Q | None = None,
) -> Listing:
    """``texts``: fields that are searched; ``sorts``: code to (label, order), the first one if none is asked for;

    ``heavy``: fields that the list does not show; ``within``: what all that is listed must be.
    """
    seen = model.objects.visible_to(request.user).filter(within or Q())
    states = states or {}
    owners = seen.order_by().values("organisation_id").distinct()
    organisations = list(Organisation.objects.filter(pk__in=owners).order_by("name").values_list("pk", "name"))
    text = request.GET.get("q", "").strip()[:LONGEST]
    organisation = key_of(request.GET, "organisation")
    state = one_of(request.GET, "state", states)
    sort = one_of(request.GET, "sort", sorts, next(iter(sorts)))
    found = seen.select_related("organisation", *related).defer(*heavy)
    if text:
        found = found.filter(reduce(or_, (Q(**{f"{name}__icontains": text}) for name in texts)))
    if organisation:
        found = found.filter(organisation=organisation)
    if state:
        found = found.filter(states[state][1])
    return Listing(
        request, found.order_by(*sorts[sort][1], "-pk"), text, organisation, state, sort, organisations,
        [(code, label) for code, (label, _condition) in states.items()],
        [(code, label) for code, (label, _order) in sorts.items()],
    )  # fmt: skip
