"""Authorities open for exchange, requests between two of them, who else reads them, and the contact form."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from protect.cooperation import kept, queries, services
from protect.cooperation.models import Exchange, Message, Profile
from protect.cooperation.states import State
from protect.organisations import personal, waiting
from protect.organisations.models import Membership, Role, User
from protect.organisations.services import change_organisation
from tests.cooperation.making import VALUES, asked, described
from tests.practices.making import marked, published
from tests.world import make_organisation, make_user
from tests.world import world as whole_world

pytestmark = pytest.mark.django_db


def of_kind(person, kind):
    return [one.title for one in waiting.tasks_of(person) if one.kind == kind]


def text_of(client, name, *args, **query):
    answer = client.get(reverse(f"cooperation:{name}", args=args), query)
    assert answer.status_code == 200, (name, answer.status_code)
    return answer.content.decode()


def world():
    """The officer leads the police here."""
    w = whole_world()
    Membership.objects.filter(user=w.officer).update(role=Role.LEAD)
    return w


def police_administrator(w):
    return make_user("chief@police.example", w.police, Role.ADMINISTRATOR)


def test_a_profile_is_read_by_whom_it_says_once_it_is_open(client):
    w = world()
    profile = described(w.police)
    people = (None, w.provider, w.other, w.officer)
    assert [profile.is_visible_to(one) for one in people] == [False, False, True, True]
    described(w.police, marking="CLEAR")
    assert all(profile.is_visible_to(one) for one in people)
    told = text_of(client, "list", language="ro", threat="vehicle", place="transport_hub", step="exercise")
    assert str(w.police) in told and str(w.police) not in text_of(client, "list", language="fr")
    assert "exchange@police.example" in text_of(client, "list", format="csv")
    assert "Lamps that last" in text_of(client, "profile", profile.pk)
    described(w.police, is_open=False)
    assert [profile.is_visible_to(one) for one in people] == [False, False, False, True]
    for values, text in (
        ({"contact": ""}, "mailbox"),
        ({"marking": "RED"}, "who reads"),
        ({"handlers": [w.lead]}, "members"),
    ):
        with pytest.raises(ValidationError, match=text):
            described(w.police, **values)


def test_only_administrators_of_authorities_describe_them(client):
    w = world()
    where = reverse("cooperation:change_profile", args=[w.municipality.pk])
    client.force_login(w.lead)
    assert client.get(where).status_code == 403
    client.force_login(w.administrator)
    client.post(where, {**VALUES, "handlers": [w.lead.pk]})
    profile = Profile.objects.get()
    assert profile.organisation == w.municipality and list(profile.handlers.all()) == [w.lead]
    client.post(where, {**VALUES, "about": "Squares."})
    profile.refresh_from_db()
    assert profile.about == "Squares." and not profile.handlers.exists()
    assert str(w.municipality) in text_of(client, "own")


def test_a_request_its_answer_and_its_end():
    w = world()
    made = asked(w, by_when=timezone.localdate() + dt.timedelta(days=9))
    assert of_kind(w.officer, "exchange") == [made.topic] and of_kind(w.lead, "exchange") == []
    services.write(made, "Which lorries?", by=w.officer)
    made.refresh_from_db()
    assert made.state == State.ANSWERED and of_kind(w.officer, "exchange") == []
    since = timezone.now() - dt.timedelta(hours=1)
    assert [one.kind for one in waiting.news_of(w.lead, since) if one.title == made.topic] == ["exchange_said"]
    services.write(made, "Those before six.", by=w.lead)
    with pytest.raises(PermissionDenied):
        services.move(made, "agree", by=w.lead)  # they asked
    with pytest.raises(PermissionDenied):
        services.write(made, "May I?", by=w.other)
    services.move(made, "agree", by=w.officer, text="Come on Tuesday.")
    assert {one.kind for one in waiting.news_of(w.lead, since)} >= {"exchange_moved", "exchange_said"}
    services.move(made, "close", by=w.lead)
    with pytest.raises(ValidationError, match="ended"):
        services.write(made, "One more.", by=w.officer)
    assert [one.text for one in made.messages.all()] == ["Which lorries?", "Those before six.", "Come on Tuesday."]


def test_it_is_declined_with_a_reason_and_only_who_is_open_is_asked():
    w = world()
    made = asked(w)
    with pytest.raises(ValidationError, match="friendly"):
        services.move(made, "decline", by=w.officer)
    services.move(made, "decline", by=w.officer, text="We have nobody now.")
    profile = described(w.police, is_open=False)
    with pytest.raises(ValidationError, match="not open"):
        services.ask(w.municipality, profile, {"topic": "x", "wanted": "y"}, by=w.lead)
    with pytest.raises(ValidationError, match="own organisation"):
        services.ask(w.police, described(w.police), {"topic": "x", "wanted": "y"}, by=w.officer)
    with pytest.raises(ValidationError, match="between authorities"):
        services.ask(w.solution_provider, profile, {"topic": "x", "wanted": "y"}, by=w.provider)


def test_who_is_named_gets_the_requests_and_nobody_else():
    w = world()
    named = make_user("expert@police.example", w.police, Role.EXPERT)
    described(w.police, handlers=[named])
    made = asked(w)
    assert of_kind(named, "exchange") == [made.topic] and of_kind(w.officer, "exchange") == []
    assert kept.handled_by(named)
    services.move(made, "agree", by=named)
    personal.forget(named)
    assert not Profile.handlers.through.objects.exists()


def test_others_read_it_only_once_both_sides_have_decided(client):
    w = world()
    made = asked(w)
    services.write(made, "Which lorries?", by=w.officer)
    message = Message.objects.get()
    chief = police_administrator(w)
    sees = lambda: [one.is_visible_to(w.other) for one in (made, message)]  # noqa: E731
    with pytest.raises(PermissionDenied):
        services.propose(made, None, by=w.lead)  # takes an administrator
    opening = services.propose(made, w.other_municipality, by=w.administrator)
    assert sees() == [False, False] and of_kind(chief, "exchange_opening") == [made.topic]
    assert of_kind(w.administrator, "exchange_opening") == []
    with pytest.raises(PermissionDenied):
        services.agree(opening, by=w.administrator)
    services.agree(opening, by=chief)
    made.refresh_from_db()
    assert sees() == [True, True] and made.marking == "AMBER" and not made.is_visible_to(w.provider)
    third = make_user("c@fire.example", None)
    assert not made.is_visible_to(third)
    to_all = services.propose(made, None, by=chief)
    services.agree(to_all, by=w.administrator)
    made.refresh_from_db()
    assert made.marking == "GREEN"
    services.end_opening(to_all, by=w.administrator)
    made.refresh_from_db()
    assert made.marking == "AMBER" and sees() == [True, True]  # the first decision still holds
    services.end_opening(opening, by=chief)
    assert sees() == [False, False] and made.is_visible_to(w.officer) and made.is_visible_to(w.viewer)
    client.force_login(w.administrator)
    answer = client.post(reverse("organisations:share", args=["cooperation.exchange", made.pk]), {"do": "mark"})
    made.refresh_from_db()
    assert answer.status_code == 200 and made.marking == "AMBER_STRICT"


def test_the_way_through_the_pages(client):
    w = world()
    practice = published(w)
    profile = described(w.municipality)
    client.force_login(w.officer)
    Membership.objects.filter(user=w.officer).update(role=Role.ADMINISTRATOR)
    where = reverse("cooperation:ask", args=[profile.pk])
    assert practice.title in client.get(where).content.decode()
    values = {"organisation": w.police.pk, "topic": "Keys", "wanted": "How?", "practice": practice.pk}
    past = client.post(where, {**values, "by_when": "2020-01-01"})
    assert "This day is past" in past.content.decode()
    client.post(where, values)
    made = Exchange.objects.get()
    client.post(reverse("cooperation:propose", args=[made.pk]), {"reader": ""})
    client.force_login(w.administrator)
    told = text_of(client, "exchange", made.pk)
    assert practice.title in told and "proposes that this is read by" in told
    client.post(reverse("cooperation:write", args=[made.pk]), {"text": "With locks."})
    client.post(reverse("cooperation:step", args=[made.pk, "agree"]), {"text": ""})
    client.post(reverse("cooperation:agree", args=[made.pk, made.openings.get().pk]))
    made.refresh_from_db()
    assert (made.state, made.marking) == (State.AGREED, "GREEN")
    client.force_login(w.other)
    assert "With locks." in text_of(client, "exchange", made.pk)
    assert client.post(reverse("cooperation:write", args=[made.pk]), {"text": "x"}).status_code == 403
    assert "Keys" in text_of(client, "exchanges", state="agreed") and "Keys" in text_of(
        client, "exchanges", format="csv"
    )
    client.force_login(w.provider)
    assert client.get(reverse("cooperation:exchange", args=[made.pk])).status_code == 404
    assert client.get(where).status_code == 404


def test_what_ended_long_ago_goes_for_good():
    w = world()
    made = asked(w)
    services.move(made, "decline", by=w.officer, text="No.")
    now = timezone.now()
    assert kept.remove_old(w.municipality, now - dt.timedelta(days=1)) == 0
    assert kept.remove_old(w.municipality, now + dt.timedelta(days=1)) == 1
    assert not Exchange.objects.exists() and not Message.objects.exists()
    with pytest.raises(ValidationError, match="still open"):
        services.end(asked(w))


WRITTEN = {
    "name": "Ana",
    "email": "ana@town.example",
    "subject": "Hello\nBcc: a@b.example",
    "text": "How do you do it?",
}


def test_everybody_writes_to_the_shared_mailbox_of_the_platform_or_an_open_organisation(client, settings):
    w = world()
    settings.CONTACT_ADDRESS = "office@platform.example"
    assert "on its way" in client.post(reverse("cooperation:contact"), WRITTEN).content.decode()
    sent = mail.outbox[0]
    assert sent.to == ["office@platform.example"] and sent.reply_to == ["ana@town.example"]
    assert "\n" not in sent.subject and "How do you do it?" in sent.body and not sent.bcc
    where = reverse("cooperation:contact_organisation", args=[w.police.pk])
    described(w.police)
    assert client.get(where).status_code == 404  # for authorities alone
    described(w.police, marking="CLEAR")
    client.post(where, WRITTEN)
    assert mail.outbox[1].to == ["exchange@police.example"]


def test_robots_write_to_nobody_and_nobody_writes_too_often(client, settings):
    world()
    trapped = client.post(reverse("cooperation:contact"), {**WRITTEN, "website": "https://spam.example"})
    assert "on its way" in trapped.content.decode() and mail.outbox == []
    settings.PLATFORM_RATE_LIMITS = {"contact": "20/h/ip,2/d/key"}
    answers = [client.post(reverse("cooperation:contact"), WRITTEN).status_code for _time in range(3)]
    assert answers == [200, 200, 429] and len(mail.outbox) == 2


def test_a_mail_that_does_not_go_is_told(client, monkeypatch):
    world()
    monkeypatch.setattr("protect.cooperation.mails.EmailMessage.send", lambda self: 0)
    assert "could not be sent" in client.post(reverse("cooperation:contact"), WRITTEN).content.decode()


def test_a_practice_that_one_side_does_not_see_is_not_named(client):
    w = world()
    practice = marked(w, published(w, "Hidden keys"), "GREEN")
    profile = described(w.municipality)
    made = services.ask(w.police, profile, {"topic": "a", "wanted": "b", "practice": practice}, by=w.officer)
    assert queries.practice_of(w.officer, made) == practice
    marked(w, practice, "AMBER_STRICT")
    client.force_login(w.officer)
    assert "Hidden keys" not in text_of(client, "exchange", made.pk)


def test_a_request_comes_to_those_who_lead_where_all_who_were_named_are_gone():
    w = world()
    named = make_user("named@police.example", w.police, Role.EXPERT)
    described(w.police, handlers=[named])
    made = asked(w)

    def waits_for(person):
        return of_kind(User.objects.get(pk=person.pk), "exchange")

    assert waits_for(named) == [made.topic] and waits_for(w.officer) == []
    Membership.objects.filter(user=named).update(role=Role.VIEWER)
    assert waits_for(named) == [] and waits_for(w.officer) == [made.topic]
    Membership.objects.filter(user=named).update(role=Role.EXPERT)
    User.objects.filter(pk=named.pk).update(is_active=False)
    assert waits_for(w.officer) == [made.topic]
    User.objects.filter(pk=named.pk).update(is_active=True)
    Membership.objects.filter(user=named).update(organisation=w.municipality)
    assert waits_for(named) == [] and waits_for(w.officer) == [made.topic]


def test_authorities_are_found_in_other_letters_and_by_their_new_name(client):
    w = world()
    described(w.police, about="Siguranța piețelor din Brașov", marking="CLEAR")
    for typed in ("brasov", "BRAŞOV", "pietelor siguranta", "\x00brasov"):
        assert str(w.police) in text_of(client, "list", q=typed), typed
    change_organisation(w.police, {"name": "Wardens of Testa"})
    assert "Wardens of Testa" in text_of(client, "list", q="wardens")
    assert "Wardens of Testa" not in text_of(client, "list", q="oradea")


def test_who_reads_it_by_a_decision_learns_of_no_proposal(client):
    w = world()
    chief = police_administrator(w)
    made = asked(w)
    decided = services.agree(services.propose(made, w.other_municipality, by=w.administrator), by=chief)
    proposed = services.propose(made, make_organisation("Fourth Town"), by=w.administrator)
    assert decided.is_visible_to(w.other) and not proposed.is_visible_to(w.other)
    for reader, sees in ((w.other, False), (w.viewer, True), (chief, True)):
        client.force_login(reader)
        told = text_of(client, "exchange", made.pk)
        assert ("Fourth Town" in told) is sees and str(w.other_municipality) in told
