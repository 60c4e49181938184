"""The manual beside a step speaks of this kind of place."""

from __future__ import annotations

import pytest

from protect.assessments import services
from protect.assessments.views.common import manual
from protect.reference import loader
from tests.assessments.town import Town

pytestmark = pytest.mark.django_db


def test_tips_are_those_for_the_kinds_of_the_space_the_main_one_first() -> None:
    town = Town()
    town.space.further_categories = ["worship"]
    town.space.save()
    assessment = services.create_assessment(town.space, by=town.lead)
    steps = next(one for one in loader.documents() if one.kind == "step_template").content["steps"]
    tips = next(one["tips"] for one in steps if one["key"] == "site")
    beside = manual(assessment, "site")
    assert beside and beside["tips"] == tips["square"] + tips["worship"]
    assert manual(assessment, "consensus")["tips"] == []  # type: ignore[index]


def test_the_page_shows_tips_as_sentences(client) -> None:
    town = Town()
    assessment = services.create_assessment(town.space, by=town.lead)
    client.force_login(town.lead)
    page = client.get(f"/assessments/{assessment.pk}/site/").content.decode()
    assert "Stand in each street mouth" in page
    assert "<li>transport_hub</li>" not in page
