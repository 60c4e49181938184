"""Studies as a list: filtered and sorted by what stands in the address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet

from protect.assessments.models import Assessment
from protect.organisations.lists import key_of, one_of
from protect.organisations.models import Organisation
from protect.portfolios.models import Study
from protect.portfolios.services.setting_up import READY
from protect.portfolios.states import State

SORTS: dict[str, tuple[str, ...]] = {
    "changed": ("-changed_at", "-pk"),
    "name": ("name", "pk"),
    "budget": ("-budget_buy", "pk"),
    "state": ("state", "-changed_at"),
}


@dataclass(frozen=True)
class Listing:
    reader: Any
    text: str
    state: str
    organisation: str
    sort: str

    @classmethod
    def of(cls, reader: Any, parameters: Mapping[str, str]) -> Listing:
        return cls(
            reader, parameters.get("q", "").strip()[:100], one_of(parameters, "state", State.values),
            key_of(parameters, "organisation"), one_of(parameters, "sort", SORTS, "changed"),
        )  # fmt: skip

    def found(self) -> QuerySet[Study]:
        seen: Any = Study.objects.visible_to(self.reader)  # type: ignore[attr-defined]
        found: QuerySet[Study] = seen.select_related("organisation").annotate(measures=Count("candidates"))
        if self.text:
            found = found.filter(Q(name__icontains=self.text) | Q(note__icontains=self.text))
        if self.state:
            found = found.filter(state=self.state)
        if self.organisation:
            found = found.filter(organisation=self.organisation)
        return found.order_by(*SORTS[self.sort])

    def organisations(self) -> list[tuple[int, str]]:
        owners = Study.objects.visible_to(self.reader).order_by().values("organisation_id")  # type: ignore[attr-defined]
        return list(Organisation.objects.filter(pk__in=owners).values_list("pk", "name"))

    @property
    def is_filtered(self) -> bool:
        return bool(self.text or self.state or self.organisation)


def assessments_for(reader: Any, organisations: Any, study: Study | None = None) -> QuerySet[Assessment]:
    """Assessments that a study may stand on, and those that it stands on already."""
    seen: Any = Assessment.objects.visible_to(reader)
    rule = Q(state__in=READY)
    if study is not None:
        rule |= Q(pk__in=study.grounds.values("assessment"))
    found: QuerySet[Assessment] = seen.filter(rule, organisation__in=organisations)
    return found.select_related("space", "organisation").order_by("space__name", "-version")
