"""Inviting, joining, roles: what administrators may do, and what they do not learn by it."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from protect.organisations import services
from protect.organisations.models import AuditEntry, Invitation, Membership, Organisation, Role, User, Verb
from tests.world import SECRET, make_space, make_user

PASS_PHRASE = "kites over quiet harbours"


def url(name, *args):
    return reverse(f"organisations:{name}", args=args)


def invite(client, w, email, role="viewer"):
    return client.post(url("invite", w.municipality.pk), {"email": email, "role": role}, follow=True)


def link_in_mail():
    return re.search(r"http\S+(/organisations/invitations/\S+)", mail.outbox[-1].body)[1]


def test_an_invited_person_makes_an_account_and_is_in(w, client):
    client.force_login(w.administrator)
    page = invite(client, w, "Newcomer@Testa.example", "assessor").content.decode()
    link = link_in_mail()
    assert link in page
    assert link not in client.get(url("detail", w.municipality.pk)).content.decode()  # only once
    client.logout()
    assert "newcomer@testa.example" in client.get(link).content.decode()
    wrong = client.post(link, {"name": "New Comer", "password": "short", "again": "short"})
    assert "too short" in wrong.content.decode()
    assert not User.objects.filter(email="newcomer@testa.example").exists()
    client.post(link, {"name": "New Comer", "password": PASS_PHRASE, "again": PASS_PHRASE})
    user = User.objects.get(email="newcomer@testa.example")
    assert user.check_password(PASS_PHRASE)
    assert user.memberships.get().role == Role.ASSESSOR
    assert client.get(reverse("spaces:detail", args=[w.space.pk])).status_code == 200
    client.logout()
    assert client.get(link).status_code == 404  # works once


def test_nobody_learns_whether_an_address_has_an_account(w, client):
    client.force_login(w.administrator)
    answers = []
    for email in (w.other.email, "nobody@elsewhere.example"):
        page = invite(client, w, email).content.decode()
        page = re.sub(r"/invitations/[\w-]{20,}/", "", page).replace(email, "")
        answers.append(re.sub(r'(value="[^"]*"|invitations/\d+/(withdraw|again)|csrf\S+|nonce\S+)', "", page))
        services.withdraw(Invitation.objects.open().get())
        assert w.other.name not in page
    assert answers[0] == answers[1]
    assert not w.other.memberships.filter(organisation=w.municipality).exists()


def test_somebody_with_an_account_joins_with_it(w, client):
    _invitation, secret = services.invite(w.municipality, w.other.email, "expert", by=w.administrator)
    client.force_login(w.other)
    client.post(url("invitation", secret))
    assert dict(w.other.memberships.values_list("organisation__name", "role")) == {
        w.municipality.name: "expert",
        w.other_municipality.name: "lead",
    }


def test_an_account_is_never_taken_over_through_an_invitation(w, client):
    _invitation, secret = services.invite(w.municipality, w.other.email, "viewer", by=w.administrator)
    before = w.other.password
    page = client.post(url("invitation", secret), {"name": "X", "password": PASS_PHRASE, "again": PASS_PHRASE})
    assert "sign in with it" in page.content.decode()
    w.other.refresh_from_db()
    assert w.other.password == before
    assert not w.other.memberships.filter(organisation=w.municipality).exists()


def test_an_invitation_is_for_its_own_address(w, client):
    _invitation, secret = services.invite(w.municipality, "somebody@testa.example", "administrator", by=w.administrator)
    client.force_login(w.provider)
    assert "Sign out" in client.get(url("invitation", secret)).content.decode()
    client.post(url("invitation", secret))
    assert not w.provider.memberships.filter(organisation=w.municipality).exists()


def test_an_old_or_withdrawn_or_replaced_invitation_opens_nothing(w):
    first, secret = services.invite(w.municipality, "a@testa.example", "viewer", by=w.administrator)
    _second, newer = services.invite(w.municipality, "a@testa.example", "lead", by=w.administrator)
    assert services.find_invitation(secret) is None
    found = services.find_invitation(newer)
    services.withdraw(found)
    assert services.find_invitation(newer) is None
    old, late = services.invite(w.municipality, "b@testa.example", "viewer", by=w.administrator)
    Invitation.objects.filter(pk=old.pk).update(expires_at=timezone.now() - timedelta(seconds=1))
    assert services.find_invitation(late) is None
    with pytest.raises(ValidationError, match="too old"):
        services.accept(old, make_user("b@testa.example"))


@pytest.mark.parametrize(
    ("email", "role", "message"),
    [
        ("not an address", "viewer", "valid"),
        ("x@testa.example", "emperor", "roles offered"),
        ("viewer@testa.example", "lead", "member already"),
    ],
)
def test_a_wrong_invitation_says_what_is_wrong(w, email, role, message):
    with pytest.raises(ValidationError, match=message):
        services.invite(w.municipality, email, role, by=w.administrator)


def test_where_no_mail_goes_out_the_link_is_handed_over(w, client, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    client.force_login(w.administrator)
    page = invite(client, w, "far@testa.example").content.decode()
    assert "could not be sent" in page
    assert "/organisations/invitations/" in page


def test_the_last_administrator_stays(w):
    last = w.municipality.memberships.get(role=Role.ADMINISTRATOR)
    with pytest.raises(ValidationError, match="last administrator"):
        services.remove_member(last)
    with pytest.raises(ValidationError, match="last administrator"):
        services.change_role(last, Role.VIEWER)
    services.change_role(w.municipality.memberships.get(user=w.lead), Role.ADMINISTRATOR)
    services.remove_member(last)
    assert not Membership.objects.filter(user=w.administrator).exists()


def test_an_administrator_who_may_not_sign_in_does_not_count(w):
    second = w.municipality.memberships.get(user=w.lead)
    services.change_role(second, Role.ADMINISTRATOR)
    User.objects.filter(pk=w.administrator.pk).update(is_active=False)
    with pytest.raises(ValidationError, match="last administrator"):
        services.remove_member(second)


def test_who_was_removed_reads_nothing_any_more_and_their_work_stays(w, client):
    client.force_login(w.viewer)
    assert client.get(reverse("spaces:detail", args=[w.space.pk])).status_code == 200
    services.remove_member(w.municipality.memberships.get(user=w.viewer))
    assert client.get(reverse("spaces:detail", args=[w.space.pk])).status_code == 404
    assert AuditEntry.objects.filter(actor=w.viewer).exists()


def test_only_administrators_see_the_list_of_people(w, client):
    for person in (w.lead, w.viewer, w.observer):
        client.force_login(person)
        page = client.get(url("detail", w.municipality.pk)).content.decode()
        assert w.expert.email not in page
        assert w.expert.name not in page
        assert w.administrator.name in page  # whom to ask
    client.force_login(w.administrator)
    assert w.expert.email in client.get(url("detail", w.municipality.pk)).content.decode()


@pytest.mark.parametrize("person", ["lead", "viewer", "other_administrator", "provider"])
def test_managing_people_is_for_the_own_administrators(w, client, person):
    client.force_login(getattr(w, person))
    member = w.municipality.memberships.get(user=w.viewer)
    expected = 403 if person in ("lead", "viewer") else 404
    assert invite(client, w, "x@testa.example").status_code == expected
    assert client.post(url("change_role", w.municipality.pk, member.pk), {"role": "lead"}).status_code == expected
    assert client.post(url("remove_member", w.municipality.pk, member.pk)).status_code == expected
    assert client.post(url("change", w.municipality.pk), {"name": "Taken"}).status_code == expected
    member.refresh_from_db()
    assert member.role == Role.VIEWER


def test_a_member_of_another_organisation_is_not_changed_through_ones_own(w, client):
    client.force_login(w.administrator)
    foreign = w.other_municipality.memberships.get(user=w.other)
    assert client.post(url("change_role", w.municipality.pk, foreign.pk), {"role": "viewer"}).status_code == 404
    assert client.post(url("remove_member", w.municipality.pk, foreign.pk)).status_code == 404


def test_the_platform_administrator_adds_an_organisation_and_invites_its_first_administrator(w, client):
    client.force_login(w.platform_administrator)
    values = {"name": "Rescue of Testa", "kind": "fire_rescue", "country": "lt", "contact": "112"}
    client.post(url("new"), {**values, "administrator": "chief@rescue.example"})
    made = Organisation.objects.get(name="Rescue of Testa")
    assert (made.country, made.invitations.open().get().role) == ("LT", "administrator")
    again = client.post(url("new"), {**values, "name": "rescue of testa", "administrator": "x@rescue.example"})
    assert "of this name already" in again.content.decode()
    assert client.post(url("new"), {**values, "name": "Y", "administrator": "no address"}).status_code == 200
    assert not Organisation.objects.filter(name="Y").exists()


def test_settings_change_and_are_told(w, client):
    client.force_login(w.administrator)
    values = {"name": "Testa by the Sea", "country": "ES", "contact": "desk@testa.example"}
    client.post(url("change", w.municipality.pk), values)
    w.municipality.refresh_from_db()
    assert (w.municipality.name, w.municipality.country) == ("Testa by the Sea", "ES")
    page = client.get(url("log", w.municipality.pk)).content.decode()
    assert "Municipality of Testa" in page
    assert "Testa by the Sea" in page
    wrong = client.post(url("change", w.municipality.pk), {**values, "country": "Spain"})
    assert wrong.status_code == 200
    assert "two letters" in wrong.content.decode()


def test_who_is_removed_is_named_as_a_reader_of_nothing_there_any_more(w, client, django_capture_on_commit_callbacks):
    """A person named under TLP:RED reads without a role; leaving the organisation must end that too."""
    services.set_marking(w.space, "RED", reason="x", by=w.lead)
    services.share(w.space, person=w.viewer, reason="x", by=w.lead)
    theirs = make_space(w.other_municipality, "Elsewhere", w.other, marking="RED")
    services.share(theirs, person=w.viewer, reason="a guest", by=w.other)
    client.force_login(w.administrator)
    member = w.municipality.memberships.get(user=w.viewer)
    assert "TLP:RED" in client.get(url("detail", w.municipality.pk)).content.decode()  # said before it is done
    with django_capture_on_commit_callbacks(execute=True):
        client.post(url("remove_member", w.municipality.pk, member.pk))
    assert not w.space.is_visible_to(w.viewer) and w.space.is_visible_to(w.lead)
    assert not w.space.is_visible_to(w.administrator)  # somebody else was named
    assert theirs.is_visible_to(w.viewer)  # what others share with the person is theirs
    told = AuditEntry.objects.filter(verb=Verb.UNSHARED, object_type="spaces.space", object_id=w.space.pk).latest("pk")
    assert told.changes == {"readers": [w.viewer.audit_name, None]}
    assert [one.to for one in mail.outbox if "no longer a member" in one.body] == [[w.viewer.email]]


def test_what_only_the_removed_person_could_read_passes_to_who_removed_them_and_they_are_told(
    w, client, django_capture_on_commit_callbacks
):
    """Otherwise nobody could read it any more; and nobody takes something over unnoticed."""
    services.set_marking(w.space, "RED", reason="x", by=w.lead)
    client.force_login(w.administrator)
    assert not w.space.is_visible_to(w.administrator)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(url("remove_member", w.municipality.pk, w.municipality.memberships.get(user=w.lead).pk))
    assert w.space.is_visible_to(w.administrator) and not w.space.is_visible_to(w.lead)
    told = AuditEntry.objects.filter(object_type="spaces.space", object_id=w.space.pk, verb=Verb.SHARED).latest("pk")
    assert told.changes == {"readers": [None, w.administrator.audit_name]} and "left" in told.note
    goodbye = next(one for one in mail.outbox if one.to == [w.lead.email])
    assert "1 object" in goodbye.body and w.administrator.name in goodbye.body and SECRET not in goodbye.body
