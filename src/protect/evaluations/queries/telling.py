"""The ranking in plain sentences and as drawings; each drawing has its table on the same page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from protect.evaluations.models import Evaluation
from protect.evaluations.queries.ranking import Interval, Ranked, Row, ranked
from protect.evaluations.queries.standing import revealed
from protect.reference.wording import translate

#: Fills of the groups and ranks, light to dark, told apart by lightness alone; the words stand in the table.
FILLS = ("#cfe2f3", "#9fc5e8", "#6fa8dc", "#3d85c6", "#0b5394", "#073763", "#b4a7d6", "#8e7cc3", "#674ea7", "#351c75")


def sentences(found: Ranked) -> list[str]:
    """Who is first, how sure that is, and what would change it."""
    first = found.first
    if first is None:
        if any(one.value is not None for one in found.rows):
            return [_("Nobody is ranked: too little of the weight was scored, or a knock-out criterion fails.")]
        return [_("Nothing is scored yet.")]
    tied = [one.candidate.name for one in found.ranked if one.rank == 1]
    said = []
    if len(tied) > 1:
        said.append(_("%(names)s share the first place.") % {"names": ", ".join(f"“{one}”" for one in tied)})
    if first.first is not None:
        best = max(found.ranked, key=lambda one: one.first or 0)
        said.append(
            _("“%(name)s” is first in %(share)d %% of the weightings the group accepts, over the spread of the scores.")
            % {"name": best.candidate.name, "share": best.first}
        )
        if best is not first and len(tied) == 1:
            said.append(_("By the agreed weights “%(name)s” is first.") % {"name": first.candidate.name})
    said += _thresholds(found, first)
    if found.holds_if_equal is not None:
        told = {"name": first.candidate.name}
        said.append(
            _("With equal weights of the groups “%(name)s” stays first.") % told
            if found.holds_if_equal
            else _("With equal weights of the groups “%(name)s” is not first any more.") % told
        )
    if found.holds_if_fifth is not None:
        said.append(
            _("It stays so if any one weight of a group is a fifth lower or higher.")
            if found.holds_if_fifth
            else _("It does not stay so if one weight of a group is a fifth lower or higher.")
        )
    if found.disagree:
        said.append(_("Other methods order the candidates otherwise; look at the columns beside the rank."))
    criteria = len(found.standing.criteria)
    if first.others and found.common < criteria:
        said.append(
            ngettext(
                "What compares candidates with each other uses the %(count)d of %(all)d criteria that all were scored in.",
                "What compares candidates with each other uses the %(count)d of %(all)d criteria that all were scored in.",
                found.common,
            ) % {"count": found.common, "all": criteria}
        )  # fmt: skip
    out = [one for one in found.rows if not one.rank and not one.failed]
    if out:
        said.append(
            ngettext(
                "%d candidate has too little scored for a rank: ask the provider.",
                "%d candidates have too little scored for a rank: ask the providers.", len(out),
            ) % len(out)
        )  # fmt: skip
    return said


def nearest(intervals: list[Interval]) -> tuple[Interval, str, int] | None:
    """The single weight that has to change least for another winner: its interval, "over" or "under", and the limit."""
    ways = [(one.high - one.weight, one, "over", one.high) for one in intervals if one.high < 100]
    ways += [(one.weight - one.low, one, "under", one.low) for one in intervals if one.low > 0]
    if not ways:
        return None
    _apart, one, side, limit = min(ways, key=lambda way: way[0])
    return one, side, limit


def _thresholds(found: Ranked, first: Row) -> list[str]:
    if not found.intervals:
        return []
    close = nearest(found.intervals)
    name = first.candidate.name
    if close is None:
        return [_("No change of a single weight takes the first place from “%(name)s”.") % {"name": name}]
    one, side, limit = close
    told = {"name": name, "group": translate(one.label), "limit": limit, "weight": one.weight}
    said = [
        _("“%(name)s” loses if “%(group)s” counts over %(limit)d %%; it counts %(weight)d %% now.") % told
        if side == "over"
        else _("“%(name)s” loses if “%(group)s” counts under %(limit)d %%; it counts %(weight)d %% now.") % told
    ]
    if found.moved is not None and found.rival:
        moved = {"points": found.moved, "rival": found.rival}
        said.append(
            ngettext(
                "The smallest change of all: moving %(points)d of 100 points of weight brings “%(rival)s” level.",
                "The smallest change of all: moving %(points)d of 100 points of weight brings “%(rival)s” level.", found.moved,
            ) % moved
        )  # fmt: skip
    return said


@dataclass(frozen=True)
class Piece:
    """One rectangle of a bar, in hundredths of its width."""

    x: int
    width: int
    fill: str
    label: str
    value: int


def stacked(row: Row, groups: list[dict[str, Any]]) -> list[Piece]:
    """What each group brings to the value."""
    x, pieces = 0, []
    for number, group in enumerate(groups):
        width = row.parts.get(group["code"], 0)
        pieces.append(Piece(x, width, FILLS[number % len(FILLS)], translate(group["label"]), width))
        x += width
    return pieces


def acceptability(row: Row) -> list[Piece]:
    """How often each rank is taken, of those that are taken at all: two hundred candidates have as many ranks."""
    x, pieces = 0, []
    for number, share in enumerate(row.acceptability):
        if not share:
            continue
        fill = FILLS[max(0, 5 - number)]
        pieces.append(Piece(x, share, fill, _("rank %(rank)d") % {"rank": number + 1}, share))
        x += share
    return pieces


def ranks_in_words(row: Row) -> str:
    """Of 100 cases: the ranks that are taken at all."""
    told = [
        _("rank %(rank)d: %(share)d") % {"rank": number, "share": share}
        for number, share in enumerate(row.acceptability, 1)
        if share
    ]
    return "; ".join(told)


def missing(found: Ranked) -> list[dict[str, Any]]:
    """Of each candidate the criteria nobody could judge: what is missing raises a question to the provider."""
    rows = []
    for number, one in enumerate(found.standing.candidates):
        names = [
            translate(criterion["label"])
            for k, criterion in enumerate(found.standing.criteria)
            if found.standing.best[number, k] != found.standing.best[number, k]
        ]
        if names:
            rows.append({"name": one.name, "criteria": names})
    return rows


def profile(found: Ranked) -> list[dict[str, Any]]:
    """Of each group where every candidate stands, 0 to 100; who stands at the same place shares a mark."""
    rows = []
    for group in found.groups:
        at: dict[int, str] = {}
        values = []
        for number, one in enumerate(found.rows):
            level = one.levels.get(group["code"])
            if level is not None:
                letter = chr(65 + number % 26)
                at[level] = at.get(level, "") + letter
                values.append(f"{letter} {level}")
        marks = [{"x": 10 + 2 * level, "letters": letters} for level, letters in sorted(at.items())]
        rows.append({"label": translate(group["label"]), "marks": marks, "values": ", ".join(values)})
    return rows


def stages(evaluation: Evaluation, user: Any) -> tuple[list[str], list[dict[str, Any]], list[str]]:
    """What each round changed: titles of the rounds, rank and value of each candidate after them, and sentences."""
    rounds = revealed(evaluation)
    if len(rounds) < 2:
        return [str(one) for one in rounds], [], []
    after = [ranked(evaluation, user, rounds=rounds[: number + 1], robust=False) for number in range(len(rounds))]
    by_candidate: dict[int, list[Row]] = {}
    for one in after:
        for row in one.rows:
            by_candidate.setdefault(row.candidate.pk, []).append(row)
    rows = [
        {"name": path[0].candidate.name, "path": [(one.rank, one.value) for one in path]}
        for path in by_candidate.values()
    ]
    said = []
    for number in range(1, len(rounds)):
        moved = [row["name"] for row in rows if row["path"][number][0] != row["path"][number - 1][0]]
        told = {"round": rounds[number], "names": ", ".join(f"“{name}”" for name in moved)}
        said.append(
            _("“%(round)s” changed the rank of %(names)s.") % told
            if moved
            else _("“%(round)s” changed no rank.") % {"round": rounds[number]}
        )
    return [str(one) for one in rounds], rows, said
