"""Reference data in the table: load it, find it, freeze it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone

from protect.reference import loader
from protect.reference.loader import Document, ReferenceDataError
from protect.reference.models import ReferenceSet, digest_of


@dataclass
class Synced:
    """What ``sync`` did, as ``kind key version`` lines, and the warnings of the documents."""

    created: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    unchanged: int = 0
    warnings: list[str] = field(default_factory=list)


@transaction.atomic
def sync(documents: Sequence[Document] | None = None) -> Synced:
    """Brings the table up to the documents (default: those shipped). May run any number of times.

    Raises ReferenceDataError if a document that is in use was changed without a new version; then nothing is changed.
    """
    done = Synced()
    known = {(one.kind, one.key, one.version): one for one in ReferenceSet.objects.select_for_update()}
    new: list[ReferenceSet] = []
    for document in loader.documents() if documents is None else documents:
        done.warnings += document.warnings
        name = " ".join(map(str, document.name))
        head = {"title": document.title, "status": document.status, "source": document.source}
        digest = digest_of(document.content)
        ref = known.get(document.name)
        if ref is None:
            new.append(
                ReferenceSet(
                    kind=document.kind,
                    key=document.key,
                    version=document.version,
                    content=document.content,
                    digest=digest,
                    **head,
                )
            )
            done.created.append(name)
        elif ref.digest == digest and all(getattr(ref, key) == value for key, value in head.items()):
            done.unchanged += 1
        else:
            if ref.digest != digest and ref.frozen_at:
                raise ReferenceDataError(
                    document.file,
                    document.lines.get(("version",), 1),
                    f"version {document.version} is in use since {ref.frozen_at:%Y-%m-%d} and may not change; undo the "
                    f"change and put it into a new file with version {document.version + 1}.",
                )
            ref.content = document.content
            for key, value in head.items():
                setattr(ref, key, value)
            ref.save()
            done.updated.append(name)
    ReferenceSet.objects.bulk_create(new)
    return done


@transaction.atomic
def freeze(ref: ReferenceSet) -> ReferenceSet:
    """Call on first use: from now on the content of this version stays what it is. Repeating it changes nothing."""
    ReferenceSet.objects.filter(pk=ref.pk, frozen_at__isnull=True).update(frozen_at=timezone.now())
    ref.refresh_from_db()
    return ref


def latest(kind: str, key: str) -> ReferenceSet:
    """Newest version of a set; ReferenceSet.DoesNotExist says how to load the reference data."""
    ref = ReferenceSet.objects.filter(kind=kind, key=key).order_by("-version").first()
    if ref is None:
        raise ReferenceSet.DoesNotExist(
            f"There is no {kind} '{key}' in the database; run 'protect migrate', which loads the reference data."
        )
    return ref


def newest(kind: str) -> list[ReferenceSet]:
    """Newest version of every set of a kind, by key, in one query."""
    found: dict[str, ReferenceSet] = {}
    for ref in ReferenceSet.objects.filter(kind=kind).order_by("key", "-version"):
        found.setdefault(ref.key, ref)
    return list(found.values())
