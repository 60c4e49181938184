"""The register as its reader filters and sorts it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from protect.organisations.access import Reach
from protect.organisations.lists import key_of, one_of
from protect.organisations.models import Organisation, User
from protect.reference import terms
from protect.spaces.extracts.names import folded
from protect.spaces.models import Removed, Space
from protect.spaces.services.removal import OFFERED_FOR

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

        return cls(
            reader=reader,
            text=parameters.get("q", "").strip()[:100],
            category=one_of(parameters, "category", terms.codes("psoi_category")),
            crowd=one_of(parameters, "crowd", terms.codes("crowd_class")),
            organisation=key_of(parameters, "organisation"),
            archived=parameters.get("archived") == "1",
            sort=one_of(parameters, "sort", SORTS, "name"),
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
    """Everything the page of a space shows, one query each; outlines are the map's business."""
    return {
        "sub_areas": list(space.sub_areas.defer("wkb")),
        "entrances": list(space.entrances.select_related("sub_area").defer("wkb", "sub_area__wkb")),
        "measures": list(
            space.measures.select_related("sub_area", "photo").defer("wkb", "sub_area__wkb", "photo__wkb")
        ),
        "states": list(space.states.all()),
        "contacts": list(space.contacts.all()),
        "attachments": list(space.attachments.defer("wkb")),
    }


def has_removed() -> Exists:
    """Whether anything of a space was removed within the last day: asked with the space, as it seldom is so."""
    return Exists(Removed.objects.filter(space=OuterRef("pk"), removed_at__gte=timezone.now() - OFFERED_FOR))


def removed(space: Space) -> list[Removed]:
    """What was removed within the last day, newest first; what was before lies in the bin."""
    lately = space.removed.filter(removed_at__gte=timezone.now() - OFFERED_FOR)
    return list(lately.select_related("removed_by").defer("content", "pointers"))


def organisations_edited_by(user: User | AnonymousUser) -> QuerySet[Organisation]:
    """Organisations to whose register this person may add."""
    own = Organisation.objects.filter(pk__in=Reach.of(user).roles)
    return own.filter(pk__in=[one.pk for one in own if user.has_perm("spaces.edit", one)])
