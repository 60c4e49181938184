"""The security plan as PDF and DOCX: the words of its page, tagged, a draft saying that it is one."""

from __future__ import annotations

import io

import pytest
from django.urls import reverse
from docx import Document

from protect.organisations import audit
from protect.organisations.models import AuditEntry, Verb
from protect.plans import services
from protect.plans.states import State
from tests.plans.making import PlanTown
from tests.remembered import remembered


@pytest.fixture
def town(db):
    town = remembered(PlanTown)()
    with audit.acting(town.lead, "test"):
        yield town


def test_a_draft_says_so_and_an_approved_version_names_its_seal(client, town):
    town.ready("Bollards in the west", state=State.VERIFIED)
    plan = services.begin_plan(town.space, by=town.lead)
    services.add_section(plan, "Markt & Mehr <b>", "Erste Zeile\n= keine Überschrift #let x")
    client.force_login(town.vera)
    page = reverse("reports:security_plan", args=[plan.pk, "docx"])
    text = words(client.get(page).content)
    assert "This version is not approved." in text and "= keine Überschrift #let x" in text
    services.move_plan(plan, "submit", by=town.lead)
    sealed = services.approve_plan(plan, by=town.lead).seal
    text = words(client.get(page).content)
    assert "not approved" not in text and sealed.sha256.replace("\u200b", "") in text.replace("\u200b", "")
    assert "Bollards in the west" in text and "The west side is open." in text
    told = AuditEntry.objects.filter(verb=Verb.EXPORTED, object_type="plans.securityplan")
    assert told.count() == 2


def words(content: bytes) -> str:
    file = Document(io.BytesIO(content))
    cells = [cell.text for table in file.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(one.text for one in file.paragraphs), *cells])


def test_the_docx_has_real_headings_and_header_rows(client, town):
    town.ready("Bollards in the west")
    plan = services.begin_plan(town.space, by=town.lead)
    client.force_login(town.lead)
    file = Document(io.BytesIO(client.get(reverse("reports:security_plan", args=[plan.pk, "docx"])).content))
    names = [one.text for one in file.paragraphs if one.style.name == "Heading 1"]
    assert names[0] == "1. Purpose, and who leads" and len(names) == 12
    assert all("tblHeader" in table._tbl.xml for table in file.tables)


def test_the_pdf_is_tagged_for_screen_readers(client, town):
    town.ready("Bollards in the west")
    plan = services.begin_plan(town.space, by=town.lead)
    client.force_login(town.lead)
    answer = client.get(reverse("reports:security_plan", args=[plan.pk, "pdf"]))
    assert answer["Content-Type"] == "application/pdf" and answer.content.startswith(b"%PDF")
    assert b"pdfuaid" in answer.content
    assert client.get(reverse("reports:security_plan", args=[plan.pk, "xlsx"])).status_code == 404
