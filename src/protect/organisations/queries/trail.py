"""The audit trail as pages show it: the history of one object, and the log of an organisation."""

from __future__ import annotations

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.core.paginator import Page
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.translation import gettext as _

from protect.organisations.access import Visible
from protect.organisations.lists import page_of
from protect.organisations.models import AuditEntry, Organisation, User, Verb
from protect.organisations.queries import wording
from protect.organisations.registry import KINDS, visible_model
from protect.organisations.sealing import AuditSeal, canonical


@dataclass(frozen=True)
class Told:
    """An entry in words. ``where`` is empty for readers who do not administer the owner."""

    pk: int
    at: dt.datetime
    who: str
    verb: str
    what: str
    kind: str
    note: str
    where: str
    label: str = ""
    object_id: int | None = None
    lines: list[wording.Line] = field(default_factory=list)


def history(about: Visible, *, with_views: bool) -> QuerySet[AuditEntry]:
    """All entries about ``about`` and what belongs to it, newest first. Who looked at it is for its administrators only."""
    label = about._meta.label_lower
    found = AuditEntry.objects.filter(
        Q(root_type=label, root_id=about.pk) | Q(object_type=label, object_id=about.pk)
    ).select_related("actor")
    return found if with_views else found.exclude(verb=Verb.VIEWED)


@dataclass(frozen=True)
class Filter:
    """What the reader of the log asks for; all of it in the address of the page."""

    person: int | None = None
    verb: str = ""
    kind: str = ""
    object_id: int | None = None
    since: dt.date | None = None
    until: dt.date | None = None
    text: str = ""

    def apply(self, entries: QuerySet[AuditEntry]) -> QuerySet[AuditEntry]:
        wanted: dict[str, Any] = {
            "actor_id": self.person,
            "verb": self.verb,
            "object_type": self.kind,
            "object_id": self.object_id,
            "at__gte": _midnight(self.since) if self.since else None,
            "at__lt": _midnight(self.until, days=1) if self.until else None,
        }
        entries = entries.filter(**{name: value for name, value in wanted.items() if value not in (None, "")})
        return _with_text(entries, self.text) if self.text else entries


def _with_text(entries: QuerySet[AuditEntry], text: str) -> QuerySet[AuditEntry]:
    """Text in the name, the note, the changes or the place; SQLite keeps letters beyond ASCII escaped in the changes."""
    found = Q(object_name__icontains=text) | Q(note__icontains=text) | Q(origin__icontains=text)
    for spelt in {text, json.dumps(text)[1:-1]}:
        found |= Q(changes_text__icontains=spelt)
    return entries.annotate(changes_text=Cast("changes", models.TextField())).filter(found)


def shown_to(entries: QuerySet[AuditEntry], reader: User) -> QuerySet[AuditEntry]:
    """Without the entries that ``tell`` shows without name and changes: else a search would tell what they say."""
    for kind, key in (("root_type", "root_id"), ("object_type", "object_id")):
        labels = list(entries.order_by().values_list(kind, flat=True).distinct())
        condition = Q()
        for label in labels:
            model: Any = visible_model(label)
            seen = Q()
            if model is not None:
                rows = model._default_manager.order_by()
                seen = Q(**{f"{key}__in": rows.visible_to(reader).values("pk")}) | Q(**{key: None})
                if key == "object_id":
                    is_its_root = Q(root_type=F("object_type"), root_id=F("object_id"))
                    seen |= ~Q(object_id__in=rows.values("pk")) & ~is_its_root
            condition |= Q(**{kind: label}) & seen
        entries = entries.filter(condition) if labels else entries
    return entries


def _midnight(day: dt.date, days: int = 0) -> dt.datetime:
    """Beginning of the day ``days`` later; a day at the end of the calendar has no midnight in every zone."""
    day = min(max(day, dt.date(1970, 1, 1)), dt.date(2200, 1, 1)) + dt.timedelta(days=days)
    return timezone.make_aware(dt.datetime.combine(day, dt.time.min))


def log_of(
    organisation: Organisation, wanted: Filter | None = None, reader: User | None = None
) -> QuerySet[AuditEntry]:
    """The log, narrowed to what is ``wanted``. Text is looked for only in what ``reader`` is shown."""
    found = AuditEntry.objects.filter(organisation=organisation).select_related("actor")
    if wanted is None:
        return found
    found = wanted.apply(found)
    return shown_to(found, reader) if wanted.text and reader else found


def page_of_log(organisation: Organisation, wanted: Filter, number: Any, size: int, reader: User) -> Page:
    rows = AuditEntry.objects.select_related("actor")
    return page_of(log_of(organisation, wanted, reader), number, size, rows=rows)


def with_hashes(organisation: Organisation, wanted: Filter, reader: User, size: int = 500) -> Iterator[dict[str, Any]]:
    """Every entry of the log in the order of its chain, as it was sealed; anybody can compute the chain again from it.

    What the reader may not see is told by its seal alone, and so are views whose content is gone.
    """
    is_whole = wanted == Filter()
    chosen = log_of(organisation, wanted, reader).order_by("pk")
    after = 0
    while True:
        seals = AuditSeal.objects.filter(chain=organisation.pk, number__gt=after).order_by("number")
        if not is_whole:
            seals = seals.filter(entry__in=chosen.values("pk"))
        piece = list(seals[:size])
        if not piece:
            return
        entries = AuditEntry.objects.in_bulk([one.entry_id for one in piece])
        hidden = _hidden(list(entries.values()), reader)
        for one in piece:
            line: dict[str, Any] = {"number": one.number, "hash": one.hash, "digest": one.digest, "view": one.is_view}
            entry = entries.get(one.entry_id)
            if entry is None:
                line["removed"] = True
            elif entry.pk in hidden:
                line["withheld"] = True
            else:
                line["entry"] = json.loads(canonical(entry))
            yield line
        after = piece[-1].number


def people_in(organisation: Organisation) -> list[tuple[int, str]]:
    """Everybody who ever did something in the log; one look into its index a person, however long it is."""
    done = AuditEntry.objects.filter(organisation=organisation, actor=OuterRef("pk")).order_by()
    return list(User.objects.filter(Exists(done)).order_by("name").values_list("pk", "name"))


def kinds() -> list[tuple[str, str]]:
    """Every kind of object, whether the log has one or not: finding out would read all of it for each page."""
    return sorted(((label, wording.kind_of(label)) for label in KINDS), key=lambda pair: pair[1])


def tell(entries: Iterable[AuditEntry], reader: User, *, with_origin: bool, hide: bool = False) -> list[Told]:
    """Entries in words. ``hide``: name and changes only of what the reader may see (an administrator reads no TLP:RED)."""
    entries = list(entries)
    hidden = _hidden(entries, reader) if hide else set()
    shown = [entry for entry in entries if entry.pk not in hidden]
    lines = wording.changes(shown, reader)
    people = wording.people(shown)
    verbs = dict(Verb.choices)
    return [
        Told(
            pk=entry.pk,
            at=entry.at,
            who=str(entry.actor) if entry.actor else entry.actor_name,
            verb=str(verbs.get(entry.verb, entry.verb)),
            what=_("not shared with you") if entry.pk in hidden else wording.named(_name(entry), people),
            kind=wording.kind_of(entry.object_type),
            note="" if entry.pk in hidden else wording.named(entry.note, people),
            where=entry.origin if with_origin else "",
            label=entry.object_type,
            object_id=entry.object_id,
            lines=lines.get(entry.pk, []),
        )
        for entry in entries
    ]


def _name(entry: AuditEntry) -> str:
    """Empty for what is called by its kind only."""
    return "" if entry.object_name == wording.kind_of(entry.object_type) else entry.object_name


def in_pieces(entries: QuerySet[AuditEntry], reader: User, size: int = 500) -> Iterator[Told]:
    """The same for an export of any length, newest first, without holding all of it."""
    last: tuple[dt.datetime, int] | None = None
    while True:
        rest = entries
        if last is not None:
            rest = entries.filter(Q(at__lt=last[0]) | Q(at=last[0], pk__lt=last[1]))
        piece = list(rest[:size])
        if not piece:
            return
        yield from tell(piece, reader, with_origin=True, hide=True)
        last = (piece[-1].at, piece[-1].pk)


def _hidden(entries: list[AuditEntry], reader: User) -> set[int]:
    """Keys of entries about objects that the reader may not see; what is deleted counts as its root does."""
    asked: dict[str, set[int]] = defaultdict(set)
    for entry in entries:
        for label, key in ((entry.root_type, entry.root_id), (entry.object_type, entry.object_id)):
            if key is not None and visible_model(label) is not None:
                asked[label].add(key)
    known = {label: _split(label, keys, reader) for label, keys in asked.items()}
    hidden = set()
    for entry in entries:
        root_seen, root_there = _look(known, entry.root_type, entry.root_id)
        seen, there = _look(known, entry.object_type, entry.object_id)
        is_gone_itself = not there and (entry.object_type, entry.object_id) == (entry.root_type, entry.root_id)
        if not root_seen or (there and not seen) or is_gone_itself or not root_there:
            hidden.add(entry.pk)
    return hidden


def _split(label: str, keys: set[int], reader: User) -> tuple[set[int], set[int]]:
    model: Any = visible_model(label)
    rows: models.QuerySet = model._default_manager.filter(pk__in=keys).order_by()
    return set(rows.visible_to(reader).values_list("pk", flat=True)), set(rows.values_list("pk", flat=True))  # type: ignore[attr-defined]


def _look(known: dict[str, tuple[set[int], set[int]]], label: str, key: int | None) -> tuple[bool, bool]:
    """(seen, there); what no rule hides is both."""
    if label not in known or key is None:
        return True, True
    seen, there = known[label]
    return key in seen, key in there
