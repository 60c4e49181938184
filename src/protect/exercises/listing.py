"""The list of exercises: filter, sort and page from the address."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page
from django.db.models import Count, Q
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from protect.exercises.models import Exercise
from protect.exercises.queries import seen_by
from protect.exercises.states import State
from protect.organisations.lists import one_of, page_of
from protect.reference import terms

PAGE_SIZE = 50
SORTS = {
    "newest": ("-created_at", "-pk"),
    "planned": ("planned_for", "pk"),
    "title": ("title", "pk"),
    "state": ("state", "title", "pk"),
}
SORT_LABELS = {
    "newest": gettext_lazy("newest first"), "planned": gettext_lazy("date planned"), "title": gettext_lazy("title"),
    "state": gettext_lazy("state"),
}  # fmt: skip


class Listing:
    def __init__(self, reader: Any, asked: Mapping[str, str]) -> None:
        self.reader = reader
        self.query = asked.get("q", "").strip()[:100]
        self.state = one_of(asked, "state", State.values)
        self.threat = one_of(asked, "threat", terms.codes("threat_type"))
        self.sort = one_of(asked, "sort", SORTS, "newest")
        self.number = asked.get("page")

    @cached_property
    def found(self) -> Any:
        rows = seen_by(self.reader)
        if self.query:
            rows = rows.filter(Q(title__icontains=self.query) | Q(space__name__icontains=self.query))
        if self.state:
            rows = rows.filter(state=self.state)
        if self.threat:
            rows = rows.filter(threat_type=self.threat)
        return rows.order_by(*SORTS[self.sort])

    @cached_property
    def page(self) -> Page:
        rows: Any = Exercise.objects.select_related("organisation", "space", "scenario__assessment__space")
        rows = rows.annotate(played=Count("runs", filter=Q(runs__begun_at__isnull=False))).order_by(*SORTS[self.sort])
        return page_of(self.found, self.number, PAGE_SIZE, rows)

    @property
    def is_filtered(self) -> bool:
        return bool(self.query or self.state or self.threat)

    @property
    def address(self) -> str:
        """The filters, for the links of paging and export."""
        kept = {"q": self.query, "state": self.state, "threat": self.threat, "sort": self.sort}
        return urlencode({name: value for name, value in kept.items() if value})

    @property
    def states(self) -> Any:
        return State.choices

    @property
    def threats(self) -> Any:
        return terms.choices("threat_type")

    @property
    def sorts(self) -> Any:
        return SORT_LABELS.items()

    def table(self) -> list[list[Any]]:
        head = [_("Exercise"), _("Organisation"), _("Threat type"), _("State"), _("Planned for"), _("Runs")]
        rows = self.found.select_related("organisation").annotate(
            played=Count("runs", filter=Q(runs__begun_at__isnull=False))
        )
        words = dict(terms.choices("threat_type"))
        return [
            head,
            *(
                [
                    one.title, one.organisation, words.get(one.threat_type, ""), one.get_state_display(),
                    one.planned_for.isoformat(timespec="minutes") if one.planned_for else "", one.played,
                ]
                for one in rows
            ),
        ]  # fmt: skip
