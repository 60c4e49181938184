"""The one place that speaks the full-text language of SQLite (FTS5) and of PostgreSQL.

Both get the same words, folded by us. Besides its words every entry carries where it stands (``scope``): its space and
the organisation of that space. Who asks gets only entries that stand where they see anything at all; that alone shows
nothing to anybody, because the rule of seeing is then asked about each thing that is counted or shown. It only spares the
rule from being asked about a hundred thousand things of other towns.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from django.db import connection, transaction

from protect.organisations.access import Reach
from protect.organisations.models import User
from protect.search.kinds import Kind, all_kinds
from protect.search.models import BITS
from protect.search.stemming import SIGN
from protect.spaces.models import Space

#: Every group must occur; of a group any beginning of a word will do, or after a sign the whole stem.
Groups = Sequence[Sequence[str]]
ANYWHERE = f"{SIGN}any"
#: Spaces of others that are asked for one by one; who sees more of them is asked about everything.
MOST_SPACES = 200


def scope(space: int | None, organisation: int | None) -> list[str]:
    """The words that say where an entry stands; what belongs to no space may stand anywhere."""
    return [f"{SIGN}s{space}", f"{SIGN}o{organisation}"] if space else [ANYWHERE]


def scopes_of(reader: User | None) -> list[str]:
    """Where the reader can see anything; empty for a reader who sees so much that it is not worth asking.

    A thing that stands in a space is seen only by whoever sees the space (``sources``): so the organisations one reads,
    and the single spaces of others that one sees, are all there is. Visitors look for what stands in no space.
    """
    if reader is None:
        return [ANYWHERE]
    reading = sorted(Reach.of(reader).reading)
    others = Space.objects.visible_to(reader).exclude(organisation__in=reading).order_by()
    spaces = list(others.values_list("pk", flat=True)[: MOST_SPACES + 1])
    if len(spaces) > MOST_SPACES:
        return []
    return [ANYWHERE, *(f"{SIGN}o{key}" for key in reading), *(f"{SIGN}s{key}" for key in spaces)]


#: What matches more entries than this, as PostgreSQL estimates it, is looked for from the newest entry backwards.
COMMON = 4000

#: Keys by the number of their kind, newest first.
Keys = dict[int, list[int]]
KEY = (1 << BITS) - 1


@dataclass(frozen=True)
class Matches:
    """Keys by the number of their kind: what matches by its title alone, newest first, then the rest, newest first."""

    keys: Keys
    #: Kinds of which more matches than the keys that are here.
    cut: frozenset[int] = frozenset()
    #: Of kinds where more matches by its title than is here: what is here.
    titles: Mapping[int, frozenset[int]] = field(default_factory=dict)


def matches(
    groups: Groups, scopes: Sequence[str], kind: Kind | None = None, most: int | None = None, titles: int | None = None
) -> Matches:
    """What matches and stands in ``scopes``.

    With ``most`` of each kind at least the first ``most``, if there are so many. With ``titles`` only so many are sure to
    be those that match by their title; that spares a common word, whose newest matches are many, from being looked for
    in everything.
    """
    if connection.vendor == "sqlite":
        span = (kind.base, kind.base + KEY) if kind else (0, (1 << 62))
        by_title = _matches_sqlite(_fts5(groups, scopes, title_only=True), span)
        words = _matches_sqlite(_fts5(groups, scopes, title_only=False), span)
        # What matches by its title matches by its words, too.
        return Matches(
            {number: list(dict.fromkeys([*by_title.get(number, []), *keys])) for number, keys in words.items()}
        )
    asked, kinds = _tsquery(groups, scopes), [kind] if kind else all_kinds()
    if most is None:
        return _all_postgresql(asked, kinds)
    if titles and _estimate(asked) > COMMON:
        return _newest_postgresql(asked, kinds, most, titles)
    return _matches_postgresql(asked, kinds, most)


def _matches_sqlite(asked: str, span: tuple[int, int]) -> Keys:
    sql = "SELECT rowid FROM search_fts WHERE search_fts MATCH %s AND rowid BETWEEN %s AND %s ORDER BY rowid DESC"
    with connection.cursor() as cursor:
        cursor.execute(sql, [asked, *span])
        keys = [key for (key,) in cursor.fetchall()]
    if keys and span[0] >> BITS == span[1] >> BITS:
        return {span[0] >> BITS: [key & KEY for key in keys]}  # of one kind; asking each key for its kind takes time
    return {number: [key & KEY for key in some] for number, some in groupby(keys, lambda key: key >> BITS)}


def _all_postgresql(asked: str, kinds: Sequence[Kind]) -> Matches:
    """Everything, sorted here: asking of each match whether its title matches, too, takes the database longer."""
    by_title, by_words = (_unsorted_postgresql(words, asked, kinds) for words in ("title_words", "all_words"))
    keys: Keys = {}
    for number, found in by_words.items():
        titled = sorted(by_title.get(number, []), reverse=True)
        known = set(titled)
        keys[number] = titled + [key for key in sorted(found, reverse=True) if key not in known]
    return Matches(keys)


def _unsorted_postgresql(words: str, asked: str, kinds: Sequence[Kind]) -> Keys:
    sql = (
        f"SELECT id >> %s, array_agg(id & %s) FROM search_entry WHERE {words} @@ %s::tsquery "  # noqa: S608  names of ours
        "AND id BETWEEN %s AND %s GROUP BY 1"
    )
    with transaction.atomic(), connection.cursor() as cursor:
        # It thinks little of what comparing words costs, and would read the whole table where the index takes half as long.
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(sql, [BITS, KEY, asked, *_span(kinds)])
        found = dict(cursor.fetchall())
        cursor.execute("SET LOCAL enable_seqscan TO DEFAULT")
    return found


def _span(kinds: Sequence[Kind]) -> tuple[int, int]:
    return min(kind.base for kind in kinds), max(kind.base for kind in kinds) + KEY


def _matches_postgresql(asked: str, kinds: Sequence[Kind], most: int) -> Matches:
    # A common word matches tens of thousands; carrying them all over takes longer than finding them.
    sql = (
        "SELECT id >> %s, (array_agg(id & %s ORDER BY title_words @@ %s::tsquery DESC, id DESC))[:%s], count(*) "
        "FROM search_entry WHERE all_words @@ %s::tsquery AND id BETWEEN %s AND %s GROUP BY 1"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [BITS, KEY, asked, most, asked, *_span(kinds)])
        rows = cursor.fetchall()
    cut = frozenset(number for number, keys, count in rows if count > len(keys))
    return Matches({number: keys for number, keys, _count in rows}, cut)


def _newest_postgresql(asked: str, kinds: Sequence[Kind], most: int, titles: int) -> Matches:
    """From the newest entry of each kind backwards until enough match: soon, where every few entries do."""
    # OFFSET 0 keeps the database to this way: it would rather fetch all that match a title and sort them.
    newest = (
        "ARRAY(SELECT id & %s FROM (SELECT id, {words} FROM search_entry "
        "WHERE id BETWEEN number << %s AND number << %s | %s ORDER BY id DESC OFFSET 0) AS newest "
        "WHERE {words} @@ %s::tsquery LIMIT %s)"
    )
    by_title, by_words = (newest.format(words=words) for words in ("title_words", "all_words"))
    sql = f"SELECT number, {by_title}, {by_words} FROM unnest(%s::bigint[]) AS kind (number)"  # noqa: S608  names of ours
    of_each: list[str | int] = [KEY, BITS, BITS, KEY, asked]
    with connection.cursor() as cursor:
        cursor.execute(sql, [*of_each, titles + 1, *of_each, most + 1, [kind.number for kind in kinds]])
        rows = [row for row in cursor.fetchall() if row[2]]
    return Matches(
        {number: list(dict.fromkeys([*titled[:titles], *worded[:most]])) for number, titled, worded in rows},
        cut=frozenset(number for number, _titled, worded in rows if len(worded) > most),
        titles={number: frozenset(titled[:titles]) for number, titled, _worded in rows if len(titled) > titles},
    )


def _estimate(asked: str) -> int:
    """How many entries match, by the statistics of the database; a wrong guess makes the answer slower, not another."""
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN (FORMAT JSON) SELECT 1 FROM search_entry WHERE all_words @@ %s::tsquery", [asked])
        (((plan,),),) = cursor.fetchall()
    return int(plan["Plan"]["Plan Rows"])


def _fts5(groups: Groups, scopes: Sequence[str], title_only: bool) -> str:
    forms = [_forms(group, exact='"{}"', begins='"{}" *') for group in groups]
    asked = " AND ".join("(" + " OR ".join(some) + ")" for some in forms)
    asked = f"(title : ({asked}))" if title_only else asked
    return f"({' OR '.join(_quoted(scopes))}) AND {asked}" if scopes else asked


def _forms(group: Sequence[str], *, exact: str, begins: str) -> list[str]:
    return [(exact if word.startswith(SIGN) else begins).format(word) for word in group]


def _quoted(scopes: Sequence[str]) -> list[str]:
    return [f'"{one}"' for one in scopes]


def _tsquery(groups: Groups, scopes: Sequence[str]) -> str:
    asked = [" | ".join(_forms(group, exact="'{}'", begins="'{}':*")) for group in groups]
    places = [" | ".join(f"'{one}'" for one in scopes)] if scopes else []
    return " & ".join(f"({one})" for one in [*places, *asked])
