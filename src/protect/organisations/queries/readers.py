"""Who can read a restricted object, in sentences: its own marking, what it was derived from, and who is named."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from protect.organisations.access import READING_ROLES, Restricted, Visible
from protect.organisations.markings import STRICTEST_FIRST, Marking
from protect.organisations.models import AUTHORITY_KINDS, Membership, Organisation, Share, User
from protect.organisations.services.sharing import shares_of


@dataclass(frozen=True)
class Readers:
    """``sentence``: who reads it by its own marking. ``limits``: what narrows that, one sentence for each source."""

    sentence: str
    limits: list[str]
    shares: list[Share]


def readers_of(about: Restricted) -> Readers:
    shares = list(shares_of(about).select_related("organisation", "person", "created_by").order_by("created_at"))
    return Readers(_sentence(about, shares), _limits(about), shares)


def _sentence(about: Restricted, shares: list[Share]) -> str:
    people = Membership.objects.filter(role__in=READING_ROLES, user__is_active=True)
    owner = about.organisation
    if about.marking == Marking.RED:
        named = ", ".join(str(one.person) for one in shares if one.person)
        return _("Only these people: %(names)s.") % {"names": named or _("nobody")}
    if about.marking == Marking.CLEAR:
        return _("Everybody, also without signing in.")
    count = people.filter(organisation=owner).values("user").distinct().count()
    own = ngettext(
        "%(count)d person of %(owner)s with a reading role",
        "%(count)d people of %(owner)s with a reading role",
        count,
    ) % {"count": count, "owner": owner}
    if about.marking == Marking.AMBER:
        partners = ", ".join(str(one.organisation) for one in shares if one.organisation)
        if partners:
            return _("%(own)s, and readers of these partners: %(partners)s.") % {"own": own, "partners": partners}
        return _("%(own)s. No partner organisation is named yet.") % {"own": own}
    if about.marking == Marking.GREEN:
        authorities = Organisation.objects.filter(kind__in=AUTHORITY_KINDS).count()
        return _("%(own)s, and readers of all %(count)d authorities on this platform.") % {
            "own": own,
            "count": authorities,
        }
    return f"{own}."


def _limits(about: Visible) -> list[str]:
    found = []
    rank = STRICTEST_FIRST.index(about.marking) if isinstance(about, Restricted) else len(STRICTEST_FIRST)
    for name in about.sources:
        source = getattr(about, name)
        if source is None:
            continue
        marking = source.effective_marking
        if STRICTEST_FIRST.index(marking) <= rank:
            found.append(
                _("It belongs to “%(source)s”, which is %(marking)s: only those who may read that read this.")
                % {"source": source, "marking": marking.short}
            )
    return found


def own_people(about: Restricted) -> list[User]:
    """People of the owner, as suggestions of whom to name."""
    return list(
        User.objects.filter(memberships__organisation=about.organisation_id, is_active=True).order_by("name").distinct()
    )
