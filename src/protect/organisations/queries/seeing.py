"""Who can see this, and what can they see: answers of the one rule (``visible_to``), with reasons beside them.

Whether somebody sees something is always asked of ``visible_to``. The reasons only put that answer into words.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from protect.organisations.access import READING_ROLES, Reach, Restricted, Visible
from protect.organisations.markings import Marking
from protect.organisations.models import Membership, Organisation, Role, Share, User
from protect.organisations.queries import audiences, tree, wording
from protect.organisations.queries.audiences import Audience
from protect.organisations.registry import page_of


@dataclass(frozen=True)
class Because:
    """Why one reader sees one object; ``until``: the end of the share it rests on."""

    words: str
    until: dt.datetime | None = None


@dataclass(frozen=True)
class Row:
    """One reader on the page "who can see this"."""

    name: str
    kind: str
    because: list[Because]

    @property
    def until(self) -> dt.datetime | None:
        ends = [one.until for one in self.because if one.until is not None]
        return min(ends) if ends else None


def _shares(origins: list[Restricted]) -> dict[tuple[str, int], list[Share]]:
    found: dict[tuple[str, int], list[Share]] = {}
    for about in origins:
        key = (about._meta.label_lower, about.pk)
        rows = Share.objects.in_force().filter(object_type=key[0], object_id=key[1])
        found[key] = list(rows.select_related("organisation", "person").order_by("created_at"))
    return found


def _within(word: str) -> str:
    """A role within a sentence; “RFI officer” keeps its capitals."""
    return word if word[1:2].isupper() else word[:1].lower() + word[1:]


def _why_one(about: Restricted, reach: Reach, shares: list[Share]) -> Because | None:
    if about.marking == Marking.CLEAR:
        return Because(_("it is public (TLP:CLEAR)"))
    if reach.user_id is None:
        return None
    if about.marking == Marking.RED:
        named = [one for one in shares if reach.user_id and one.person_id == reach.user_id]
        return Because(_("named in person (TLP:RED)"), named[0].expires_at) if named else None
    if about.organisation_id in reach.reading:
        role = reach.roles.get(about.organisation_id)
        word = Role(role).label if role in Role.values else _("reader")
        return Because(
            _("own organisation: %(role)s of %(owner)s") % {"role": _within(str(word)), "owner": about.organisation}
        )
    if about.marking == Marking.AMBER:
        partners = [one for one in shares if one.organisation_id in reach.reading]
        if partners:
            # Where two organisations of one person are named, the longer share counts.
            best = max(partners, key=lambda one: (one.expires_at is None, one.expires_at or one.created_at))
            return Because(_("shared with %(partner)s (TLP:AMBER)") % {"partner": best.organisation}, best.expires_at)
    if about.marking == Marking.GREEN and reach.is_authority:
        return Because(_("an authority on this platform (TLP:GREEN)"))
    return None


def why(about: Visible, reach: Reach, shares: dict[tuple[str, int], list[Share]] | None = None) -> list[Because]:
    """Reasons by which ``reach`` sees ``about``: one for itself, one for each source. Empty where one is missing."""
    origins = tree.origins(about)
    known = _shares(origins) if shares is None else shares
    found: list[Because] = []
    for one in origins:
        reason = _why_one(one, reach, known.get((one._meta.label_lower, one.pk), []))
        if reason is None:
            return []
        if one is not about:
            words = _("of “%(source)s”: %(why)s") % {"source": one, "why": reason.words}
            reason = Because(words, reason.until)
        found.append(reason)
    return found


@dataclass(frozen=True)
class Part:
    """What hangs on an object, of one kind. ``rows``: those with a marking of their own; others follow the object."""

    kind: str
    count: int
    own_rule: bool = False
    rows: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True)
class Who:
    rows: list[Row]
    in_vain: list[str]
    parts: list[Part]
    everybody: bool


#: Objects of one kind shown beneath another; the rest is counted.
SHOWN = 50


def who_sees(about: Visible, asker: User) -> Who:
    """Every person and organisation that can read ``about``, by the rule.

    Own people and people named stand by name. Of partner organisations only the organisation stands there: who works
    in it is not told to others.
    """
    origins = tree.origins(about)
    shares = _shares(origins)
    named = [one for found in shares.values() for one in found]
    rows: list[Row] = []
    in_vain: list[str] = []
    if about.is_visible_to(audiences.public().reader):
        rows.append(Row(_("Everybody"), _("public"), why(about, audiences.public().reach, shares)))
        return Who(rows, [], parts_of(about, asker), True)
    authority = audiences.any_authority()
    if about.is_visible_to(authority.reader):
        rows.append(Row(_("Every authority on this platform"), _("organisations"), why(about, authority.reach, shares)))
    owners = {one.organisation_id for one in origins}
    for organisation in Organisation.objects.filter(
        pk__in={one.organisation_id for one in named if one.organisation_id} | owners
    ).order_by("name"):
        audience = audiences.organisation(organisation)
        if organisation.pk == about.owner_id:
            continue  # by name, below
        if about.is_visible_to(audience.reader):
            rows.append(Row(str(organisation), _("organisation"), why(about, audience.reach, shares)))
        elif organisation.pk not in owners:
            in_vain.append(str(organisation))
    people = {
        one.user_id: one.user
        for one in Membership.objects.filter(organisation_id=about.owner_id, user__is_active=True)
        .select_related("user")
        .order_by("user__name", "pk")
    }
    own = set(people)
    people |= {one.person_id: one.person for one in named if one.person_id is not None and one.person is not None}
    for person, reach in zip(people.values(), reaches(list(people.values())), strict=True):
        person._reach = reach  # type: ignore[attr-defined]
        if about.is_visible_to(person):
            kind = _("own person") if person.pk in own else _("person named")
            rows.append(Row(str(person), kind, why(about, reach, shares)))
        elif any(one.person_id == person.pk for one in named):
            in_vain.append(str(person))
    return Who(rows, in_vain, parts_of(about, asker), False)


def reaches(people: list[User]) -> list[Reach]:
    """Of many people with one query."""
    from protect.organisations.models import AUTHORITY_KINDS

    found: dict[int, list[tuple[int, str, str]]] = {one.pk: [] for one in people}
    rows = Membership.objects.filter(user__in=people)
    for user, organisation, role, kind in rows.values_list("user_id", "organisation_id", "role", "organisation__kind"):
        found[user].append((organisation, role, kind))
    return [
        Reach(
            user_id=one.pk if one.is_active else None,
            roles={organisation: role for organisation, role, _kind in found[one.pk]},
            reading=frozenset(organisation for organisation, role, _kind in found[one.pk] if role in READING_ROLES),
            is_authority=any(kind in AUTHORITY_KINDS and role in READING_ROLES for _o, role, kind in found[one.pk]),
        )
        for one in people
    ]


def parts_of(about: Visible, asker: User) -> list[Part]:
    """What belongs to ``about`` and is read through it, as far as ``asker`` reads it."""
    found = []
    for model, path in tree.below(type(about)):
        seen: QuerySet[Any] = model._default_manager.visible_to(asker).filter(**{path: about.pk}).order_by()  # type: ignore[attr-defined]
        count = seen.count()
        if not count:
            continue
        rows = []
        if issubclass(model, Restricted):
            for one in seen.order_by("pk")[:SHOWN]:
                rows.append(
                    {
                        "about": one,
                        "label": one._meta.label_lower,
                        "marking": one.effective_marking,
                        "own_marking": Marking(one.marking),
                        "page": page_of(one),
                    }
                )
        found.append(Part(wording.kind_of(model._meta.label_lower), count, tree.has_own_rule(model), rows))
    return found


@dataclass(frozen=True)
class Kind:
    label: str
    name: str
    count: int
    has_marking: bool


def seen_by(audience: Audience, own: Organisation, asker: User, model: type[Visible]) -> QuerySet[Any]:
    """Objects of ``own`` that the audience sees, of one model; only those that ``asker`` may know of."""
    rows = model._default_manager.filter(**{tree.owner_path(model): own.pk})
    return rows.visible_to(asker).visible_to(audience.reader)  # type: ignore[attr-defined]


def with_rows(models: list[type[Visible]]) -> list[type[Visible]]:
    """Those whose table is not empty, by one question: the rule over a hundred kinds costs more than its answer."""
    parts = [
        f"SELECT {number} WHERE EXISTS (SELECT 1 FROM {connection.ops.quote_name(model._meta.db_table)})"  # noqa: S608
        for number, model in enumerate(models)
    ]
    with connection.cursor() as cursor:
        cursor.execute(f"{' UNION ALL '.join(parts)} ORDER BY 1")
        return [models[number] for (number,) in cursor.fetchall()]


def kinds_seen_by(audience: Audience, own: Organisation, asker: User) -> list[Kind]:
    """Counts by kind, those with a marking of their own first."""
    found = [
        Kind(
            model._meta.label_lower,
            wording.kind_of(model._meta.label_lower),
            seen_by(audience, own, asker, model).order_by().count(),
            issubclass(model, Restricted),
        )
        for model in with_rows([one for one in tree.visible_models() if tree.owner_path(one)])
    ]
    return sorted((one for one in found if one.count), key=lambda one: (not one.has_marking, one.name))


def lines(rows: list[Visible], audience: Audience) -> list[dict[str, Any]]:
    """One line each: the object, its marking, why the audience sees it and until when."""
    found = []
    for one in rows:
        because = why(one, audience.reach)
        ends = [reason.until for reason in because if reason.until is not None]
        found.append(
            {
                "about": one,
                "page": page_of(one),
                "marking": one.effective_marking,
                "because": because,
                "until": min(ends) if ends else None,
            }
        )
    return found
