"""Candidates as their reader filters them, and changes as sentences."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from protect.organisations.models import Organisation, Role
from protect.reference import terms
from protect.spaces.extracts.kinds import label as kind_label
from protect.spaces.extracts.names import folded
from protect.spaces.models import Candidate, MapImport

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from protect.organisations.models import User

#: What the list can be narrowed to; the first is the default.
STATES = {
    "open": gettext_lazy("not in the register yet"),
    "new": gettext_lazy("new in the last extract"),
    "changed": gettext_lazy("changed by the last extract"),
    "adopted": gettext_lazy("in the register"),
    "gone": gettext_lazy("gone from the map data"),
    "all": gettext_lazy("all"),
}


@dataclass(frozen=True)
class CandidateListing:
    """A list of candidates; everything it depends on comes from the address of the page."""

    reader: User | AnonymousUser
    text: str
    category: str
    state: str
    organisation: str

    @classmethod
    def of(cls, reader: User | AnonymousUser, parameters: Mapping[str, str]) -> CandidateListing:
        """Unknown values count as "no filter": an old bookmark still opens a list."""
        category, state = parameters.get("category", ""), parameters.get("state", "")
        organisation = parameters.get("organisation", "")
        return cls(
            reader=reader,
            text=parameters.get("q", "").strip()[:100],
            category=category if category in terms.codes("psoi_category") else "",
            state=state if state in STATES else "open",
            organisation=organisation if organisation.isdecimal() and len(organisation) < 18 else "",
        )

    def found(self) -> QuerySet[Candidate]:
        """Named ones first, by name; without their geometry."""
        found: Any = Candidate.objects.visible_to(self.reader).select_related("space", "found_in", "organisation")
        found = found.defer("wkb", "space__wkb", "found_in__report").filter(self._state())
        for word in folded(self.text).split():
            found = found.filter(search_text__contains=word)
        if self.category:
            found = found.filter(Q(main_category=self.category) | Q(further_categories__contains=f",{self.category},"))
        if self.organisation:
            found = found.filter(organisation=self.organisation)
        nameless = Case(When(name="", then=Value(1)), default=Value(0), output_field=IntegerField())
        return found.order_by(nameless, "name", "pk")

    def _state(self) -> Q:
        gone = Q(state=Candidate.State.GONE)
        return {
            "open": Q(space=None) & ~gone,
            "new": Q(state=Candidate.State.NEW),
            "changed": Q(state=Candidate.State.CHANGED),
            "adopted": Q(space__isnull=False),
            "gone": gone,
            "all": Q(),
        }[self.state]

    @property
    def is_filtered(self) -> bool:
        return bool(self.text or self.category or self.organisation or self.state != "open")


def organisations_of(user: User) -> QuerySet[Organisation]:
    """Where the person may import: those in which they create content."""
    roles = [Role.ADMINISTRATOR, Role.LEAD, Role.ASSESSOR]
    return Organisation.objects.filter(memberships__user=user, memberships__role__in=roles).order_by("name")


@dataclass(frozen=True)
class Row:
    """One candidate as the list shows it."""

    candidate: Candidate
    title: str
    kind: str
    categories: str
    size: str
    other_names: str
    change: str


def rows(candidates: Iterable[Candidate]) -> list[Row]:
    found = []
    for candidate in candidates:
        codes = [candidate.main_category, *candidate.further_categories]
        found.append(
            Row(
                candidate=candidate,
                title=candidate.name or _("Without a name"),
                kind=kind_label(candidate.kind),
                categories=", ".join(terms.label("psoi_category", code) for code in codes),
                size=size_text(candidate),
                other_names=", ".join(candidate.details.get("names", [])[:3]),
                change=changes_text(candidate.details.get("changes", {})),
            )
        )
    return found


def size_text(candidate: Candidate) -> str:
    if candidate.area_m2:
        return f"{number_format(round(candidate.area_m2))} m²"
    if candidate.details.get("outline") == "estimated":
        return _("outline estimated")
    return _("point")


_FIELDS = {
    "name": gettext_lazy("name"),
    "main_category": gettext_lazy("main category"),
    "further_categories": gettext_lazy("further categories"),
    "kind": gettext_lazy("kind"),
    "geometry": gettext_lazy("outline"),
}


def field_label(name: str) -> str:
    return str(_FIELDS.get(name, name))


def changes_text(fields: Mapping[str, Any]) -> str:
    """The differences of one candidate as a sentence: what it was and what it is."""
    parts = []
    for name, value in fields.items():
        if name == "moved":
            parts.append(_("moved by %s m") % number_format(value))
        elif name == "outline":
            parts.append(_outline_text(value))
        elif name == "tags":
            parts.append(_("details: %s") % ", ".join(value))
        else:
            parts.append(f"{field_label(name)}: {value_text(name, value[0])} → {value_text(name, value[1])}")
    return "; ".join(parts)


def _outline_text(sizes: list[int | None]) -> str:
    before, now = sizes
    if before is not None and now is not None and before != now:
        return _("outline: %(before)s → %(now)s m²") % {"before": number_format(before), "now": number_format(now)}
    return _("outline redrawn")


def value_text(name: str, value: Any) -> str:
    if name == "main_category":
        return terms.label("psoi_category", value)
    if name == "further_categories":
        return ", ".join(terms.label("psoi_category", code) for code in value) or _("none")
    if name == "kind":
        return kind_label(value)
    if name == "geometry":
        return _("point") if value is None else f"{number_format(value)} m²"
    return str(value) or _("none")


@dataclass(frozen=True)
class Proposal:
    """One field that a newer extract would change and a person had edited."""

    candidate: Candidate
    field: str
    mine: str
    theirs: str


def proposals(reader: User | AnonymousUser, done: MapImport) -> list[Proposal]:
    """What waits for a decision about the spaces of this import, read now, not when it was imported."""
    adopted: Any = Candidate.objects.visible_to(reader).filter(found_in=done, space__isnull=False)
    found = []
    for candidate in adopted.select_related("space").defer("wkb", "space__wkb").order_by("name", "pk"):
        for name, (mine, theirs) in candidate.details.get("proposals", {}).items():
            now = value_text(name, theirs)
            if name == "geometry" and mine == theirs:  # a point elsewhere, or another outline of the same size
                far = candidate.details.get("changes", {}).get("moved")
                now = _("moved by %s m") % number_format(far) if far else _("outline redrawn")
            found.append(Proposal(candidate, field_label(name), value_text(name, mine), now))
    return found


_WHY = {
    "absent": gettext_lazy("no longer in the map data"),
    "retagged": gettext_lazy("still there, but no longer mapped as such a place"),
    "merged": gettext_lazy("now part of another candidate"),
}


@dataclass(frozen=True)
class ChangeRow:
    what: str
    title: str
    kind: str
    text: str
    space: int | None


def change_rows(report: Mapping[str, Any]) -> dict[str, list[ChangeRow]]:
    """The changes of a report by what happened (new, changed, gone), in words."""
    found: dict[str, list[ChangeRow]] = {"new": [], "changed": [], "gone": []}
    for entry in report.get("changes", []):
        text = changes_text(entry.get("fields", {})) if entry["what"] == "changed" else ""
        if entry["what"] == "gone":
            text = str(_WHY.get(entry.get("why", ""), ""))
        elif entry.get("returned"):
            text = "; ".join(part for part in (_("is back in the map data"), text) if part)
        title = entry["name"] or _("Without a name")
        found[entry["what"]].append(
            ChangeRow(entry["what"], title, kind_label(entry["kind"]), text, entry.get("space"))
        )
    return found


_LAYER_LABELS = {
    "barrier": gettext_lazy("barriers"),
    "bollard": gettext_lazy("bollards"),
    "boundary": gettext_lazy("boundaries"),
    "building": gettext_lazy("buildings"),
    "camera": gettext_lazy("cameras"),
    "entrance": gettext_lazy("entrances"),
    "green": gettext_lazy("green areas"),
    "lamp": gettext_lazy("street lamps"),
    "parking": gettext_lazy("car parks"),
    "path": gettext_lazy("foot and cycle paths"),
    "pedestrian": gettext_lazy("pedestrian areas"),
    "platform": gettext_lazy("platforms"),
    "rail": gettext_lazy("rails"),
    "street": gettext_lazy("streets"),
    "tree": gettext_lazy("trees"),
    "water": gettext_lazy("water"),
}


def layer_rows(report: Mapping[str, Any]) -> list[tuple[str, int, int, int, int]]:
    """Label, new, changed, gone, unchanged for each kind of map object."""
    table = [
        (str(_LAYER_LABELS.get(kind, kind)), *(counts.get(key, 0) for key in ("new", "changed", "gone", "unchanged")))
        for kind, counts in report.get("context", {}).items()
    ]
    return sorted(table)  # type: ignore[arg-type]
