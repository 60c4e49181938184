"""What respondents answer: scores as a member of the team, blind; checklist answers beside those of the team."""

from __future__ import annotations

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from protect.assessments.models import Score, State
from protect.organisations.models import AuditEntry
from tests.organisations.forms_on_pages import form_of
from tests.respondents.test_link import mails as mails
from tests.respondents.world import ask, asked, come_in
from tests.world import SECRET, World, world

pytestmark = pytest.mark.django_db
JSON = {"accept": "application/json"}


@pytest.fixture
def w() -> World:
    found = world()
    found.assessment.state = State.SCORING
    found.assessment.save()
    return found


def test_scores_of_a_respondent_are_those_of_a_member_and_blind(w, mails):
    respondent, secret = ask(w, w.assessment, shows_titles=False, shows_sub_areas=False, shows_texts=False)
    client = come_in(secret)
    task = reverse("respondents:task")
    page = client.get(task).content.decode()
    assert SECRET not in page  # neither title, text nor the name of the place were allowed
    key = f"{w.scenario.pk}-current"
    answer = client.post(task, {f"{key}-probability": "3", f"{key}-consequence": "2"}, headers=JSON)
    assert answer.status_code == 200, answer.content
    score = Score.objects.get()
    assert (score.member, score.probability) == (respondent.member, 3)
    assert AuditEntry.objects.filter(verb="scored").latest("pk").actor_name == f"respondent {respondent.pk}"
    lead = Client()
    lead.force_login(w.lead)
    other = lead.get(reverse("assessments:scoring", args=[w.assessment.pk]) + f"?member={respondent.member_id}")
    assert other.context["member"] != respondent.member
    assert not Score.objects.visible_to(w.lead).exists()


def test_what_the_lead_allowed_is_read_and_no_more(w, mails):
    _respondent, secret = ask(w, w.assessment, shows_titles=True, shows_texts=True)
    page = come_in(secret).get(reverse("respondents:task")).content.decode()
    assert f"{SECRET} scenario" in page and f"{SECRET} internal text" in page
    for hidden in (f"{SECRET} Square", f"{SECRET} bollards", f"{SECRET} caretaker", w.assessor.name):
        assert hidden not in page, hidden


def test_handing_in_needs_every_row_then_nothing_changes_and_a_receipt_comes(w, mails):
    respondent, secret = ask(w, w.assessment)
    client, task = come_in(secret), reverse("respondents:task")
    assert "still missing" in client.post(reverse("respondents:hand_in")).content.decode()
    sent = form_of(client.get(task), f"{w.scenario.pk}-current-rationale")
    for row in w.assessment.scenarios.filter(applicable=True):
        sent |= {f"{row.pk}-current-probability": ["2"], f"{row.pk}-current-consequence": ["0"]}
    assert client.post(task, sent).status_code == 302
    assert client.post(reverse("respondents:hand_in")).status_code == 302
    respondent.refresh_from_db()
    assert respondent.handed_in_at and respondent.member.handed_in_at
    assert mail.outbox[-1].subject.startswith("Receipt")
    key = f"{w.scenario.pk}-current"
    refused = client.post(task, {f"{key}-probability": "5"}, headers=JSON)
    assert refused.status_code == 422
    assert Score.objects.get(scenario=w.scenario).probability == 2
    assert "You handed in on" in client.get(task).content.decode()
    respondent.member.refresh_from_db()
    assert respondent.member.handed_in_at


def test_checklist_answers_stand_beside_the_teams_until_taken_over(w, mails):
    _scoring, one = asked(w)
    respondent, secret = ask(w, one.checklist, email="third@metro.example", groups=[])
    client, task = come_in(secret), reverse("respondents:task")
    page = client.get(task).content.decode()
    assert SECRET not in page
    answered = set(one.checklist.answers.values_list("question", flat=True))
    codes = [name.partition("-")[0] for name in form_of(client.get(task), "") if name.endswith("-evidence")]
    code = next(name for name in codes if name not in answered)
    missing = client.post(task, {f"{code}-answer": "not_applicable"}, headers=JSON)
    assert missing.status_code == 422
    answer = client.post(task, {f"{code}-answer": "no", f"{code}-evidence": "The gate stands open."}, headers=JSON)
    assert answer.status_code == 200, answer.content
    assert client.post(task, {"Z99-answer": "yes", "x": "y"}, headers=JSON).status_code == 200
    said = respondent.answers.get()
    assert (said.question, said.answer) == (code, "no")
    assert not one.checklist.answers.filter(question=code).exists()
    assert client.post(reverse("respondents:hand_in")).status_code == 302
    lead = Client()
    lead.force_login(w.lead)
    detail = reverse("respondents:detail", args=[respondent.pk])
    assert "The gate stands open." in lead.get(detail).content.decode()
    lead.post(reverse("respondents:take_over", args=[respondent.pk, said.pk]))
    kept = one.checklist.answers.get(question=code)
    assert (kept.answer, kept.answered_by) == ("no", w.lead)
    assert "Olga Operator" in kept.evidence and "The gate stands open." in kept.evidence


def test_only_the_groups_that_were_chosen_are_asked(w, mails):
    _scoring, one = asked(w)
    group = one.checklist.question_set.content["groups"][0]["code"]
    _respondent, secret = ask(w, one.checklist, email="fourth@metro.example", groups=[group])
    found = form_of(come_in(secret).get(reverse("respondents:task")), "")
    codes = {name.partition("-")[0] for name in found if name.endswith("-evidence")}
    assert codes and all(code.startswith(group) for code in codes)
