"""The summary for the council is public: nothing of what is restricted may be found in it, in data or in print."""

from __future__ import annotations

import json
import re

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from protect.assessments.models import State
from protect.reports import council, services
from tests.reports.reading import pages_of


def restricted_texts(document) -> set[str]:
    """Every text of the document that somebody wrote about the place, its people and its weak points."""
    found: set[str] = set()

    def collect(part):
        if isinstance(part, str):
            found.add(part)
        elif isinstance(part, dict):
            for one in part.values():
                collect(one)
        elif isinstance(part, list):
            for one in part:
                collect(one)

    for name in ("space", "team", "visits", "scenarios", "vulnerabilities", "preparation"):
        collect(document[name])
    about = document["assessment"]
    collect([about[name] for name in ("mandate", "site_notes", "lead", "approved_by", "approval_note", "title")])
    collect([threat["label"] for threat in document["threat_types"]["content"]["threat_types"]])
    # The town's own name is public; codes of vocabularies are words of everyday language, their labels are looked for.
    return {
        text for text in found if len(text) > 5 and text != about["organisation"] and not re.fullmatch(r"[a-z_]+", text)
    }


def test_nothing_restricted_is_in_its_data(example):
    figures = services.figures_of(example.assessment, None)
    data = json.dumps(council.summary(figures, name_the_space=False, at=timezone.now()), ensure_ascii=False)
    for text in restricted_texts(figures.document):
        assert not re.search(rf"\b{re.escape(text)}\b", data), text
    assert "plan" not in json.loads(data)


def test_nothing_restricted_is_in_its_print(example):
    report = services.make_report(example.assessment, example.lead, "summary")
    pages = pages_of(report.content)
    assert len(pages) == 1
    text = " ".join(pages[0].split())
    assert "TLP:CLEAR" in text and "Brașov" in text
    figures = services.figures_of(example.assessment, None)
    for restricted in restricted_texts(figures.document):
        assert not re.search(rf"\b{re.escape(restricted)}\b", text), restricted
    for person in ("Ioana", "Попов", "Wiśniewski", "Popescu"):
        assert person not in text


def test_no_count_can_be_worked_out(example):
    data = council.summary(services.figures_of(example.assessment, None), name_the_space=False, at=timezone.now())
    shown = {one["label"]: one["count"] for one in [*data["bands"], data["open"]]}
    assert shown == {
        "Low": "fewer than 3",
        "Moderate": "4",
        "High": "3",
        "Very high": "fewer than 3",
        "Open": "fewer than 3",
    }
    assert "9" not in " ".join(data["sentences"])  # the total would give the rest away


def test_the_place_is_named_only_if_somebody_who_leads_says_so(example):
    plain = services.make_report(example.assessment, example.lead, "summary")
    named = services.make_report(example.assessment, example.lead, "summary", name_the_space=True)
    assert "sfatului" not in plain.name and "sfatului" in named.name
    assert "Sfatului" not in pages_of(plain.content)[0]
    assert "Sfatului" in pages_of(named.content)[0]


def test_only_who_leads_publishes_and_only_what_is_approved(example):
    for reader in (example.viewer, example.police):
        with pytest.raises(PermissionDenied):
            services.make_report(example.assessment, reader, "summary")
    example.assessment.state = State.REVIEW
    with pytest.raises(ValidationError):
        services.make_report(example.assessment, example.lead, "summary")


def test_it_stays_on_one_page_in_every_language(example, settings):
    for code, _name in settings.LANGUAGES:
        report = services.make_report(example.assessment, example.lead, "summary", language=code, name_the_space=True)
        assert len(pages_of(report.content)) == 1, code
