"""A call is built from requirements; what it lacks is said; what was sent to review changes no more."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from protect.calls import composing, readiness, services
from protect.calls.models import Annex, Call, Question, Wanted
from protect.organisations.models import AuditEntry, Share
from protect.reference.services import latest
from tests.calls.town import clean_world, dates, drafted, in_review
from tests.world import make_assessment, make_space

pytestmark = pytest.mark.django_db


@pytest.fixture
def w():
    return clean_world()


@pytest.fixture
def call(w):
    return drafted(w)


def test_a_call_begins_with_ten_sections_six_criteria_and_the_shipped_questions(w):
    made = services.begin(w.municipality, "Barriers", by=w.lead)
    assert len(composing.document(made)["sections"]) == 10
    assert len(made.criteria) == 6 and sum(made.criteria.values()) == 100
    assert made.questions.count() == len(latest("call_questions", "rfi-answer").content["questions"])
    assert made.template.frozen_at is not None


def test_a_call_says_everything_it_lacks(w):
    made = services.begin(w.municipality, "Barriers", by=w.lead)
    said = " ".join(readiness.missing(made))
    assert "at least one city" in said and "timetable" in said
    with pytest.raises(ValidationError):
        services.submit(made, by=w.lead)
    assert Call.objects.get(pk=made.pk).is_draft


def test_a_call_with_everything_lacks_nothing(call):
    assert readiness.missing(call) == []


def test_what_is_wanted_stands_on_a_requirement(call):
    annex = call.annexes.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        Wanted.objects.create(annex=annex, obligation="must", text="x", measure_of_success="y")


def test_what_a_requirement_said_in_its_assessment_is_not_told_by_the_history_of_the_call(w, call):
    """A reader of the call may not be one of the assessment."""
    wanted = call.annexes.get().wanted.get()
    wanted.delete()
    taken = services.add_wanted(call.annexes.get(), w.requirement)
    services.change_wanted(taken, {"obligation": "must", "text": "No lorry gets in.", "measure_of_success": "A trial."})
    told = AuditEntry.objects.filter(object_type="calls.wanted", object_id=taken.pk)
    assert {one.verb for one in told} == {"created", "changed"} and "text" in told.get(verb="changed").changes
    for one in told:
        assert w.requirement.text not in f"{one.object_name} {one.changes} {one.note}"


def test_a_requirement_of_another_city_is_not_taken(w, call):
    other = Annex.objects.create(
        call=call, organisation=w.other_municipality, category="square", objective="x", threat_types=["vehicle"]
    )
    with pytest.raises(ValidationError, match="another city"):
        services.add_wanted(other, w.requirement)


def test_a_requirement_whose_vulnerability_is_not_treated_any_more_is_not_taken(w, call):
    call.annexes.get().wanted.all().delete()
    type(w.vulnerability).objects.filter(pk=w.vulnerability.pk).update(decision="watch")
    w.requirement.refresh_from_db()
    with pytest.raises(ValidationError, match="not to be treated"):
        services.add_wanted(call.annexes.get(), w.requirement)


def test_a_requirement_in_a_call_is_not_removed_from_its_assessment(w, call):
    from protect.assessments.services import remove_from_vulnerability

    with pytest.raises(ValidationError):
        remove_from_vulnerability(w.requirement)
    assert type(w.requirement).objects.filter(pk=w.requirement.pk).exists()


@pytest.mark.parametrize(
    "points", [{"performance": 99, "cost": 2}, {"performance": 99}, {"performance": 120, "cost": -20}]
)
def test_exactly_a_hundred_points_are_distributed(call, points):
    with pytest.raises(ValidationError, match="exactly 100"):
        services.set_points(call, points)


def test_a_city_of_a_joint_call_weighs_by_its_own_points(w, call):
    annex = call.annexes.get()
    services.set_points(annex, {"cost": 100})
    told = composing.in_words(composing.document(Call.objects.get(pk=call.pk)))
    assert told["cities"][0]["own_criteria"] is True
    assert {one["label"]: one["points"] for one in told["cities"][0]["criteria"]}["Cost"] == 100
    assert {one["code"]: one["points"] for one in told["criteria"]}["performance"] == 30


def test_a_partner_city_writes_its_own_annex_of_a_joint_call_and_nothing_else(client, w, call):
    values = {"category": "shopping", "objective": "Warn people.", "threat_types": ["sharp_object"]}
    annex = services.add_annex(call, w.other_municipality, values)
    Call.objects.filter(pk=call.pk).update(marking="AMBER")
    Share.objects.create(
        object_type="calls.call", object_id=call.pk, organisation=w.other_municipality, reason="joint call"
    )
    client.force_login(w.other)
    mine = reverse("calls:change_annex", args=[call.pk, annex.pk])
    theirs = reverse("calls:change_annex", args=[call.pk, call.annexes.exclude(pk=annex.pk).get().pk])
    assert client.get(mine).status_code == 200
    assert client.get(theirs).status_code == 403
    assert client.get(reverse("calls:change", args=[call.pk])).status_code == 403
    space = make_space(w.other_municipality, "Mall", w.other)
    make_assessment(space, w.other)
    page = client.get(reverse("calls:annex", args=[call.pk, annex.pk])).content.decode()
    assert "Keeps vehicles out" not in page


def test_dates_follow_each_other(call):
    later = dates()
    later["answers_until"] = later["opens_at"] + dt.timedelta(days=1)
    with pytest.raises(ValidationError, match="opened at the end"):
        services.change(call, later)


def test_dates_are_by_the_clock_of_the_calls_time_zone(client, w, call):
    client.force_login(w.lead)
    sent = {
        "title": "Barriers", "time_zone": "Europe/Bucharest", "languages": "en, ro", "questions_until": "2030-06-01T12:00",
        "answers_until": "2030-06-10T12:00", "opens_at": "2030-06-10T13:00",
    }  # fmt: skip
    answer = client.post(reverse("calls:change", args=[call.pk]), sent)
    assert answer.status_code == 302, answer.context["form"].errors
    call.refresh_from_db()
    assert call.answers_until == dt.datetime(2030, 6, 10, 9, tzinfo=dt.UTC)
    assert call.languages == ["en", "ro"]
    assert composing.document(call)["timetable"]["answers_until"] == "2030-06-10T12:00+03:00"


@pytest.mark.parametrize("nonsense", ["0001-01-01T00:00", "9999-12-31T23:59", "2030-13-01T00:00", "tomorrow", "\x00"])
def test_a_date_that_cannot_be_meant_is_refused_with_a_sentence(client, w, call, nonsense):
    client.force_login(w.lead)
    sent = {"title": "Barriers", "time_zone": "America/Lima", "languages": "en", "questions_until": nonsense}
    answer = client.post(reverse("calls:change", args=[call.pk]), sent)
    assert answer.status_code == 200 and "questions_until" in answer.context["form"].errors


VALID = {"text": "How much?", "kind": "number", "unit": "EUR", "lowest": 1, "highest": 5, "mandatory": True}


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"kind": "number", "unit": ""}, "unit"),
        ({"kind": "choice", "options": "one"}, "options"),
        ({"kind": "table", "columns": ""}, "columns"),
        ({"kind": "scale", "lowest": 5, "highest": 5}, "highest"),
        ({"kind": "guess"}, "kind"),
    ],
)
def test_a_question_has_what_its_kind_needs(call, values, field):
    with pytest.raises(ValidationError) as refused:
        services.write_question(call, {**VALID, **values})
    assert field in refused.value.error_dict


def test_a_conditional_question_stands_after_the_one_that_decides(call):
    first = call.questions.get(code="personal_data")
    made = services.write_question(call, {**VALID, "condition": first, "condition_values": "yes"})
    with pytest.raises(ValidationError, match="one or more of"):
        services.write_question(call, {**VALID, "condition": first, "condition_values": "perhaps"})
    with pytest.raises(ValidationError, match="stands before"):
        services.write_question(call, {**VALID, "condition": made, "condition_values": "1"}, question=first)
    ai, oversight = call.questions.get(code="ai"), call.questions.get(code="ai_oversight")
    with pytest.raises(ValidationError, match="decides about"):
        services.move_question(oversight, up=True)
    services.move_question(ai, up=True)
    assert Question.objects.get(pk=ai.pk).position < Question.objects.get(pk=oversight.pk).position


def test_kept_questions_come_into_another_call_once_with_their_conditions(w, call):
    stock = services.keep_as_stock(call, "Barriers", by=w.lead)
    other = services.begin(w.municipality, "Other", by=w.lead)
    assert services.add_stock(other, stock) == 0
    other.questions.all().delete()
    assert services.add_stock(other, stock) == call.questions.count()
    told = [composing.question(one) for one in other.questions.select_related("condition")]
    assert told == [composing.question(one) for one in call.questions.select_related("condition")]


def test_what_is_in_review_changes_no_more(w):
    call = in_review(w)
    annex, question = call.annexes.get(), call.questions.first()
    for verb in (
        lambda: services.change(call, {"title": "x"}),
        lambda: services.write_section(call, "issuer", "x"),
        lambda: services.set_points(call, call.criteria),
        lambda: services.remove_annex(annex),
        lambda: services.change_wanted(
            annex.wanted.get(), {"obligation": "must", "text": "x", "measure_of_success": "y"}
        ),
        lambda: services.remove_question(question),
    ):
        with pytest.raises(ValidationError, match="no draft"):
            verb()


def test_a_call_goes_into_the_bin_and_comes_back_whole(w, call):
    from protect.organisations.services import bin

    before = composing.document(call)
    kept = services.delete(call)
    assert not Call.objects.exists()
    bin.restore(kept)
    assert composing.document(Call.objects.get()) == before


def test_an_rfi_officer_writes_a_call_from_beginning_to_review(client, w):
    client.force_login(w.rfi_officer)
    answer = client.post(reverse("calls:begin"), {"organisation": w.municipality.pk, "title": "Barriers"}, follow=True)
    call = Call.objects.get()
    assert answer.redirect_chain[-1][0] == reverse("calls:detail", args=[call.pk])
    sent = {
        "organisation": w.municipality.pk,
        "category": "square",
        "objective": "Closed.",
        "threat_types": ["vehicle"],
    }
    assert client.post(reverse("calls:add_annex", args=[call.pk]), sent).status_code == 302
    annex = call.annexes.get()
    client.post(reverse("calls:add_wanted", args=[call.pk, annex.pk]), {"requirement": w.requirement.pk})
    assert annex.wanted.get().requirement == w.requirement
    where = reverse("calls:wanted", args=[call.pk, annex.pk, annex.wanted.get().pk])
    client.post(where, {"obligation": "should", "text": "Closes.", "measure_of_success": "In 10 s."})
    assert annex.wanted.get().text == "Closes."
    services.change(call, dates())
    page = client.get(reverse("calls:detail", args=[call.pk])).content.decode()
    assert "Send to review" in page
    client.post(reverse("calls:submit", args=[call.pk]))
    assert Call.objects.get().state == "review"


def test_whoever_only_reads_writes_nothing(client, w, call):
    for person in (w.viewer, w.assessor):
        client.force_login(person)
        assert client.get(reverse("calls:detail", args=[call.pk])).status_code == 200
        assert client.get(reverse("calls:change", args=[call.pk])).status_code == 403
        assert client.post(reverse("calls:submit", args=[call.pk])).status_code == 403


def test_a_number_that_no_call_has_is_not_found(client, w, call):
    client.force_login(w.lead)
    where = reverse("calls:annex", args=[10**29, call.annexes.get().pk])
    assert client.get(where).status_code == 404
