"""Which organisations a person may look at, and their people for those who administer them."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from protect.organisations.access import Reach
from protect.organisations.models import Membership, Organisation, Role, User


def organisations_of(user: User) -> QuerySet[Organisation]:
    """Those the person belongs to; the platform's administrator looks after all of them."""
    if user.is_platform_administrator:
        return Organisation.objects.all()
    return Organisation.objects.filter(pk__in=list(Reach.of(user).roles))


def listing(user: User) -> list[Organisation]:
    """With ``people_count`` and the reader's own ``role`` in words (empty without one)."""
    roles = Reach.of(user).roles
    found: list[Organisation] = [*organisations_of(user).annotate(people_count=Count("memberships"))]
    for one in found:
        one.role = Role(roles[one.pk]).label if one.pk in roles else ""  # type: ignore[attr-defined]
    return found


def open_organisation(request: HttpRequest, pk: int, permission: str | None = None) -> Organisation:
    """404 for whoever does not belong to it, 403 for whose role there does not allow ``permission``."""
    found = organisations_of(request.user).filter(pk=pk).first()  # type: ignore[arg-type]
    if found is None:
        raise Http404(_("There is no such page, or it was not shared with you."))
    if permission is not None and not request.user.has_perm(permission, found):
        raise PermissionDenied(_("Your role does not allow this here."))
    return found


def members(organisation: Organisation) -> QuerySet[Membership]:
    return organisation.memberships.select_related("user", "organisation").order_by("user__name", "pk")


def administrators(organisation: Organisation) -> list[User]:
    """Whom to ask: the only people of an organisation that all its members see."""
    who = Q(memberships__organisation=organisation, memberships__role=Role.ADMINISTRATOR)
    return list(User.objects.filter(who, is_active=True).order_by("name"))
