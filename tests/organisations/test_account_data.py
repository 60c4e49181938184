"""Everything kept about a person in one file; and the end of an account, which leaves no name behind."""

from __future__ import annotations

import io
import json
import zipfile

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.core import mail
from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse

from protect.assessments.models import Score, TeamMember
from protect.organisations import audit, services
from protect.organisations.models import AuditEntry, Invitation, Membership, Share, User, Verb
from protect.organisations.queries.account import everything
from protect.organisations.services.account import delete_account, obstacles
from protect.respondents import answering
from protect.search import indexing
from protect.spaces.models import Contact
from tests.world import PASSWORD, SECRET, make_organisation, make_user

UNIQUE = "Wilhelmina Quarterstaff"
ADDRESS = "wilhelmina.quarterstaff@testa.example"


@pytest.fixture
def person(w, client) -> User:
    """The assessor, under a name that occurs nowhere else; with a score, a share, an invitation and a second factor."""
    Membership.objects.filter(user=w.assessor).delete()
    User.objects.filter(pk=w.assessor.pk).update(name=UNIQUE, email=ADDRESS)
    someone = User.objects.get(pk=w.assessor.pk)
    services.invite(w.other_municipality, ADDRESS, "viewer", by=w.other_administrator)
    invitation, _secret = services.invite(w.municipality, ADDRESS, "assessor", by=w.administrator)
    services.accept(invitation, someone)
    TeamMember.objects.filter(pk=w.member.pk).update(name=UNIQUE)
    Score.objects.create(scenario=w.scenario, member=w.member, probability=2, consequence=3, rationale="I think so")
    with audit.acting(w.administrator, "test"):
        services.set_marking(w.photo if hasattr(w.photo, "marking") else w.space, "RED", reason="x", by=w.administrator)
    services.share(w.space, person=someone, reason="knows it", by=w.administrator)
    client.post(reverse("account_login"), {"login": ADDRESS, "password": PASSWORD})
    TOTP.activate(someone, "A" * 32)
    return someone


def test_the_export_has_everything_about_oneself_and_nothing_else(w, client, person):
    answer = client.post(reverse("account_data"))
    archive = zipfile.ZipFile(io.BytesIO(answer.content))
    data = json.loads(archive.read("my-data.json"))
    assert data["account"][0]["email"] == ADDRESS
    assert data["memberships"][0]["organisation"] == w.municipality.name
    assert data["scores"][0]["rationale"] == "I think so" and data["teams"][0]["name"] == UNIQUE
    assert data["sessions"][0]["ip"] == "127.0.0.1" and data["second_factors"][0]["type"] == "totp"
    assert {one["organisation"] for one in data["invitations"]} == {w.municipality.name, w.other_municipality.name}
    assert data["shares"][0]["kind"] == "spaces.space"
    assert any(one["verb"] == "signed in" for one in data["log"])
    page = archive.read("my-data.html").decode()
    assert UNIQUE in page and "I think so" in page and "<script" not in page
    everything = json.dumps(data) + page
    for other in (w.lead, w.administrator, w.viewer):
        assert other.email not in everything and other.name not in everything
    assert "A" * 32 not in everything and "argon2" not in everything
    assert AuditEntry.objects.filter(verb=Verb.EXPORTED, object_id=person.pk).count() == 1


def test_what_one_may_not_read_any_more_is_not_in_the_export(w, client, person):
    services.set_marking(w.space, "AMBER_STRICT", reason="over", by=w.administrator)
    services.remove_member(w.municipality.memberships.get(user=person))
    text = zipfile.ZipFile(io.BytesIO(client.post(reverse("account_data")).content)).read("my-data.json").decode()
    assert SECRET not in text


def test_the_export_has_what_was_asked_by_link_and_where_one_is_a_contact(w, client, person):
    from tests.respondents.world import ask

    services.set_marking(w.space, "AMBER_STRICT", reason="so that somebody outside can be asked", by=w.administrator)
    scoring, _secret = ask(w, w.assessment, email=ADDRESS.title(), name=UNIQUE)
    Score.objects.create(scenario=w.scenario, member=scoring.member, probability=1, consequence=4, rationale="By link")
    Contact.objects.create(space=w.space, name=UNIQUE, phone="+370 5 0000000", email=ADDRESS)
    answer = client.post(reverse("account_data"))
    text = zipfile.ZipFile(io.BytesIO(answer.content)).read("my-data.json").decode()
    data = json.loads(text)
    assert data["links"][0]["name"] == UNIQUE and data["links"][0]["scores"][0]["rationale"] == "By link"
    assert (data["contacts"][0]["kept_by"], data["contacts"][0]["phone"]) == (w.municipality.name, "+370 5 0000000")


def test_with_the_account_goes_what_was_asked_by_link(w, person):
    from tests.respondents.world import ask

    services.set_marking(w.space, "AMBER_STRICT", reason="so that somebody outside can be asked", by=w.administrator)
    scoring, secret = ask(w, w.assessment, email=ADDRESS, name=UNIQUE)
    delete_account(person, typed=ADDRESS)
    assert answering.find(secret) is None
    scoring.refresh_from_db()
    indexing.tidy()
    assert (scoring.email, scoring.name) == ("", "") and stored_with(UNIQUE, "quarterstaff") == []


#: Every model that knows a person: the part of the export that has it, or why it is in none.
KNOWS_PEOPLE = {
    "organisations.User": "account",
    "organisations.Membership": "memberships",
    "organisations.Invitation": "invitations",
    "organisations.ReaderOffer": "offers",
    "organisations.JoinRequest": "join_requests",
    "organisations.Share": "shares",
    "organisations.AuditEntry": "log",
    "mfa.Authenticator": "second_factors",
    "usersessions.UserSession": "sessions",
    "socialaccount.SocialAccount": "single_sign_on",
    "account.EmailAddress": "account",
    "assessments.TeamMember": "teams",
    "respondents.Respondent": "links",
    "spaces.Contact": "contacts",
    "checklists.Answer": "answers",
    "reminders.Wishes": "mails",
    "reminders.Notice": "mails",
    "inbox.Box": "",  # a date up to which news was gathered
    "inbox.Notification": "inbox",
    "inbox.Snooze": "inbox",
    "inbox.Pace": "inbox",
    "inbox.Mailed": "",  # the note that a mail went, by code; gone with the account
    "catalogue.SavedSearch": "catalogue_searches",
    "catalogue.Comment": "catalogue_comments",
    "assessments.Visit": "",  # names in a sentence, of whoever took part: nobody can be told from it by a program
    "spaces.Removed": "",  # what lies in the bin, as it was, for thirty days at most
    "organisations.Binned": "",
    "calls.Follow": "calls_followed",
    "calls.Told": "calls_followed",  # the note that a mail about one of them went
    "answers.Draft": "",  # the organisation's contact for questions, better a shared mailbox
    "evaluations.Evaluator": "evaluations",
    "evaluations.Stakeholder": "evaluations",
    "evaluations.Told": "evaluations",  # the note that a mail about one of them went
    "evaluations.Identity": "",  # a firm and its contact, written by a municipality; whose it is no program can tell
    "evaluations.Conflict": "evaluations",
    "events.Registration": "event_registrations",
    "events.EventFile": "",  # whose a photo is, as the organisers wrote it
    "events.Speaker": "",  # a name on a programme, written by the organisers; they forget it on request
    "captions.Work": "caption_drafts",
    "events.Profile": "",  # goes with the consent of the speaker
    "cooperation.Message": "exchange_messages",
    "practices.PracticePhoto": "",  # whose a photo is, as its owner wrote it
    "practices.Remark": "practice_remarks",
    "practices.Trial": "practice_trials",
    "demonstrations.Person": "",  # a name beside a function, written by a town; whose account it is no program can tell
    "plans.Action": "actions",
    "plans.ActionNotice": "actions",
    "exercises.Function": "",  # who is invited, a name beside a function; whose account it is no program can tell
    "exercises.Participant": "",  # came by a code, without an account; a name only if they like
    "exercises.Finding": "",  # who takes care of a lesson, as the facilitators wrote it
    "exercises.Entry": "exercise_notes",
    "calls.Clearance": "",  # words of a text that was to leave; whether one is a name, people tell and no program
    "pages.Editor": "public_pages",
    "newsletters.Subscriber": "newsletter",
    "pages.EditingPerson": "account",  # the same row, as the editors' desk asks about it
    **dict.fromkeys(
        [
            "wagtailcore.Page",
            "pages.HomePage",
            "pages.OrdinaryPage",
            "pages.GuidelinePage",
            "pages.NewsIndex",
            "pages.NewsItem",
        ],
        "public_pages",
    ),
    # Who did what at the editors' desk, by number; what of it was a change stands in the trail, too.
    **dict.fromkeys(
        [
            "pages.DescribedImage",
            "wagtaildocs.Document",
            "wagtailimages.Image",
            "wagtailcore.UploadedFile",
            "wagtailcore.ModelLogEntry",
            "wagtailcore.PageLogEntry",
            "wagtailcore.Revision",
            "wagtailcore.WorkflowState",
            "wagtailcore.TaskState",
            "wagtailcore.PageSubscription",
            "wagtailadmin.FormState",
            "wagtailadmin.EditingSession",
        ],
        "log",
    ),
    "wagtailusers.UserProfile": "",  # appearance of the desk
    "wagtailcore.Comment": "",  # switched off
    "wagtailcore.CommentReply": "",
    "calls.Wanted": "",  # words of a requirement, kept out of the history; it names nobody
}
#: Who made, changed or decided something: told by the audit trail, which the part "log" has.
BY_THE_LOG = {
    "created_by", "made_by", "added_by", "changed_by", "started_by", "recorded_by", "removed_by", "published_by", "signed_by",
    "decided_by", "approved_by", "answered_by", "other_by", "handed_in_by", "closed_by", "done_by", "proposed_by",
    "reviewed_by", "chosen_by", "submitted_by", "cleared_by", "asked_by", "replied_by", "opened_by", "screened_by",
    "judged_by", "written_by", "lead", "actor",
}  # fmt: skip


def test_somebody_decided_for_every_model_that_knows_a_person_where_the_export_has_it(w):
    parts = {code for code, _title, _rows in everything(w.viewer)}
    missing = []
    for model in apps.get_models():
        keys = {
            one.name for one in model._meta.concrete_fields if one.related_model is User and one.name not in BY_THE_LOG
        }
        if (keys or getattr(model, "personal_fields", ())) and model._meta.label not in KNOWS_PEOPLE:
            missing.append(f"{model._meta.label} ({', '.join(sorted(keys))})")
    assert not missing, f"decide in KNOWS_PEOPLE: {missing}"
    assert {code for code in KNOWS_PEOPLE.values() if code} <= parts
    assert set(KNOWS_PEOPLE) <= {model._meta.label for model in apps.get_models()}


def stored_with(*words: str) -> list[str]:
    """Every row of every table that holds one of the words, as a search of the database would find it."""
    found = []
    for model in apps.get_models():
        fields = [f.attname for f in model._meta.concrete_fields if not isinstance(f, models.BinaryField)]
        for row in model._default_manager.values(*fields):
            if any(word.lower() in repr(row).lower() for word in words):
                found.append(f"{model._meta.label}: {row}")
    return found


def test_after_the_end_no_name_and_no_address_is_left_anywhere(w, client, person, django_capture_on_commit_callbacks):
    services.share(w.space, person=w.lead, reason="so that somebody reads it", by=w.administrator)
    trail = list(AuditEntry.objects.order_by("pk").values())
    with django_capture_on_commit_callbacks(execute=True):
        delete_account(person, typed=f" {ADDRESS.upper()} ")
    indexing.tidy()  # as the daily job does: words that occur nowhere any more leave the search
    assert stored_with(UNIQUE, "quarterstaff") == []
    assert list(AuditEntry.objects.order_by("pk").values())[: len(trail)] == trail, "the audit trail was altered"
    gone = User.objects.get(pk=person.pk)
    assert (str(gone), gone.is_active, gone.has_usable_password()) == (f"Deleted account {person.pk}", False, False)
    assert (
        not UserSession.objects.filter(user=gone).exists() and not Share.objects.in_force().filter(person=gone).exists()
    )
    assert not Invitation.objects.open().filter(email__icontains="quarterstaff").exists()
    assert client.get(reverse("spaces:list")).status_code == 302
    assert mail.outbox[-1].to == [ADDRESS]
    assert Score.objects.filter(member__user=gone).exists()  # the work stays
    told = AuditEntry.objects.get(verb=Verb.DELETED, object_type="organisations.user")
    assert (told.actor_name, told.object_name) == (f"person {person.pk}", f"person {person.pk}")


def test_the_page_asks_for_the_password_and_the_typed_address(w, client):
    client.post(reverse("account_login"), {"login": w.viewer.email, "password": PASSWORD})
    page = reverse("account_delete")
    assert w.viewer.email in client.get(page).content.decode()
    again = client.post(page, {"typed": w.viewer.email})
    assert again.status_code == 302 and "confirm" in again.url
    client.post(again.url.partition("?")[0], {"password": PASSWORD})
    assert "exactly as it is shown" in client.post(page, {"typed": "yes"}).content.decode()
    assert User.objects.get(pk=w.viewer.pk).is_active
    done = client.post(page, {"typed": w.viewer.email})
    assert "Your account is deleted" in done.content.decode()
    assert not User.objects.filter(email=w.viewer.email).exists()
    assert client.get(reverse("spaces:list")).status_code == 302


def test_the_last_administrator_hands_over_first(w, client):
    with pytest.raises(ValidationError, match="last administrator of Municipality"):
        delete_account(w.administrator, typed=w.administrator.email)
    with pytest.raises(ValidationError, match="last administrator of the platform"):
        delete_account(w.platform_administrator, typed=w.platform_administrator.email)
    client.force_login(w.administrator)
    assert "Before that, please" in client.get(reverse("account_delete")).content.decode()
    services.change_role(w.municipality.memberships.get(user=w.lead), "administrator")
    assert obstacles(w.administrator) == []


def test_who_is_alone_in_an_organisation_can_go_and_somebody_else_can_be_invited(w, client):
    """Nobody is there to hand over to; without this the only person of an organisation could never leave."""
    lonely = make_organisation("Ferry of Testa", "operator")
    captain = make_user("captain@ferry.example", lonely, "administrator")
    client.post(reverse("account_login"), {"login": captain.email, "password": PASSWORD})
    page = client.get(reverse("account_delete"), follow=True)
    client.post(page.request["PATH_INFO"], {"password": PASSWORD})
    assert "only person of <strong>Ferry of Testa</strong>" in client.get(reverse("account_delete")).content.decode()
    delete_account(captain, typed=captain.email)
    services.invite(lonely, "next@ferry.example", "administrator", by=w.platform_administrator)


def test_the_last_named_reader_names_somebody_else_first(w):
    services.set_marking(w.space, "RED", reason="x", by=w.lead)
    assert any(SECRET in one for one in obstacles(w.lead))
    services.share(w.space, person=w.viewer, reason="x", by=w.lead)
    assert obstacles(w.lead) == []
