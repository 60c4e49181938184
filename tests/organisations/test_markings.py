"""Each colour of the Traffic Light Protocol, one by one."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from protect.assessments.models import Assessment, Scenario
from protect.organisations.access import forget_reach
from protect.organisations.markings import Marking, strictest
from protect.organisations.models import Membership, OrganisationKind, Role
from protect.spaces.models import Attachment, MapImport, Space, SubArea
from tests.world import make_assessment, make_organisation, make_space, make_user, share

READERS = ("administrator", "lead", "assessor", "expert", "viewer", "rfi_officer")
OTHERS = ("observer", "other", "officer", "provider", "platform_administrator")


def who_sees(w, thing) -> set[str]:
    seen = {name for name in (*READERS, *OTHERS) if thing.is_visible_to(getattr(w, name))}
    return seen | ({"stranger"} if thing.is_visible_to(AnonymousUser()) else set())


def mark(thing, marking):
    type(thing).objects.filter(pk=thing.pk).update(marking=marking)
    thing.refresh_from_db()
    return thing


def test_red_is_for_named_people_only_whatever_their_role(w):
    space = mark(w.space, Marking.RED)
    assert who_sees(w, space) == set()
    share(space, person=w.provider)
    share(space, person=w.viewer)
    assert who_sees(w, space) == {"provider", "viewer"}


def test_red_is_not_opened_by_naming_an_organisation(w):
    space = mark(w.space, Marking.RED)
    share(space, organisation=w.police)
    assert who_sees(w, space) == set()


def test_amber_strict_stays_in_the_own_organisation(w):
    share(w.space, organisation=w.police)
    share(w.space, person=w.other)
    assert who_sees(w, w.space) == set(READERS)


def test_amber_reaches_named_partners_and_nobody_else(w):
    space = mark(w.space, Marking.AMBER)
    assert who_sees(w, space) == set(READERS)
    share(space, organisation=w.police)
    assert who_sees(w, space) == {*READERS, "officer"}


def test_a_share_ends_by_its_day_and_by_being_revoked(w):
    space = mark(w.space, Marking.AMBER)
    given = share(space, organisation=w.police)
    given.expires_at = timezone.now() - timedelta(seconds=1)
    given.save()
    assert not space.is_visible_to(w.officer)
    given.expires_at, given.revoked_at = None, timezone.now()
    given.save()
    assert not space.is_visible_to(w.officer)


def test_what_nobody_shared_with_one_is_not_asked_of_the_shares(w):
    """The rule of most readers is short; it grows with the first share of that kind, whoever made it and however."""
    asks = lambda user, model: "organisations_share" in str(model.objects.visible_to(user).query)  # noqa: E731
    assert not any(asks(one, Space) for one in (w.viewer, w.officer, None))
    share(mark(w.space, Marking.AMBER), organisation=w.police)
    assert asks(w.officer, Space) and asks(w.officer, Assessment) and not asks(w.officer, MapImport)
    assert w.space.is_visible_to(w.officer)
    assert not asks(w.viewer, Space)


def test_green_reaches_every_authority_but_no_provider(w):
    researcher = make_user("r@lab.example", make_organisation("Lab", OrganisationKind.RESEARCH), Role.VIEWER)
    space = mark(w.space, Marking.GREEN)
    assert who_sees(w, space) == {*READERS, "other", "officer"}
    assert not space.is_visible_to(researcher)


def test_clear_is_public(w):
    assert who_sees(w, mark(w.space, Marking.CLEAR)) == {*READERS, *OTHERS, "stranger"}


def test_who_may_not_sign_in_any_more_sees_only_what_is_public(w):
    w.lead.is_active = False
    w.lead.save()
    forget_reach(w.lead)
    assert not w.space.is_visible_to(w.lead)
    assert mark(w.space, Marking.CLEAR).is_visible_to(w.lead)


def test_everything_of_an_assessment_begins_as_amber_strict(w):
    assert w.assessment.marking == w.space.marking == w.map_import.marking == Marking.AMBER_STRICT
    assert w.scenario.effective_marking == Marking.AMBER_STRICT
    assert w.photo.effective_marking == Marking.AMBER_STRICT


@pytest.mark.parametrize(
    ("space_marking", "own_marking", "effective"),
    [("RED", "CLEAR", "RED"), ("CLEAR", "AMBER", "AMBER"), ("GREEN", "AMBER_STRICT", "AMBER_STRICT")],
)
def test_what_is_derived_takes_the_strictest_marking_of_its_sources(w, space_marking, own_marking, effective):
    mark(w.space, space_marking)
    mark(w.assessment, own_marking)
    scenario = Scenario.objects.get(pk=w.scenario.pk)
    assert scenario.effective_marking == effective
    assert scenario.assessment.effective_marking == effective


def test_an_assessment_in_clear_of_a_hidden_space_stays_hidden(w):
    mark(w.assessment, Marking.CLEAR)
    assert who_sees(w, w.assessment) == set(READERS)
    assert who_sees(w, w.scenario) == set(READERS)


def test_counts_and_searches_are_of_what_one_may_see(w):
    for model in (Space, Assessment, SubArea, Attachment, MapImport):
        assert model.objects.visible_to(w.viewer).exists()
        for outsider in (w.other, w.officer, w.provider, w.observer, AnonymousUser()):
            assert model.objects.visible_to(outsider).count() == 0
    assert not Space.objects.visible_to(w.other).filter(search_text__contains="kestrel").exists()


def test_a_person_in_two_organisations_reads_both_with_the_role_of_each(w):
    person = make_user("both@x.example", w.municipality, Role.VIEWER)
    Membership.objects.create(user=person, organisation=w.other_municipality, role=Role.LEAD)
    theirs = make_space(w.other_municipality, "Harbour", w.other)
    assert set(Space.objects.visible_to(person)) == {w.space, theirs}
    assert not person.has_perm("spaces.edit", w.space)
    assert person.has_perm("spaces.edit", theirs)


def test_a_provider_role_in_a_municipality_reads_nothing_of_it(w):
    seller = make_user("embedded@x.example", w.municipality, Role.PROVIDER)
    assert not w.space.is_visible_to(seller)


def test_running_the_platform_gives_no_sight_of_what_is_restricted(w):
    assert who_sees(w, w.assessment).isdisjoint({"platform_administrator"})
    assert not w.platform_administrator.has_perm("spaces.edit", w.space)


def test_the_strictest_of_nothing_is_amber_strict():
    assert strictest([]) == Marking.AMBER_STRICT
    assert strictest(["CLEAR", "GREEN"]) == Marking.GREEN


def test_a_second_assessment_of_another_town_is_not_seen(w):
    other = make_assessment(make_space(w.other_municipality, "Quay", w.other), w.other)
    assert set(Assessment.objects.visible_to(w.lead)) == {w.assessment}
    assert set(Assessment.objects.visible_to(w.other)) == {other}
