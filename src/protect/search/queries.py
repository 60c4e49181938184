"""One question over everything the reader may see."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from protect.organisations.access import Visible as Ruled
from protect.organisations.lists import key_of
from protect.organisations.models import Organisation, User
from protect.search import matching, sources, typos
from protect.search.asking import groups_of
from protect.search.kinds import Kind, kinds_for, named
from protect.search.snippets import Piece, marked, snippet
from protect.search.sources import Source
from protect.spaces.models import Space

#: Results of each kind on the page of all kinds, and how far its hits are counted there.
SHOWN, COUNTED = 5, 100
#: Results on a page of one kind, and the most that can be leafed through: more want another word.
PAGE, MOST = 25, 1000
#: Suggestions under the box, of all kinds together and of one.
SUGGESTED, SUGGESTED_OF_ONE = 8, 3
#: Things about which the rule is asked at once.
ASKED = 900
#: With fewer hits than this, similar spellings are looked for too.
FEW = 3


@dataclass(frozen=True)
class Question:
    """Everything the answer depends on; comes from the address of the page."""

    #: None: a visitor.
    reader: User | None
    text: str
    kind: Kind | None = None
    #: In the place of a kind: only what is found elsewhere than in the index.
    source: Source | None = None
    organisation: str = ""
    page: int = 1

    @classmethod
    def of(cls, who: User | AnonymousUser | None, parameters: Mapping[str, str]) -> Question:
        """Unknown values count as "no filter": an old bookmark still opens a page."""
        number = key_of(parameters, "page")
        reader = who if isinstance(who, User) else None
        kind = named(parameters.get("kind", ""))
        return cls(
            reader=reader,
            text=parameters.get("q", "").strip()[:200],
            kind=kind if kind in kinds_for(reader) else None,
            source=sources.named(parameters.get("kind", "")),
            organisation=key_of(parameters, "organisation"),
            page=min(max(int(number or 1), 1), MOST // PAGE),
        )

    @property
    def words(self) -> list[str]:
        return [group[0] for group in self.groups]

    @cached_property
    def groups(self) -> list[list[str]]:
        """Each word that is asked for, with its stems in the languages of the interface."""
        return groups_of(self.text)

    @property
    def only(self) -> Kind | Source | None:
        """The one kind that was asked for."""
        return self.kind or self.source

    @property
    def kinds(self) -> list[Kind]:
        """All that the reader may look for."""
        return kinds_for(self.reader)

    def seen(self, kind: Kind) -> QuerySet[Any]:
        found = kind.visible_to(self.reader)
        if not self.organisation:
            return found
        return found.filter(**{kind.owner: int(self.organisation)}) if kind.owner else found.none()

    def organisations(self) -> list[tuple[int, str]]:
        """Organisations of which the reader sees anything, for the filter; visitors have none."""
        if self.reader is None:
            return []
        owners = Space.objects.visible_to(self.reader).order_by().values("organisation_id")
        return list(Organisation.objects.filter(pk__in=owners).values_list("pk", "name"))


@dataclass(frozen=True)
class Moment:
    """One of several hits within a result: a second of a recording, say."""

    told: str
    address: str
    snippet: list[Piece]


@dataclass(frozen=True)
class Result:
    kind: Kind | Source
    title: list[Piece]
    snippet: list[Piece]
    address: str
    place: str
    #: Marking that holds, "" for what carries none.
    marking: str
    moments: Sequence[Moment] = ()


@dataclass(frozen=True)
class Group:
    """The hits of one kind. ``count`` is exact unless ``more``: then there are more than that."""

    kind: Kind | Source
    count: int
    more: bool
    results: list[Result] = field(default_factory=list)


@dataclass(frozen=True)
class Answer:
    groups: list[Group]
    #: Whether words that are spelled alike had to help.
    similar: bool = False
    page: int = 1
    pages: int = 1

    @property
    def count(self) -> int:
        return sum(group.count for group in self.groups)

    @property
    def more(self) -> bool:
        return any(group.more for group in self.groups)


def search(question: Question) -> Answer:
    """Grouped by kind, titles before texts, newest first; similar spellings only where the words as typed find little."""
    if question.source:
        return _elsewhere(question, question.source)
    limit = MOST if question.kind else COUNTED
    answer = _answered(question, limit, lambda hits: _page_of(question, hits))
    if question.kind or not question.words:
        return answer
    further = [_group(question, one, 0, SHOWN) for one in sources.all_sources()]
    return replace(answer, groups=[*answer.groups, *(one for one in further if one.results)])


def _elsewhere(question: Question, source: Source) -> Answer:
    """A page of one source, which cannot say how many there are in all."""
    if not question.words:
        return Answer([])
    group = _group(question, source, (question.page - 1) * PAGE, PAGE)
    return Answer([group] if group.results else [], False, question.page, question.page + group.more)


def _group(question: Question, source: Source, begin: int, count: int) -> Group:
    results, more = source.find(question, begin, count)
    return Group(source, begin + len(results), more, results)


def suggest(question: Question) -> list[Result]:
    """A few results while one types, best first."""
    answer = _answered(question, SUGGESTED_OF_ONE, lambda hits: hits[:SUGGESTED_OF_ONE])
    results = [result for group in answer.groups for result in group.results]
    # A hit in the title is what somebody means who is still typing.
    return sorted(results, key=lambda one: not any(hit for _text, hit in one.title))[:SUGGESTED]


def _page_of(question: Question, hits: list[int]) -> list[int]:
    return hits[(question.page - 1) * PAGE : question.page * PAGE] if question.kind else hits[:SHOWN]


def _answered(question: Question, limit: int, shown: Any) -> Answer:
    asked = question.groups
    if not asked:
        return Answer([])
    scopes = matching.scopes_of(question.reader)
    found, similar = _hits(question, asked, scopes, limit), False
    if sum(map(len, found.values())) < FEW:
        wider = [[*group, *typos.corrections(group[0])] for group in asked]
        if wider != asked:
            more = _hits(question, wider, scopes, limit)
            if sum(map(len, more.values())) > sum(map(len, found.values())):
                found, asked, similar = more, wider, True
    wanted = [word for group in asked for word in group]
    groups = []
    for kind, hits in found.items():
        results = _results(question, kind, shown(hits[:limit]), wanted)
        groups.append(Group(kind, min(len(hits), limit), len(hits) > limit, results))
    pages = -(-sum(group.count for group in groups) // PAGE) if question.kind else 1
    return Answer(groups, similar, question.page, max(pages, 1))


def _hits(question: Question, asked: Sequence[Sequence[str]], scopes: list[str], limit: int) -> dict[Kind, list[int]]:
    """Keys of what the reader may see, by kind; at most one more than ``limit`` of each, titles first."""
    titles = None if question.kind else 4 * SHOWN
    matched = matching.matches(asked, scopes, question.kind, 2 * limit, titles)
    found: dict[Kind, list[int]] = {}
    for kind in [question.kind] if question.kind else question.kinds:
        if kind.number not in matched.keys:
            continue
        seen = _seen_of(question, kind, matched.keys[kind.number], limit + 1)
        titled = matched.titles.get(kind.number)
        hidden = titled is not None and not titled.issuperset(seen[:SHOWN])
        if hidden or (len(seen) <= limit and kind.number in matched.cut):
            # So much of it is hidden that the newest matches were not enough.
            seen = _seen_of(question, kind, matching.matches(asked, scopes, kind).keys[kind.number], limit + 1)
        if seen:
            found[kind] = seen
    return found


def _seen_of(question: Question, kind: Kind, keys: list[int], most: int) -> list[int]:
    """The first ``most`` of ``keys`` that the rule lets through, in their order; the others are not asked about."""
    rule = question.seen(kind).order_by()
    found: list[int] = []
    start, size = 0, min(most + most // 4, ASKED)
    while start < len(keys) and len(found) < most:
        part = keys[start : start + size]
        seen = set(rule.filter(pk__in=part).values_list("pk", flat=True))
        found += [key for key in part if key in seen]
        start, size = start + size, ASKED
    return found[:most]


def _results(question: Question, kind: Kind, keys: list[int], wanted: list[str]) -> list[Result]:
    things = {one.pk: one for one in _rows(kind).filter(pk__in=keys)}
    return [_result(kind, things[key], wanted) for key in keys if key in things]


def _rows(kind: Kind) -> QuerySet[Any]:
    """To be asked for keys that the rule let through a moment ago (``_hits``), and for no others."""
    rows = kind.model._base_manager.select_related(*kind.related)
    # Outlines are large and not shown.
    outlines = [f"{path}__wkb" for path in kind.related if path.rpartition("__")[2] == "space"]
    own = ["wkb"] if any(one.name == "wkb" for one in kind.model._meta.concrete_fields) else []
    return rows.defer(*own, *outlines)


def _result(kind: Kind, thing: Any, wanted: list[str]) -> Result:
    spoken = kind.languages_of(thing)
    return Result(
        kind=kind,
        title=marked(kind.title_of(thing), wanted, spoken),
        snippet=snippet(kind.texts_of(thing), wanted, spoken),
        address=kind.page(thing),
        place=kind.place(thing),
        marking=thing.effective_marking.value if isinstance(thing, Ruled) else "",
    )
