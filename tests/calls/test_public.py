"""A published call is read by everybody, with nothing behind it, and by machines in the standard of the field."""

import datetime as dt
import json
import xml.etree.ElementTree as ElementTree

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from jsonschema import Draft202012Validator, FormatChecker

from protect.answers import services as answering
from protect.answers.models import Clarification
from protect.calls import services
from protect.calls.models import Publication
from protect.organisations import audit
from protect.organisations.keeping import HEADER, STAMP
from protect.organisations.models import AuditEntry
from tests.calls.town import clean_world, published
from tests.world import SECRET

pytestmark = pytest.mark.django_db

MOMENT = {"type": "string", "format": "date-time", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d([+-]\d\d:\d\d|Z)$"}
TEXT = {"type": "string", "minLength": 1}


def closed(required: dict, **optional: dict) -> dict:
    return {
        "type": "object", "properties": {**required, **optional}, "required": list(required), "additionalProperties": False,
    }  # fmt: skip


ROLES = {"type": "array", "items": {"enum": ["buyer", "procuringEntity"]}}
STATUSES = ["planning", "planned", "active", "cancelled", "unsuccessful", "complete", "withdrawn"]
PERIOD = closed({"startDate": MOMENT, "endDate": MOMENT})
#: What OCDS 1.1 says of the fields that are used here, with its closed code lists; no other field goes out.
OCDS = closed(
    {
        "uri": {"type": "string", "format": "uri", "pattern": "^https?://"},
        "version": {"const": "1.1"},
        "publishedDate": MOMENT,
        "publisher": closed({"name": TEXT}),
        "releases": {
            "type": "array",
            "minItems": 1,
            "items": closed(
                {
                    "ocid": {"type": "string", "pattern": "^ocds-[a-z0-9-]+$"},
                    "id": {"type": "string", "pattern": "^[^#]+$"},
                    "date": MOMENT,
                    "tag": {"type": "array", "minItems": 1, "items": {"enum": ["planning", "planningUpdate", "tender"]}},
                    "initiationType": {"const": "tender"},
                    "language": {"type": "string", "pattern": "^[a-z]{2}$"},
                    "parties": {
                        "type": "array",
                        "minItems": 1,
                        "items": closed(
                            {"id": TEXT, "name": TEXT, "roles": ROLES},
                            address=closed({"countryName": TEXT}),
                        ),
                    },
                    "buyer": closed({"id": TEXT, "name": TEXT}),
                    "planning": closed(
                        {
                            "rationale": TEXT,
                            "documents": {
                                "type": "array",
                                "items": closed(
                                    {
                                        "id": TEXT, "documentType": {"const": "marketStudies"}, "title": TEXT,
                                        "url": {"type": "string", "pattern": "^https?://"}, "datePublished": MOMENT,
                                        "format": {"const": "text/html"}, "language": TEXT,
                                    }
                                ),
                            },
                            "milestones": {
                                "type": "array",
                                "items": closed(
                                    {
                                        "id": TEXT, "title": TEXT, "type": {"const": "engagement"}, "dueDate": MOMENT,
                                        "status": {"enum": ["scheduled", "met", "notMet", "partiallyMet"]},
                                    }
                                ),
                            },
                        }
                    ),
                    "tender": closed(
                        {
                            "id": TEXT, "title": TEXT, "description": TEXT,
                            "status": {"enum": STATUSES},
                            "enquiryPeriod": PERIOD, "hasEnquiries": {"type": "boolean"},
                            "submissionMethod": {"type": "array", "items": {"enum": ["electronicSubmission", "written"]}},
                            "awardCriteriaDetails": TEXT,
                        },
                        # The enquiry extension; closed, so that no author and no date of asking gets in.
                        enquiries={
                            "type": "array", "minItems": 1,
                            "items": closed({"id": TEXT, "description": TEXT, "answer": TEXT, "dateAnswered": MOMENT}),
                        },
                    ),
                }
            ),
        },
    },
    extensions={"type": "array", "items": {"type": "string", "format": "uri", "pattern": "^https://"}},
)  # fmt: skip


@pytest.fixture
def w():
    return clean_world()


@pytest.fixture
def publication(w):
    return published(w).publication


def address(name, publication):
    return reverse(f"calls:{name}", args=[publication.pk])


def test_everybody_reads_the_call_and_nothing_behind_it(client, publication):
    page = client.get(address("public", publication))
    assert page.status_code == 200
    text = page.content.decode()
    assert "Keeps vehicles out and lets deliveries in." in text and "Performance" in text and "5. Questions" in text
    assert SECRET not in text
    assert publication.title in client.get(reverse("calls:public_list")).content.decode()


def test_no_page_of_a_public_call_leaves_a_trace_of_who_looked(client, w, publication):
    client.force_login(w.provider)
    before = AuditEntry.objects.count()
    for name in ("public", "public_json", "public_ocds"):
        client.get(address(name, publication))
    client.get(reverse("calls:public_list"))
    assert AuditEntry.objects.count() == before


def test_the_json_is_the_signed_document_with_its_hash(client, publication):
    told = client.get(address("public_json", publication)).json()
    assert told["document"] == publication.document and told["sha256"] == publication.sha256
    assert told["status"] == "open"


def test_clarifications_go_to_all_machines_without_who_asked(client, w, publication):
    """In the JSON and in the release, once they are answered; the release says by its name and date that it is another."""
    before = client.get(address("public_ocds", publication)).json()["releases"][0]
    assert client.get(address("public_json", publication)).json()["clarifications"] == []
    assert before["tender"]["hasEnquiries"] is False and "enquiries" not in before["tender"]
    with audit.acting(w.provider, "test"):
        answering.ask(publication, w.solution_provider, "May it be yellow?", by=w.provider)
    found = Clarification.objects.get()
    assert client.get(address("public_json", publication)).json()["clarifications"] == []
    # Dates of releases are told by the second, and nobody answers in the one in which the call was published.
    hour = dt.timedelta(hours=1)
    Publication.objects.filter(pk=publication.pk).update(published_at=publication.published_at - hour)
    before = client.get(address("public_ocds", publication)).json()["releases"][0]
    with audit.acting(w.lead, "test"):
        answering.clarify(found, "May it be coloured?", "Any colour.", by=w.lead, checked=True)
    (told,) = client.get(address("public_json", publication)).json()["clarifications"]
    assert (told["question"], told["answer"]) == ("May it be coloured?", "Any colour.")
    assert set(told) == {"id", "question", "answer", "answered_at"}
    package = client.get(address("public_ocds", publication)).json()
    assert [
        error.message for error in Draft202012Validator(OCDS, format_checker=FormatChecker()).iter_errors(package)
    ] == []
    (release,) = package["releases"]
    assert release["tender"]["hasEnquiries"] and release["tender"]["enquiries"][0]["answer"] == "Any colour."
    assert release["id"] != before["id"] and release["date"] > before["date"]
    everything = json.dumps(package) + json.dumps(client.get(address("public_json", publication)).json())
    assert (
        "yellow" not in everything and w.solution_provider.name not in everything and w.provider.email not in everything
    )


@pytest.mark.parametrize("status", ["open", "closed", "withdrawn"])
def test_the_release_package_is_ocds_in_every_state(client, w, publication, status):
    if status == "closed":
        Publication.objects.update(answers_until=timezone.now() - dt.timedelta(hours=1))
    if status == "withdrawn":
        services.withdraw(publication.call, reason="We found one.")
    told = client.get(address("public_ocds", publication)).json()
    errors = [error.message for error in Draft202012Validator(OCDS, format_checker=FormatChecker()).iter_errors(told)]
    assert errors == []
    (release,) = told["releases"]
    assert release["buyer"]["id"] in {one["id"] for one in release["parties"]}
    assert release["tender"]["status"] == ("cancelled" if status == "withdrawn" else "planning")
    assert SECRET not in json.dumps(told)


def test_the_feed_is_atom_with_an_entry_for_each_call(client, publication):
    answer = client.get(reverse("calls:feed"))
    assert answer["Content-Type"].startswith("application/atom+xml")
    space = {"a": "http://www.w3.org/2005/Atom"}
    root = ElementTree.fromstring(answer.content)
    (entry,) = root.findall("a:entry", space)
    assert entry.find("a:title", space).text == publication.title
    assert entry.find("a:link", space).get("href").endswith(address("public", publication))
    assert entry.find("a:id", space).text and entry.find("a:updated", space).text


def test_a_call_closes_by_the_clock_of_the_server(client, publication):
    Publication.objects.update(answers_until=timezone.now() - dt.timedelta(seconds=1))
    assert "The time for answers is over." in client.get(address("public", publication)).content.decode()
    assert publication.title not in client.get(reverse("calls:public_list")).content.decode()
    assert publication.title in client.get(reverse("calls:public_list") + "?state=past").content.decode()


def test_public_calls_are_kept_for_visitors_and_never_past_their_end(client, w, publication):
    pages = (reverse("calls:public_list"), address("public", publication))
    for page in pages:
        assert client.get(page)["Cache-Control"] == HEADER
    for left, kept in ((30, "s-maxage=2"), (-1, "s-maxage=60")):
        Publication.objects.update(answers_until=timezone.now() + dt.timedelta(seconds=left))
        for page in pages:
            assert kept in client.get(page)["Cache-Control"], (page, left)
    client.force_login(w.provider)
    for page in pages:
        assert client.get(page)["Cache-Control"] == "private, no-store"


def test_what_is_kept_of_calls_goes_with_every_change_of_them(
    w, publication, settings, tmp_path, django_capture_on_commit_callbacks
):
    settings.DATA = tmp_path

    def forgotten(change) -> bool:
        (tmp_path / STAMP).unlink(missing_ok=True)
        connection.run_on_commit.clear()  # as if what was before stood
        with django_capture_on_commit_callbacks(execute=True):
            change()
        return (tmp_path / STAMP).exists()

    answering.ask(publication, w.solution_provider, "May it be yellow?", by=w.provider)
    asked = Clarification.objects.get()
    assert forgotten(lambda: answering.clarify(asked, "May it?", "Yes.", by=w.lead, checked=True))
    assert forgotten(lambda: services.withdraw(publication.call, reason="We found one."))


def test_a_withdrawn_call_keeps_its_page_and_says_why(client, publication):
    services.withdraw(publication.call, reason="We found one.")
    assert "We found one." in client.get(address("public", publication)).content.decode()


def test_a_call_that_was_not_published_has_no_public_page(client, w):
    assert client.get(reverse("calls:public", args=[1])).status_code == 404
