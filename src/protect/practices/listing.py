"""The list of practices as its reader filters, counts and sorts it; everything it depends on comes from the address.

Beside each choice of a filter stands how many there are with it and with all *other* filters: one question to the database
for the few columns that are filtered by, and counting here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import itemgetter
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import F, TextField
from django.db.models.functions import Cast
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
SEVERAL = frozenset({"threat", "place", "step"})
#: Where each stands in a row; the key stands first.
PLACES = {name: number for number, name in enumerate(COLUMNS, 1)}


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
    def _rows(self) -> list[tuple[Any, ...]]:
        """Key and the columns that are filtered by, as they are stored, of all that matches the words, in the order asked for."""
        found = queries.shown_to(self.reader)
        if self.text:
            found = found.filter(pk__in=by_words("practices.practice", self.text) or ())
        # As text: to make a list of each of them takes longer than to count them.
        columns = [Cast(name, TextField()) for name in COLUMNS.values()]
        return list(found.order_by(*SORTS[self.sort][1]).values_list("pk", *columns))

    @cached_property
    def _links(self) -> list[tuple[int, int]]:
        """(practice, entry of the catalogue) of each that the reader sees."""
        told = Practice.entries.through.objects.order_by().values_list("practice_id", "entry_id")
        return [(practice, entry) for practice, entry in told if entry in self._entries]

    @cached_property
    def _entries(self) -> dict[int, Entry]:
        """Entries of the catalogue that practices name and the reader sees."""
        named = Practice.entries.through.objects.order_by().values("entry")
        seen: Any = Entry.objects.visible_to(self.reader).filter(pk__in=named)  # type: ignore[attr-defined]
        return {one.pk: one for one in seen.only("name", "code", "language", "organisation", "reference")}

    def _passing(self, *, but: str = "") -> list[tuple[Any, ...]]:
        wanted = {name: code for name, code in self.wanted.items() if name != but}
        key = ",".join(wanted)
        if key not in self._kept:
            self._kept[key] = self._filtered(wanted)
        return self._kept[key]

    @cached_property
    def _kept(self) -> dict[str, list[tuple[Any, ...]]]:
        return {}

    def _filtered(self, wanted: Mapping[str, str]) -> list[tuple[Any, ...]]:
        rows = self._rows
        for name, code in wanted.items():
            if name == "measure":
                using = {practice for practice, entry in self._links if str(entry) == code}
                rows = [row for row in rows if row[0] in using]
                continue
            place = PLACES[name]
            if name in SEVERAL:
                rows = [row for row in rows if f",{code}," in row[place]]
            else:
                rows = [row for row in rows if row[place] == code]
        return rows

    def _counts(self, name: str) -> Counter[str]:
        """How many there are of each code with all other filters."""
        rows = self._passing(but=name)
        if name == "measure":
            keys = {row[0] for row in rows}
            return Counter(str(entry) for practice, entry in self._links if practice in keys)
        stored = Counter(map(itemgetter(PLACES[name]), rows))
        if name not in SEVERAL:
            return stored
        found: Counter[str] = Counter()
        for codes, number in stored.items():
            for code in codes.split(","):
                found[code] += number
        return found

    @cached_property
    def keys(self) -> list[int]:
        """In the order asked for."""
        return [row[0] for row in self._passing()]

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
        counts = self._counts(name)
        counts.pop("", None)
        chosen = self.wanted.get(name, "")
        if chosen:
            counts.setdefault(chosen, 0)
        found = [Choice(code, label, count, code == chosen) for code, count in counts.items() if (label := told(code))]
        return sorted(found, key=lambda one: one.label.casefold())

    @cached_property
    def page(self) -> Page:
        page = Paginator(self.keys, PAGE_SIZE).get_page(self.number)
        keys = list(page.object_list)
        found = self._read(keys, Practice.TEXTS)
        tried = queries.tried_of_many(self.reader, keys)
        page.object_list = [(one, tried.get(one.pk, 0)) for one in found]  # type: ignore[assignment]
        return page

    def all(self) -> list[Practice]:
        """Everything that answers, in the order asked for."""
        return [one for start in range(0, len(self.keys), 900) for one in self._read(self.keys[start : start + 900])]

    def _read(self, keys: list[int], heavy: Sequence[str] = ()) -> list[Practice]:
        rows = queries.shown_to(self.reader).filter(pk__in=keys).select_related("organisation").defer(*heavy)
        found = {one.pk: one for one in rows}
        return [found[key] for key in keys if key in found]
