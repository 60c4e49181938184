"""One test for each rule of a demonstration: plan, two approvals by two people, runs, posts, the end."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from protect.demonstrations import readiness, results, services
from protect.demonstrations.models import NEEDED, Demonstration, Observation, Person, Seat
from protect.organisations.models import AuditEntry
from tests.demonstrations.making import approved, planned, played
from tests.world import make_space, world

pytestmark = pytest.mark.django_db


@pytest.fixture
def w():
    return world()


def test_each_of_the_four_coordinators_is_needed(w):
    made = planned(w)
    assert readiness.missing(made) == []
    for one in NEEDED:
        person = made.persons.get(function=one)
        Person.objects.filter(pk=person.pk).delete()
        assert len(readiness.missing(made)) == 1
        with pytest.raises(ValidationError):
            services.approve(made, "safety", by=w.lead)
        services.save_person(made, {"function": one, "name": "Again", "organisation_name": ""})


@pytest.mark.parametrize("field", ["scenario", "solution", "safety", "privacy"])
def test_a_plan_without_a_part_is_not_approved(w, field):
    made = services.change(planned(w), {field: ""})
    with pytest.raises(ValidationError):
        services.approve(made, "safety", by=w.lead)


def test_safety_and_privacy_are_approved_by_two_people(w):
    made = planned(w)
    services.approve(made, "safety", by=w.lead)
    with pytest.raises(PermissionDenied):
        services.approve(made, "privacy", by=w.lead)
    services.approve(made, "privacy", by=w.expert)
    assert readiness.not_approved(made) == []


@pytest.mark.parametrize("what", ["field", "person", "step", "metric"])
def test_an_approval_ends_when_the_plan_changes(w, what):
    made = approved(w)
    if what == "field":
        services.change(made, {"scenario": "Two vans."})
    elif what == "person":
        services.remove_part(made.persons.first())
    elif what == "step":
        services.save_step(made, {"at": timezone.now(), "what": "Tea", "who": "", "where": ""})
    else:
        services.remove_part(made.metrics.first())
    assert len(readiness.not_approved(Demonstration.objects.get(pk=made.pk))) == 2


def test_lessons_written_afterwards_leave_the_approval(w):
    made = services.change(approved(w), {"lessons": "Steward first.", "limits": "Dry.", "costs": "40 EUR"})
    assert readiness.not_approved(made) == []


def test_a_plan_that_changed_while_it_was_read_is_not_approved(w):
    made = planned(w)
    seen = readiness.digest(made)
    services.change(made, {"scenario": "Another one."})
    with pytest.raises(ValidationError):
        services.approve(made, "safety", by=w.lead, seen=seen)


def test_nothing_is_played_without_both_approvals(w):
    made = planned(w)
    run = services.add_run(made, "baseline")
    services.approve(made, "safety", by=w.lead)
    with pytest.raises(ValidationError):
        services.begin_run(run)
    services.approve(made, "privacy", by=w.expert)
    assert services.begin_run(run).is_on


def test_one_run_is_on_at_a_time_and_begins_once(w):
    made = approved(w)
    first, second = services.begin_run(services.add_run(made, "baseline")), services.add_run(made, "innovation")
    with pytest.raises(ValidationError):
        services.begin_run(second)
    services.end_run(first)
    with pytest.raises(ValidationError):
        services.begin_run(first)
    assert services.begin_run(second).is_on


def test_a_link_ends_when_it_is_withdrawn_or_over(w):
    made = approved(w)
    seat, secret = services.add_seat(made, "North gate")
    run = services.begin_run(services.add_run(made, "baseline"))
    number = made.metrics.first()
    services.observe(seat, run, {number: 3.0})
    assert secret not in str(list(AuditEntry.objects.values_list("changes", flat=True)))
    Seat.objects.filter(pk=seat.pk).update(expires_at=timezone.now() - timedelta(seconds=1))
    with pytest.raises(ValidationError):
        services.observe(seat, run, {number: 4.0})
    Seat.objects.filter(pk=seat.pk).update(expires_at=timezone.now() + timedelta(hours=1))
    services.revoke_seat(seat)
    with pytest.raises(ValidationError):
        services.observe(seat, run, {number: 4.0})
    assert Observation.objects.get().value == 3.0


def test_a_second_value_corrects_the_first_and_the_trail_keeps_both(w):
    made = approved(w)
    seat, _secret = services.add_seat(made, "North gate")
    run = services.begin_run(services.add_run(made, "baseline"))
    number = made.metrics.first()
    assert services.observe(seat, run, {number: 3.0}) == 1
    assert services.observe(seat, run, {number: None}) == 0
    services.observe(seat, run, {number: 5.0}, "Too late")
    assert Observation.objects.get().value == 5.0
    changed = AuditEntry.objects.filter(object_type="demonstrations.observation", verb="changed").get()
    assert changed.changes["value"] == [3.0, 5.0]


@pytest.mark.parametrize("value", [float("nan"), float("inf"), 1e13])
def test_a_number_that_cannot_be_is_refused(w, value):
    made = approved(w)
    seat, _secret = services.add_seat(made, "North gate")
    run = services.begin_run(services.add_run(made, "baseline"))
    with pytest.raises(ValidationError):
        services.observe(seat, run, {made.metrics.first(): value})
    with pytest.raises(ValidationError):
        services.observe(seat, run, {made.metrics.last(): 0.5})


def test_what_was_measured_keeps_its_metric_and_its_demonstration(w):
    made = played(w, [12.0], [6.0])
    with pytest.raises(ValidationError):
        services.remove_part(made.metrics.first())
    with pytest.raises(ValidationError):
        services.delete(made)


def test_it_closes_with_limits_and_lessons_and_then_stays(w):
    made = played(w, [12.0], [6.0])
    with pytest.raises(ValidationError):
        services.close(made)
    services.change(made, {"limits": "Staged, dry.", "lessons": "Earlier warning."})
    services.close(made)
    with pytest.raises(ValidationError):
        services.change(made, {"lessons": "Other."})
    services.reopen(made, reason="A value was typed wrong.")
    assert services.change(made, {"lessons": "Other."}).lessons == "Other."


def test_a_space_of_another_town_is_refused(w):
    other = make_space(w.other_municipality, "Their square", w.other)
    with pytest.raises(ValidationError):
        services.change(planned(w), {"space": other})


def test_the_difference_is_told_run_by_run(w):
    seconds, seen = results.rows(played(w, [12.0, 14.0, 13.0], [6.0, 7.0, 5.0]))
    assert seconds.found.estimate == -7 and seconds.found.confidence == pytest.approx(0.9)
    assert "better with the solution" in seconds.sentence and "90 of 100" in seconds.interval
    assert seconds.reached is True and seen.reached is True
    assert seen.found.estimate == 1


def test_one_run_of_each_is_said_plainly(w):
    seconds, _seen = results.rows(played(w, [12.0], [6.0]))
    assert seconds.found.low is None and "no more" in seconds.sentence and seconds.interval == ""


def test_observers_of_one_run_are_one_value_and_their_spread_is_told(w):
    made = played(w, [12.0], [6.0])
    run = made.runs.get(arm="baseline")
    second, _secret = services.add_seat(made, "South gate")
    number, seen = made.metrics.all()
    services.observe(second, run, {number: 16.0, seen: 1.0})
    told, divided = results.rows(made)
    assert told.found.runs == (1, 1) and told.found.baseline == 14
    assert "differ by up to 4" in told.spread
    assert divided.found is None and "did not agree" in divided.spread
