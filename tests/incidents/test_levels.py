"""One test for each rule of the threat level: who tells it, whom it concerns, what it does and leaves alone."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.utils import timezone

from protect.assessments.models import Assessment
from protect.incidents import services
from protect.incidents.levels import LevelEffect, ThreatLevel
from protect.incidents.services import levels
from protect.incidents.tasks import bring_level, daily
from protect.reminders.models import Trigger, Wishes
from tests.incidents.making import authority, told
from tests.leaking import seal
from tests.world import make_space, world

pytestmark = pytest.mark.django_db


@pytest.fixture
def w():
    return world()


def brought(organisation, marking="GREEN", **more) -> ThreatLevel:
    made = services.record_level(organisation, told(**more), by=None, marking=marking)
    bring_level.enqueue(made.pk)
    return made


def test_a_national_authority_tells_it_and_a_town_only_where_none_is_here(w):
    type(w.municipality).objects.update(country="BE")
    w.municipality.refresh_from_db()
    assert w.lead.has_perm("incidents.level", w.municipality)
    services.record_level(w.municipality, told(), by=w.lead)
    assert not w.assessor.has_perm("incidents.level", w.municipality)
    assert not w.officer.has_perm("incidents.level", w.police)
    centre = authority(w)
    assert w.national.has_perm("incidents.level", centre)
    assert not w.lead.has_perm("incidents.level", w.municipality)
    with pytest.raises(ValidationError, match="told by a national authority"):
        services.record_level(w.municipality, told(), by=w.lead)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"after": " "}, "after"),
        ({"decided_on": timezone.localdate() + timedelta(days=2)}, "decided_on"),
        ({"decided_on": timezone.localdate() - timedelta(days=3000)}, "decided_on"),
        ({"threat_types": ["nonsense"]}, "threat_types"),
        ({"categories": ["nonsense"]}, "categories"),
    ],
)
def test_a_change_says_from_when_and_what(w, wrong, field):
    with pytest.raises(ValidationError) as refused:
        services.record_level(authority(w), told(**wrong), by=None)
    assert field in refused.value.message_dict


def test_it_brings_forward_the_spaces_of_its_country_and_no_others(w):
    centre = authority(w)
    theirs = make_space(w.other_municipality, "Elsewhere", w.other)
    abroad = make_space(w.police, "Abroad", w.officer)  # of an organisation without a country
    brought(centre)
    assert {one.space for one in Trigger.objects.all()} == {w.space, theirs}
    assert abroad.triggers.count() == 0
    one = w.space.triggers.get()
    assert (one.kind, one.recorded_by) == ("threat_level", None)
    assert "3" not in one.note.split("no.")[0]  # the words of the change stay with those who read it


def test_only_the_categories_and_threat_types_it_names(w):
    centre = authority(w)
    station = make_space(w.municipality, "Station", w.lead, main_category="transport_hub")
    brought(centre, categories=["transport_hub"])
    assert [one.space for one in Trigger.objects.all()] == [station]
    seal(w.assessment)
    w.assessment.refresh_from_db()
    w.assessment.scenarios.filter(threat_type="chemical").update(applicable=False, reason="No")
    Assessment.objects.filter(pk=w.assessment.pk).update(state="approved")
    Trigger.objects.all().delete()
    brought(centre, threat_types=["chemical"])
    assert [one.space for one in Trigger.objects.all()] == [station]  # never assessed: missing is not safe
    brought(centre, threat_types=["chemical", "vehicle"])
    assert w.space.triggers.count() == 1


def test_what_is_marked_for_the_own_organisation_reaches_nobody_else(w):
    centre = authority(w)
    brought(centre, marking="AMBER_STRICT")
    assert not Trigger.objects.exists()
    type(w.municipality).objects.update(country="BE")
    w.municipality.country = "XX"
    made = brought(w.municipality, marking="GREEN")
    assert {one.space.organisation for one in made.effects.all()} == {w.municipality}


def test_each_space_once_however_often_the_job_runs_and_archived_ones_never(w):
    centre = authority(w)
    gone = make_space(w.municipality, "Gone", w.lead)
    type(gone).objects.filter(pk=gone.pk).update(archived_at=timezone.now())
    made = brought(centre)
    levels.spread(made.pk)
    daily()
    assert LevelEffect.objects.count() == Trigger.objects.count() == 1


def test_the_date_is_brought_forward_and_comes_back_when_it_is_taken_back(w):
    centre = authority(w)
    seal(w.assessment)
    later = timezone.localdate() + timedelta(days=200)
    Assessment.objects.filter(pk=w.assessment.pk).update(state="approved", review_on=later)
    made = brought(centre)
    w.assessment.refresh_from_db()
    assert w.assessment.review_on == timezone.localdate()
    with pytest.raises(ValidationError):
        services.take_back_level(made, reason=" ")
    services.take_back_level(made, reason="A slip")
    bring_level.enqueue(made.pk)
    w.assessment.refresh_from_db()
    assert w.assessment.review_on == later
    assert not Trigger.objects.filter(withdrawn_at=None).exists()
    with pytest.raises(ValidationError, match="already"):
        services.take_back_level(made, reason="Again")
    assert levels.spread(made.pk) == 0


def test_whoever_answers_for_a_space_gets_one_mail_without_names(w):
    centre = authority(w)
    seal(w.assessment)
    Assessment.objects.filter(pk=w.assessment.pk).update(
        state="approved", review_on=timezone.localdate() + timedelta(days=200)
    )
    made = brought(centre)
    assert [one.to for one in mail.outbox] == [[w.lead.email]]
    assert w.space.name not in mail.outbox[0].body and "1 space" in mail.outbox[0].body
    services.tell_people(made)
    daily()
    assert len(mail.outbox) == 1
    Wishes.objects.create(user=w.lead, reminders=False)
    services.take_back_level(made, reason="A slip")
    bring_level.enqueue(made.pk)
    brought(centre)
    assert len(mail.outbox) == 1
