"""The list of practices as its reader filters, counts and sorts it; everything it depends on comes from the address.

Beside each choice of a filter stands how many there are with it and with all *other* filters: one question to the database
for the few columns that are filtered by, and counting here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from protect.catalogue.models import Entry
from protect.organisations import languages
from protect.organisations.lists import key_of, one_of
from protect.practices import queries
from protect.practices.models import Evidence, Practice, PracticeKind
from protect.reference import terms
from protect.search.asking import LETTERS, by_words

PAGE_SIZE = 20
SORTS: dict[str, tuple[Any, tuple[Any, ...]]] = {
    "newest": (_("Newest"), (F("published_at").desc(nulls_last=True), "-pk")),
    "title": (_("Title"), ("title", "pk")),
    "city": (_("City"), ("city", "title", "pk")),
}
#: Code in the address: the column. Several codes stand in those that are lists.
COLUMNS = {
    "kind": "kind", "threat": "threat_types", "place": "space_categories", "step": "steps", "city": "city",
    "language": "language", "evidence": "evidence",
}  # fmt: skip
SEVERAL = frozenset({"threat", "place", "step", "measure"})


@dataclass(frozen=True)
class Choice:
    code: str
    label: str
    count: int
    chosen: bool


@dataclass(frozen=True)
class Filter:
    code: str
    label: Any
    choices: list[Choice]


class PracticeList:
    def __init__(self, reader: Any, asked: Mapping[str, str]) -> None:
        self.reader = reader
        self.text = asked.get("q", "").strip()[:LETTERS]
        wanted = {
            "kind": one_of(asked, "kind", PracticeKind.values),
            "threat": one_of(asked, "threat", terms.codes("threat_type")),
            "place": one_of(asked, "place", terms.codes("psoi_category")),
            "step": one_of(asked, "step", terms.codes("method_step")),
            "measure": key_of(asked, "measure"),
            "city": asked.get("city", "").strip()[:100],
            "language": one_of(asked, "language", languages.CODES),
            "evidence": one_of(asked, "evidence", Evidence.values),
        }
        self.wanted = {name: code for name, code in wanted.items() if code}
        self.sort = one_of(asked, "sort", SORTS, "newest")
        self.number = asked.get("page")

    @property
    def is_filtered(self) -> bool:
        return bool(self.text or self.wanted)

    @property
    def sorts(self) -> list[tuple[str, Any, bool]]:
        return [(code, label, code == self.sort) for code, (label, _order) in SORTS.items()]

    @cached_property
    def _rows(self) -> list[dict[str, Any]]:
        """Key and codes of everything that matches the words."""
        found = queries.shown_to(self.reader)
        keys = by_words("practices.practice", self.text) if self.text else None
        if self.text:
            found = found.filter(pk__in=keys or ())
        rows = {row["pk"]: {**row, "measure": ()} for row in found.order_by().values("pk", *COLUMNS.values())}
        told = Practice.entries.through.objects.filter(entry__in=self._entries)
        if self.text:
            told = told.filter(practice__in=keys or ())
        measures: dict[int, list[str]] = {}
        for practice, entry in told.order_by().values_list("practice_id", "entry_id"):
            measures.setdefault(practice, []).append(str(entry))
        for key, some in measures.items():
            if key in rows:
                rows[key]["measure"] = some
        return list(rows.values())

    @cached_property
    def _entries(self) -> dict[int, Entry]:
        """Entries of the catalogue that practices name and the reader sees."""
        named = Practice.entries.through.objects.order_by().values("entry")
        seen: Any = Entry.objects.visible_to(self.reader).filter(pk__in=named)  # type: ignore[attr-defined]
        return {one.pk: one for one in seen.only("name", "code", "language", "organisation", "reference")}

    def _codes(self, row: dict[str, Any], name: str) -> Any:
        value = row["measure"] if name == "measure" else row[COLUMNS[name]]
        return value if name in SEVERAL else (value,)

    def _passing(self, *, but: str = "") -> list[dict[str, Any]]:
        wanted = [(name, code) for name, code in self.wanted.items() if name != but]
        return [row for row in self._rows if all(code in self._codes(row, name) for name, code in wanted)]

    @cached_property
    def keys(self) -> list[int]:
        return [row["pk"] for row in self._passing()]

    @property
    def count(self) -> int:
        return len(self.keys)

    def filters(self) -> list[Filter]:
        """With every choice that something answers; what is chosen stays on offer."""
        return [Filter(name, label, self._choices(name, told)) for name, (label, told) in self._words.items()]

    @cached_property
    def _words(self) -> dict[str, tuple[Any, Callable[[str], str]]]:
        kinds, evidence = dict(PracticeKind.choices), dict(Evidence.choices)
        return {
            "threat": (_("Threat type"), lambda code: terms.label("threat_type", code)),
            "place": (_("Kind of public space"), lambda code: terms.label("psoi_category", code)),
            "measure": (_("Measure"), lambda code: str(self._entries.get(int(code), ""))),
            "step": (_("Step of the method"), lambda code: terms.label("method_step", code)),
            "city": (_("City"), str),
            "language": (_("Language"), languages.name_of),
            "evidence": (_("Evidence"), lambda code: str(evidence.get(code, code))),
            "kind": (_("Kind"), lambda code: str(kinds.get(code, code))),
        }

    def _choices(self, name: str, told: Callable[[str], str]) -> list[Choice]:
        counts = Counter(code for row in self._passing(but=name) for code in self._codes(row, name) if code)
        chosen = self.wanted.get(name, "")
        if chosen:
            counts.setdefault(chosen, 0)
        found = [Choice(code, label, count, code == chosen) for code, count in counts.items() if (label := told(code))]
        return sorted(found, key=lambda one: one.label.casefold())

    @property
    def found(self) -> Any:
        """The rows themselves, in the order asked for."""
        rows = queries.shown_to(self.reader)
        return rows.order_by(*SORTS[self.sort][1])

    @cached_property
    def page(self) -> Page:
        wanted = set(self.keys)
        ordered = [key for key in self.found.values_list("pk", flat=True) if key in wanted]
        page = Paginator(ordered, PAGE_SIZE).get_page(self.number)
        keys = list(page.object_list)
        rows = queries.shown_to(self.reader).filter(pk__in=keys).select_related("organisation").defer(*Practice.TEXTS)
        found = {one.pk: one for one in rows}
        tried = queries.tried_of_many(self.reader, keys)
        page.object_list = [(found[key], tried.get(key, 0)) for key in keys if key in found]  # type: ignore[assignment]
        return page

    def all(self) -> list[Practice]:
        wanted = set(self.keys)
        return [one for one in self.found.select_related("organisation") if one.pk in wanted]
