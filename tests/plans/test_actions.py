"""The rules of an action, from the proposal to the verification."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from protect.assessments.models import Assessment
from protect.organisations import audit
from protect.organisations import services as sharing
from protect.organisations.models import AuditEntry, Verb
from protect.organisations.services import bin
from protect.plans import services
from protect.plans.models import Action, ActionScore, Ground
from protect.plans.queries.actions import Listing, board
from protect.plans.services import Source
from protect.plans.states import MOVES, State, moves_for
from tests.world import make_organisation, make_space, make_user, picture

DAY = dt.timedelta(days=1)


def test_an_action_stands_on_a_requirement_or_an_acceptance(town):
    with pytest.raises(ValidationError, match="Choose the requirement"):
        services.propose_action(town.organisation, "Something", by=town.lead, space=town.space)
    made = town.action()
    assert (made.space, made.assessment) == (town.space, town.assessment)
    accepted = town.action("Tell the neighbours", requirements=[], acceptances=[town.acceptance])
    assert accepted.grounds.get().acceptance == town.acceptance
    with pytest.raises(ValidationError, match="was not accepted"):
        town.action("Else", requirements=[], acceptances=[town.requirement.vulnerability])
    with pytest.raises(ValidationError, match="Choose the requirement"):
        services.set_grounds(made)


def test_a_ground_is_one_of_the_two_and_nothing_else(town):
    made = town.action()
    for wrong in ({}, {"requirement": town.requirement, "acceptance": town.acceptance}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Ground.objects.create(action=made, **wrong)


def test_a_lesson_is_proposed_at_once_and_decided_when_it_stands_on_something(town):
    made = services.propose_action(
        town.organisation, "Practise the radio", by=town.lead, source=Source("lesson", 7, "Radio was silent")
    )
    assert (made.source_kind, made.source_key, made.space) == ("lesson", 7, None)
    with pytest.raises(ValidationError, match="stands on no requirement"):
        services.move(made, "decide", by=town.lead)
    made = services.set_grounds(made, requirements=[town.requirement])
    assert made.space == town.space
    assert services.move(made, "decide", by=town.lead).state == State.DECIDED
    with pytest.raises(ValueError, match="no known origin"):
        services.propose_action(town.organisation, "X", by=town.lead, source=Source("rumour", 1))


def test_what_an_action_stands_on_belongs_to_the_same_town_and_space(town):
    elsewhere = make_organisation("Elsewhere")
    with pytest.raises(ValidationError, match="another organisation"):
        services.propose_action(elsewhere, "X", by=town.lead, requirements=[town.requirement])
    other = make_space(town.organisation, "Station", town.lead)
    with pytest.raises(ValidationError, match="another space"):
        town.action(space=other)


def test_every_step_is_one_of_the_table_and_by_whom_it_says(town):
    made = town.ready(state=State.PROPOSED)
    people = {"lead": town.lead, "owner": town.anna, "other": town.bert, "viewer": town.vera}
    told = {}
    for state in State:
        made.state = state
        told[state] = {name: {verb for verb, _rule in moves_for(made, person)} for name, person in people.items()}
        for verb, rule in MOVES.items():
            assert (verb in told[state]["lead"]) == (state in rule.source), (state, verb)
    assert all(not one["other"] and not one["viewer"] for one in told.values())
    assert told[State.PLANNED]["owner"] == {"start"} and told[State.RUNNING]["owner"] == {"finish", "pause"}
    assert told[State.DONE]["owner"] == {"resume"} and not told[State.PROPOSED]["owner"]


def test_the_way_from_proposed_to_verified_is_told_in_the_log(town):
    made = town.ready(state=State.VERIFIED)
    told = AuditEntry.objects.filter(object_type="plans.action", object_id=made.pk, verb=Verb.MOVED_ON).order_by("pk")
    assert [one.changes["state"] for one in told] == [
        ["proposed", "decided"], ["decided", "planned"], ["planned", "running"], ["running", "done"], ["done", "verified"],
    ]  # fmt: skip
    assert (made.progress, made.done_on) == (100, timezone.localdate())


def test_a_step_that_is_not_next_is_refused(town):
    made = town.ready(state=State.DECIDED)
    with pytest.raises(ValidationError, match="cannot be done with it now"):
        services.move(made, "start", by=town.lead)
    with pytest.raises(ValueError, match="function of its own"):
        services.move(made, "verify", by=town.lead)


def test_planned_needs_owner_dates_and_cost(town):
    made = services.move(town.action(), "decide", by=town.lead)
    with pytest.raises(ValidationError, match="an owner, a start, a day when it is due and the planned cost"):
        services.move(made, "plan", by=town.lead)


def test_dropping_needs_a_reason_and_can_be_taken_up_again(town):
    made = town.ready(state=State.PLANNED)
    with pytest.raises(ValidationError, match="Say why"):
        services.drop(made, by=town.lead, reason=" ")
    made = services.drop(made, by=town.lead, reason="No money")
    assert (made.state, made.state_reason) == (State.DROPPED, "No money")
    assert services.take_up(made, by=town.lead).state == State.PROPOSED


def test_each_simple_step_can_be_taken_back(town):
    for verb, rule in MOVES.items():
        if rule.undo:
            back = MOVES[rule.undo]
            assert rule.target in back.source and back.target in rule.source, verb


def test_dates_money_and_progress_that_cannot_be_are_refused(town):
    made = town.action()
    today = timezone.localdate()
    for values, field in (
        ({"starts_on": today, "due_on": today - DAY}, "due_on"),
        ({"cost_planned": -1}, "cost_planned"),
        ({"cost_spent": 10**15}, "cost_spent"),
        ({"progress": 101}, "progress"),
        ({"title": " "}, "title"),
        ({"responsible": make_user("stranger@else.example", make_organisation("Else"))}, "responsible"),
    ):
        with pytest.raises(ValidationError) as caught:
            services.change_action(made, values)
        assert field in caught.value.message_dict
    with pytest.raises(TypeError, match="not a field"):
        services.change_action(made, {"state": "verified"})


def test_the_owner_reports_and_does_nothing_else(town):
    made = town.ready(state=State.RUNNING)
    assert town.anna.has_perm("plans.report", made) and not town.anna.has_perm("plans.edit", made)
    assert not town.bert.has_perm("plans.report", made) and not town.vera.has_perm("plans.report", made)
    made = services.report(made, {"progress": 40, "cost_spent": 500_000, "progress_note": "Holes are dug."})
    assert (made.progress, made.cost_spent) == (40, 500_000)
    with pytest.raises(TypeError, match="not reported"):
        services.report(made, {"due_on": None})
    viewer = town.ready("Signs", state=State.RUNNING, responsible=town.vera)
    assert town.vera.has_perm("plans.report", viewer)
    town.organisation.memberships.filter(user=town.vera).delete()
    town.forget()
    assert not town.vera.has_perm("plans.report", viewer)


def test_a_proposal_is_its_authors_until_somebody_decides(town):
    made = town.action(by=town.eva)
    assert town.eva.has_perm("plans.edit", made) and not town.anna.has_perm("plans.edit", made)
    made = services.move(made, "decide", by=town.lead)
    assert not town.eva.has_perm("plans.edit", made)
    with pytest.raises(PermissionDenied):
        services.move(made, "undecide", by=town.eva)


# -- dependencies


def test_a_circle_is_refused_and_named(town):
    one, two, three = (town.ready(name) for name in ("One", "Two", "Three"))
    services.set_predecessors(two, [one])
    services.set_predecessors(three, [two])
    with pytest.raises(ValidationError, match="“One” → “Three” → “Two” → “One”"):
        services.set_predecessors(one, [three])
    with pytest.raises(ValidationError, match="circle"):
        services.set_predecessors(one, [one])
    assert not one.predecessors.exists()


def test_blocked_is_what_should_be_going_on_while_something_before_it_is_not_done(town):
    today = timezone.localdate()
    before = town.ready("Before", state=State.RUNNING)
    after = town.ready("After", state=State.PLANNED, starts_on=today + DAY, due_on=today + 9 * DAY)
    services.set_predecessors(after, [before])
    blocked = lambda: [one.title for one in Listing.of(town.lead, {"flag": "blocked"}).found()]  # noqa: E731
    assert blocked() == []  # its start has not come
    services.change_action(after, {"starts_on": today})
    assert blocked() == ["After"]
    with pytest.raises(ValidationError, match="waits for"):
        services.move(after, "start", by=town.lead)
    services.move(before, "finish", by=town.lead)
    assert blocked() == []
    services.move(after, "start", by=town.lead)


def test_blocked_and_overdue_stand_first(town):
    today = timezone.localdate()
    calm = town.ready("Calm", due_on=today + DAY)
    late = town.ready("Late", due_on=today - DAY)
    blocked = town.ready("Blocked", due_on=today + 2 * DAY)
    both = town.ready("Both", due_on=today - DAY)
    done = town.ready("Done", state=State.DONE, due_on=today - 5 * DAY)
    for one in (blocked, both):
        services.set_predecessors(one, [calm])
    found = [one.title for one in Listing.of(town.lead, {}).found()]
    assert found == ["Both", "Late", "Blocked", "Calm", "Done"]
    column = next(one for one in board(Listing.of(town.lead, {})) if one.state == State.DECIDED)
    assert [(one.title, one.blocked, one.overdue) for one in column.cards] == [
        ("Both", True, True), ("Late", False, True), ("Blocked", True, False), ("Calm", False, False),
    ]  # fmt: skip
    assert late.pk and done.pk


def test_money_is_whole_cents_and_two_currencies_are_not_added_up(town):
    town.ready("One", cost_planned=10, currency="EUR")
    town.ready("Two", cost_planned=20, currency="EUR")
    town.ready("Three", cost_planned=99, currency="RON")
    sums = {one["currency"]: one["planned"] for one in Listing.of(town.lead, {}).money()}
    assert sums == {"EUR": 30, "RON": 99}


# -- verification


def test_verified_needs_a_new_level_of_every_row_with_its_reason(town):
    made = town.ready(state=State.DONE)
    with pytest.raises(ValidationError, match="Score every scenario again"):
        services.verify(made, {}, by=town.lead)
    wrong = {one: {**said, "rationale": " "} for one, said in town.levels(made).items()}
    with pytest.raises(ValidationError, match="what you saw"):
        services.verify(made, wrong, by=town.lead)
    with pytest.raises(ValidationError):
        services.verify(made, town.levels(made, probability=9), by=town.lead)
    made = services.verify(made, town.levels(made), by=town.lead)
    assert made.state == State.VERIFIED and ActionScore.objects.get().recorded_by == town.lead


def test_nobody_verifies_their_own_work(town):
    made = town.ready(state=State.DONE, responsible=town.lead)
    with pytest.raises(PermissionDenied):
        services.verify(made, town.levels(made), by=town.lead)
    assert Action.objects.get(pk=made.pk).state == State.DONE and not ActionScore.objects.exists()


def test_a_verified_action_stays_until_the_verification_is_taken_back(town):
    made = town.ready(state=State.VERIFIED)
    for refused in (
        lambda: services.change_action(made, {"title": "Else"}),
        lambda: services.set_grounds(made, requirements=[town.requirement]),
        lambda: services.set_targets(made, {}, by=town.lead),
        lambda: services.delete_action(made),
    ):
        with pytest.raises(ValidationError):
            refused()
    made = services.unverify(made, by=town.lead, reason="It broke")
    assert made.state == State.DONE and made.scores.get().withdrawn_at is not None


def test_what_was_not_done_goes_into_the_bin_and_comes_back_with_its_grounds(town):
    before, made = town.ready("Before"), town.ready("After")
    services.set_predecessors(made, [before])
    binned = services.delete_action(made)
    assert not Action.objects.filter(title="After").exists()
    back = bin.restore(binned)
    assert [one.title for one in back.predecessors.all()] == ["Before"]
    assert back.grounds.get().requirement == town.requirement
    with pytest.raises(ValidationError, match="stays in the plan"):
        services.delete_action(town.ready("Done", state=State.DONE))


def test_in_the_bin_an_action_is_seen_by_who_sees_its_space_and_its_assessment(town):
    made = town.ready("Before")
    assert made.space.is_visible_to(town.vera)
    sharing.set_marking(town.assessment, "RED", reason="test", by=town.lead)
    binned = services.delete_action(made)
    assert binned.is_visible_to(town.lead) and not binned.is_visible_to(town.vera)
    sharing.set_marking(Assessment.objects.get(pk=town.assessment.pk), "AMBER_STRICT", reason="test", by=town.lead)
    assert binned.is_visible_to(town.vera)


def test_one_step_for_several_tells_which_could_not_be_taken_and_why(town):
    good, bad = town.action("Good"), town.ready("Bad", state=State.RUNNING)
    done, refused = services.move_several([good, bad], "decide", by=town.lead)
    assert [one.title for one in done] == ["Good"]
    assert [(one.title, "cannot be done" in why) for one, why in refused] == [("Bad", True)]
    _done, refused = services.move_several([town.action("Else")], "decide", by=town.anna)
    assert "role" in refused[0][1]


def test_evidence_is_told_by_its_content_and_a_photo_needs_words(town):
    made = town.ready(state=State.RUNNING)
    file = picture()
    size = len(file.getvalue())
    with pytest.raises(ValidationError) as caught:
        services.add_evidence(made, file, name="a.jpg", size=size, by=town.anna)
    assert "description" in caught.value.message_dict
    file.seek(0)
    one = services.add_evidence(made, file, name="a.jpg", size=size, description="Six bollards", by=town.anna)
    assert one.kind == "photo" and one.thumbnail
    file.seek(0)
    with pytest.raises(ValidationError, match="here already"):
        services.add_evidence(made, file, name="a.jpg", size=size, description="Again", by=town.anna)
    services.remove_evidence(one)
    assert not made.evidence.exists()


def test_the_name_of_an_owner_outside_stays_out_of_the_log(town):
    with audit.acting(town.lead, "test"):
        services.change_action(town.action(), {"responsible_name": "Quentin Quarterstaff"})
    assert "Quarterstaff" not in str(list(AuditEntry.objects.values_list("changes", "object_name", "note")))
