"""Seeing is a rule, not a habit: the one rule ``visible_to(user)`` and the one way for a view to get an object.

A model is either ``Restricted`` (it carries its own organisation and marking) or ``Derived`` (it carries none and is
seen by whoever sees all its sources). Both may name ``sources``, the foreign keys they were derived from: what is
derived is visible only where every source is, so it inherits the strictest of their markings without a copy of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import Q, Value
from django.http import Http404, HttpRequest
from django.utils.translation import gettext_lazy as _

from protect.organisations import audit
from protect.organisations.markings import Marking, strictest
from protect.organisations.models import AUTHORITY_KINDS, Membership, Organisation, Role, Share, Verb

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from protect.organisations.models import User

#: Roles that read what belongs to their own organisation. Providers and observers see only what is theirs or public.
READING_ROLES = frozenset(
    {
        Role.ADMINISTRATOR.value,
        Role.LEAD.value,
        Role.ASSESSOR.value,
        Role.EXPERT.value,
        Role.VIEWER.value,
        Role.RFI_OFFICER.value,
    }
)


class LoginNeeded(Exception):
    """A visitor who has not signed in asked for something that is not public; the middleware sends them to sign in."""


@dataclass(frozen=True)
class Reach:
    """What a person's memberships let them reach; asked once a request and kept on the user."""

    user_id: int | None
    roles: dict[int, str] = field(default_factory=dict)
    reading: frozenset[int] = frozenset()
    is_authority: bool = False
    needs_second_factor: bool = False
    kinds: frozenset[str] = frozenset()
    #: Labels of which something was ever shared with this person or an organisation they read for: the rule asks of no
    #: others. None: not known, of each. It may name too many (what ended is asked of the share itself), never too few.
    shared: frozenset[str] | None = None
    as_of: int = -1

    @classmethod
    def of(cls, user: User | AnonymousUser | None) -> Reach:
        if user is None or not user.is_authenticated or not user.is_active:
            return cls(user_id=None)
        kept = getattr(user, "_reach", None)
        # What was made elsewhere (of supposed readers, of many people at once) asks of all shares: it does not grow old.
        if kept is None or (kept.shared is not None and kept.as_of != Share.made):
            made = Share.made
            found = list(cls._asked(user.pk))
            rows = [row for row in found if row[0] is not None]
            reading = frozenset(organisation for organisation, role, _kind, _factor in rows if role in READING_ROLES)
            kept = cls(
                user_id=user.pk,
                roles={organisation: role for organisation, role, _kind, _factor in rows},
                reading=reading,
                is_authority=any(kind in AUTHORITY_KINDS and role in READING_ROLES for _o, role, kind, _f in rows),
                needs_second_factor=any(factor for _o, _role, _kind, factor in rows),
                kinds=frozenset(kind for _o, _role, kind, _factor in rows),
                shared=frozenset(label for organisation, label, _kind, _factor in found if organisation is None),
                as_of=made,
            )
            # Not into ``user.__dict__``: behind a lazy ``request.user`` that is another object's, and the rules ask anew.
            user._reach = kept  # type: ignore[union-attr,attr-defined]
        return kept

    @staticmethod
    def _asked(key: int) -> models.QuerySet[Any]:
        """Memberships and, with None for the organisation, what kinds of thing were shared: one question for both."""
        mine = Membership.objects.filter(user_id=key).order_by()
        shares = Share.objects.filter(
            Q(person_id=key) | Q(organisation__in=mine.filter(role__in=READING_ROLES).values("organisation"))
        )
        return mine.values_list(
            "organisation_id", "role", "organisation__kind", "organisation__requires_second_factor"
        ).union(
            shares.order_by().values_list(
                Value(None, models.BigIntegerField()), "object_type", Value("", models.CharField()), Value(False)
            ),
        )  # fmt: skip

    def has_role(self, organisation_id: int | None, *roles: str) -> bool:
        return organisation_id is not None and self.roles.get(organisation_id) in roles


def forget_reach(user: User) -> None:
    """Call after a membership changed within a request (tests, services)."""
    if hasattr(user, "_reach"):
        del user._reach


def own_rule(model: type[models.Model], reach: Reach, prefix: str = "") -> Q:
    """The rule on an object's own marking, as a condition whose fields begin with ``prefix``."""
    rule = Q(**{f"{prefix}marking": Marking.CLEAR.value})
    if reach.user_id is None:
        return rule
    if reach.reading:
        within = [Marking.AMBER_STRICT.value, Marking.AMBER.value, Marking.GREEN.value]
        rule |= Q(**{f"{prefix}marking__in": within, f"{prefix}organisation__in": sorted(reach.reading)})
    label = model._meta.label_lower
    if reach.shared is None or label in reach.shared:
        shares = Share.objects.in_force().filter(object_type=label).order_by()
        named = shares.filter(person_id=reach.user_id).values("object_id")
        rule |= Q(**{f"{prefix}marking": Marking.RED.value, f"{prefix}pk__in": named})
        if reach.reading:
            named = shares.filter(organisation_id__in=sorted(reach.reading)).values("object_id")
            rule |= Q(**{f"{prefix}marking": Marking.AMBER.value, f"{prefix}pk__in": named})
    if reach.is_authority:
        rule |= Q(**{f"{prefix}marking": Marking.GREEN.value})
    return rule


def rule_for(model: type[models.Model], reach: Reach, prefix: str = "") -> Q:
    """The whole rule of ``model``: its own marking, if it has one, and every source it was derived from."""
    rule = own_rule(model, reach, prefix) if issubclass(model, Restricted) else Q()
    for source in getattr(model, "sources", ()):
        key = model._meta.get_field(source)
        condition = rule_for(key.related_model, reach, f"{prefix}{source}__")  # type: ignore[arg-type]
        if key.null:
            condition |= Q(**{f"{prefix}{source}": None})
        rule &= condition
    return rule


M = TypeVar("M", bound=models.Model)


class VisibleQuerySet(models.QuerySet[M]):
    def visible_to(self, user: User | AnonymousUser | None) -> VisibleQuerySet[M]:
        """Only what ``user`` may see; the single place where seeing is decided."""
        return self.filter(self.model.visibility(Reach.of(user)))  # type: ignore[attr-defined]

    def bulk_create(self, objs: Iterable[M], *args: Any, **options: Any) -> list[M]:
        made = super().bulk_create(objs, *args, **options)
        _tell_bulk_write(self.model, [one.pk for one in made if one.pk is not None], None)
        return made

    def update(self, **values: Any) -> int:
        if not _bulk_writers or self.query.is_sliced:
            return super().update(**values)
        # The keys first: what is changed may decide what the condition finds.
        keys = list(self.order_by().values_list("pk", flat=True))
        changed = super().update(**values)
        _tell_bulk_write(self.model, keys, list(values))
        return changed


#: Told of (model, keys, changed fields or None for all) what is written without a signal for each object.
_bulk_writers: list[Callable[[type[models.Model], Sequence[int], Iterable[str] | None], None]] = []


def on_bulk_write(teller: Callable[[type[models.Model], Sequence[int], Iterable[str] | None], None]) -> None:
    """Folders above that follow every change (the search) put themselves here at start-up."""
    if teller not in _bulk_writers:
        _bulk_writers.append(teller)


def _tell_bulk_write(model: type[models.Model], keys: Sequence[int], fields: Iterable[str] | None) -> None:
    for teller in _bulk_writers:
        teller(model, keys, fields)


class Visible(models.Model):
    """Shared by Restricted and Derived: the manager, and the marking that holds in the end."""

    sources: ClassVar[tuple[str, ...]] = ()

    objects = VisibleQuerySet.as_manager()

    class Meta:
        abstract = True

    @classmethod
    def visibility(cls, reach: Reach) -> Q:
        """The rule as a condition. A model that hides more (blind scores) narrows it here and nowhere else."""
        return rule_for(cls, reach)

    def is_visible_to(self, user: User | AnonymousUser | None) -> bool:
        return type(self)._default_manager.filter(pk=self.pk).visible_to(user).exists()  # type: ignore[attr-defined]

    def markings(self) -> list[str]:
        """Own marking and those of all sources."""
        found = [self.marking] if isinstance(self, Restricted) else []
        for source in self.sources:
            origin = getattr(self, source)
            if origin is not None:
                found += origin.markings()
        return found

    @property
    def effective_marking(self) -> Marking:
        return strictest(self.markings())

    @property
    def root(self) -> models.Model:
        """The object in whose history changes of this one are shown."""
        if isinstance(self, Restricted):
            return self
        # Of what may stand on the one or the other, the one that is there.
        above = next((one for name in self.sources if (one := getattr(self, name)) is not None), None)
        return self if above is None else above.root  # type: ignore[no-any-return]

    @property
    def owner_id(self) -> int | None:
        """Key of the organisation that owns this object."""
        return self.root.organisation_id  # type: ignore[attr-defined]


class Restricted(Visible):
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="+", verbose_name=_("organisation")
    )
    marking = models.CharField(_("marking"), max_length=12, choices=Marking.choices, default=Marking.AMBER_STRICT)

    class Meta:
        abstract = True

    @property
    def sharing_obstacle(self) -> str:
        """Why nobody else can be let in yet, as a sentence; empty where nothing stands in the way."""
        return ""


class Derived(Visible):
    class Meta:
        abstract = True


def fetch_public(request: HttpRequest, model: type[M], /, *, related: tuple[str, ...] = (), **lookup: Any) -> M:
    """The object of a page that everybody may read where its rule says so: such a look leaves no trace in any log.

    Of what is not public it is ``fetch``.
    """
    seen = model._default_manager.visible_to(None).select_related(*related)  # type: ignore[attr-defined]
    askable = all(not isinstance(one, int) or abs(one) < 2**63 for one in lookup.values())
    found: M | None = seen.filter(**lookup).first() if askable else None
    return fetch(request, model, related=related, **lookup) if found is None else found


def fetch(
    request: HttpRequest,
    model: type[M],
    /,
    *,
    permission: str | None = None,
    related: tuple[str, ...] = (),
    also: Mapping[str, Any] | None = None,
    **lookup: Any,
) -> M:
    """The object a view works on: visible to the reader, else 404 (or sign-in for a visitor); the view is audited.

    ``permission`` is asked of the rules on the object found; without it 403. GET requests of whole pages leave a
    ``viewed`` entry; partial requests (htmx) and changes do not, because the change leaves its own. ``also``: what the
    database tells with the same question.
    """
    seen = model._default_manager.visible_to(request.user).select_related(*related)  # type: ignore[attr-defined]
    # A number in an address that is no key of any database finds nothing; asked, SQLite and PostgreSQL would refuse it.
    askable = all(not isinstance(one, int) or abs(one) < 2**63 for one in lookup.values())
    found: M | None = seen.annotate(**(also or {})).filter(**lookup).first() if askable else None
    if found is None:
        if not request.user.is_authenticated:
            raise LoginNeeded
        raise Http404(_("There is no such page, or it was not shared with you."))
    if permission is not None and not request.user.has_perm(permission, found):
        raise PermissionDenied(_("Your role does not allow this here."))
    if request.method == "GET" and not getattr(request, "htmx", False):
        audit.record(Verb.VIEWED, found)
    return found
