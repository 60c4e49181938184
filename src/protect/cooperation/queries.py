"""Who is open for exchange, and what of exchanges a reader sees."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Q

from protect.cooperation.models import Exchange, Profile
from protect.cooperation.rules import WRITING
from protect.organisations import languages
from protect.organisations.access import Reach
from protect.organisations.lists import one_of
from protect.organisations.markings import Marking
from protect.organisations.models import AUTHORITY_KINDS, Organisation, OrganisationKind, User
from protect.practices.models import Practice
from protect.reference import terms
from protect.search.asking import LETTERS, by_words

PAGE_SIZE = 30


def profiles(reader: Any) -> Any:
    """Those that are open, by the one rule."""
    return Profile.objects.visible_to(reader).filter(is_open=True).select_related("organisation")  # type: ignore[attr-defined]


class ProfileList:
    """Authorities that are open for exchange, with all filters in the address."""

    def __init__(self, reader: Any, asked: Mapping[str, str]) -> None:
        self.reader = reader
        self.text = asked.get("q", "").strip()[:LETTERS]
        self.language = one_of(asked, "language", languages.CODES)
        self.threat = one_of(asked, "threat", terms.codes("threat_type"))
        self.place = one_of(asked, "place", terms.codes("psoi_category"))
        self.step = one_of(asked, "step", terms.codes("method_step"))
        self.kind = one_of(asked, "kind", OrganisationKind.values)
        self.number = asked.get("page")

    @property
    def is_filtered(self) -> bool:
        return bool(self.text or self.language or self.threat or self.place or self.step or self.kind)

    @cached_property
    def _offered(self) -> list[tuple[list[str], str]]:
        return list(profiles(self.reader).order_by().values_list("languages", "organisation__kind"))

    @property
    def languages(self) -> list[tuple[str, str]]:
        used = {code for codes, _kind in self._offered for code in codes}
        return [one for one in languages.choices() if one[0] in used]

    @property
    def kinds(self) -> list[tuple[str, Any]]:
        used = {kind for _codes, kind in self._offered}
        return [one for one in OrganisationKind.choices if one[0] in used]

    @property
    def threats(self) -> Any:
        return terms.choices("threat_type")

    @property
    def places(self) -> Any:
        return terms.choices("psoi_category")

    @property
    def steps(self) -> Any:
        return terms.choices("method_step")

    @cached_property
    def found(self) -> Any:
        found = profiles(self.reader)
        if self.text:
            found = found.filter(pk__in=by_words("cooperation.profile", self.text) or ())
        for name, code in (
            ("languages", self.language), ("threat_types", self.threat), ("space_categories", self.place),
            ("steps", self.step),
        ):  # fmt: skip
            if code:
                found = found.filter(**{f"{name}__contains": f",{code},"})
        if self.kind:
            found = found.filter(organisation__kind=self.kind)
        return found.order_by("organisation__name", "pk")

    @cached_property
    def page(self) -> Page:
        return Paginator(self.found, PAGE_SIZE).get_page(self.number)


def own_profiles(user: User) -> list[tuple[Organisation, Profile | None]]:
    """Authorities that this person administers, each with its profile if it has one."""
    own = [
        one
        for one in Organisation.objects.filter(pk__in=Reach.of(user).roles, kind__in=AUTHORITY_KINDS)
        if user.has_perm("cooperation.describe", one)
    ]
    there = {one.organisation_id: one for one in Profile.objects.filter(organisation__in=own)}
    return [(one, there.get(one.pk)) for one in own]


def asking(user: Any, profile: Profile) -> list[Organisation]:
    """Authorities for which this person may ask ``profile``."""
    own = Organisation.objects.filter(pk__in=Reach.of(user).roles).exclude(pk=profile.organisation_id)
    return [one for one in own if user.has_perm("cooperation.ask_for", one)]


def members(organisation: Organisation) -> Any:
    """Who may get requests: members who may answer."""
    roles = {"memberships__organisation": organisation, "memberships__role__in": WRITING}
    return User.objects.filter(is_active=True, **roles).order_by("name", "pk")


def exchanges_of(reader: Any) -> Any:
    """In which the reader's own organisations are a side."""
    mine = Reach.of(reader).reading
    seen: Any = Exchange.objects.visible_to(reader)  # type: ignore[attr-defined]
    return seen.filter(Q(organisation__in=mine) | Q(asked__in=mine))


def practice_of(reader: Any, exchange: Exchange) -> Practice | None:
    """The practice it is about, if the reader may see it."""
    found: Practice | None = Practice.objects.visible_to(reader).filter(pk=exchange.practice_id).first()  # type: ignore[attr-defined]
    return found


def public_profile(organisation: int) -> Profile | None:
    """For the form by which everybody writes to an organisation."""
    found = Profile.objects.filter(organisation=organisation, is_open=True, marking=Marking.CLEAR)
    return found.select_related("organisation").first()
