"""Where one is signed in: seen, ended one by one or all; a new password ends the others."""

from __future__ import annotations

import re

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from protect.organisations.models import AuditEntry, User, Verb
from protect.organisations.services.account import forget_sessions
from tests.world import PASSWORD

PHONE = "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/131.0 Mobile Safari/537.36"
DESK = "Mozilla/5.0 (Windows NT 10.0; rv:133.0) Gecko/20100101 Firefox/133.0"


def signed_in(person, agent, address):
    client = Client(headers={"user-agent": agent}, REMOTE_ADDR=address)
    client.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})
    assert is_in(client)
    return client


def is_in(client):
    return client.get(reverse("spaces:list")).status_code == 200


def test_the_list_tells_device_address_and_which_one_this_is(w):
    desk, phone = signed_in(w.viewer, DESK, "192.0.2.1"), signed_in(w.viewer, PHONE, "198.51.100.2")
    signed_in(w.lead, DESK, "203.0.113.9")
    page = desk.get(reverse("account_sessions")).content.decode()
    assert "Firefox on Windows" in page and "Chrome on Android" in page
    assert "192.0.2.1" in page and "198.51.100.2" in page and "203.0.113.9" not in page
    assert page.index("Firefox on Windows") < page.index("this one") < page.index("Chrome on Android")
    other = UserSession.objects.get(ip="198.51.100.2")
    desk.post(reverse("account_end_session", args=[other.pk]))
    assert not is_in(phone) and is_in(desk)
    told = AuditEntry.objects.get(verb=Verb.CHANGED, object_type="organisations.user", object_id=w.viewer.pk)
    assert told.note == "1 session ended" and told.actor == w.viewer


def test_nobody_ends_somebody_else_s_session(w):
    desk, foreign = signed_in(w.viewer, DESK, "192.0.2.1"), signed_in(w.lead, DESK, "203.0.113.9")
    theirs = UserSession.objects.get(user=w.lead)
    assert desk.post(reverse("account_end_session", args=[theirs.pk])).status_code == 404
    assert is_in(foreign)


def test_signing_out_everywhere_else_and_everywhere(w):
    clients = [signed_in(w.viewer, DESK, f"192.0.2.{number}") for number in range(3)]
    clients[0].post(reverse("account_end_sessions"), {"which": "others"})
    assert [is_in(one) for one in clients] == [True, False, False]
    again = signed_in(w.viewer, PHONE, "192.0.2.9")
    clients[0].post(reverse("account_end_sessions"), {"which": "all"})
    assert not is_in(clients[0]) and not is_in(again)
    assert not UserSession.objects.filter(user=w.viewer).exists()


def test_a_new_password_ends_the_other_sessions_and_keeps_this_one(w):
    desk, phone = signed_in(w.viewer, DESK, "192.0.2.1"), signed_in(w.viewer, PHONE, "198.51.100.2")
    new = "lanterns on a calm canal"
    desk.post(reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert is_in(desk) and not is_in(phone)
    assert "198.51.100.2" not in desk.get(reverse("account_sessions")).content.decode()
    assert User.objects.get(pk=w.viewer.pk).check_password(new)
    assert AuditEntry.objects.filter(verb=Verb.CHANGED, actor=w.viewer, note="password changed").count() == 1


def test_a_person_sees_their_own_sign_ins_with_their_addresses(w):
    signed_in(w.lead, DESK, "203.0.113.9")
    desk = signed_in(w.viewer, DESK, "192.0.2.1")
    page = desk.get(reverse("account_sign_ins")).content.decode()
    assert "192.0.2.1" in page and "203.0.113.9" not in page
    administrator = signed_in(w.administrator, DESK, "192.0.2.77")
    log = administrator.get(reverse("organisations:log", args=[w.municipality.pk])).content.decode()
    assert "signed in" in log and w.viewer.name in log
    assert "192.0.2.1" not in re.sub(r"192\.0\.2\.77", "", log)


def test_ended_sessions_leave_no_rows(w):
    signed_in(w.viewer, DESK, "192.0.2.1")
    Session.objects.all().delete()
    forget_sessions()
    assert not UserSession.objects.exists()
