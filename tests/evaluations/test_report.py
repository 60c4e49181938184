"""The report as PDF, workbook and data: the same figures as the page, and nothing that its reader may not see."""

from __future__ import annotations

import io
import json

import openpyxl
import pytest
from django.urls import reverse

from protect.evaluations import services
from protect.organisations.models import AuditEntry
from protect.reports import evaluation as reports
from tests.evaluations.town import candidate, give, judged, town, with_judges

pytestmark = pytest.mark.django_db


@pytest.fixture
def w(db):
    return town()


def test_three_files_with_the_figures_of_the_page_and_the_marking(w, client):
    made = judged(w)
    services.agree(
        made.rounds.get(), candidate(made, "Coral"), {"fit": {"value": 4, "rationale": "=HYPERLINK(1)"}}, by=w.lead
    )
    services.decide(made, "selection", [candidate(made, "Coral")], reason="agreed at the table", by=w.lead)
    client.force_login(w.lead)
    answers = {kind: client.get(reverse("reports:evaluation", args=[made.pk, kind])) for kind in reports.TYPES}
    assert all("TLP-AMBER-STRICT" in one["Content-Disposition"] for one in answers.values())
    assert answers["pdf"].content.startswith(b"%PDF")
    data = json.loads(answers["json"].content)
    assert {one["name"]: (one["rank"], one["value"]) for one in data["candidates"]} == {
        "Coral": (1, 72), "Amber": (2, 70), "Blue": (2, 70)}  # fmt: skip
    assert {one["provider"] for one in data["candidates"]} == {"Acme Barriers", "Bollard Works", "Calm Places"}
    book = openpyxl.load_workbook(io.BytesIO(answers["xlsx"].content))
    assert "TLP:AMBER+STRICT" in book.worksheets[0]["A1"].value and book["Ranking"]["B4"].value == "Coral"
    agreed = [cell for row in book["Agreed levels"].iter_rows() for cell in row if cell.value == "=HYPERLINK(1)"]
    assert [cell.data_type for cell in agreed] == ["s"]
    assert AuditEntry.objects.filter(verb="exported", object_type="evaluations.evaluation").count() == 3
    assert client.get(reverse("reports:evaluation", args=[made.pk, "exe"])).status_code == 404


def test_an_evaluator_s_report_names_no_provider_and_no_colleague(w):
    made = judged(w)
    text = json.dumps(reports.document(made, w.judge1))
    assert "Acme" not in text and "Judge Number2" not in text and '"evaluator": 3' in text


def test_sealed_scores_are_in_no_report(w):
    round_ = with_judges(w)
    give(round_.pairings.select_related("candidate", "evaluator__user").first(), 4, 4, 4)
    for reader in (w.lead, w.judge1):
        assert "seen fit" not in json.dumps(reports.document(round_.evaluation, reader))
