"""Naming somebody of another organisation as a reader: asked by mail, and nobody learns who has an account."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from protect.organisations import audit, services
from protect.organisations.models import AuditEntry, ReaderOffer, User
from tests.world import SECRET


@pytest.fixture
def red(w):
    with audit.acting(w.administrator, "test"):
        services.set_marking(w.space, "RED", reason="Before the summit", by=w.administrator)
        services.share(w.space, person=w.lead, reason="leads it", by=w.administrator)
    return w


def share_page(w):
    return reverse("organisations:share", args=["spaces.space", w.space.pk])


def name(client, w, email, capture):
    """Sent twice where a preview stands between, as its button does."""
    form = {"do": "share", "share-person": email, "share-reason": "joint patrol"}
    with capture(execute=True):
        answer = client.post(share_page(w), form, follow=True)
        seen = re.search(r'name="previewed" value="([^"]+)"', answer.content.decode())
        return client.post(share_page(w), {**form, "previewed": seen[1]}, follow=True) if seen else answer


def secret_in_mail():
    return re.search(r"/organisations/offers/([\w-]+)/", mail.outbox[-1].body)[1]


def test_naming_a_person_never_tells_whether_the_address_has_an_account(
    red, client, django_capture_on_commit_callbacks
):
    User.objects.filter(pk=red.officer.pk).update(name="Quentin Unseen")
    client.force_login(red.lead)
    answers = []
    for email in (red.officer.email, "nobody@anywhere.example"):
        page = name(client, red, email, django_capture_on_commit_callbacks).content.decode()
        assert "Quentin Unseen" not in page
        page = page.replace(email, "ADDRESS")
        answers.append(re.sub(r'(value="[^"]*"|offers/\d+/withdraw|csrf\\S+|nonce\\S+)', "", page))
        assert mail.outbox[-1].to == [email]
        ReaderOffer.objects.all().delete()
    assert answers[0] == answers[1]
    assert not red.space.is_visible_to(red.officer)


def test_who_accepts_reads_and_nobody_else(red, client, django_capture_on_commit_callbacks):
    client.force_login(red.lead)
    name(client, red, red.officer.email, django_capture_on_commit_callbacks)
    assert SECRET not in mail.outbox[-1].body + mail.outbox[-1].subject
    link = reverse("organisations:offer", args=[secret_in_mail()])
    client.logout()
    assert client.get(link).status_code == 302
    client.force_login(red.other)
    page = client.get(link).content.decode()
    assert SECRET not in page and red.municipality.name not in page
    client.post(link)
    assert not red.space.is_visible_to(red.other)
    client.force_login(red.officer)
    assert SECRET not in client.get(link).content.decode()
    assert SECRET in client.post(link, follow=True).content.decode()
    assert red.space.is_visible_to(red.officer)
    assert client.get(link).status_code == 404
    assert red.officer.name not in str(AuditEntry.objects.filter(note__contains="offered").values())


def test_an_offer_ends_with_the_marking_with_time_and_when_withdrawn(red):
    def made():
        return services.offer(red.space, red.officer.email, reason="patrol", by=red.lead)

    first, second = made(), made()
    with pytest.raises(ValidationError, match="ended"):
        services.accept_offer(first, red.officer)
    services.withdraw_offer(second, red.space)
    third = made()
    ReaderOffer.objects.filter(pk=third.pk).update(valid_until=timezone.now() - timedelta(seconds=1))
    fourth_ended_by_time = third
    fifth = made()
    services.set_marking(red.space, "AMBER_STRICT", reason="over", by=red.administrator)
    for gone in (second, fourth_ended_by_time, fifth):
        with pytest.raises(ValidationError, match="ended"):
            services.accept_offer(gone, red.officer)
    assert not red.space.is_visible_to(red.officer)


@pytest.mark.parametrize(("email", "reason", "word"), [("no address", "x", "valid"), ("a@b.example", " ", "Say why")])
def test_a_wrong_offer_says_what_is_wrong(red, email, reason, word):
    with pytest.raises(ValidationError, match=word):
        services.offer(red.space, email, reason=reason, by=red.lead)
