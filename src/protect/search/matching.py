"""The one place that speaks the full-text language of SQLite (FTS5) and of PostgreSQL.

Both get the same words, folded by us. Besides its words every entry carries where it stands (``scope``): its space and
the organisation of that space. Who asks gets only entries that stand where they see anything at all; that alone shows
nothing to anybody, because the rule of seeing is then asked about each thing that is counted or shown. It only spares the
rule from being asked about a hundred thousand things of other towns.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from django.db import connection

from protect.organisations.access import Reach
from protect.organisations.models import User
from protect.search.kinds import Kind
from protect.search.models import BITS
from protect.spaces.models import Space

#: Every group must occur; of a group any beginning of a word will do.
Groups = Sequence[Sequence[str]]
#: Begins a word that nobody can type: a sign is never part of a word.
SIGN = "§"
ANYWHERE = f"{SIGN}any"
#: Spaces of others that are asked for one by one; who sees more of them is asked about everything.
MOST_SPACES = 200


def scope(space: int | None, organisation: int | None) -> list[str]:
    """The words that say where an entry stands; what belongs to no space may stand anywhere."""
    return [f"{SIGN}s{space}", f"{SIGN}o{organisation}"] if space else [ANYWHERE]


def scopes_of(reader: User) -> list[str]:
    """Where the reader can see anything; empty for a reader who sees so much that it is not worth asking.

    A thing that stands in a space is seen only by whoever sees the space (``sources``): so the organisations one reads,
    and the single spaces of others that one sees, are all there is.
    """
    reading = sorted(Reach.of(reader).reading)
    others = Space.objects.visible_to(reader).exclude(organisation__in=reading).order_by()
    spaces = list(others.values_list("pk", flat=True)[: MOST_SPACES + 1])
    if len(spaces) > MOST_SPACES:
        return []
    return [ANYWHERE, *(f"{SIGN}o{key}" for key in reading), *(f"{SIGN}s{key}" for key in spaces)]


#: Keys by the number of their kind, newest first.
Keys = dict[int, list[int]]
KEY = (1 << BITS) - 1


def matches(groups: Groups, scopes: Sequence[str], kind: Kind | None = None) -> tuple[Keys, Keys]:
    """Everything that matches and stands in ``scopes``: what matches by its title alone, and what by all its words."""
    span = (kind.base, kind.base + KEY) if kind else (0, (1 << 62))
    if connection.vendor == "sqlite":
        return _matches_sqlite(_fts5(groups, scopes, title_only=True), span), _matches_sqlite(
            _fts5(groups, scopes, title_only=False), span
        )
    return _matches_postgresql(_tsquery(groups, scopes), span)


def _matches_sqlite(asked: str, span: tuple[int, int]) -> Keys:
    sql = "SELECT rowid FROM search_fts WHERE search_fts MATCH %s AND rowid BETWEEN %s AND %s"
    with connection.cursor() as cursor:
        cursor.execute(sql, [asked, *span])
        keys = sorted((key for (key,) in cursor.fetchall()), reverse=True)
    return {number: [key & KEY for key in some] for number, some in groupby(keys, lambda key: key >> BITS)}


def _matches_postgresql(asked: str, span: tuple[int, int]) -> tuple[Keys, Keys]:
    sql = (
        "SELECT id >> %s, title_words @@ %s::tsquery, array_agg(id & %s ORDER BY id DESC) FROM search_entry "
        "WHERE all_words @@ %s::tsquery AND id BETWEEN %s AND %s GROUP BY 1, 2"
    )
    titles: Keys = {}
    rest: Keys = {}
    with connection.cursor() as cursor:
        cursor.execute(sql, [BITS, asked, KEY, asked, *span])
        for number, in_title, keys in cursor.fetchall():
            (titles if in_title else rest)[number] = keys
    return titles, rest


def _fts5(groups: Groups, scopes: Sequence[str], title_only: bool) -> str:
    asked = " AND ".join("(" + " OR ".join(f'"{word}" *' for word in group) + ")" for group in groups)
    asked = f"(title : ({asked}))" if title_only else asked
    return f"({' OR '.join(_quoted(scopes))}) AND {asked}" if scopes else asked


def _quoted(scopes: Sequence[str]) -> list[str]:
    return [f'"{one}"' for one in scopes]


def _tsquery(groups: Groups, scopes: Sequence[str]) -> str:
    asked = [" | ".join(f"'{word}':*" for word in group) for group in groups]
    places = [" | ".join(f"'{one}'" for one in scopes)] if scopes else []
    return " & ".join(f"({one})" for one in [*places, *asked])
