"""Looking the audit trail through: every entry that was altered, taken out, put in or moved is found and named.

What the platform's own tables cannot tell, a checkpoint kept elsewhere does: whoever rewrites a whole chain, or cuts its
end off together with its head, cannot rewrite a mail or a printed page.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from protect.organisations import append_only, audit
from protect.organisations.models import AuditEntry, Verb
from protect.organisations.sealing import PLATFORM, AuditChain, AuditCheckpoint, AuditSeal, digest_of, hash_of

BATCH = 1000
#: In the changes of the entry by which retention says that the content of views up to this number is gone.
REMOVED_TO = "views_removed_to"


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong: in which chain, at which number, when that entry was written, and what."""

    chain: int
    number: int | None
    at: dt.datetime | None
    wrong: str

    def __str__(self) -> str:
        where = chain_name(self.chain)
        if self.number is not None:
            where += ", " + _("number %(number)s") % {"number": self.number}
        if self.at is not None:
            where += f", {self.at.astimezone(dt.UTC):%Y-%m-%d %H:%M:%S} UTC"
        return f"{where}: {self.wrong}"


@dataclass
class Verdict:
    """What a look found. ``entries``: how many were looked at; ``heads``: ``{chain: (number, hash)}``."""

    findings: list[Finding] = field(default_factory=list)
    entries: int = 0
    heads: dict[int, tuple[int, str]] = field(default_factory=dict)


def chain_name(chain: int) -> str:
    return _("chain of the platform") if chain == PLATFORM else _("chain of organisation %(key)s") % {"key": chain}


def settle() -> None:
    """Chain what the present transaction wrote: PostgreSQL does it at the commit, a look in between wants it before."""
    if (
        connection.vendor == "postgresql"
        and connection.in_atomic_block
        and "audit_chained" not in append_only.missing(connection)
    ):
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS audit_chained IMMEDIATE")
            cursor.execute("SET CONSTRAINTS audit_chained DEFERRED")


def verify(chain: int | None = None, marks: Iterable[Mark] = (), *, newest: int | None = None) -> Verdict:
    """Look through one chain or all. ``marks``: of an earlier checkpoint that was kept elsewhere.

    ``newest``: only so many entries from the end of each chain, for a page that somebody waits for; checkpoints are
    compared all the same.
    """
    settle()
    verdict = Verdict()
    heads = {one.chain: one for one in _of(AuditChain.objects.order_by("chain"), chain)}
    marks = list(marks)
    known = set(heads) | set(_of(AuditSeal.objects.order_by().values_list("chain", flat=True).distinct(), chain))
    known |= set(_of(AuditCheckpoint.objects.order_by().values_list("chain", flat=True).distinct(), chain))
    kept = [Mark(one.chain, one.number, one.hash, one.made_at) for one in _of(AuditCheckpoint.objects.all(), chain)]
    for one in sorted(known | {mark.chain for mark in marks}):
        head = heads.get(one)
        _walk(one, head, [mark for mark in (*kept, *marks) if mark.chain == one], verdict, newest)
    _unsealed(chain, verdict)
    if chain is None:
        missing = append_only.missing(connection)
        if missing:
            text = _("the database does not guard the trail any more (%(names)s); run “protect migrate”")
            verdict.findings.append(Finding(PLATFORM, None, None, text % {"names": ", ".join(missing)}))
    return verdict


def _of(rows: Any, chain: int | None) -> Any:
    return rows if chain is None else rows.filter(chain=chain)


def _walk(chain: int, head: AuditChain | None, marks: list[Mark], verdict: Verdict, newest: int | None) -> None:
    last = head.last_number if head else 0
    of_marks = AuditSeal.objects.filter(chain=chain, number__in={mark.number for mark in marks})
    hashes: dict[int, str] = dict(of_marks.values_list("number", "hash"))
    gone: list[tuple[int, bool]] = []  # (number, is it a view) of seals without entry
    removed_to = _views_removed_to(chain)
    number, previous = 0, ""
    if newest is not None and last > newest:
        before = AuditSeal.objects.filter(chain=chain, number=last - newest).first()
        number, previous = (before.number, before.hash) if before else (0, "")

    def wrong(at_number: int | None, at: dt.datetime | None, text: str) -> None:
        verdict.findings.append(Finding(chain, at_number, at, text))

    for seal, entry in _sealed(chain, number):
        expected = number + 1
        at = entry.at if entry else None
        if seal.number > last and head is not None and seal.number > _last_now(chain):
            wrong(seal.number, at, _("was put in after the end of the chain"))
        if seal.number != expected:
            span = str(expected) if seal.number == expected + 1 else f"{expected}–{seal.number - 1}"
            if seal.number > expected:
                wrong(expected, None, _("removed: entry %(span)s is missing") % {"span": span})
            else:
                wrong(seal.number, at, _("put in: this number is there twice"))
            previous = ""  # what follows is judged by itself
        computed = hash_of(chain, seal.number, previous, seal.is_view, seal.digest)
        if (seal.number == expected) and computed != seal.hash:
            wrong(seal.number, at, _("altered or moved: its hash does not follow from the entry before"))
        if entry is None:
            gone.append((seal.number, seal.is_view))
        else:
            verdict.entries += 1
            if digest_of(entry) != seal.digest:
                wrong(seal.number, at, _("altered: what it says is not what was sealed"))
            elif entry.digest != seal.digest or (entry.verb == Verb.VIEWED) != seal.is_view:
                wrong(seal.number, at, _("altered: its seal is not the one it was given"))
            elif (entry.organisation_id or PLATFORM) != chain:
                wrong(seal.number, at, _("moved here from another chain"))
        number, previous = seal.number, seal.hash
    for missing, is_view in gone:
        if not (is_view and missing <= removed_to):
            wrong(missing, None, _("removed: its seal is there, the entry is not"))
    if head is None and number:
        wrong(None, None, _("the head of the chain is missing"))
    elif head is not None:
        if number < last:
            wrong(number + 1, None, _("cut off: entries up to %(last)s were written") % {"last": last})
        elif number == last and previous != head.last_hash:
            wrong(number or None, None, _("altered: the head of the chain has another hash"))
        if head.views_removed_to > removed_to:
            wrong(None, None, _("views were removed without the entry that says so"))
    for mark in marks:
        if mark.number and hashes.get(mark.number) != mark.hash:
            text = _("rewritten or cut off: the checkpoint of %(when)s says another hash for this number")
            wrong(mark.number, None, text % {"when": f"{mark.made_at:%Y-%m-%d %H:%M}" if mark.made_at else "?"})
    if head is not None:
        verdict.heads[chain] = (head.last_number, head.last_hash)


def _last_now(chain: int) -> int:
    return AuditChain.objects.filter(chain=chain).values_list("last_number", flat=True).first() or 0


def _views_removed_to(chain: int) -> int:
    """Up to which number the trail itself says that the content of views is gone; only what was not altered counts."""
    told = AuditEntry.objects.filter(object_type=AuditChain._meta.label_lower, seal__chain=chain, verb=Verb.DELETED)
    found = 0
    for entry in told.select_related("seal"):
        if REMOVED_TO in entry.changes and digest_of(entry) == entry.seal.digest:
            found = max(found, int(entry.changes[REMOVED_TO]))
    return found


def _sealed(chain: int, beyond: int) -> Iterator[tuple[AuditSeal, AuditEntry | None]]:
    """The seals of a chain in their order, after number ``beyond`` (0: from the beginning), each with its entry."""
    after: tuple[int, int] = (beyond, 2**62) if beyond else (-(2**62), -1)
    while True:
        rows = AuditSeal.objects.filter(chain=chain, number__gte=after[0]).order_by("number", "entry_id")
        piece = [one for one in rows[:BATCH] if (one.number, one.entry_id) > after]
        if not piece:
            return
        entries = AuditEntry.objects.in_bulk([one.entry_id for one in piece])
        for one in piece:
            yield one, entries.get(one.entry_id)
        after = (piece[-1].number, piece[-1].entry_id)


def _unsealed(chain: int | None, verdict: Verdict) -> None:
    rows = AuditEntry.objects.filter(seal=None).order_by("pk")
    if chain is not None:
        rows = rows.filter(organisation=chain or None)
    for entry in rows[:1000]:
        text = _("entry %(key)s has no seal: it was put in past the chain, or its seal was removed")
        verdict.findings.append(Finding(entry.organisation_id or PLATFORM, None, entry.at, text % {"key": entry.pk}))


# Checkpoints -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Mark:
    """What a checkpoint says of one chain."""

    chain: int
    number: int
    hash: str
    made_at: dt.datetime | None = None


class CheckpointError(Exception):
    """A text is no checkpoint, or was altered; says why."""


HEAD = "PRoTECT audit checkpoint"
_LINE = re.compile(r"chain (\d{1,18}) number (\d{1,18}) hash ([0-9a-f]{64})")


def heads(chain: int | None = None) -> list[Mark]:
    settle()
    now = timezone.now()
    rows = _of(AuditChain.objects.filter(last_number__gt=0).order_by("chain"), chain)
    return [Mark(one.chain, one.last_number, one.last_hash, now) for one in rows]


def as_text(marks: Iterable[Mark], made_at: dt.datetime | None = None) -> str:
    """A checkpoint to mail, print or keep; holds numbers and hashes only, nobody's name."""
    moment = (made_at or timezone.now()).astimezone(dt.UTC)
    lines = [f"{HEAD} {moment:%Y-%m-%dT%H:%M:%SZ}"]
    lines += [f"chain {one.chain} number {one.number} hash {one.hash}" for one in marks]
    body = "\n".join(lines)
    return f"{body}\nsum {hashlib.sha256(body.encode()).hexdigest()}\n"


def from_text(text: str) -> list[Mark]:
    """Read a checkpoint from a file, a mail or a copy of a page, wherever its lines were broken. Raises CheckpointError."""
    words = " ".join(re.sub(r"(?m)^[> ]+", "", text.replace("\r", "")).split())
    begins = words.find(HEAD)
    if begins < 0:
        raise CheckpointError(_("This is no checkpoint: it has no line that begins with “%(head)s”.") % {"head": HEAD})
    ends = re.search(r" sum ([0-9a-f]{64})\b", words[begins:])
    if ends is None:
        raise CheckpointError(_("The checkpoint has no end: its last line begins with “sum”."))
    body = words[begins : begins + ends.start()]
    told = re.match(re.escape(HEAD) + r" (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ)", body)
    try:
        made = dt.datetime.strptime(told[1] if told else "", "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=dt.UTC)
    except ValueError:
        raise CheckpointError(_("The first line of the checkpoint tells no time.")) from None
    found = list(_LINE.finditer(body))
    lines = [f"{HEAD} {made:%Y-%m-%dT%H:%M:%SZ}", *(one[0] for one in found)]
    if hashlib.sha256("\n".join(lines).encode()).hexdigest() != ends[1]:
        raise CheckpointError(_("The checkpoint was altered or a line of it is missing: its sum is another."))
    return [Mark(int(one[1]), int(one[2]), one[3], made) for one in found]


@transaction.atomic
def keep_checkpoint() -> list[Mark]:
    """Keep the heads of all chains that moved since the last time; returns all heads. Run daily, before any removal."""
    marks = heads()
    AuditCheckpoint.objects.bulk_create(
        [AuditCheckpoint(chain=one.chain, number=one.number, hash=one.hash) for one in marks], ignore_conflicts=True
    )
    return marks


@transaction.atomic
def remove_views(chain: int, before: dt.datetime) -> int:
    """Take the content of views before ``before`` out of a chain; their seals stay, so the chain still holds.

    Only up to the newest checkpoint that was kept: what nobody could check any more is not removed. Returns how many.
    """
    rows, upto = views_to_remove(chain, before)
    if not upto:
        return 0
    head = AuditChain.objects.select_for_update().get(chain=chain)
    keys = list(rows.values_list("pk", flat=True))
    AuditChain.objects.filter(chain=chain).update(views_removed_to=max(upto, head.views_removed_to))
    audit.record(
        Verb.DELETED,
        head,
        changes={REMOVED_TO: max(upto, head.views_removed_to), "count": len(keys)},
        note=_("views before %(day)s, by the rule of retention") % {"day": f"{before:%Y-%m-%d}"},
    )
    for start in range(0, len(keys), BATCH):
        AuditEntry.objects.filter(pk__in=keys[start : start + BATCH])._raw_delete("default")
    return len(keys)


def views_to_remove(chain: int, before: dt.datetime) -> tuple[Any, int]:
    """The views that ``remove_views`` would remove, and the number up to which; (none, 0) if there are none."""
    anchor = AuditCheckpoint.objects.filter(chain=chain).order_by("-number").values_list("number", flat=True).first()
    rows = AuditEntry.objects.filter(
        verb=Verb.VIEWED, at__lt=before, seal__chain=chain, seal__number__lte=anchor or 0
    ).order_by("pk")
    return rows, rows.order_by("-seal__number").values_list("seal__number", flat=True).first() or 0
