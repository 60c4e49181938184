"""Which sets an organisation can use."""

from __future__ import annotations

from typing import Any

from django.db.models import OuterRef, Prefetch, Q, Subquery

from protect.organisations.access import Reach
from protect.organisations.models import Organisation, User
from protect.reference import services as reference
from protect.reference.models import ReferenceSet
from protect.sets.models import Kind, OwnSet, Version


def own_references(organisation: Organisation, kind: str) -> Any:
    """The newest version of every set of the organisation that is not retired, as reference sets."""
    newest = Version.objects.filter(own_set=OuterRef("own_version__own_set")).order_by("-number").values("number")[:1]
    return ReferenceSet.objects.filter(
        kind=kind,
        own_version__own_set__organisation=organisation,
        own_version__own_set__retired_at=None,
        own_version__number=Subquery(newest),
    ).order_by("title", "pk")


def platform_sets(kind: str) -> list[ReferenceSet]:
    return [one for one in reference.newest(kind) if one.status != ReferenceSet.Status.ORGANISATION]


def available_sets(organisation: Organisation, kind: str) -> list[ReferenceSet]:
    """What can be begun with: the platform's sets, then the organisation's own."""
    return [*platform_sets(kind), *own_references(organisation, kind)]


def next_of(used: ReferenceSet, organisation: Organisation) -> ReferenceSet:
    """The version with which something is begun anew that was begun with ``used``.

    A set of an organisation is followed only by that organisation; for others it stays as it is.
    """
    if used.status != ReferenceSet.Status.ORGANISATION:
        return reference.latest(used.kind, used.key)
    own = Version.objects.filter(reference=used, own_set__organisation=organisation).select_related("own_set").first()
    newest = own.own_set.newest if own is not None and own.own_set.retired_at is None else None
    return newest.reference if newest is not None else used


def known_to(organisation: Organisation) -> Q:
    """Reference sets that the organisation may come across: all but the versions of others."""
    return Q(own_version=None) | Q(own_version__own_set__organisation=organisation)


def listing(reader: User) -> list[OwnSet]:
    """Every own set that the reader may see."""
    versions = Version.objects.select_related("reference").defer("reference__content")
    found: Any = OwnSet.objects.visible_to(reader)  # type: ignore[attr-defined]
    return list(found.select_related("organisation").prefetch_related(Prefetch("versions", versions)).defer("content"))


def own_questions(reader: User) -> list[ReferenceSet]:
    """The newest questions of every set that the reader may see."""
    newest = [one.newest for one in listing(reader) if one.kind == Kind.QUESTIONS and one.retired_at is None]
    return [one.reference for one in newest if one is not None]


def organisations_of(user: User) -> Any:
    """Those in which the person may make sets."""
    own = Organisation.objects.filter(pk__in=Reach.of(user).roles)
    return own.filter(pk__in=[one.pk for one in own if user.has_perm("sets.edit", one)])
