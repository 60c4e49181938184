"""Shares in force as lists: what was shared with a reader, and what they share with others."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from protect.organisations.access import Reach, Restricted
from protect.organisations.models import Role, Share, ShareQuerySet, User
from protect.organisations.queries import wording
from protect.organisations.registry import page_of, shareable


@dataclass(frozen=True)
class Line:
    share: Share
    about: Restricted
    kind: str
    page: str
    may_change: bool = False

    @property
    def label(self) -> str:
        return self.share.object_type

    @property
    def reader(self) -> str:
        return str(self.share.organisation or self.share.person)


def with_me(user: User) -> list[Line]:
    """What was shared with this person or with an organisation for which they read, and what they can see of it."""
    reach = Reach.of(user)
    mine = Q(person=user) | Q(organisation__in=sorted(reach.reading))
    found = _lines(Share.objects.in_force().filter(mine), user)
    # Whoever marks something TLP:RED is its first named reader; that is not a share with them.
    return [one for one in found if one.share.created_by_id != user.pk or one.share.person_id != user.pk]


def by_me(user: User) -> list[Line]:
    """Shares of objects that this person may share: of the organisations they lead, and what they shared themselves."""
    reach = Reach.of(user)
    leads = {key for key, role in reach.roles.items() if role in {Role.ADMINISTRATOR, Role.LEAD}}
    wanted = Q(created_by=user)
    labels = Share.objects.in_force().order_by().values_list("object_type", flat=True).distinct()
    for label in labels:
        found = shareable(label)
        if found and leads:
            own = found[0]._default_manager.filter(organisation__in=leads).visible_to(user)  # type: ignore[attr-defined]
            wanted |= Q(object_type=label, object_id__in=own.order_by().values("pk"))
    lines = _lines(Share.objects.in_force().filter(wanted), user)
    return [one for one in lines if one.may_change]


def _lines(shares: ShareQuerySet, user: User) -> list[Line]:
    rows = list(shares.select_related("organisation", "person", "created_by").order_by("-created_at", "-pk"))
    about = _objects(rows, user)
    found = []
    for one in rows:
        thing = about.get((one.object_type, one.object_id))
        terms = shareable(one.object_type)
        if thing is None or terms is None:
            continue
        may_change = user.has_perm(terms[1].permission, thing)
        found.append(Line(one, thing, wording.kind_of(one.object_type), page_of(thing), may_change))
    return found


def _objects(rows: Iterable[Share], user: User) -> dict[tuple[str, int], Any]:
    """The objects behind shares, as far as ``user`` sees them; one query a kind."""
    keys: dict[str, set[int]] = defaultdict(set)
    for one in rows:
        keys[one.object_type].add(one.object_id)
    found: dict[tuple[str, int], Any] = {}
    for label, wanted in keys.items():
        terms = shareable(label)
        if terms is None:
            continue
        seen = terms[0]._default_manager.filter(pk__in=wanted).visible_to(user)  # type: ignore[attr-defined]
        found |= {(label, thing.pk): thing for thing in seen.select_related("organisation")}
    return found
