"""Until the opening an answer does not exist for anybody outside its provider; competitors never meet."""

import datetime as dt
import io
import re

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q
from django.test import Client
from django.urls import reverse

from protect.answers import queries, services
from protect.answers.models import Asked, Attachment, Clarification, Draft, DraftAnswer, OpenedAnswer, Submission
from protect.calls.models import Call
from protect.organisations import audit
from protect.organisations.models import AuditEntry, Share
from protect.search.models import Entry, Word
from protect.search.queries import Question, search
from tests.answers.market import (
    RIVAL_WORD,
    WORD,
    at,
    both_submitted,
    drafted,
    open_now,
    submitted,
    when_opened,
)
from tests.organisations.forms_on_pages import opened

pytestmark = pytest.mark.django_db

#: Everybody of the world who is not of the first provider.
OUTSIDE = (
    "administrator", "lead", "rfi_officer", "viewer", "observer", "other", "other_administrator", "officer",
    "platform_administrator", "rival", "bystander",
)  # fmt: skip
PROVIDED = (Draft, DraftAnswer, Attachment, Submission, Asked)


def pages_of(person, w):
    client = Client()
    client.force_login(person)
    names = [
        reverse("answers:list"), reverse("answers:start", args=[w.publication.pk]), reverse("calls:list"),
        reverse("calls:public", args=[w.publication.pk]), reverse("calls:detail", args=[w.call.pk]),
        reverse("answers:opened_list", args=[w.call.pk]), reverse("web:home"),
        reverse("search:page") + f"?q={WORD}",
    ]  # fmt: skip
    return {where: client.get(where, follow=True).content.decode() for where in names}


def told(person, w):
    """What the pages tell, without what differs from one visit to the next: the search repeats the words asked for."""
    return "".join(text for where, text in pages_of(person, w).items() if "search" not in where)


def test_drafts_and_submissions_are_seen_by_people_of_the_provider_alone(w):
    made = submitted(w)
    services.attach(made.draft, io.BytesIO(b"%PDF-1"), name="x.pdf", size=6, by=None)
    services.ask(w.publication, w.solution_provider, "How deep may it be?", by=w.provider)
    for name in OUTSIDE:
        for model in PROVIDED:
            assert not model.objects.visible_to(getattr(w, name)).exists(), (name, model)
    for model in PROVIDED:
        for person in (w.provider, w.colleague, w.keeper):
            assert model.objects.visible_to(person).exists(), (person, model)
        assert not model.objects.visible_to(None).exists()


def test_no_marking_and_no_share_lets_anybody_in(w):
    made = submitted(w)
    for marking in ("CLEAR", "GREEN", "AMBER", "RED"):
        Submission.objects.update(marking=marking)
        Draft.objects.update(marking=marking)
        for about in (made, made.draft):
            Share.objects.create(
                object_type=about._meta.label_lower, object_id=about.pk, organisation=w.municipality, reason="x"
            )
            Share.objects.create(object_type=about._meta.label_lower, object_id=about.pk, person=w.rival, reason="x")
        for name in OUTSIDE:
            for model in PROVIDED:
                assert not model.objects.visible_to(getattr(w, name)).exists(), (marking, name)


def test_before_the_opening_nobody_outside_learns_anything_not_even_that_there_is_an_answer(w):
    """Every page reads the same whether no one or two providers have answered."""
    nothing = {
        name: told(getattr(w, name), w) for name in ("lead", "rfi_officer", "administrator", "platform_administrator")
    }
    both_submitted(w)
    for name, before in nothing.items():
        after = told(getattr(w, name), w)
        assert WORD not in after and RIVAL_WORD not in after
        assert strip(after) == strip(before), name


def strip(text):
    """Without tokens and the views that looking itself leaves in the log."""
    text = re.sub(r'(csrfmiddlewaretoken" value|nonce)="[^"]+"', "", text)
    text = re.sub(
        r"<tr>.*?</tr>|<li[^>]*>.*?</li>", lambda found: "" if "viewed" in found[0] else found[0], text, flags=re.S
    )
    return re.sub(r"\d+|\s+", "", text)


def test_competitors_see_nothing_of_each_other_and_no_count(w):
    both_submitted(w)
    for person, foreign in ((w.provider, RIVAL_WORD), (w.rival, WORD)):
        assert foreign not in told(person, w)
    with when_opened(w):
        services.open_answers(w.call, by=w.rfi_officer)
        assert RIVAL_WORD not in told(w.provider, w)
    assert not OpenedAnswer.objects.visible_to(w.provider).exists()


def test_the_log_of_those_who_asked_tells_nothing_of_an_answer(w):
    both_submitted(w)
    services.ask(w.publication, w.solution_provider, "How deep may it be?", by=w.provider)
    foreign = {w.provider.pk, w.rival.pk}
    for entry in AuditEntry.objects.filter(organisation=w.municipality):
        assert entry.actor_id not in foreign and WORD not in str(entry.changes) + entry.object_name
    mine = AuditEntry.objects.filter(organisation=w.solution_provider, object_type__startswith="answers.")
    assert mine.exists() and not mine.filter(actor=w.rival).exists()


def test_nobody_opens_before_the_time(client, w):
    both_submitted(w)
    with at(w.publication.opens_at - dt.timedelta(microseconds=1)), pytest.raises(ValidationError, match="not before"):
        services.open_answers(w.call, by=w.lead)
    client.force_login(w.rfi_officer)
    client.post(reverse("answers:open_answers", args=[w.call.pk]))
    assert not OpenedAnswer.objects.exists() and Call.objects.get(pk=w.call.pk).state == "published"


def test_the_opening_is_an_audited_act_of_who_handles_the_call(client, w):
    mine, _rival = both_submitted(w)
    open_now(w)
    where = reverse("answers:open_answers", args=[w.call.pk])
    for person, status in (
        (w.viewer, 403),
        (w.assessor, 403),
        (w.other, 404),
        (w.provider, 404),
        (w.platform_administrator, 404),
    ):
        client.force_login(person)
        assert client.post(where).status_code == status
        assert not OpenedAnswer.objects.exists()
    client.force_login(w.rfi_officer)
    assert client.post(where).headers["Location"] == reverse("answers:opened_list", args=[w.call.pk])
    assert Call.objects.get(pk=w.call.pk).state == "opened"
    assert [one.number for one in OpenedAnswer.objects.all()] == [1, 2]
    own = AuditEntry.objects.filter(organisation=w.municipality, object_type="calls.call", verb="moved_on").latest("pk")
    assert own.actor == w.rfi_officer and "2 answers opened" in own.note
    theirs = AuditEntry.objects.filter(organisation=w.solution_provider, note="opened").get()
    assert theirs.object_id == mine.pk and theirs.actor is None  # that it was opened, and by no person of the town
    page = client.get(reverse("answers:opened", args=[w.call.pk, 2])).content.decode()
    assert WORD in page or RIVAL_WORD in page


def test_drafts_and_withdrawn_answers_are_never_opened(w):
    services.withdraw(submitted(w).draft)
    drafted(w, w.rival, w.rival_organisation, RIVAL_WORD)
    with when_opened(w):
        assert services.open_answers(w.call, by=w.lead) == []
    assert Call.objects.get(pk=w.call.pk).state == "opened"


def test_after_the_opening_readers_of_the_call_read_what_was_opened_and_no_draft(w):
    mine = submitted(w)
    with when_opened(w):
        services.open_answers(w.call, by=w.lead)
    for person in (w.lead, w.viewer, w.rfi_officer):
        (seen,) = queries.opened_submissions(w.call, person)
        assert seen.document == mine.document
        assert not Draft.objects.visible_to(person).exists()
    for person in (w.other, w.officer, w.observer, w.platform_administrator, w.provider, w.rival, None):
        assert not queries.opened_submissions(w.call, person).exists()


def test_what_came_late_is_opened_by_opening_again(w):
    submitted(w)
    with when_opened(w):
        services.open_answers(w.call, by=w.lead)
        draft = drafted(w, w.rival, w.rival_organisation, RIVAL_WORD)
        services.submit(draft, by=w.rival)
        assert queries.opened_submissions(w.call, w.lead).count() == 1
        (late,) = services.open_answers(Call.objects.get(pk=w.call.pk), by=w.lead)
    assert late.number == 2 and late.submission.is_late


def test_question_and_answer_are_told_to_all_and_who_asked_to_nobody(client, w):
    client.force_login(w.provider)
    draft = services.begin(w.publication, w.solution_provider, by=w.provider)
    where = reverse("answers:ask", args=[draft.pk])
    client.post(where, {**opened(client, where, "text"), "text": "How deep may it be?"})
    asked = Clarification.objects.get()
    public = reverse("calls:public", args=[w.publication.pk])
    assert "How deep" not in Client().get(public).content.decode()
    officer = Client()
    officer.force_login(w.rfi_officer)
    assert "How deep" in officer.get(reverse("calls:detail", args=[w.call.pk])).content.decode()
    page = reverse("answers:clarify", args=[w.call.pk, asked.pk])
    for text in (told(w.rfi_officer, w), officer.get(page).content.decode()):
        assert "Fences and Gates" not in text and w.provider.name not in text and w.provider.email not in text
    sent = opened(officer, page)
    officer.post(page, {**sent, "question": "How deep may a foundation be?", "answer": "Up to 80 cm."})
    for reader in (Client(), officer):
        shown = reader.get(public).content.decode()
        assert "How deep may a foundation be?" in shown and "Up to 80 cm." in shown and "Fences" not in shown
    assert "Up to 80 cm." in client.get(where).content.decode()
    with pytest.raises(ValidationError, match="answered already"):
        services.clarify(asked, "x", "y", by=w.lead)


def test_an_answer_to_all_goes_through_the_leak_check(w):
    asked = services.ask(w.publication, w.solution_provider, "Where?", by=w.provider).clarification
    with pytest.raises(ValidationError, match="give something away"):
        services.clarify(asked, "Where?", "At 4 Harbour Street.", by=w.lead)
    services.clarify(asked, "Where?", "At 4 Harbour Street.", by=w.lead, checked=True)


def test_questions_end_with_their_time(w):
    with at(w.publication.questions_until), pytest.raises(ValidationError, match="over"):
        services.ask(w.publication, w.solution_provider, "Where?", by=w.provider)
    with pytest.raises(PermissionDenied):
        services.ask(w.publication, w.municipality, "Where?", by=w.lead)


def test_screening_and_feedback(client, w):
    submitted(w)
    with when_opened(w), audit.acting(w.rfi_officer, "test"):
        (answer,) = services.open_answers(w.call, by=w.rfi_officer)
    client.force_login(w.rfi_officer)
    where = reverse("answers:screen", args=[w.call.pk, 1])
    sent = opened(client, where)
    assert client.post(where, {**sent, "in_scope": "no", "decision": "not_admitted"}).status_code == 200
    assert (
        client.post(where, {**sent, "in_scope": "no", "decision": "not_admitted", "reason": "Other need."}).status_code
        == 302
    )
    answer.refresh_from_db()
    assert answer.decision == "not_admitted" and answer.screened_by == w.rfi_officer
    letter = reverse("answers:feedback", args=[w.call.pk, 1])
    client.post(letter, {**opened(client, letter), "feedback": "Thank you. It is for another need."})
    receipt = reverse("answers:receipt", args=[answer.submission.draft_id, answer.submission_id])
    provider = Client()
    provider.force_login(w.provider)
    assert "another need" not in provider.get(receipt).content.decode()
    client.post(letter, {**opened(client, letter), "send": "yes"})
    shown = provider.get(receipt).content.decode()
    assert "another need" in shown and "Other need." not in shown  # the reason of the screening stays inside
    with pytest.raises(ValidationError, match="does not change"):
        services.write_feedback(answer, "x")
    client.force_login(w.viewer)
    assert client.get(where).status_code == 403 and client.get(letter).status_code == 403


def test_no_suitable_answer_is_a_proper_end(client, w):
    submitted(w)
    client.force_login(w.lead)
    where = reverse("answers:end_without", args=[w.call.pk])
    assert client.get(where).status_code == 403  # nothing was opened yet
    with when_opened(w):
        services.open_answers(w.call, by=w.lead)
    assert client.post(where, {"reason": "None lets deliveries in."}).status_code == 302
    call = Call.objects.get(pk=w.call.pk)
    assert call.state == "no_answer"
    with pytest.raises(ValidationError, match="has ended"):
        services.begin(w.publication, w.rival_organisation, by=w.rival)
    assert queries.opened_submissions(call, w.viewer).count() == 1


def test_before_the_opening_the_search_finds_nothing_of_an_answer(w):
    submitted(w)
    everybody = [w.lead, w.rfi_officer, w.administrator, w.viewer, w.other, w.rival, w.provider]
    assert [search(Question.of(one, {"q": WORD})).count for one in everybody] == [0] * 7
    assert not Entry.objects.filter(Q(title__icontains=WORD) | Q(body__icontains=WORD)).exists()
    assert not Word.objects.filter(text__icontains=WORD[:8]).exists()
