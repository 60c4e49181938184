"""Writing the index: with every change, in its transaction; and anew for all.

Signals carry the changes here, and there is a reason: a thing is indexed however it was written, be it by a service, a
cascade, an undo that puts a row back or an import, and no folder below has to know that there is a search. What no signal
tells of (rows written in bulk) is told by ``VisibleQuerySet`` (organisations/access.py).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from itertools import islice
from typing import Any

from django.db import connection, models, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.models.signals import post_delete, post_migrate, post_save

from protect.organisations.access import on_bulk_write
from protect.search import sources, typos
from protect.search.folding import words
from protect.search.kinds import Kind, all_kinds, definition, kind_of, languages_in, when_added
from protect.search.matching import scope
from protect.search.models import BITS, Entry, IndexState, Variation, Word
from protect.search.stemming import SIGN, stems_of

CHUNK = 1000

_waiting: ContextVar[dict[Kind, set[int]] | None] = ContextVar("waiting", default=None)


@contextmanager
def gathered() -> Iterator[None]:
    """What is changed inside is indexed at the end, each thing once, however often it was written.

    Belongs inside the transaction of the change; until the end the search knows of none of it.
    """
    if _waiting.get() is not None:
        yield
        return
    waiting: dict[Kind, set[int]] = {}
    token = _waiting.set(waiting)
    try:
        yield
    finally:
        _waiting.reset(token)
    for kind, keys in waiting.items():
        index(kind, sorted(keys))


def index(kind: Kind, keys: Iterable[int]) -> None:
    """Write the entries of these things as they are now; those that are gone leave the index."""
    waiting = _waiting.get()
    if waiting is not None:
        waiting.setdefault(kind, set()).update(keys)
        return
    for part in _chunks(keys):
        rows = list(kind.model._base_manager.filter(pk__in=part).values_list(*_columns(kind)))
        _write(kind, rows)
        forget(kind, set(part) - {row[0] for row in rows})


def _columns(kind: Kind) -> list[str]:
    if not kind.space:
        where = ["pk", "pk"]  # not used: it stands anywhere
    else:
        where = [kind.space, "organisation" if kind.space == "pk" else f"{kind.space}__organisation"]
    return ["pk", *where, *kind.languages, *kind.title, *kind.texts]


def forget(kind: Kind, keys: Iterable[int]) -> None:
    gone = [kind.base + key for key in keys]
    if gone:
        Entry.objects.filter(pk__in=gone).delete()


def _write(kind: Kind, rows: Sequence[Sequence[Any]]) -> None:
    entries: list[Entry] = []
    said: set[str] = set()
    for key, space, organisation, *more in rows:
        spoken, values = languages_in(more[: len(kind.languages)]), more[len(kind.languages) :]
        called = " ".join(str(value) for value in values[: len(kind.title)] if value)
        told = " ".join(str(value) for value in values[len(kind.title) :] if value)
        where = scope(space, organisation) if kind.space else scope(None, None)
        title = [*words(called), *stems_of(called, spoken)]
        body = [*words(told), *stems_of(told, spoken)]
        said.update(title, body)
        entries.append(Entry(id=kind.base + key, title=" ".join([*where, *title]), body=" ".join(body)))
    if entries:
        Entry.objects.bulk_create(
            entries, update_conflicts=True, unique_fields=["id"], update_fields=["title", "body"], batch_size=200
        )
        typos.learn(said)


def _chunks(keys: Iterable[int]) -> Iterator[list[int]]:
    source = iter(keys)
    while part := list(islice(source, CHUNK)):
        yield part


def rebuild(*, further: bool = True) -> int:
    """The whole index from the data; returns how many entries it has. Searching goes on meanwhile.

    ``further``: also what is found elsewhere than in the index of things.
    """
    with transaction.atomic():
        for kind in all_kinds():
            keys = kind.model._base_manager.order_by("pk").values_list("pk", flat=True)
            index(kind, keys.iterator(chunk_size=CHUNK))
        for key in _without_thing():
            Entry.objects.filter(pk=key).delete()
        tidy()
        IndexState.objects.update_or_create(pk=1, defaults={"definition": definition()})
    return Entry.objects.count() + sum(one.rebuild() for one in sources.all_sources() if further)


def tidy() -> int:
    """Forget the words that no longer occur anywhere; returns how many. Safe to run twice."""
    with transaction.atomic():
        used: set[str] = set()
        for title, body in Entry.objects.values_list("title", "body").iterator(chunk_size=CHUNK):
            used.update(title.split(), body.split())
        gone = [pk for pk, text in Word.objects.values_list("pk", "text").iterator() if text not in used]
        for part in _chunks(gone):
            Variation.objects.filter(word__in=part)._raw_delete("default")
            Word.objects.filter(pk__in=part)._raw_delete("default")
    return len(gone)


def _without_thing() -> list[int]:
    """Keys of entries whose thing is gone, or whose kind there is no more."""
    gone: list[int] = []
    rest = Entry.objects.all()
    for kind in all_kinds():
        span = {"pk__gte": kind.base, "pk__lt": kind.base + (1 << BITS)}
        rest = rest.exclude(**span)
        there = set(kind.model._base_manager.values_list("pk", flat=True))
        gone += [
            key for key in Entry.objects.filter(**span).values_list("pk", flat=True) if key - kind.base not in there
        ]
    return gone + list(rest.values_list("pk", flat=True))


def faults() -> list[str]:
    """What is wrong with the index, for ``protect check``: counts, the newest of each kind, the full-text table."""
    found = []
    if not IndexState.objects.filter(definition=definition()).exists():
        found.append("it was built by another version")
    for kind in all_kinds():
        things, span = kind.model._base_manager, {"pk__gte": kind.base, "pk__lt": kind.base + (1 << BITS)}
        there, indexed = things.count(), Entry.objects.filter(**span).count()
        if there != indexed:
            found.append(f"{there} of {kind.label}, but {indexed} in the index")
            continue
        newest = list(things.order_by("-pk").values_list("pk", *kind.title, *kind.texts)[:100])
        kept = dict(Entry.objects.filter(pk__in=[kind.base + row[0] for row in newest]).values_list("pk", "title"))
        for key, *values in newest:
            said = " ".join(words(" ".join(str(value) for value in values[: len(kind.title)] if value)))
            if _without_scope(kept.get(kind.base + key, "")) != said:
                found.append(f"{kind.label} {key} is called otherwise in the index")
                break
    if connection.vendor == "sqlite":
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("INSERT INTO search_fts(search_fts, rank) VALUES ('integrity-check', 1)")
        except Exception as error:  # the database names its own kinds of damage
            found.append(f"the full-text table is damaged ({error})")
    return found + [told for one in sources.all_sources() for told in one.faults()]


def _without_scope(title: str) -> str:
    return " ".join(word for word in title.split() if not word.startswith(SIGN))


def _saved(sender: type[models.Model], instance: models.Model, created: bool = False, **more: Any) -> None:
    kind = kind_of(sender._meta.label_lower)
    changed = more.get("update_fields")
    if kind and (changed is None or _concerns(kind, changed)):
        index(kind, [instance.pk])
    for other in _fed_by(sender):
        index(other, other.fed_by[sender._meta.label_lower](instance))


def _deleted(sender: type[models.Model], instance: models.Model, **more: Any) -> None:
    kind = kind_of(sender._meta.label_lower)
    if kind:
        forget(kind, [instance.pk])


def _written_in_bulk(model: type[models.Model], keys: Sequence[int], fields: Iterable[str] | None) -> None:
    kind = kind_of(model._meta.label_lower)
    if kind and (fields is None or _concerns(kind, fields)):
        index(kind, keys)


def _concerns(kind: Kind, fields: Iterable[str]) -> bool:
    read = (*kind.title, *kind.texts, *kind.languages)
    return not set(fields).isdisjoint(path.partition("__")[0] for path in read)


def _fed_by(sender: type[models.Model]) -> list[Kind]:
    return [kind for kind in all_kinds() if sender._meta.label_lower in kind.fed_by]


def _migrated(sender: Any, **more: Any) -> None:
    """After ``protect migrate``: an index of another version, or none yet, is built anew."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        return  # half-way there: the tables are not those of this version yet
    if not IndexState.objects.filter(definition=definition()).exists():
        rebuild(further=False)


def _connect(kind: Kind) -> None:
    for label in sorted({kind.label, *kind.fed_by}):
        post_save.connect(_saved, sender=label, dispatch_uid=f"search saved {label}")
        post_delete.connect(_deleted, sender=label, dispatch_uid=f"search deleted {label}")


def connect(config: Any) -> None:
    """Called once at start-up; kinds that folders above add after it are connected as they come."""
    for kind in all_kinds():
        _connect(kind)
    when_added(_connect)
    on_bulk_write(_written_in_bulk)
    post_migrate.connect(_migrated, sender=config, dispatch_uid="search migrated")
