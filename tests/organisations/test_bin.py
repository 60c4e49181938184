"""What is deleted goes to the bin, is seen there by whoever saw it before, comes back whole, and ends by rule or by hand."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from protect.assessments import services as assessing
from protect.assessments.models import Assessment, Scenario, Score, TeamMember, Vulnerability
from protect.assessments.services.removal import delete_assessment
from protect.organisations import audit, bins, retention, services, verifying
from protect.organisations.binning import Binned, RetentionRule
from protect.organisations.models import AuditEntry, Share, Verb
from protect.organisations.services import bin as binning
from protect.organisations.services import retention as keeping
from protect.spaces import services as register
from protect.spaces.models import Attachment, Candidate, Contact, Removed, Space
from tests.world import SECRET, make_organisation, make_space, make_user, world


@pytest.fixture
def w(db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return world()


def rows_of(*models):
    return {model._meta.label: sorted(map(repr, model._base_manager.values_list())) for model in models}


def page(client, w):
    return client.get(reverse("organisations:bin", args=[w.municipality.pk]))


def names(organisation, person):
    return [one.name for one in bins.rows(organisation, person)]


def test_a_space_goes_with_all_its_parts_and_comes_back_as_it_was(w):
    space = make_space(w.municipality, "Corn Exchange", by=w.lead)
    area = register.save_sub_area(space, {"name": "Hall", "kind": "interior"})
    register.save_entrance(space, {"name": "North door", "used_by": ["people"], "sub_area": area})
    register.save_contact(space, {"name": "Somebody", "phone": "1"})
    candidate = Candidate.objects.first()
    candidate.space = space
    candidate.save()
    models = [Space, *(one.related_model for one in Space._meta.related_objects if one.related_model is not Assessment)]
    before = rows_of(*models)
    key = space.pk
    binned = register.delete_space(space)
    assert not Space.objects.filter(pk=key).exists()
    candidate.refresh_from_db()
    assert candidate.space_id is None
    binning.restore(binned)
    assert rows_of(*models) == before
    assert not Binned.objects.exists()
    verbs = AuditEntry.objects.filter(object_type="spaces.space", object_id=key).order_by("pk")
    assert list(verbs.values_list("verb", flat=True))[-2:] == [Verb.DELETED, Verb.CREATED]
    assert verifying.verify().findings == []


def test_a_space_that_was_assessed_stays_and_it_is_said_what_to_do(client, w):
    with pytest.raises(ValidationError, match="Take the space out of the register instead"):
        register.delete_space(w.space)
    client.force_login(w.lead)
    answer = client.post(reverse("organisations:put_into_bin", args=["spaces.space", w.space.pk]), follow=True)
    assert "Take the space out of the register instead" in answer.content.decode()
    assert Space.objects.filter(pk=w.space.pk).exists()


def test_an_open_assessment_comes_back_with_team_rows_scores_and_links(w):
    models = [Assessment, Scenario, Score, TeamMember, Vulnerability]
    links = Vulnerability.scenarios.through.objects.values_list("vulnerability_id", "scenario_id").order_by("pk")
    before, linked = rows_of(*models), list(links)
    assert linked
    assert Scenario.objects.filter(assessment=w.assessment).exists()
    binned = delete_assessment(w.assessment)
    assert not Assessment.objects.filter(space=w.space).exists()
    other = assessing.create_assessment(w.space, by=w.lead)
    with pytest.raises(ValidationError, match="is open for this space now"):
        binning.restore(binned)
    delete_assessment(other)
    binning.restore(binned)
    assert rows_of(*models) == before and list(links.all()) == linked


def test_a_row_does_not_come_back_into_an_assessment_that_is_gone_or_closed(w):
    row = Scenario.objects.create(assessment=w.assessment, threat_type="vehicle", usage_state="normal", position=99)
    key = row.pk
    assessing.remove_scenario(row)
    binned = Binned.objects.get(object_type="assessments.scenario")
    Assessment.objects.filter(pk=w.assessment.pk).update(state="approved")
    with pytest.raises(ValidationError):
        binning.restore(binned)
    Assessment.objects.filter(pk=w.assessment.pk).update(state="draft")
    assert binning.restore(binned).pk == key
    with pytest.raises(ValidationError, match="came back already"):
        binning.restore(binned)


def test_the_bin_is_seen_by_whoever_saw_the_thing_before_and_nobody_else(client, w):
    space = make_space(w.municipality, f"{SECRET} cellar", by=w.lead)
    services.set_marking(space, "RED", reason="test", by=w.lead)
    key = space.pk
    binned = register.delete_space(space)
    assert binned.marking == "RED"
    assert names(w.municipality, w.lead) == [space.name]
    outsider = make_user("outside@elsewhere.example", make_organisation("Far away"))
    for person in (w.administrator, w.viewer, w.assessor, outsider):
        assert names(w.municipality, person) == []
        client.force_login(person)
        answer = page(client, w)
        assert SECRET not in answer.content.decode()
        for action in ("restore", "forget"):
            address = reverse(f"organisations:{action}", args=[w.municipality.pk, "whole", binned.pk])
            assert client.post(address, {"typed": space.name}).status_code == 404
    binning.restore(binned)
    space = Space.objects.get(pk=key)
    assert space.marking == "RED"
    assert space.is_visible_to(w.lead) and not space.is_visible_to(w.administrator)
    assert not Share.objects.filter(object_type="organisations.binned").exists()


def test_what_belonged_to_something_is_seen_as_that_is_seen_now(w):
    row = Scenario.objects.create(assessment=w.assessment, threat_type="vehicle", usage_state="normal", position=99)
    assessing.remove_scenario(row)
    assert len(names(w.municipality, w.viewer)) == 1
    services.set_marking(w.assessment, "RED", reason="test", by=w.lead)
    assert names(w.municipality, w.viewer) == []
    assert len(names(w.municipality, w.lead)) == 1


def test_an_assessment_in_the_bin_is_seen_only_by_who_sees_its_space_too(w):
    services.set_marking(w.space, "RED", reason="test", by=w.lead)
    assert w.assessment.marking == "AMBER_STRICT"
    delete_assessment(w.assessment)
    assert len(names(w.municipality, w.lead)) == 1
    assert names(w.municipality, w.viewer) == names(w.municipality, w.administrator) == []


def test_restore_and_typed_deletion_by_the_page(client, w):
    space = make_space(w.municipality, "Corn Exchange", by=w.lead)
    client.force_login(w.lead)
    client.post(reverse("organisations:put_into_bin", args=["spaces.space", space.pk]))
    text = page(client, w).content.decode()
    assert "Corn Exchange" in text and "Bring back" in text
    key = Binned.objects.get().pk
    client.post(reverse("organisations:restore", args=[w.municipality.pk, "whole", key]))
    assert Space.objects.filter(pk=space.pk).exists()
    client.post(reverse("organisations:put_into_bin", args=["spaces.space", space.pk]))
    address = reverse("organisations:forget", args=[w.municipality.pk, "whole", Binned.objects.get().pk])
    assert "another name" in client.post(address, {"typed": "Old Market"}).content.decode()
    assert Binned.objects.exists()
    client.post(address, {"typed": "corn  exchange"})
    assert not Binned.objects.exists()
    client.force_login(w.viewer)
    assert client.post(reverse("organisations:put_into_bin", args=["spaces.space", w.space.pk])).status_code == 403


def test_files_go_when_the_bin_is_emptied_and_not_before(w, django_capture_on_commit_callbacks):
    space = make_space(w.municipality, "Corn Exchange", by=w.lead)
    photo = Attachment.objects.first()
    photo.pk, photo.space, photo._state.adding = None, space, True
    photo.save()
    folder = Path(photo.file.storage.location)
    path = folder / "attachments" / "bin-test.jpg"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"x")
    Attachment.objects.filter(pk=photo.pk).update(file="attachments/bin-test.jpg", thumbnail="")
    removed = register.remove_part(Attachment.objects.get(pk=photo.pk))
    assert removed.pk and path.exists()
    binned = register.delete_space(space)
    assert path.exists()
    with django_capture_on_commit_callbacks(execute=True):
        binning.forget(binned)
    assert not path.exists()


def age(days):
    return timezone.now() - dt.timedelta(days=days)


def test_the_rules_empty_the_bin_photos_and_contacts_sooner(w):
    contact = register.save_contact(w.space, {"name": "Somebody", "phone": "1"})
    area = register.save_sub_area(w.space, {"name": "Hall", "kind": "interior"})
    register.remove_part(contact)
    register.remove_part(area)
    register.delete_space(make_space(w.municipality, "Corn Exchange"))
    Removed.objects.update(removed_at=age(8))
    Binned.objects.update(removed_at=age(31))
    coming = {one.kind.code: one for one in keeping.preview(w.municipality, w.lead)}
    assert (coming["bin"].count, coming["bin_personal"].count) == (1, 1)
    assert [name for name, _since in coming["bin"].names] == ["Corn Exchange"]
    assert keeping.carry_out() == 2
    assert keeping.carry_out() == 0
    assert list(Removed.objects.values_list("object_type", flat=True)) == ["spaces.subarea"]
    assert AuditEntry.objects.filter(note__contains="rule of retention", organisation=w.municipality).count() == 2


def test_an_administrator_sets_the_days_within_the_limits(client, w, settings):
    client.force_login(w.administrator)
    address = reverse("organisations:retention", args=[w.municipality.pk])
    values = retention.all_days(w.municipality)
    assert values["bin"] == 30
    client.post(address, {**values, "bin": 14})
    assert retention.days(w.municipality, "bin") == 14
    told = AuditEntry.objects.filter(note="rules of retention").get()
    assert told.changes == {"bin": [30, 14]}
    assert "less than or equal to 365" in client.post(address, {**values, "bin": 9999}).content.decode()
    settings.RETENTION_LIMITS = {"bin": (20, 40)}
    assert retention.days(w.municipality, "bin") == 20
    with pytest.raises(ValidationError):
        keeping.set_days(w.municipality, {"bin": 14})
    assert RetentionRule.objects.count() == 1
    client.force_login(w.lead)
    assert client.get(address).status_code == 403


def test_the_preview_counts_but_does_not_name_what_is_not_shared_with_the_reader(client, w):
    space = make_space(w.municipality, f"{SECRET} cellar", by=w.lead)
    services.set_marking(space, "RED", reason="test", by=w.lead)
    register.delete_space(space)
    Binned.objects.update(removed_at=age(31))
    client.force_login(w.administrator)
    text = client.get(reverse("organisations:retention_preview", args=[w.municipality.pk])).content.decode()
    assert "one that is not shared with you" in text and SECRET not in text


def test_old_contacts_and_drafts_go_into_the_bin_first(w):
    with audit.acting(w.lead, "test"):
        register.save_contact(w.space, {"name": "Somebody", "phone": "1"})
    count = Contact.objects.count()
    before = timezone.now() + dt.timedelta(days=1)
    kinds = {one.code: one for one in retention.kinds()}
    assert kinds["contacts"].remove(w.municipality, before) == count
    assert not Contact.objects.exists() and Removed.objects.filter(object_type="spaces.contact").count() == count
    assert kinds["drafts"].remove(w.municipality, before) >= 1
    assert Binned.objects.filter(object_type="assessments.assessment").exists()


def test_old_views_go_by_rule_after_the_daily_checkpoint(w):
    for _one in range(3):
        audit.record(Verb.VIEWED, w.space, by=w.viewer)
    verifying.keep_checkpoint()
    later = timezone.now() + dt.timedelta(days=1)
    kinds = {one.code: one for one in retention.kinds()}
    assert len(kinds["views"].due(w.municipality, later)) == 3
    assert kinds["views"].remove(w.municipality, later) == 3
    assert verifying.verify().findings == []
