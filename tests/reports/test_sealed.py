"""Record and report of an approved assessment are sealed: made once, never altered, and checked whenever asked."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from protect.assessments.models import Snapshot
from protect.organisations import verifying
from protect.organisations.models import AuditEntry, Verb
from protect.reports import sealed, services
from protect.reports.models import Sealed
from tests.reports.example import Example
from tests.world import make_organisation, make_user


@pytest.fixture
def made(example: Example) -> Sealed:
    found = sealed.make(Sealed.objects.get(assessment=example.assessment).pk)
    assert found is not None
    assert found.is_made, found.error
    return found


def page(example: Example) -> str:
    return reverse("reports:assessment", args=[example.assessment.pk])


def test_with_the_approval_the_files_are_owed_and_the_page_says_so(client, example):
    owed = Sealed.objects.get(assessment=example.assessment)
    assert not owed.is_made
    client.force_login(example.lead)
    assert "being made" in client.get(page(example)).content.decode()


def test_the_job_follows_the_commit(example, django_capture_on_commit_callbacks):
    Sealed.objects.all().delete()
    with django_capture_on_commit_callbacks(execute=True):
        sealed.expect(Snapshot.objects.get(assessment=example.assessment))
        assert not Sealed.objects.get().is_made
    assert Sealed.objects.get().is_made


def test_both_files_are_sealed_with_their_hashes_in_the_trail(client, example, made):
    client.force_login(example.viewer)
    entry = AuditEntry.objects.get(object_type="reports.sealed", verb=Verb.CREATED)
    assert entry.organisation_id == example.organisation.pk and entry.root_id == example.assessment.pk
    for name in ("json", "pdf"):
        address = reverse("reports:sealed", args=[example.assessment.pk, name])
        content = client.get(address).content
        digest = hashlib.sha256(content).hexdigest()
        assert digest == getattr(made, f"{name}_sha256") == entry.changes[f"{name}_sha256"][1]
        assert digest in client.get(page(example)).content.decode()
    assert json.loads(client.get(reverse("reports:sealed", args=[example.assessment.pk, "json"])).content)["assessment"]
    assert sealed.faults() == [] and verifying.verify().findings == []


def test_they_are_made_once(example, made):
    before = made.pdf_sha256, made.pdf_file.name, made.made_at
    again = sealed.make(made.pk)
    assert (again.pdf_sha256, again.pdf_file.name, again.made_at) == before
    sealed.again(made)
    assert sealed.make_owed() == 0


def test_what_fails_is_shown_and_tried_again(client, example, monkeypatch):
    with monkeypatch.context() as broken:
        broken.setattr(services, "_make", lambda *a, **k: 1 / 0)
        failed = sealed.make(Sealed.objects.get().pk)
    assert failed.attempts == 1 and "ZeroDivisionError" in failed.error
    client.force_login(example.lead)
    assert "could not be made" in client.get(page(example)).content.decode()
    assert client.post(reverse("reports:seal_again", args=[example.assessment.pk])).status_code == 302
    kept = Sealed.objects.get()
    assert kept.is_made and kept.error == ""


def test_an_older_approval_gets_its_files_by_the_daily_job(example):
    Sealed.objects.all().delete()
    assert sealed.make_owed() == 1
    assert Sealed.objects.get().is_made


@pytest.mark.parametrize("name", ["json", "pdf"])
def test_an_altered_file_is_named_and_not_given_out(client, example, made, name):
    path = Path(getattr(made, f"{name}_file").path)
    path.chmod(0o600)
    path.write_bytes(path.read_bytes()[:-1] + b"!")
    assert sealed.faults() == [f"assessment {example.assessment.pk}, {name.upper()}: the sealed file was altered"]
    client.force_login(example.lead)
    answer = client.get(reverse("reports:sealed", args=[example.assessment.pk, name]), follow=True)
    assert "Not given out" in answer.content.decode()
    # With the row altered to fit, the trail still knows.
    content = path.read_bytes()
    Sealed.objects.update(**{f"{name}_sha256": hashlib.sha256(content).hexdigest()})
    assert "the audit trail knows another hash" in sealed.faults()[0]
    path.unlink()
    assert "missing" in sealed.faults()[0]


def test_an_altered_record_and_sealed_files_that_are_gone_are_named(example, made):
    document = {**Snapshot.objects.get().document, "schema": "other"}
    Snapshot.objects.update(document=document)
    assert "record sealed at the approval was altered" in sealed.faults()[0]
    key = made.pk
    Sealed.objects.all().delete()
    assert f"sealed files number {key} are gone" in sealed.faults()


def test_somebody_checks_a_file_and_learns_only_of_what_they_may_see(client, example, made):
    content = sealed.content_of(made, "pdf")
    outsider = make_user("outside@elsewhere.example", make_organisation("Elsewhere"))
    for person, altered, expected in (
        (example.viewer, b"", "Unaltered"),
        (example.viewer, b"x", "no sealed file"),
        (outsider, b"", "no sealed file"),
    ):
        client.force_login(person)
        upload = SimpleUploadedFile("copy.pdf", content + altered)
        answer = client.post(reverse("reports:verify"), {"file": upload}).content.decode()
        assert expected in answer
        assert (example.space.name in answer) == (expected == "Unaltered")
    assert client.get(reverse("reports:sealed", args=[example.assessment.pk, "pdf"])).status_code == 404
