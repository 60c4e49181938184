"""The one rule against an oracle written out by hand, on random organisations, roles, markings and shares."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404
from django.test import RequestFactory
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from protect.assessments.models import Assessment, Scenario, Score, TeamMember
from protect.organisations.access import LoginNeeded, fetch
from protect.organisations.markings import Marking
from protect.organisations.models import Membership, Organisation, OrganisationKind, Role, Share, User
from protect.reference.models import ReferenceSet
from protect.spaces.models import Candidate, Contact, MapImport, Space, SubArea
from tests.world import reference_data

pytestmark = pytest.mark.django_db

AUTHORITIES = {"municipality", "police", "fire_rescue", "ambulance", "national_authority"}
READING = {"administrator", "lead", "assessor", "expert", "viewer", "rfi_officer"}

ORGANISATIONS, PEOPLE, SPACES = 3, 4, 3
markings = st.sampled_from(Marking.values)
one_of = lambda count: st.integers(0, count - 1)  # noqa: E731

#: (object, organisation or person by number, in force or how it ended)
shares = st.lists(
    st.tuples(
        st.sampled_from(["space", "assessment", "import"]),
        one_of(SPACES),
        st.sampled_from(["organisation", "person"]),
        one_of(ORGANISATIONS),
        st.sampled_from(["in force", "in force", "limited", "expired", "revoked"]),
    ),
    max_size=8,
)


@dataclass
class Plan:
    """What Hypothesis draws."""

    kinds: list[str]
    roles: list[list[str | None]]
    active: list[bool]
    spaces: list[tuple[int, str, str, int, bool]]
    shares: list[tuple[str, int, str, int, str]] = field(default_factory=list)


plans = st.builds(
    Plan,
    kinds=st.lists(st.sampled_from(OrganisationKind.values), min_size=ORGANISATIONS, max_size=ORGANISATIONS),
    roles=st.lists(
        st.lists(st.one_of(st.none(), st.sampled_from(Role.values)), min_size=ORGANISATIONS, max_size=ORGANISATIONS),
        min_size=PEOPLE,
        max_size=PEOPLE,
    ),
    active=st.lists(st.sampled_from([True, True, True, False]), min_size=PEOPLE, max_size=PEOPLE),
    # owner, marking of the space, of its assessment, who scores, whether the scores are open
    spaces=st.lists(
        st.tuples(one_of(ORGANISATIONS), markings, markings, one_of(PEOPLE), st.booleans()),
        min_size=SPACES,
        max_size=SPACES,
    ),
    shares=shares,
)


class Built:
    """The rows of a plan."""

    def __init__(self, plan: Plan) -> None:
        now = timezone.now()
        refs = {kind: ReferenceSet.objects.filter(kind=kind).first() for kind in ("scale_set", "threat_types", "steps")}
        any_ref = ReferenceSet.objects.first()
        self.organisations = [
            Organisation.objects.create(name=f"O{number}", kind=kind) for number, kind in enumerate(plan.kinds)
        ]
        self.people = [
            User.objects.create(email=f"p{number}@x.example", name=f"P{number}", is_active=active)
            for number, active in enumerate(plan.active)
        ]
        self.memberships: list[Membership] = [
            Membership.objects.create(user=self.people[person], organisation=self.organisations[number], role=role)
            for person, roles in enumerate(plan.roles)
            for number, role in enumerate(roles)
            if role is not None
        ]
        self.things: list[Any] = []
        by_name: dict[tuple[str, int], Any] = {}
        for number, (owner, space_marking, own_marking, scorer, opened) in enumerate(plan.spaces):
            organisation = self.organisations[owner]
            space = Space.objects.create(
                organisation=organisation, name=f"S{number}", main_category="square", marking=space_marking
            )
            # The assessment belongs to the next organisation: owner of a thing and of its source may differ.
            assessment = Assessment.objects.create(
                organisation=self.organisations[(owner + number) % ORGANISATIONS],
                space=space,
                title=f"A{number}",
                marking=own_marking,
                scale_set=refs["scale_set"] or any_ref,
                threat_types=refs["threat_types"] or any_ref,
                steps=refs["steps"] or any_ref,
                scores_opened_at=now if opened else None,
            )
            scenario = Scenario.objects.create(assessment=assessment, threat_type="vehicle")
            member = TeamMember.objects.create(
                assessment=assessment, user=self.people[scorer], name="member", function="police"
            )
            score = Score.objects.create(scenario=scenario, member=member, probability=1, consequence=1)
            brought = MapImport.objects.create(organisation=organisation, file_name="x.osm", marking=own_marking)
            candidate = Candidate.objects.create(
                organisation=organisation, found_in=brought, source=f"osm:{number}", main_category="square", kind="x"
            )
            sub_area = SubArea.objects.create(space=space, name="gate", kind="access_point")
            contact = Contact.objects.create(space=space, name="somebody")
            by_name |= {("space", number): space, ("assessment", number): assessment, ("import", number): brought}
            self.things += [space, assessment, scenario, member, score, brought, candidate, sub_area, contact]
        self.shares: list[Share] = []
        for kind, number, whom, index, state in plan.shares:
            about = by_name[kind, number]
            self.shares.append(
                Share.objects.create(
                    object_type=about._meta.label_lower,
                    object_id=about.pk,
                    organisation=self.organisations[index] if whom == "organisation" else None,
                    person=self.people[index] if whom == "person" else None,
                    reason="test",
                    expires_at={"limited": now + timedelta(days=1), "expired": now - timedelta(days=1)}.get(state),
                    revoked_at=now if state == "revoked" else None,
                )
            )
            self.shares[-1].__dict__["holds"] = state in {"in force", "limited"}

    def may_see(self, user: User | None, thing: Any) -> bool:
        """The oracle: TLP in plain words, no query."""
        if hasattr(thing, "marking") and not self._own(user, thing):
            return False
        if not all(self.may_see(user, getattr(thing, source)) for source in thing.sources):
            return False
        if isinstance(thing, Score):
            if user is None or not user.is_active:
                return False
            return thing.scenario.assessment.scores_opened_at is not None or thing.member.user_id == user.pk
        return True

    def _own(self, user: User | None, thing: Any) -> bool:
        if thing.marking == "CLEAR":
            return True
        if user is None or not user.is_active:
            return False
        named = [
            one
            for one in self.shares
            if one.holds and (one.object_type, one.object_id) == (thing._meta.label_lower, thing.pk)
        ]
        if thing.marking == "RED":
            return any(one.person_id == user.pk for one in named)
        reads_for = [one.organisation for one in self.memberships if one.user_id == user.pk and one.role in READING]
        keys = {one.pk for one in reads_for}
        if thing.organisation_id in keys:
            return True
        if thing.marking == "AMBER":
            return any(one.organisation_id in keys for one in named)
        return thing.marking == "GREEN" and any(one.kind in AUTHORITIES for one in reads_for)


@pytest.fixture
def reference(db) -> None:
    reference_data()


slow = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))


@slow
@given(plan=plans)
@pytest.mark.sqlite_first
@pytest.mark.deep
def test_lists_single_objects_and_the_oracle_agree(reference, plan):
    with transaction.atomic():
        built = Built(plan)
        for user in [None, *built.people]:
            asking = user if user is not None else AnonymousUser()
            for model in {type(thing) for thing in built.things}:
                of_kind = [thing for thing in built.things if type(thing) is model]
                listed = set(model._default_manager.visible_to(asking).values_list("pk", flat=True))
                expected = {thing.pk for thing in of_kind if built.may_see(user, thing)}
                assert listed == expected, (model, user, plan)
                for thing in of_kind:
                    assert thing.is_visible_to(asking) == (thing.pk in expected)
        transaction.set_rollback(True)


@slow
@given(plan=plans, permission=st.sampled_from(["spaces.edit", "spaces.share", "spaces.contribute", None]))
def test_what_a_view_gets_is_what_the_list_shows_and_the_role_allows(reference, plan, permission):
    roles_for = {
        "spaces.edit": {"administrator", "lead", "assessor"},
        "spaces.share": {"administrator", "lead"},
        "spaces.contribute": {"administrator", "lead", "assessor", "expert"},
    }
    with transaction.atomic():
        built = Built(plan)
        for user in [None, *built.people]:
            request = RequestFactory().post("/")
            # Somebody who may not sign in any more never comes this far; they are answered like a visitor without rights.
            request.user = user if user is not None else AnonymousUser()
            for thing in built.things:
                if not isinstance(thing, (Space, SubArea, Contact)):
                    continue
                owner = thing.organisation_id if isinstance(thing, Space) else thing.space.organisation_id
                role = next(
                    (
                        one.role
                        for one in built.memberships
                        if user and (one.user_id, one.organisation_id) == (user.pk, owner)
                    ),
                    None,
                )
                allowed = permission is None or (user is not None and user.is_active and role in roles_for[permission])
                try:
                    fetch(request, type(thing), pk=thing.pk, permission=permission)
                    answer = "seen"
                except (Http404, LoginNeeded):
                    answer = "hidden"
                except PermissionDenied:
                    answer = "forbidden"
                visible = built.may_see(user, thing)
                if permission is not None and user is None and visible:
                    assert answer == "forbidden"
                else:
                    assert answer == ("hidden" if not visible else "seen" if allowed else "forbidden"), (thing, user)
        transaction.set_rollback(True)


@slow
@given(plan=plans)
def test_what_is_derived_never_has_a_milder_marking_than_a_source(reference, plan):
    order = ["RED", "AMBER_STRICT", "AMBER", "GREEN", "CLEAR"]
    with transaction.atomic():
        for thing in Built(plan).things:
            own = order.index(thing.effective_marking)
            for source in thing.sources:
                assert own <= order.index(getattr(thing, source).effective_marking)
        transaction.set_rollback(True)
