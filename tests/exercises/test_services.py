"""What the services of exercises allow, and what they never do twice."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from protect.exercises import kept, queries, readiness, report, services
from protect.exercises.models import Entry, Event, Exercise, Participant, Release, Run
from protect.organisations.models import AuditEntry
from protect.plans import origins
from protect.plans.models import Action
from protect.reference import terms
from tests.exercises.making import drafted, finished, opened, ready, running, seated
from tests.world import world

pytestmark = pytest.mark.django_db


def test_there_is_a_template_for_each_of_the_ten_threat_types() -> None:
    w = world()
    template, offered = queries.templates() if drafted(w) else (None, [])
    assert [one["threat"] for one in offered] == list(terms.codes("threat_type")) and len(offered) == 10
    for one in offered:
        made = services.begin(w.municipality, one["title"], by=w.lead, template=template, threat=one["threat"])
        assert readiness.missing(made) == [] and 3 <= made.injects.count() <= 6
        services.make_ready(made)


def test_an_empty_exercise_says_what_it_lacks_before_it_is_ready() -> None:
    w = world()
    made = services.begin(w.municipality, "Empty", by=w.lead)
    with pytest.raises(ValidationError) as refused:
        services.make_ready(made)
    assert len(refused.value.messages) == 4


def test_a_plan_that_was_played_does_not_change() -> None:
    w = world()
    run = running(w)
    services.end(run)
    with pytest.raises(ValidationError):
        services.back_to_draft(run.exercise)
    with pytest.raises(ValidationError):
        services.save_inject(run.exercise, {"minute": 1, "title": "x", "text": "y"}, ["z"])
    with pytest.raises(ValidationError):
        services.delete(run.exercise)


def test_lines_of_expected_decisions_that_stay_keep_their_key() -> None:
    w = world()
    made = drafted(w)
    inject = made.injects.first()
    before = {one.text: one.pk for one in inject.expected.all()}
    first = next(iter(before))
    services.save_inject(made, {"title": "Other"}, [" New ", first, ""], inject)
    assert [one.text for one in inject.expected.all()] == ["New", first]
    assert inject.expected.get(text=first).pk == before[first]


def test_only_one_run_of_an_exercise_is_on_at_a_time() -> None:
    w = world()
    first = running(w)
    second = opened(w, first.exercise, "innovation")
    with pytest.raises(ValidationError):
        services.start(second)
    services.end(first)
    services.start(second)


def test_a_message_is_released_once_however_often_it_is_pressed() -> None:
    w = world()
    run = running(w)
    inject = run.exercise.injects.first()
    one, again = services.release(run, inject), services.release(run, inject)
    assert one == again and Release.objects.count() == 1
    assert Event.objects.filter(run=run, kind="inject").count() == 1


def test_events_are_numbered_without_gaps() -> None:
    w = world()
    run = running(w)
    seated(run)
    for inject in run.exercise.injects.all():
        services.release(run, inject)
    services.pause(run)
    numbers = list(Event.objects.filter(run=run).values_list("number", flat=True))
    run.refresh_from_db()
    assert numbers == list(range(1, run.last_event + 1))


def test_a_release_can_be_taken_back_until_somebody_wrote_about_it() -> None:
    w = world()
    run = running(w)
    first, second = run.exercise.injects.all()[:2]
    services.take_release_back(services.release(run, first))
    assert not run.releases.exists()
    given = services.release(run, second)
    services.write(run, "decision", "Stop arrivals", "k", inject=second, author=w.lead)
    with pytest.raises(ValidationError):
        services.take_release_back(given)


def test_by_the_clock_what_is_due_is_released_once() -> None:
    w = world()
    run = running(w, by_clock=True)
    assert run.releases.count() == 1  # minute 0
    services.jump(run, 21 * 60)
    run.refresh_from_db()
    assert run.releases.count() == 3
    assert services.release_due(run) == 0


def test_what_is_sent_twice_is_written_once() -> None:
    w = world()
    run = running(w)
    person, _secret = seated(run)
    one, new = services.write(run, "decision", "Evacuate", "same-key", participant=person)
    again, second = services.write(run, "decision", "Evacuate", "same-key", participant=person)
    assert new and not second and one == again and Entry.objects.count() == 1


def test_nobody_finds_out_about_the_entry_of_another_by_its_key() -> None:
    w = world()
    run = running(w)
    services.write(run, "decision", "Evacuate", "key", participant=seated(run)[0])
    with pytest.raises(ValidationError):
        services.write(run, "decision", "Mine", "key", participant=seated(run)[0])


def test_an_entry_keeps_the_time_of_its_typing_and_says_that_it_came_late() -> None:
    w = world()
    run = running(w)
    services.jump(run, 600)
    person, _secret = seated(run)
    made, _new = services.write(run, "observation", "Crowd", "k", participant=person, clock=540.0, waited=62.0)
    assert made.clock == 540.0 and made.late
    ahead, _new = services.write(run, "observation", "Crowd", "k2", participant=person, clock=99_999.0)
    assert ahead.clock < 610 and not ahead.late


def test_what_waited_on_a_phone_is_taken_after_the_end_but_not_for_ever() -> None:
    w = world()
    run = running(w)
    person, _secret = seated(run)
    services.end(run)
    services.write(run, "decision", "Written without a network", "k", participant=person, waited=60)
    Run.objects.filter(pk=run.pk).update(ended_at=timezone.now() - timedelta(hours=25))
    with pytest.raises(ValidationError):
        services.write(run, "decision", "Too late", "k2", participant=person)


def test_a_code_holds_only_while_the_run_can_be_joined() -> None:
    w = world()
    run = opened(w)
    assert len(run.code) == 6
    seated(run)
    Run.objects.filter(pk=run.pk).update(code_until=timezone.now())
    with pytest.raises(ValidationError):
        seated(run)
    renewed = services.new_code(run)
    assert renewed.code != run.code
    services.start(run)
    seated(run)
    assert services.end(run).code == ""
    with pytest.raises(ValidationError):
        seated(run)


def test_somebody_whose_place_was_ended_writes_no_more() -> None:
    w = world()
    run = running(w)
    person, _secret = seated(run)
    services.remove_participant(person)
    person.refresh_from_db()
    with pytest.raises(ValidationError):
        services.write(run, "decision", "x", "k", participant=person)


def test_a_report_is_closed_only_when_everything_is_judged_and_lessons_have_somebody() -> None:
    w = world()
    run = finished(w, ready(w), "baseline", "m")
    with pytest.raises(ValidationError):
        services.report(run)
    for inject in run.exercise.injects.all():
        for one in inject.expected.all():
            services.judge(run, one, "partly", by=w.lead)
    lesson = services.save_finding(run, {"kind": "lesson", "text": "Practise", "owner": ""}, by=w.lead)
    with pytest.raises(ValidationError):
        services.report(run)
    services.save_finding(run, {"owner": "Head of security"}, lesson, by=w.lead)
    assert services.report(run).state == "reported"
    with pytest.raises(ValidationError):
        services.judge(run, run.exercise.injects.first().expected.first(), "met", by=w.lead)
    assert services.reopen_report(run, reason="A lesson is missing").state == "ended"


def test_ended_by_mistake_goes_back_to_paused_with_a_new_code() -> None:
    w = world()
    run = running(w)
    services.end(run)
    back = services.take_end_back(run)
    assert back.state == "paused" and back.code and back.ended_at is None


def test_two_runs_beside_each_other_say_what_they_cannot_show() -> None:
    w = world()
    made = ready(w)
    services.end(running(w, made))  # another baseline, not chosen
    before, after = finished(w, made, "baseline", "nnp"), finished(w, made, "innovation", "mnp")
    found = report.compare(before, after)
    assert [one.change for one in found.rows[:3]] == ["better", "the same", "the same"]
    assert {one.change for one in found.rows[3:]} == {"cannot be said"}
    text = " ".join(found.sentences)
    assert "1 were judged better and 0 worse" in text and "one run beside one other" in text and "practice" in text


def test_the_report_as_data_names_functions_and_no_people() -> None:
    w = world()
    made = ready(w)
    run = finished(w, made, "baseline", "mpn")
    Participant.objects.update(name="Jane Doe")
    data = report.document(report.of(run))
    assert "Jane" not in str(data) and data["people"][1] == {"function": "Police", "phones": 1}
    assert [one["judgement"] for one in data["messages"][0]["expected"]] == ["met", "partly", "not"]


def test_a_lesson_becomes_an_action_once_and_says_where_it_came_from() -> None:
    w = world()
    run = finished(w, ready(w), "baseline", "m")
    gap, lesson = run.findings.get(kind="gap"), run.findings.get(kind="lesson")
    with pytest.raises(ValidationError):
        services.act_on(gap, by=w.lead)
    key = services.act_on(lesson, by=w.lead)
    assert services.act_on(lesson, by=w.lead) == key
    action = Action.objects.get()
    assert (action.pk, action.title, action.responsible_name) == (key, "Agree on one channel", "Operator")
    found = origins.of(action, w.viewer)
    assert found is not None and found["page"].endswith(f"/runs/{run.pk}/report/")
    assert origins.of(action, w.other) == {**found, "page": ""}


def test_names_go_after_their_time_and_functions_stay() -> None:
    w = world()
    run = running(w)
    person, _secret = seated(run, name="Jane Doe")
    later = timezone.now() + timedelta(days=1)
    assert kept.due(w.municipality, later) == []  # while people sit at the table
    services.end(run)
    assert len(kept.due(w.municipality, later)) == 1
    assert kept.remove(w.municipality, later) == 1
    person.refresh_from_db()
    assert person.name == "" and str(person.function) == "Police"


def test_the_trail_tells_of_the_play_and_names_nobody_at_the_table() -> None:
    w = world()
    run = running(w)
    seated(run, name="Jane Doe")
    services.end(run)
    told = list(AuditEntry.objects.filter(root_type="exercises.exercise", root_id=run.exercise_id))
    assert any(one.object_type == "exercises.run" and one.verb == "moved_on" for one in told)
    assert "Jane" not in " ".join(f"{one.object_name} {one.changes}" for one in told)


def test_an_exercise_from_a_scenario_is_seen_only_by_whoever_sees_the_scenario() -> None:
    w = world()
    made = drafted(w, space=w.space)
    assert Exercise.objects.visible_to(w.viewer).filter(pk=made.pk).exists()
    assert not Exercise.objects.visible_to(w.other).filter(pk=made.pk).exists()
