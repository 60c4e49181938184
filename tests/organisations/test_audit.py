"""The trail: an entry for every view and change, in the same transaction, without secrets and personal values."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.db import transaction
from django.urls import reverse

from protect.assessments import services as assessing
from protect.organisations import audit, services
from protect.organisations.models import AuditEntry, Verb
from protect.organisations.services.sharing import shares_of
from protect.project import settings as platform
from protect.spaces import services as register
from protect.spaces.models import Space
from tests.world import PASSWORD


def entries(about, **wanted):
    return AuditEntry.objects.filter(object_type=about._meta.label_lower, object_id=about.pk, **wanted)


def test_a_view_is_told_with_who_what_when_and_from_where(w, client):
    client.force_login(w.viewer)
    client.get(reverse("spaces:detail", args=[w.space.pk]), REMOTE_ADDR="192.0.2.7")
    entry = entries(w.space, verb=Verb.VIEWED).get()
    assert (entry.actor, entry.origin, entry.organisation) == (w.viewer, "192.0.2.7", w.municipality)
    assert entry.object_name == w.space.name


def test_a_refused_view_leaves_no_entry_of_being_seen(w, client):
    client.force_login(w.other)
    assert client.get(reverse("spaces:detail", args=[w.space.pk])).status_code == 404
    assert not entries(w.space, verb=Verb.VIEWED).exists()


def test_creation_change_share_and_marking_are_told(w):
    with audit.acting(w.lead, "test"):
        register.change_space(w.space, {"owner_name": "The town"})
        services.set_marking(w.space, "AMBER", reason="Joint patrols", by=w.administrator)
        services.share(w.space, organisation=w.police, reason="Joint patrols", by=w.lead)
        services.revoke(shares_of(w.space).get(), w.space)
    verbs = list(entries(w.space).order_by("pk").values_list("verb", flat=True))
    assert verbs == [Verb.CREATED, Verb.CHANGED, Verb.MARKED, Verb.SHARED, Verb.UNSHARED]
    assert entries(w.space, verb=Verb.CHANGED).get().changes["owner_name"][1] == "The town"
    assert entries(w.space, verb=Verb.MARKED).get().note == "Joint patrols"


def test_an_export_is_told(w, client):
    client.force_login(w.lead)
    assert client.get(reverse("spaces:list") + "?format=csv").status_code == 200
    assert entries(w.municipality, verb=Verb.EXPORTED).count() == 1


class Stop(Exception):
    pass


def fail(*args, **kwargs):
    raise Stop


CHANGES = {
    "change": lambda w: register.change_space(w.space, {"owner_name": "Nobody"}),
    "part": lambda w: register.save_contact(w.space, {"name": "Somebody"}),
    "marking": lambda w: services.set_marking(w.space, "AMBER", reason="test", by=w.administrator),
    "share": lambda w: services.share(w.assessment, organisation=w.police, reason="test", by=w.lead),
    "role": lambda w: services.change_role(w.municipality.memberships.get(user=w.viewer), "expert"),
    "removal": lambda w: services.remove_member(w.municipality.memberships.get(user=w.viewer)),
    "invitation": lambda w: services.invite(w.municipality, "new@testa.example", "viewer", by=w.administrator),
    "settings": lambda w: services.change_organisation(w.municipality, {"name": "Another name"}),
    "assessment": lambda w: assessing.change_assessment(w.assessment, {"mandate": "By the council"}),
}


def everything():
    from django.apps import apps

    return {
        model._meta.label: sorted(json.dumps(list(row), default=str) for row in model._default_manager.values_list())
        for model in apps.get_models()
        if model._meta.app_label in {"organisations", "spaces", "assessments"}
    }


@pytest.mark.parametrize("name", CHANGES)
def test_without_its_entry_nothing_is_changed(w, monkeypatch, name):
    """The trail cannot be written: the change must not be there either."""
    if name == "share":
        type(w.assessment).objects.filter(pk=w.assessment.pk).update(marking="AMBER")
    before = everything()
    monkeypatch.setattr(AuditEntry.objects, "create", fail)
    with pytest.raises(Stop):
        CHANGES[name](w)
    assert everything() == before


@pytest.mark.parametrize("name", CHANGES)
def test_without_the_change_no_entry_is_left(w, name):
    if name == "share":
        type(w.assessment).objects.filter(pk=w.assessment.pk).update(marking="AMBER")
    before = everything()
    with pytest.raises(Stop), transaction.atomic():
        CHANGES[name](w)
        assert everything() != before
        raise Stop
    assert everything() == before


def test_an_entry_is_never_changed_or_deleted(w):
    entry = AuditEntry.objects.first()
    with pytest.raises(TypeError):
        entry.save()
    with pytest.raises(TypeError):
        entry.delete()


def test_passwords_are_kept_as_argon2_in_every_posture_but_the_tests():
    from django.contrib.auth.hashers import check_password, get_hasher, make_password
    from django.test import override_settings

    text = Path(platform.__file__).read_text(encoding="utf-8")
    assert 'if ENVIRONMENT == "test"\n    else "django.contrib.auth.hashers.Argon2PasswordHasher"' in text
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.Argon2PasswordHasher"]):
        kept = make_password(PASSWORD)
        assert kept.startswith("argon2$argon2id$")
        assert check_password(PASSWORD, kept)
        assert get_hasher("default").algorithm == "argon2"


def test_the_trail_holds_no_password_no_secret_and_no_personal_value(w):
    with audit.acting(w.administrator, "test"):
        invitation, secret = services.invite(w.municipality, "newcomer@private.example", "viewer", by=w.administrator)
        user = services.accept_as_new(invitation, name="Newcomer", password="kites over quiet harbours", language="en")
        contact = register.save_contact(
            w.space, {"name": "Zofia", "phone": "+48 555 0199", "email": "z@private.example"}
        )
        register.save_contact(w.space, {"name": "Zofia B", "phone": "+48 555 0200", "email": "z@b.example"}, contact)
    trail = json.dumps(list(AuditEntry.objects.values()), default=str)
    for secret_text in (
        "kites",
        user.password,
        secret,
        "newcomer@private",
        "Zofia",
        "555 0",
        "z@private",
        "z@b.example",
    ):
        assert secret_text not in trail
    changed = entries(contact, verb=Verb.CHANGED).get()
    assert set(changed.changes) == {"name", "phone", "email"}


def test_the_snapshot_of_a_person_leaves_out_the_password(w):
    assert "password" not in audit.snapshot(w.lead)


def test_signing_in_is_told(w, client):
    client.post(reverse("account_login"), {"login": w.viewer.email, "password": PASSWORD}, REMOTE_ADDR="192.0.2.9")
    entry = AuditEntry.objects.get(verb=Verb.SIGNED_IN, organisation=None)
    assert (entry.actor, entry.origin) == (w.viewer, "192.0.2.9")


def test_an_organisation_sees_the_first_sign_in_of_a_day_and_no_network_address(w, client):
    for _again in range(2):
        client.post(reverse("account_login"), {"login": w.viewer.email, "password": PASSWORD}, REMOTE_ADDR="192.0.2.9")
        client.logout()
    entry = AuditEntry.objects.get(verb=Verb.SIGNED_IN, organisation=w.municipality)
    assert (entry.actor, entry.origin) == (w.viewer, "sign-in")
    assert AuditEntry.objects.filter(verb=Verb.SIGNED_IN, organisation=None).count() == 2


def test_what_belongs_to_a_space_is_told_in_its_history(w):
    from protect.organisations.queries.trail import history

    told = history(Space.objects.get(pk=w.space.pk), with_views=False)
    assert {"spaces.space", "spaces.subarea", "spaces.contact", "spaces.attachment"} <= set(
        told.values_list("object_type", flat=True)
    )
