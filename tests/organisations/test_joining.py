"""Organisations ask to join: the address is confirmed first, the platform's administrator decides with a reason."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from protect.organisations.models import AuditEntry, Invitation, JoinRequest, Organisation, Verb
from protect.organisations.services import joining

VALUES = {
    "name": "Rescue of Elsewhere", "kind": "fire_rescue", "country": "lt", "contact": "rescue.example", "person": "Rita Rescue",
    "email": "Rita@rescue.example", "why": "We plan the street festival together with the town.", "website": "",
}  # fmt: skip


def ask(client, capture, **changes):
    with capture(execute=True):
        return client.post(reverse("organisations:ask"), {**VALUES, **changes})


def link_in_mail():
    return re.search(r"(/organisations/ask/[\w-]+/)", mail.outbox[-1].body)[1]


@pytest.fixture
def waiting(w, client, django_capture_on_commit_callbacks):
    ask(client, django_capture_on_commit_callbacks)
    link = link_in_mail()
    assert "Confirm" in client.get(link).content.decode()
    assert JoinRequest.objects.get().confirmed_at is None  # programs that look into links confirm nothing
    with django_capture_on_commit_callbacks(execute=True):
        client.post(link)
        client.post(link)
    return JoinRequest.objects.get()


def test_a_confirmed_request_reaches_the_platform_s_administrator_once(w, client, waiting):
    assert [one.to for one in mail.outbox] == [["rita@rescue.example"], [w.platform_administrator.email]]
    assert waiting.confirmed_at and waiting.country == "LT"
    client.force_login(w.platform_administrator)
    listed = client.get(reverse("organisations:requests")).content.decode()
    assert "Rescue of Elsewhere" in listed and "rita@rescue.example" in listed


def test_approving_makes_the_organisation_and_invites_its_administrator(w, client, waiting):
    client.force_login(w.platform_administrator)
    page = reverse("organisations:request", args=[waiting.pk])
    assert "required" in client.post(page, {"do": "approve", "reason": " "}).content.decode()
    assert not Organisation.objects.filter(name=VALUES["name"]).exists()
    client.post(page, {"do": "approve", "reason": "Known from the regional council; called them"})
    made = Organisation.objects.get(name=VALUES["name"])
    assert (made.kind, made.country) == ("fire_rescue", "LT")
    invited = Invitation.objects.get(organisation=made)
    assert (invited.email, invited.role) == ("rita@rescue.example", "administrator")
    assert mail.outbox[-1].to == ["rita@rescue.example"] and "/organisations/invitations/" in mail.outbox[-1].body
    told = AuditEntry.objects.get(verb=Verb.APPROVED, object_type="organisations.joinrequest")
    assert told.note.startswith("Known from")
    assert "decided already" in client.post(page, {"do": "refuse", "reason": "twice"}).content.decode()


def test_refusing_tells_the_reason_and_makes_nothing(w, client, waiting, django_capture_on_commit_callbacks):
    client.force_login(w.platform_administrator)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(
            reverse("organisations:request", args=[waiting.pk]), {"do": "refuse", "reason": "Outside the region"}
        )
    assert "Outside the region" in mail.outbox[-1].body and mail.outbox[-1].to == ["rita@rescue.example"]
    assert not Organisation.objects.filter(name=VALUES["name"]).exists()
    JoinRequest.objects.update(decided_at=timezone.now() - timedelta(days=91))
    assert joining.forget_requests() == 1 and joining.forget_requests() == 0


def test_what_nobody_confirmed_is_read_by_nobody_and_forgotten(w, client, django_capture_on_commit_callbacks):
    ask(client, django_capture_on_commit_callbacks)
    client.force_login(w.platform_administrator)
    assert VALUES["name"] not in client.get(reverse("organisations:requests")).content.decode()
    assert client.get(reverse("organisations:request", args=[JoinRequest.objects.get().pk])).status_code == 404
    JoinRequest.objects.update(created_at=timezone.now() - timedelta(days=8))
    assert joining.forget_requests() == 1


def test_the_answer_never_tells_who_is_here_already(w, client, django_capture_on_commit_callbacks):
    answers = [
        ask(client, django_capture_on_commit_callbacks, name=name, email=email).content.decode()
        for name, email in (
            (VALUES["name"], VALUES["email"]),
            (w.municipality.name, w.administrator.email),
        )
    ]
    plain = [re.sub(r'(value="[^"]*"|nonce\S+)', "", one) for one in answers]
    assert plain[0] == plain[1]


def test_who_fills_in_the_field_that_nobody_sees_is_thanked_and_forgotten(
    w, client, django_capture_on_commit_callbacks
):
    answer = ask(client, django_capture_on_commit_callbacks, website="https://spam.example")
    assert "Look into your mail" in answer.content.decode()
    assert not JoinRequest.objects.exists() and not mail.outbox


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"country": "12"}, "two letters"),
        ({"email": "no"}, "valid"),
        ({"kind": "circus"}, "valid"),
        ({"why": ""}, "required"),
    ],
)
def test_a_wrong_field_is_named(w, client, django_capture_on_commit_callbacks, changes, word):
    answer = ask(client, django_capture_on_commit_callbacks, **changes).content.decode()
    assert word in answer and not JoinRequest.objects.exists()


def test_asking_again_and_again_pauses(w, client, settings, django_capture_on_commit_callbacks):
    settings.PLATFORM_RATE_LIMITS = {"ask_to_join": "10/h/ip,3/d/key"}
    cache.clear()
    codes = [ask(client, django_capture_on_commit_callbacks).status_code for _again in range(4)]
    assert codes == [200, 200, 200, 429]
    assert ask(client, django_capture_on_commit_callbacks, email="other@rescue.example").status_code == 200
    cache.clear()


def test_an_expired_invitation_is_sent_again_with_a_new_link(w, client):
    client.force_login(w.administrator)
    client.post(
        reverse("organisations:invite", args=[w.municipality.pk]), {"email": "late@testa.example", "role": "lead"}
    )
    first = re.search(r"/organisations/invitations/\S+/", mail.outbox[-1].body)[0]
    Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    page = client.get(reverse("organisations:detail", args=[w.municipality.pk])).content.decode()
    assert "expired" in page and "Send again" in page
    old = Invitation.objects.get()
    client.post(reverse("organisations:invite_again", args=[w.municipality.pk, old.pk]))
    second = re.search(r"/organisations/invitations/\S+/", mail.outbox[-1].body)[0]
    assert first != second and Invitation.objects.open().get().role == "lead"
    client.logout()
    assert client.get(first).status_code == 404
    shown = client.get(second).content.decode()
    assert "You keep the register" in shown and "The link works once" in shown  # what the role means
