"""Whoever runs the platform reads nothing by that, and cannot make themselves a reader; nobody gives themselves a kind."""

from __future__ import annotations

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.urls import reverse

from protect.organisations import services
from protect.organisations.models import AuditEntry, Invitation, Membership, User
from tests.world import SECRET

ME = "platform@host.example"


def url(name: str, *args: object) -> str:
    return reverse(f"organisations:{name}", args=args)


@pytest.fixture
def host(w, client):
    client.force_login(w.platform_administrator)
    return client


def test_nobody_is_let_into_an_organisation_that_has_an_administrator(w, host):
    pk = w.municipality.pk
    for email in (ME, "invented@host.example"):
        assert host.post(url("invite", pk), {"email": email, "role": "administrator"}).status_code == 403
    member = w.municipality.memberships.get(user=w.viewer)
    assert host.post(url("change_role", pk, member.pk), {"role": "administrator"}).status_code == 403
    assert host.post(url("remove_member", pk, member.pk)).status_code == 403
    invitation, _secret = services.invite(w.municipality, "new@testa.example", "viewer", by=w.administrator)
    for name in ("withdraw", "invite_again"):
        assert host.post(url(name, pk, invitation.pk)).status_code == 403
    assert Invitation.objects.open().count() == 1 and Membership.objects.filter(user=w.viewer).exists()


def test_the_page_of_an_organisation_names_its_administrators_and_nobody_else(w, host):
    services.invite(w.municipality, "new@testa.example", "viewer", by=w.administrator)
    text = host.get(url("detail", w.municipality.pk)).content.decode()
    assert w.administrator.name in text
    for one in (w.viewer.email, w.lead.email, "new@testa.example", url("invite", w.municipality.pk)):
        assert one not in text


def test_where_no_administrator_can_sign_in_one_is_invited_and_the_members_are_told(
    w, host, django_capture_on_commit_callbacks
):
    User.objects.filter(pk=w.administrator.pk).update(is_active=False)
    page = host.get(url("detail", w.municipality.pk)).content.decode()
    assert url("invite", w.municipality.pk) in page and w.viewer.email not in page
    assert 'value="viewer"' not in host.get(url("invite", w.municipality.pk)).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        refused = host.post(url("invite", w.municipality.pk), {"email": "chief@testa.example", "role": "lead"})
        assert refused.status_code == 200 and not Invitation.objects.open().exists()
        host.post(url("invite", w.municipality.pk), {"email": "chief@testa.example", "role": "administrator"})
    made = Invitation.objects.open().get()
    assert (made.role, made.email) == ("administrator", "chief@testa.example")
    told = {one.to[0]: one for one in mail.outbox if "administrator" in one.subject}
    assert {w.lead.email, w.viewer.email} <= set(told) and w.other.email not in told
    assert "chief@testa.example" not in told[w.viewer.email].body and SECRET not in told[w.viewer.email].body
    entry = AuditEntry.objects.filter(object_type="organisations.invitation", object_id=made.pk).get()
    assert entry.organisation == w.municipality


def test_the_service_refuses_it_too(w):
    with pytest.raises(ValidationError, match="administrator"):
        services.invite(w.municipality, ME, "viewer", by=w.platform_administrator)
    with pytest.raises(ValidationError, match="administrator"):
        services.invite(w.municipality, ME, "administrator", by=w.lead)


def test_a_new_organisation_gets_its_first_administrator_and_a_link_again(w, host):
    values = {"name": "Rescue of Testa", "kind": "fire_rescue", "country": "lt", "contact": "112"}
    host.post(url("new"), {**values, "administrator": "chief@rescue.example"})
    first = Invitation.objects.open().get(organisation__name="Rescue of Testa")
    host.post(url("invite_again", first.organisation_id, first.pk))
    assert Invitation.objects.open().get(organisation=first.organisation).pk != first.pk


def test_no_organisation_changes_its_own_kind_because_the_kind_decides_what_it_reads(w, client):
    """A provider that calls itself police would read what every authority shares as TLP:GREEN."""
    boss = w.solution_provider.memberships.get().user
    w.solution_provider.memberships.update(role="administrator")
    client.force_login(boss)
    values = {"name": "New name", "kind": "police", "country": "ES", "contact": "desk@x.example"}
    page = client.get(url("change", w.solution_provider.pk)).content.decode()
    assert 'name="kind"' not in page and "Solution provider" in page
    client.post(url("change", w.solution_provider.pk), values)
    w.solution_provider.refresh_from_db()
    assert (w.solution_provider.kind, w.solution_provider.name) == ("solution_provider", "New name")


def test_the_platform_s_administrator_corrects_the_kind_and_it_is_told(w, host):
    values = {"name": w.police.name, "kind": "ambulance", "country": "LT", "contact": ""}
    host.post(url("change", w.police.pk), values)
    w.police.refresh_from_db()
    assert w.police.kind == "ambulance"
    entry = AuditEntry.objects.filter(object_type="organisations.organisation", organisation=w.police).latest("pk")
    assert entry.changes["kind"] == ["police", "ambulance"]
