"""The register as its reader filters and sorts it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet

from protect.organisations.models import Organisation, User
from protect.reference import terms
from protect.spaces.extracts.names import folded
from protect.spaces.models import Space

#: Sort orders of the list; the first is the default.
SORTS: dict[str, tuple[str, ...]] = {
    "name": ("name", "pk"),
    "changed": ("-changed_at", "-pk"),
    "category": ("main_category", "name"),
    "area": ("-area_m2", "name"),
}


@dataclass(frozen=True)
class Listing:
    """A list of spaces; everything it depends on comes from the address of the page."""

    reader: User | AnonymousUser
    text: str
    category: str
    crowd: str
    organisation: str
    archived: bool
    sort: str

    @classmethod
    def of(cls, reader: User | AnonymousUser, parameters: Mapping[str, str]) -> Listing:
        """Unknown values count as "no filter": an old bookmark still opens a list."""

        def one_of(name: str, known: Iterable[str], default: str = "") -> str:
            value = parameters.get(name, "")
            return value if value in known else default

        organisation = parameters.get("organisation", "")
        return cls(
            reader=reader,
            text=parameters.get("q", "").strip()[:100],
            category=one_of("category", terms.codes("psoi_category")),
            crowd=one_of("crowd", terms.codes("crowd_class")),
            organisation=organisation if organisation.isdigit() and len(organisation) < 18 else "",
            archived=parameters.get("archived") == "1",
            sort=one_of("sort", SORTS, "name"),
        )

    def found(self) -> QuerySet[Space]:
        """Spaces without their geometry, sorted; every word of the search must occur, accents do not matter."""
        found: QuerySet[Space] = Space.objects.visible_to(self.reader).select_related("organisation").defer("wkb")
        found = found.filter(archived_at__isnull=not self.archived)
        for word in folded(self.text).split():
            found = found.filter(search_text__contains=word)
        if self.category:
            found = found.filter(Q(main_category=self.category) | Q(further_categories__contains=f",{self.category},"))
        if self.crowd:
            found = found.filter(crowd_class=self.crowd)
        if self.organisation:
            found = found.filter(organisation=self.organisation)
        return found.order_by(*SORTS[self.sort])

    def organisations(self) -> list[tuple[int, str]]:
        """Organisations with a space that the reader may see, for the filter."""
        owners = Space.objects.visible_to(self.reader).order_by().values("organisation_id")
        return list(Organisation.objects.filter(pk__in=owners).values_list("pk", "name"))

    @property
    def is_filtered(self) -> bool:
        return bool(self.text or self.category or self.crowd or self.organisation or self.archived)


def parts(space: Space) -> dict[str, Any]:
    """Everything the page of a space shows, one query each."""
    return {
        "sub_areas": list(space.sub_areas.all()),
        "entrances": list(space.entrances.select_related("sub_area")),
        "measures": list(space.measures.select_related("sub_area", "photo")),
        "states": list(space.states.all()),
        "contacts": list(space.contacts.all()),
        "attachments": list(space.attachments.all()),
    }
