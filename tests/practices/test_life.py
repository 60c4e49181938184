"""From a draft to the page for everybody and on: four eyes, dates, translations, what others say."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from protect.organisations import waiting
from protect.organisations.models import AuditEntry, Verb
from protect.practices import queries, readiness, services
from protect.practices.models import Practice, Remark, Trial
from protect.practices.states import State
from tests.practices.making import VALUES, drafted, marked, published, tried
from tests.world import picture, world

pytestmark = pytest.mark.django_db


def sees(reader, thing) -> bool:
    return thing.is_visible_to(reader)


def titles(tasks, kind) -> list[str]:
    return [one.title for one in tasks if one.kind == kind]


def test_nobody_publishes_alone_what_they_wrote():
    w = world()
    made = drafted(w)
    services.change(made, {"title": "Keys"}, by=w.lead)
    services.move(made, "submit", by=w.lead)
    with pytest.raises(ValidationError, match="somebody else"):
        services.move(made, "publish", by=w.lead)
    with pytest.raises(PermissionDenied):
        services.confirm_review(made, by=w.lead)
    assert titles(waiting.tasks_of(w.expert), "practice") == ["Keys"]
    services.confirm_review(made, by=w.expert)
    assert titles(waiting.tasks_of(w.lead), "practice") == ["Keys"]
    made = services.move(made, "publish", by=w.lead)
    assert (made.state, made.version, made.reviewed_by) == (State.PUBLISHED, 1, w.expert)
    assert AuditEntry.objects.filter(object_type="practices.practice", verb=Verb.APPROVED).count() == 2


def test_a_lead_of_another_authority_reviews_where_the_owner_has_nobody_else():
    w = world()
    made = drafted(w)
    services.move(made, "submit", by=w.assessor)
    with pytest.raises(PermissionDenied):
        services.confirm_review(made, by=w.other)
    marked(w, made, "GREEN")
    services.confirm_review(made, by=w.other)
    made.refresh_from_db()
    assert made.reviewed_by == w.other


def test_what_was_read_is_what_is_published():
    w = world()
    made = drafted(w)
    services.move(made, "submit", by=w.assessor)
    services.confirm_review(made, by=w.expert)
    made = services.change(made, {"done": "Something else."}, by=w.assessor)
    assert (made.state, made.reviewed_by) == (State.DRAFT, None)
    services.move(made, "submit", by=w.assessor)
    made = services.move(made, "publish", by=w.lead)
    with pytest.raises(ValidationError, match="Take it up again"):
        services.change(made, {"done": "Once more."}, by=w.assessor)


def test_it_tells_what_is_missing_before_others_can_learn_from_it():
    w = world()
    made = drafted(w, went_wrong="", figures="", currency="")
    assert readiness.missing(made) == [
        "the figures that were measured", "what went wrong, or that nothing did", "the currency of the costs",
    ]  # fmt: skip
    with pytest.raises(ValidationError, match="Still missing"):
        services.move(made, "submit", by=w.assessor)
    with pytest.raises(ValidationError, match="higher figure"):
        services.change(made, {"cost_low": 9000}, by=w.assessor)


def test_who_reads_it_in_which_state():
    w = world()
    made = marked(w, drafted(w), "CLEAR")
    people = (None, w.provider, w.other, w.viewer)
    assert [sees(one, made) for one in people] == [False, False, False, True]
    services.move(made, "submit", by=w.assessor)
    assert [sees(one, made) for one in people] == [False, False, True, True]
    services.move(made, "publish", by=w.lead)
    assert all(sees(one, made) for one in people)
    services.move(made, "outdate", by=w.lead, reason="Newer locks.")
    assert all(sees(one, made) for one in people)
    services.move(made, "withdraw", by=w.lead, reason="It was wrong.")
    assert [sees(one, made) for one in people] == [False, False, False, True]


def test_what_nobody_looks_at_again_is_outdated_until_somebody_says_that_it_holds():
    w = world()
    made = published(w)
    Practice.objects.filter(pk=made.pk).update(review_on=timezone.localdate())
    services.age()
    made.refresh_from_db()
    assert made.state == State.PUBLISHED and titles(waiting.tasks_of(w.lead), "practice_ageing") == [made.title]
    Practice.objects.filter(pk=made.pk).update(review_on=timezone.localdate() - dt.timedelta(days=1))
    assert (services.age(), services.age()) == (1, 0)
    made.refresh_from_db()
    assert made.state == State.OUTDATED and "looked at it again" in made.state_reason
    assert queries.latest() == []
    with pytest.raises(ValidationError, match="within five years"):
        services.move(made, "renew", by=w.lead, review_on=timezone.localdate())
    made = services.move(made, "renew", by=w.lead)
    assert made.state == State.PUBLISHED and made.version == 1 and queries.latest() == [made]


def test_a_translation_knows_that_its_original_changed():
    w = world()
    made = published(w)
    other = drafted(w, "Chei pentru piață", language="ro", translation_of=made)
    for values, text in (
        ({"language": "en"}, "in this language"),
        ({"translation_of": other}, "original"),
    ):
        with pytest.raises(ValidationError, match=text):
            services.change(other, {"translation_of": made, "language": "ro", **values}, by=w.assessor)
    with pytest.raises(ValidationError, match="already"):
        drafted(w, "Again", language="ro", translation_of=made)
    services.move(other, "submit", by=w.assessor)
    other = services.move(other, "publish", by=w.lead)
    assert [one.practice for one in queries.translations_of(w.viewer, made)] == [other]
    assert queries.translations_of(None, made) == []  # marked for the town alone
    assert not queries.is_behind(other)
    services.move(made, "revise", by=w.lead, reason="More is known.")
    services.move(made, "submit", by=w.lead)
    services.move(made, "publish", by=w.lead)
    assert queries.is_behind(Practice.objects.get(pk=other.pk))


def test_photos_have_words_and_change_what_was_reviewed():
    w = world()
    made = drafted(w)
    with pytest.raises(ValidationError, match="in words"):
        services.add_photo(made, picture(), name="a.jpg", size=900, description=" ", credit="own", by=w.assessor)
    services.move(made, "submit", by=w.assessor)
    photo = services.add_photo(
        made, picture(), name="a.jpg", size=900, description="A key", credit="own", by=w.assessor
    )
    made.refresh_from_db()
    assert made.state == State.DRAFT and photo.thumbnail.name
    services.remove_photo(photo, by=w.assessor)
    assert not made.photos.exists()


def test_other_authorities_tell_what_came_of_it():
    w = world()
    made = published(w)
    report = tried(w, made)
    with pytest.raises(ValidationError, match="own practice"):
        services.tell_trial(
            made, w.municipality, {"where": "a", "since": 2024, "result": "same", "differed": "b"}, by=w.lead
        )
    with pytest.raises(ValidationError, match="year"):
        tried(w, made, since=timezone.localdate().year + 1)
    assert [queries.tried(one, made).total for one in (None, w.provider, w.officer, w.viewer)] == [0, 0, 1, 1]
    services.change_trial(report, {"where": "b", "since": 2025, "result": "failed", "differed": "c", "is_public": True})
    assert queries.tried(None, made).counts == [("it did not work", 1)]
    assert queries.tried_of_many(None, [made.pk]) == {made.pk: 1}
    marked(w, made, "AMBER_STRICT")
    assert not sees(w.other, report) and not sees(None, report)
    services.remove_trial(Trial.objects.get())
    assert queries.tried(w.viewer, made).total == 0


def test_a_question_waits_for_its_answer():
    w = world()
    made = published(w)
    question = services.say(made, w.other_municipality, "question", "Who keeps the keys?", by=w.other)
    assert not sees(None, question) and sees(w.officer, question)
    assert titles(waiting.tasks_of(w.lead), "practice_question") == [made.title]
    since = timezone.now() - dt.timedelta(hours=1)
    answer = services.answer(question, "The market office.", by=w.lead)
    assert titles(waiting.tasks_of(w.lead), "practice_question") == []
    assert ("practice_said", made.title) in [(one.kind, one.title) for one in waiting.news_of(w.other, since)]
    assert [(one.remark, one.answers) for one in queries.said_of(w.other, made)] == [(question, [answer])]
    services.move(made, "withdraw", by=w.lead, reason="It was wrong.")
    with pytest.raises(ValidationError, match="Nobody outside"):
        services.say(made, w.other_municipality, "comment", "Pity.", by=w.other)
    services.remove_remark(question)
    assert not Remark.objects.exists()


def test_what_others_rely_on_is_withdrawn_before_it_goes(client):
    w = world()
    made = published(w)
    with pytest.raises(ValidationError, match="withdraw it first"):
        services.delete(made)
    services.move(made, "withdraw", by=w.lead, reason="It was wrong.")
    client.force_login(w.lead)
    client.post(reverse("organisations:put_into_bin", args=["practices.practice", made.pk]))
    assert not Practice.objects.exists()


def test_values_of_the_tests_are_whole():
    assert readiness.missing(Practice(title="x", **VALUES)) == []


def test_a_translation_stays_one_while_its_original_is_a_draft_or_hidden(client):
    w = world()
    original = published(w)
    made = drafted(w, "Chei pentru piață", language="ro", translation_of=original)
    services.move(original, "revise", by=w.lead, reason="The lock is another one.")
    client.force_login(w.assessor)
    where = reverse("practices:change", args=[made.pk])

    def saved(**values):
        form = client.get(where).context["form"]
        offered = [str(one) for one, _label in form.fields["translation_of"].choices]
        told = form.instance.translation_of_id if str(form.instance.translation_of_id) in offered else ""
        sent = {name: form[name].value() for name in ("title", "kind", "language", "evidence", "currency")}
        answer = client.post(where, {**sent, "translation_of": told, "as_loaded": form["as_loaded"].value(), **values})
        assert answer.status_code == 302, answer.context["form"].errors
        made.refresh_from_db()
        return made.translation_of

    assert saved(title="Chei") == original
    Practice.objects.filter(pk=original.pk).update(marking="RED")
    assert original.title not in client.get(where).content.decode()
    assert saved(title="Cheile") == original and made.title == "Cheile"
    Practice.objects.filter(pk=original.pk).update(marking="AMBER_STRICT")
    assert saved(translation_of="") is None
