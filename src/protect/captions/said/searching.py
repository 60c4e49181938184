"""Finding the second in a recording. The one place here that speaks the full-text language of the databases.

A common word stands in most of a quarter of a million passages. They are not fetched and sorted: passages are taken from the
newest track on until enough recordings are found that the reader may see, and where that takes too long each track that the
reader sees is asked by itself, the newest first. All words that begin like a common one would have to be gathered first, so
it is looked for as it is typed and in its other forms; of every other word its beginning will do. What is counted or shown
was let through by the one rule of seeing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from protect.captions.models import Passage, Track
from protect.captions.models.said import BITS
from protect.search import stemming

#: Each group must occur: of each the beginning of a word, or one of its stems.
Groups = Sequence[Sequence[str]]
#: More words than this are not a question.
WORDS = 8
#: Passages that are taken in the order of the index, of some twenty hours of a common word.
MOST = 3_000
#: PostgreSQL has no order to take them in: what matches more than this, by its statistics, is asked track by track.
COMMON = 4_000
#: Tracks about which the rule is asked at once, and of which passages are looked for at once.
ASKED, TOGETHER = 400, 40
#: Tracks that are asked one by one, at most: a word that is common and in none of so many is in none at all.
ONE_BY_ONE = 400
#: Beginnings of words that SQLite has an index of are shorter; words that begin alike and are asked for one by one, at most.
INDEXED, MOST_FORMS = 4, 120
#: Moments of one recording that are shown.
MOMENTS = 3
KEY = (1 << BITS) - 1


@dataclass(frozen=True)
class Spoken:
    """One recording: the track in which it was found, and its first passages that match."""

    track: Track
    passages: list[Passage]
    #: Whether there are more of them.
    more: bool


class _Row:
    """What is known of a track while it is looked at."""

    __slots__ = ("key", "language", "recording")

    def __init__(self, key: int, recording: int, language: str) -> None:
        self.key, self.recording, self.language = key, recording, language


def find(
    reader: Any, text: str, *, begin: int = 0, count: int = 5, language: str = "", within: dict[str, Any] | None = None
) -> tuple[list[Spoken], bool]:
    """Recordings in which all words are said within half a minute, the newest first, and whether there are more.

    ``language``: of the reader; of a recording with several tracks the one in it is taken. ``within``: conditions on the
    track, such as the organisation of its recording.
    """
    spoken = _languages()
    groups = _without_endless(stemming.asked(text, spoken, WORDS)) if spoken else []
    if not groups:  # no word is asked for, or nothing is shown in which it could be said
        return [], False
    keys, whole = _first(groups)
    found: dict[int, _Row] = {}
    looked = 0
    for row in _seen(reader, within, list(keys)):
        found.setdefault(row.recording, row)
        looked = row.key
        if len(found) > begin + count:
            break
    if not whole and len(found) <= begin + count:
        _one_by_one(reader, within, groups, found, begin + count + 1, before=min(keys, default=looked))
    page = dict(list(found.items())[begin : begin + count])
    chosen = _best(reader, within, groups, page, language, keys if whole else None)
    return _with_passages(chosen), len(found) > begin + count


def _languages() -> list[str]:
    return list(Track.objects.exclude(shown=None).order_by().values_list("language", flat=True).distinct())


def _rule(reader: Any, within: dict[str, Any] | None) -> QuerySet[Track]:
    seen: QuerySet[Track] = Track.objects.visible_to(reader)  # type: ignore[attr-defined]
    return seen.filter(shown__isnull=False, **(within or {})).order_by()


def _seen(reader: Any, within: dict[str, Any] | None, tracks: list[int]) -> Iterator[_Row]:
    """Those of the tracks that the reader sees, in the order given; a few at first, most readers need no more."""
    rule, at, size = _rule(reader, within), 0, TOGETHER
    while at < len(tracks):
        part = tracks[at : at + size]
        rows = {row[0]: row for row in rule.filter(pk__in=part).values_list("pk", "recording_id", "language")}
        yield from (_Row(*rows[key]) for key in part if key in rows)
        at, size = at + size, ASKED


def _one_by_one(
    reader: Any, within: dict[str, Any] | None, groups: Groups, found: dict[int, _Row], wanted: int, before: int
) -> None:
    """More recordings, from tracks that were not looked at yet, or all of them where nothing was."""
    rows = _rule(reader, within).order_by("-pk")
    if before:
        rows = rows.filter(pk__lte=before)
    some = [_Row(*row) for row in rows.values_list("pk", "recording_id", "language")[:ONE_BY_ONE]]
    size = max(wanted, 8)
    for at in range(0, len(some), size):
        if len(found) >= wanted:
            return
        part = [row for row in some[at : at + size] if row.recording not in found]
        hit = _passages(groups, [row.key for row in part], 1)
        for row in part:
            if hit.get(row.key):
                found.setdefault(row.recording, row)


def _best(
    reader: Any, within: dict[str, Any] | None, groups: Groups, page: dict[int, _Row], language: str,
    known: dict[int, list[int]] | None,
) -> list[tuple[int, list[int]]]:  # fmt: skip
    """Of each recording the track to show, with the keys of its first passages: the reader's language before others."""
    if not page:
        return []
    spoken: dict[int, list[tuple[tuple[bool, bool], int]]] = {}
    rows = _rule(reader, within).filter(recording__in=list(page))
    for key, recording, its, original in rows.values_list("pk", "recording_id", "language", "recording__language"):
        spoken.setdefault(recording, []).append(((its != language, its != original), key))
    if known is None:
        known = _passages(groups, [key for some in spoken.values() for _order, key in some], MOMENTS + 1)
    chosen = []
    for recording in page:
        for _order, key in sorted(spoken.get(recording, ())):
            if known.get(key):
                chosen.append((key, sorted(known[key])[: MOMENTS + 1]))
                break
    return chosen


def _with_passages(chosen: list[tuple[int, list[int]]]) -> list[Spoken]:
    """Asked for keys that the rule let through a moment ago, and for no others."""
    related = ("recording__event__organisation", "recording__organisation")
    tracks = Track._base_manager.select_related(*related).in_bulk([key for key, _passages in chosen])
    wanted = [key for _track, keys in chosen for key in keys[:MOMENTS]]
    passages = Passage._base_manager.defer("words").in_bulk(wanted)
    return [
        Spoken(tracks[key], [passages[one] for one in keys[:MOMENTS] if one in passages], len(keys) > MOMENTS)
        for key, keys in chosen
        if key in tracks
    ]


# -- the two databases


def _first(groups: Groups) -> tuple[dict[int, list[int]], bool]:
    """Passages that match, by track, the newest track first; and whether those are all."""
    if connection.vendor == "sqlite":
        sql = "SELECT rowid FROM captions_said WHERE captions_said MATCH %s ORDER BY rowid DESC LIMIT %s"
        with connection.cursor() as cursor:
            cursor.execute(sql, [_fts5(groups), MOST + 1])
            rows = [key for (key,) in cursor.fetchall()]
    else:
        if _is_endless(groups):
            return {}, False
        # OFFSET 0 keeps the database to its index of words: it would rather go through all, the newest first.
        matching = "SELECT id FROM captions_passage WHERE said @@ %s::tsquery OFFSET 0"
        sql = f"SELECT id FROM ({matching}) AS its ORDER BY id DESC LIMIT %s"  # noqa: S608  words of ours
        with connection.cursor() as cursor:
            cursor.execute(sql, [_tsquery(groups), MOST + 1])
            rows = [key for (key,) in cursor.fetchall()]
    found: dict[int, list[int]] = {}
    for key in rows:
        found.setdefault(key >> BITS, []).append(key)
    return found, len(rows) <= MOST


def _without_endless(groups: Groups) -> Groups:
    """Of common words the word itself in the place of its beginning; of others the words that begin so, if they are few."""
    found = []
    for first, *stems in groups:
        whole = [f"={first}", *stems]
        found.append(whole if _is_common(whole) else [*_beginning(first), *stems])
    return found


def _beginning(word: str) -> list[str]:
    """SQLite gathers all that begins alike before it gives the first; of single words it gives one after another."""
    if connection.vendor != "sqlite" or len(word) < INDEXED:
        return [word]
    sql = "SELECT term FROM captions_said_words WHERE term >= %s AND term < %s LIMIT %s"
    with connection.cursor() as cursor:
        cursor.execute(sql, [word, f"{word}\U0010ffff", MOST_FORMS + 1])
        terms = [term for (term,) in cursor.fetchall()]
    if len(terms) > MOST_FORMS:
        return [word]
    return [f"={word}", *(term for term in terms if term != word)]


def _is_common(group: Sequence[str]) -> bool:
    if connection.vendor != "sqlite":
        return _has_common_form(group)
    sql = "SELECT count(*) FROM (SELECT 1 FROM captions_said WHERE captions_said MATCH %s LIMIT %s)"
    with connection.cursor() as cursor:
        cursor.execute(sql, [_fts5([group]), MOST + 1])
        return bool(cursor.fetchone()[0] > MOST)


def _passages(groups: Groups, tracks: Sequence[int], most: int) -> dict[int, list[int]]:
    """The first passages of each track that match."""
    if not tracks:
        return {}
    if connection.vendor == "sqlite":
        sql = "SELECT rowid FROM captions_said WHERE captions_said MATCH %s AND rowid BETWEEN %s AND %s ORDER BY rowid LIMIT %s"
        asked, found = _fts5(groups), {}
        with connection.cursor() as cursor:
            for key in tracks:
                cursor.execute(sql, [asked, key << BITS, (key << BITS) | KEY, most])
                found[key] = [row for (row,) in cursor.fetchall()]
        return found
    # OFFSET 0 keeps the database to the passages of the track: it would rather fetch all that match a common word.
    sql = (
        "SELECT track, ARRAY(SELECT id FROM (SELECT id, said FROM captions_passage "
        "WHERE id BETWEEN track << %s AND (track << %s) | %s ORDER BY id OFFSET 0) AS its WHERE said @@ %s::tsquery LIMIT %s) "
        "FROM unnest(%s::bigint[]) AS wanted (track)"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [BITS, BITS, KEY, _tsquery(groups), most, list(tracks)])
        return dict(cursor.fetchall())


def _fts5(groups: Groups) -> str:
    """The first of a group is the beginning of a word, or after a sign the whole word; the others are whole stems."""
    forms = [_forms(group, exact='"{}"', begins='"{}" *') for group in groups]
    return " AND ".join("(" + " OR ".join(some) + ")" for some in forms)


def _tsquery(groups: Groups) -> str:
    forms = [_forms(group, exact="'{}'", begins="'{}':*") for group in groups]
    return " & ".join("(" + " | ".join(some) + ")" for some in forms)


def _forms(group: Sequence[str], *, exact: str, begins: str) -> list[str]:
    whole = group[0].startswith("=")
    first = exact.format(group[0][1:]) if whole else begins.format(group[0])
    return [first, *(exact.format(stem) for stem in group[1:])]


def _is_endless(groups: Groups) -> bool:
    """Whether PostgreSQL would have to gather so many: where one of the words is not common, its index leads to few."""
    return _estimate(_tsquery(groups)) > COMMON and all(map(_has_common_form, groups))


def _has_common_form(group: Sequence[str]) -> bool:
    """One form by itself. Of each that PostgreSQL does not know it assumes that it is in one passage of two hundred: a rare word
    with its stems in five languages would seem to be in one of thirty."""
    if _estimate(_tsquery([group])) <= COMMON:
        return False
    first, *stems = group
    return any(_estimate(_tsquery([[one]])) > COMMON for one in (first, *(f"={stem}" for stem in stems)))


def _estimate(asked: str) -> int:
    """How many passages match, by the statistics of the database; a wrong guess makes the answer slower, not another."""
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN (FORMAT JSON) SELECT 1 FROM captions_passage WHERE said @@ %s::tsquery", [asked])
        (((plan,),),) = cursor.fetchall()
    return int(plan["Plan"]["Plan Rows"])


def faults() -> list[str]:
    """For ``protect check``: tracks that are shown and have words, but no passages; and the full-text table."""
    found = []
    without = Track.objects.filter(shown__cues__gt=0, passages__isnull=True).order_by("pk").select_related("shown")
    from protect.captions.texts import track_of
    from protect.formats.captions.passages import passages

    missing = [one.pk for one in without[:1000] if one.shown is not None and passages(track_of(one.shown.text))]
    if missing:
        found.append(f"{len(missing)} tracks of captions are shown, but what they say is not in the index")
    if connection.vendor == "sqlite":
        from django.db import transaction

        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("INSERT INTO captions_said(captions_said, rank) VALUES ('integrity-check', 1)")
        except Exception as error:  # the database names its own kinds of damage
            found.append(f"the full-text table of what is said is damaged ({error})")
    return found
