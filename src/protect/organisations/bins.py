"""The bin of an organisation as one list, whatever folder keeps what was deleted.

A folder says at start-up where it keeps what can come back:

    bins.register(bins.Source("part", Removed, "space__organisation", "spaces.edit", restore_removed, forget_removed))
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from protect.organisations import retention
from protect.organisations.models import Organisation, User
from protect.organisations.queries.wording import kind_of


@dataclass(frozen=True)
class Source:
    """``model`` has name, object_type, removed_by and removed_at; ``permission``: a name, or empty if each row has its own."""

    code: str
    model: Any
    owner: str
    permission: str
    restore: Callable[[Any], Any]
    forget: Callable[[Any], None]


@dataclass(frozen=True)
class Row:
    """One thing in the bin as its page shows it."""

    source: str
    key: int
    name: str
    kind: str
    marking: Any
    who: str
    when: dt.datetime
    until: dt.datetime
    may_decide: bool


_sources: dict[str, Source] = {}
#: Kinds of object that are about people: they stay in the bin for a shorter time.
PERSONAL = frozenset({"spaces.contact", "spaces.attachment", "catalogue.entryphoto", "events.eventfile"})
#: How many things the page of a bin lists of each source.
SHOWN = 200


def register(source: Source) -> None:
    _sources[source.code] = source


def source_of(code: str) -> Source | None:
    return _sources.get(code)


def sources() -> list[Source]:
    return list(_sources.values())


def permission_of(source: Source, one: Any) -> str:
    return source.permission or one.permission


def of_organisation(source: Source, organisation: Organisation) -> Any:
    return source.model._default_manager.filter(**{source.owner: organisation})


def rows(organisation: Organisation, reader: User) -> list[Row]:
    """What lies in the bin of ``organisation`` and ``reader`` may see, newest first."""
    kept = {personal: retention.days(organisation, code) for personal, code in ((False, "bin"), (True, "bin_personal"))}
    found = []
    for source in sources():
        seen = of_organisation(source, organisation).visible_to(reader)
        for one in seen.select_related("removed_by").defer("content").order_by("-removed_at", "-pk")[:SHOWN]:
            found.append(
                Row(
                    source=source.code,
                    key=one.pk,
                    name=one.name,
                    kind=kind_of(one.object_type),
                    marking=one.effective_marking,
                    who=str(one.removed_by) if one.removed_by else "–",
                    when=one.removed_at,
                    until=one.removed_at + dt.timedelta(days=kept[one.object_type in PERSONAL]),
                    may_decide=reader.has_perm(permission_of(source, one), one),
                )
            )
    return sorted(found, key=lambda row: row.when, reverse=True)


def due(organisation: Organisation, before: dt.datetime, *, personal: bool) -> list[Any]:
    """``(source, thing)`` of what lies in the bin since before ``before``."""
    found = []
    for source in sources():
        old = of_organisation(source, organisation).filter(removed_at__lt=before)
        old = old.filter(object_type__in=PERSONAL) if personal else old.exclude(object_type__in=PERSONAL)
        found += [(source, one) for one in old]
    return found
