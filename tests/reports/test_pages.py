"""The page of the reports and the downloads: who may, what comes, and what is written down about it."""

from __future__ import annotations

import json

import pytest
from django.urls import reverse

from protect.assessments.models import Assessment, State
from protect.organisations.models import AuditEntry, Organisation, Role, Verb
from protect.reports import services


def address(example, kind: str = "") -> str:
    if not kind:
        return reverse("reports:assessment", args=[example.assessment.pk])
    if kind == "summary":
        return reverse("reports:summary", args=[example.assessment.pk])
    return reverse("reports:download", args=[example.assessment.pk, kind])


@pytest.fixture
def as_lead(client, example):
    client.force_login(example.lead)
    return client


def test_the_page_offers_all_four_with_their_marking(as_lead, example):
    page = as_lead.get(address(example))
    assert page.status_code == 200
    text = page.content.decode()
    for kind in ("full", "summary", "xlsx", "json"):
        assert address(example, kind) in text
    assert "TLP:AMBER" in text and "TLP:CLEAR" in text


@pytest.mark.parametrize(
    ("kind", "content_type", "begin"),
    [
        ("full", "application/pdf", b"%PDF"),
        ("summary", "application/pdf", b"%PDF"),
        ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", b"PK"),
        ("json", "application/json", b"{"),
    ],
)
def test_a_download_is_a_file_that_nobody_keeps(as_lead, example, kind, content_type, begin):
    answer = as_lead.get(address(example, kind), {"language": "en"})
    assert answer.status_code == 200
    assert answer["Content-Type"] == content_type
    assert answer["Content-Disposition"].startswith("attachment; filename=")
    assert "TLP-" in answer["Content-Disposition"]
    assert answer["Cache-Control"] == "no-store, private"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer.content.startswith(begin)
    entry = AuditEntry.objects.filter(verb=Verb.EXPORTED).latest("pk")
    assert (entry.actor, entry.object_id) == (example.lead, example.assessment.pk)
    assert "TLP-" in entry.note


def test_strangers_find_nothing_and_nothing_is_exported(client, example):
    other = Organisation.objects.create(name="Elsewhere", kind="municipality")
    stranger = example.person("Stranger", "stranger@example.org", Role.VIEWER)
    stranger.memberships.all().delete()
    stranger.memberships.create(organisation=other, role=Role.LEAD)
    client.force_login(stranger)
    for kind in ("", "full", "summary", "xlsx", "json"):
        assert client.get(address(example, kind)).status_code == 404
    client.logout()
    assert client.get(address(example, "full")).status_code == 302
    assert not AuditEntry.objects.filter(verb=Verb.EXPORTED).exists()


def test_a_viewer_takes_the_report_but_does_not_publish_the_summary(client, example):
    client.force_login(example.viewer)
    assert address(example, "summary") not in client.get(address(example)).content.decode()
    assert client.get(address(example, "full")).status_code == 200
    assert client.get(address(example, "summary")).status_code == 403


def test_unknown_kinds_and_languages(as_lead, example):
    assert as_lead.get(address(example, "odt")).status_code == 404
    answer = as_lead.get(address(example, "json"), {"language": "tlh"}, follow=True)
    assert "Choose one of the languages and templates offered." in answer.content.decode()


def test_there_is_no_summary_before_the_approval(as_lead, example):
    Assessment.objects.filter(pk=example.assessment.pk).update(state=State.REVIEW)
    answer = as_lead.get(address(example, "summary"), follow=True)
    assert "no summary before the approval" in answer.content.decode()
    assert not AuditEntry.objects.filter(verb=Verb.EXPORTED).exists()


def test_a_report_that_cannot_be_set_says_so_and_leaves_no_trace_of_an_export(as_lead, example, monkeypatch):
    def fails(*_args, **_more):
        raise services.pdf.ReportError("no such font")

    monkeypatch.setattr(services.pdf, "render", fails)
    answer = as_lead.get(address(example, "full"), follow=True)
    assert "could not be made" in answer.content.decode()
    assert not AuditEntry.objects.filter(verb=Verb.EXPORTED).exists()


@pytest.mark.django_db
def test_everybody_may_read_the_schema(client):
    answer = client.get(reverse("reports:schema"))
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/schema+json"
    assert json.loads(answer.content)["$id"] == "urn:protect:schema:assessment:1"
