"""The catalogue as its reader filters, counts and sorts it; everything it depends on comes from the address of the page.

Counts: beside each choice of a filter stands how many entries there are with it and with all *other* filters, so that a
reader sees where the next choice leads. All of them come from one query and the bits of ``facets``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain
from typing import Any

import numpy as np
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Case, IntegerField, QuerySet, Value, When
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from protect.catalogue import facets, finding
from protect.catalogue.models import Entry, State
from protect.organisations.lists import one_of
from protect.reference import terms

SORTS: dict[str, tuple[str, ...]] = {"name": ("name", "pk"), "newest": ("-published_at", "-pk"), "best": ()}
PAGE_SIZE = 24
#: With fewer hits than this, words that are spelled alike are looked for, too.
FEW = 3
#: So many keys are named to the database; beyond, everything visible is read and compared here.
NAMED = 900
#: So many entries are read first for a page, and then so many.
WINDOWS = (10 * PAGE_SIZE, 200 * PAGE_SIZE)
OWNERS = ("platform", "organisations")


@dataclass(frozen=True)
class Choice:
    """One line of a filter."""

    code: str
    label: str
    help: str
    count: int
    chosen: bool


@dataclass(frozen=True)
class Filter:
    code: str
    label: str
    choices: list[Choice]

    @property
    def is_used(self) -> bool:
        return any(one.chosen for one in self.choices)


def _read_numbers(rows: QuerySet[Any, Any]) -> tuple[Any, Any]:
    """Two columns of whole numbers as arrays. Asked of the database directly: making a tuple of each row takes longer."""
    try:
        sql, values = rows.query.sql_with_params()
    except EmptyResultSet:
        return np.array([], np.int64), np.array([], np.int64)
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        numbers = np.fromiter(chain.from_iterable(cursor.fetchall()), np.int64).reshape(-1, 2)
    return numbers[:, 0], numbers[:, 1]


@dataclass(frozen=True)
class Question:
    reader: Any
    text: str = ""
    #: Codes by dimension: any of one dimension, and that of every dimension.
    chosen: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    state: str = State.PUBLISHED.value
    owner: str = ""
    without_personal_data: bool = False
    sort: str = ""

    @classmethod
    def of(cls, reader: Any, parameters: Any) -> Question:
        """Unknown values count as "no filter": an old bookmark still opens a list."""
        chosen = {
            one.code: tuple(code for code in one.codes if code in set(parameters.getlist(one.code)))
            for one in facets.DIMENSIONS
        }
        return cls(
            reader=reader,
            text=parameters.get("q", "").strip()[:200],
            chosen={code: some for code, some in chosen.items() if some},
            state=one_of(parameters, "state", State.values, State.PUBLISHED.value),
            owner=one_of(parameters, "owner", OWNERS),
            without_personal_data=parameters.get("personal_data") == "no",
            sort=one_of(parameters, "sort", SORTS),
        )

    @property
    def is_filtered(self) -> bool:
        return bool(
            self.text or self.chosen or self.owner or self.without_personal_data or self.state != State.PUBLISHED
        )

    @property
    def order(self) -> str:
        return self.sort or ("best" if self.text else "name")

    def seen(self) -> QuerySet[Entry]:
        """What the reader may see in this state, before words and filters."""
        found: QuerySet[Entry] = Entry.objects.visible_to(self.reader).filter(state=self.state)
        return found.filter(organisation__isnull=self.owner == "platform") if self.owner else found

    @cached_property
    def _matched(self) -> tuple[Any, Any, frozenset[int]]:
        """Keys and bits of what matches the words, best first; and the keys that only words spelled alike have found."""
        keys = finding.by_words(self.text) if self.text else None
        if self.text and keys is None:
            return np.array([], np.int64), np.array([], np.int64), frozenset()
        found = self._rows(keys)
        if keys is None or len(found[0]) >= FEW:
            return *found, frozenset()
        more = self._rows(finding.by_words(self.text, similar=True))
        if len(more[0]) <= len(found[0]):
            return *found, frozenset()
        # What holds the words as they were typed comes first.
        rest = ~np.isin(more[0], found[0])
        both = [np.concatenate([found[part], more[part][rest]]) for part in (0, 1)]
        return both[0], both[1], frozenset(more[0][rest].tolist())

    def _rows(self, keys: list[int] | None) -> tuple[Any, Any]:
        """Keys and bits of what is seen; with ``keys`` only those, in their order."""
        seen = self.seen().order_by()
        if keys is not None and len(keys) <= NAMED:
            seen = seen.filter(pk__in=keys)
        found, bits = _read_numbers(seen.values_list("pk", "facets"))
        if keys is None:
            return found, bits
        wanted, order = np.array(keys, np.int64), np.argsort(found)
        place = order[np.minimum(np.searchsorted(found, wanted, sorter=order), len(found) - 1)] if len(found) else order
        kept = place[found[place] == wanted] if len(found) else place
        return found[kept], bits[kept]

    @property
    def similar(self) -> bool:
        """Whether words that are spelled alike had to help."""
        return bool(self._matched[2])

    @cached_property
    def _passing(self) -> dict[str, Any]:
        """For each dimension which rows pass its filter."""
        bits = self._matched[1]
        passing = {code: (bits & facets.number_of({code: some})) != 0 for code, some in self.chosen.items()}
        if self.without_personal_data:
            passing["personal_data"] = (bits & facets.PERSONAL_DATA) == 0
        return passing

    def _all_but(self, dimension: str) -> Any:
        kept = np.ones(len(self._matched[1]), bool)
        for code, passing in self._passing.items():
            if code != dimension:
                kept &= passing
        return kept

    @cached_property
    def keys(self) -> list[int]:
        """Keys of everything that answers, in the order of the words where there are any."""
        found: list[int] = self._matched[0][self._all_but("")].tolist()
        return found

    @property
    def count(self) -> int:
        return len(self.keys)

    def filters(self) -> list[Filter]:
        bits = self._matched[1]
        shown = []
        for one in facets.DIMENSIONS:
            there = bits[self._all_but(one.code)]
            chosen = self.chosen.get(one.code, ())
            choices = [
                Choice(
                    term.code, term.label, term.help,
                    int(np.count_nonzero(there & facets.bit(one.code, term.code))), term.code in chosen,
                )
                for term in terms.terms(one.vocabulary)[: one.room]
            ]  # fmt: skip
            shown.append(Filter(one.code, str(one.label), choices))
        return shown

    def page(self, number: int) -> list[Entry]:
        """The entries of one page, counted from 1."""
        return self._read(slice((number - 1) * PAGE_SIZE, number * PAGE_SIZE))

    def all(self) -> list[Entry]:
        return self._read(slice(None))

    def _read(self, part: slice) -> list[Entry]:
        if self.order == "best":
            keys = self._own_language_first(self.keys)[part]
        elif len(self.keys) <= NAMED:
            keys = list(
                Entry.objects.filter(pk__in=self.keys).order_by(*SORTS[self.order]).values_list("pk", flat=True)
            )
            keys = keys[part]
        else:
            keys = self._in_order(part)
        found: dict[int, Entry] = {}
        for start in range(0, len(keys), NAMED):
            rows = self.seen().filter(pk__in=keys[start : start + NAMED]).select_related("organisation")
            found |= {one.pk: one for one in rows}
        return [found[key] for key in keys if key in found]

    def _in_order(self, part: slice) -> list[int]:
        """The keys of one page of many, read in their order until it is full: the first pages are asked for most."""
        wanted = set(self.keys)
        ordered = self.seen().order_by(*SORTS[self.order]).values_list("pk", flat=True)
        # With a limit the database goes along an index; without one it reads and sorts everything first.
        for most in (*WINDOWS, None) if part.stop else (None,):
            passing = [key for key in ordered[:most] if key in wanted]
            if part.stop and len(passing) >= part.stop:
                break
        return passing[part]

    def _own_language_first(self, keys: list[int]) -> list[int]:
        """Of a handful of hits those written in the reader's language come first; what the platform wrote is in all."""
        if len(keys) > NAMED:
            return keys
        language = (get_language() or "en").partition("-")[0]
        first = Case(
            When(organisation=None, then=Value(0)),
            When(language=language, then=Value(0)),
            default=Value(1),
            output_field=IntegerField(),
        )
        rank = dict(Entry.objects.filter(pk__in=keys).order_by().annotate(first=first).values_list("pk", "first"))
        return sorted(keys, key=lambda key: (key in self._matched[2], rank.get(key, 1)))

    def in_words(self) -> str:
        """The question as a name for it, such as "Sensor, Vehicle attack: lamps"."""
        labels = [
            terms.label(facets.BY_CODE[name].vocabulary, code) for name, some in self.chosen.items() for code in some
        ]
        parts = [", ".join(labels), self.text]
        return ": ".join(part for part in parts if part)[:120] or _("Everything new")
